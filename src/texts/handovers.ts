/** Words about passwords that are handed out. */
import type { HandoverWhy } from "../model/handover.ts";
import type { Lang } from "./lang.ts";

const EN = {
  nobodyWaits: "Nobody waits for a password.",
  lastCollected: "Last collected by",
  unit: "unit",
  uid: "user name",
  since: "since",
  days: "days",
  longest: "longest (days)",
  oneUnit: "The accounts of one unit: danhba handover list UNIT",
  handedOut: "Passwords handed out",
  sealedFor: "sealed for",
  skipped: "locked or without an entry, waiting on",
  refused: "refused by the directory, waiting on",
  parcel: "Handed out what was sealed at",
  moreParcels: "more sealed: run the command again",
} as const;

export const HANDOVER_TEXTS: Readonly<Record<Lang, Readonly<Record<keyof typeof EN, string>>>> = {
  en: EN,
  vi: {
    nobodyWaits: "Không có ai chờ mật khẩu.",
    lastCollected: "Lần nhận gần nhất bởi",
    unit: "đơn vị",
    uid: "tên đăng nhập",
    since: "từ lúc",
    days: "số ngày",
    longest: "lâu nhất (ngày)",
    oneUnit: "Từng tài khoản của một đơn vị: danhba handover list MÃ-ĐƠN-VỊ",
    handedOut: "Số mật khẩu đã giao",
    sealedFor: "mã hóa cho",
    skipped: "đang khóa hoặc chưa có trong danh bạ, vẫn chờ",
    refused: "danh bạ LDAP từ chối, vẫn chờ",
    parcel: "Đã giao những gì được niêm phong lúc",
    moreParcels: "gói niêm phong nữa: hãy chạy lại lệnh",
  },
};

export const HANDOVER_STATE_TEXTS: Readonly<
  Record<Lang, Readonly<Record<"waiting" | "sealed" | "expired", string>>>
> = {
  en: { waiting: "waiting", sealed: "sealed", expired: "expired" },
  vi: { waiting: "đang chờ", sealed: "đã niêm phong", expired: "đã hết hạn" },
};

export const HANDOVER_WHY_TEXTS: Readonly<Record<Lang, Readonly<Record<HandoverWhy, string>>>> = {
  en: { first: "new account", head: "new holder", reset: "reset", again: "never used" },
  vi: { first: "tài khoản mới", head: "người giữ mới", reset: "cấp lại", again: "chưa từng dùng" },
};
