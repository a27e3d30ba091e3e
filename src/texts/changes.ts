/** Kinds of change, reasons, gate rules and run states in words. */
import type { ChangeKind, ReasonCode } from "../model/change.ts";
import type { FeedRule } from "../model/feed-certificate.ts";
import type { Params } from "../model/finding.ts";
import type { HoldRule } from "../model/hold-rule.ts";
import { FEED_RULE_TEXTS } from "./feed-rules.ts";
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
  TRANSFER_CANCELLED: { en: "account cancelled by a transfer", vi: "hủy bỏ do điều động sang cơ quan khác" },
  ACCOUNT_INACTIVE: { en: "not used for the time allowed", vi: "không sử dụng quá thời hạn" },
  ACCOUNT_REOPENED: { en: "reopened on request", vi: "mở lại theo đề nghị" },
  ACCOUNT_RETAINED: { en: "kept without mail addresses", vi: "lưu giữ, không còn địa chỉ thư" },
  RETENTION_ENDED: { en: "retention ended", vi: "hết thời hạn lưu giữ" },
  PURGE_ORDERED: { en: "purge ordered", vi: "hủy bỏ theo lệnh" },
  QUOTA_CHANGED: { en: "mailbox size changed", vi: "thay đổi dung lượng hộp thư" },
  ALIAS_ENDED: { en: "earlier address ended", vi: "bí danh hết thời hạn" },
  UNIT_MERGED: { en: "unit merged into another", vi: "sáp nhập vào đơn vị khác" },
  HEAD_CHANGED: { en: "another head of the agency", vi: "thay đổi thủ trưởng cơ quan" },
  GROUP_REMOVED: { en: "group no longer asked for", vi: "bỏ nhóm" },
  POLICY_NEEDED: { en: "password policy set up", vi: "lập chính sách mật khẩu" },
  POLICY_CHANGED: { en: "password policy changed", vi: "thay đổi chính sách mật khẩu" },
  FIRST_PASSWORD_ISSUED: { en: "first password issued", vi: "cấp mật khẩu lần đầu" },
  PASSWORD_RESET: { en: "password reset", vi: "cấp lại mật khẩu" },
  RUN_UNDONE: { en: "undone", vi: "hoàn tác" },
  ENTRY_ADOPTED: { en: "found in the directory and taken over", vi: "tiếp quản mục đã có trong thư mục" },
  PASSWORD_EXPIRED: { en: "issued password was never used", vi: "mật khẩu đã cấp quá hạn, chưa sử dụng" },
};

/** What is held when it is the feed itself. */
export const FEED_TEXT: Both = { en: "feed", vi: "dữ liệu nhân sự" };

const SORTS: Readonly<Record<string, Both>> = {
  person: { en: "people", vi: "cá nhân" },
  agency: { en: "agency mailboxes", vi: "hộp thư cơ quan" },
  unit: { en: "units", vi: "đơn vị" },
  group: { en: "groups", vi: "nhóm" },
  policy: { en: "password policies", vi: "chính sách mật khẩu" },
};
const sort = (lang: Lang, p: Params): string => SORTS[String(p.sort)]?.[lang] ?? String(p.sort);
/** What the gate counts across the kinds of change. */
const COUNTED: Readonly<Record<"inactivity" | "drift", Both>> = {
  inactivity: { en: "locked for inactivity", vi: "khóa do không sử dụng" },
  drift: { en: "edited elsewhere, to be put back", vi: "bị sửa ngoài hệ thống, cần đưa về như cũ" },
};
const WORDS: Readonly<Record<string, Both>> = { ...KIND_TEXTS, ...COUNTED };
const kind = (lang: Lang, p: Params): string => WORDS[String(p.kind)]?.[lang] ?? String(p.kind);

/** Why the gate holds something, with the numbers. */
export const RULE_TEXTS: Readonly<Record<HoldRule | FeedRule, Sentence>> = {
  ...FEED_RULE_TEXTS,
  "agency.max": {
    en: (p) =>
      `${p.agency}: ${p.count} of ${p.total} ${sort("en", p)}: ${kind("en", p)} (${p.percent} %, limit ${p.limit} in one run for one agency)`,
    vi: (p) =>
      `${p.agency}: ${kind("vi", p)} ${p.count} trên ${p.total} ${sort("vi", p)} (${p.percent} %, giới hạn ${p.limit} mỗi lần chạy cho một cơ quan)`,
  },
  "agency.percent": {
    en: (p) =>
      `${p.agency}: ${p.count} of ${p.total} ${sort("en", p)}: ${kind("en", p)} (${p.percent} %, limit ${p.limit} % of one agency)`,
    vi: (p) =>
      `${p.agency}: ${kind("vi", p)} ${p.count} trên ${p.total} ${sort("vi", p)} (${p.percent} %, giới hạn ${p.limit} % của một cơ quan)`,
  },
  "shrink.max": {
    en: (p) =>
      `${p.dn}: ${p.count} of ${p.total} members leave (${p.percent} %, limit ${p.limit} in one run)`,
    vi: (p) =>
      `${p.dn}: ${p.count} trên ${p.total} thành viên ra khỏi nhóm (${p.percent} %, giới hạn ${p.limit} mỗi lần chạy)`,
  },
  "shrink.percent": {
    en: (p) => `${p.dn}: ${p.count} of ${p.total} members leave (${p.percent} %, limit ${p.limit} %)`,
    vi: (p) =>
      `${p.dn}: ${p.count} trên ${p.total} thành viên ra khỏi nhóm (${p.percent} %, giới hạn ${p.limit} %)`,
  },
  restored: {
    en: () => "the directory went back in time: a backup was restored; what differs waits for a person",
    vi: () => "danh bạ quay về trạng thái cũ do phục hồi bản sao lưu; các khác biệt chờ người quyết định",
  },
  frozen: {
    en: (p) => `${p.agency}: its part of the feed is frozen, see the feed certificate`,
    vi: (p) =>
      `${p.agency}: dữ liệu nhân sự của cơ quan này đang bị tạm ngừng sử dụng, xem phần kiểm tra dữ liệu`,
  },
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
    en: (p) =>
      p.undoneRun === undefined
        ? `rejected by ${p.operator}: ${p.reason}`
        : `undo of run ${p.undoneRun} by ${p.operator}: ${p.reason}`,
    vi: (p) =>
      p.undoneRun === undefined
        ? `${p.operator} không duyệt: ${p.reason}`
        : `${p.operator} đã hoàn tác lần chạy ${p.undoneRun}: ${p.reason}`,
  },
  requires: {
    en: (p) => `waits for ${p.owner}, which is held`,
    vi: (p) => `chờ ${p.owner}, đang bị giữ lại`,
  },
};
