/** Kinds of change, reasons, gate rules and run states in words. */
import type { ChangeKind, ReasonCode } from "../model/change.ts";
import type { Params } from "../model/finding.ts";
import type { Lang } from "./lang.ts";

type Both = Readonly<Record<Lang, string>>;
type Sentence = Readonly<Record<Lang, (params: Params) => string>>;

/** domain.md §6: cấp mới, đổi tên hộp thư, tạm dừng, thu hồi, khôi phục … */
export const KIND_TEXTS: Readonly<Record<ChangeKind, Both>> = {
  create: { en: "create", vi: "cấp mới" },
  modify: { en: "modify", vi: "thay đổi" },
  rename: { en: "rename", vi: "đổi tên" },
  suspend: { en: "suspend", vi: "tạm dừng" },
  disable: { en: "disable", vi: "thu hồi" },
  restore: { en: "restore", vi: "khôi phục" },
  delete: { en: "delete", vi: "hủy bỏ" },
  group: { en: "group", vi: "nhóm" },
};

export const REASON_TEXTS: Readonly<Record<ReasonCode, Both>> = {
  PERSON_HIRED: { en: "recruited or taken over", vi: "tuyển dụng, tiếp nhận" },
  PERSON_TRANSFERRED: { en: "transferred to another unit", vi: "điều động sang đơn vị khác" },
  PERSON_CHANGED: { en: "data changed", vi: "thay đổi thông tin" },
  ADDRESS_CHANGED: { en: "address changed", vi: "thay đổi tên truy cập" },
  PERSON_DUTY_SUSPENDED: { en: "suspended from duty", vi: "tạm đình chỉ công tác" },
  PERSON_LONG_LEAVE: { en: "on long leave", vi: "nghỉ dài hạn" },
  PERSON_LEFT_PROVINCE: { en: "left the province", vi: "chuyển công tác ra ngoài tỉnh" },
  PERSON_RETIRED: { en: "retired", vi: "nghỉ hưu" },
  PERSON_RESIGNED: { en: "resigned", vi: "thôi việc" },
  PERSON_DISMISSED: { en: "dismissed", vi: "buộc thôi việc" },
  PERSON_DECEASED: { en: "deceased", vi: "từ trần" },
  PERSON_RETURNED: { en: "back at work", vi: "trở lại công tác" },
  UNIT_ESTABLISHED: { en: "unit established", vi: "thành lập đơn vị" },
  UNIT_CHANGED: { en: "unit data changed", vi: "thay đổi thông tin đơn vị" },
  UNIT_MOVED: { en: "unit moved in the organisation", vi: "chuyển đơn vị trong tổ chức" },
  UNIT_DISSOLVED: { en: "unit dissolved", vi: "giải thể đơn vị" },
  UNIT_REESTABLISHED: { en: "unit established again", vi: "lập lại đơn vị" },
  MAILBOX_ISSUED: { en: "agency mailbox issued", vi: "cấp mới hộp thư cơ quan" },
  MAILBOX_CHANGED: { en: "agency mailbox changed", vi: "thay đổi hộp thư cơ quan" },
  GROUP_NEEDED: { en: "group needed", vi: "lập nhóm" },
  GROUP_CHANGED: { en: "group changed", vi: "thay đổi nhóm" },
  MEMBERSHIP_CHANGED: { en: "groups changed", vi: "thay đổi nhóm" },
};

const SORTS: Readonly<Record<string, Both>> = {
  person: { en: "people", vi: "cá nhân" },
  agency: { en: "agency mailboxes", vi: "hộp thư cơ quan" },
  unit: { en: "units", vi: "đơn vị" },
  group: { en: "groups", vi: "nhóm" },
};
const sort = (lang: Lang, p: Params): string => SORTS[String(p.sort)]?.[lang] ?? String(p.sort);
const kind = (lang: Lang, p: Params): string => KIND_TEXTS[p.kind as ChangeKind]?.[lang] ?? String(p.kind);

/** Why the gate holds something, with the numbers. */
export const RULE_TEXTS: Readonly<Record<"limit.max" | "limit.percent" | "rejected" | "requires", Sentence>> =
  {
    "limit.max": {
      en: (p) =>
        `${p.count} of ${p.total} ${sort("en", p)}: ${kind("en", p)} (${p.percent} %, limit ${p.limit} in one run)`,
      vi: (p) =>
        `${kind("vi", p)} ${p.count} trên ${p.total} ${sort("vi", p)} (${p.percent} %, giới hạn ${p.limit} mỗi lần chạy)`,
    },
    "limit.percent": {
      en: (p) =>
        `${p.count} of ${p.total} ${sort("en", p)}: ${kind("en", p)} (${p.percent} %, limit ${p.limit} %)`,
      vi: (p) =>
        `${kind("vi", p)} ${p.count} trên ${p.total} ${sort("vi", p)} (${p.percent} %, giới hạn ${p.limit} %)`,
    },
    rejected: {
      en: (p) => `rejected by ${p.operator}: ${p.reason}`,
      vi: (p) => `${p.operator} không duyệt: ${p.reason}`,
    },
    requires: {
      en: (p) => `waits for ${p.owner}, which is held`,
      vi: (p) => `chờ ${p.owner}, đang bị giữ lại`,
    },
  };
