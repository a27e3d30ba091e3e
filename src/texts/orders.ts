/** Kinds of orders, states of accounts, and what is waited for, in words. */
import type { AccountStatus } from "../model/entry.ts";
import type { OrderKind } from "../model/order.ts";
import type { RequestKind } from "../model/pending.ts";
import type { Lang } from "./lang.ts";

export const ORDER_KIND_TEXTS: Readonly<Record<Lang, Readonly<Record<OrderKind, string>>>> = {
  en: {
    purge: "delete for good",
    hold: "keep from the rule on unused accounts",
    reopen: "reopen",
    quota: "another mailbox size",
    delegate: "delegate",
  },
  vi: {
    purge: "hủy bỏ hẳn",
    hold: "miễn quy định về tài khoản không sử dụng",
    reopen: "mở lại",
    quota: "dung lượng khác",
    delegate: "ủy quyền",
  },
};

/** `none`: there is no such account. */
export type AccountState = AccountStatus | "purged" | "none";

/** The words of the regulations: đang hoạt động, tạm dừng, đã thu hồi … */
export const ACCOUNT_STATE_TEXTS: Readonly<Record<Lang, Readonly<Record<AccountState, string>>>> = {
  en: {
    active: "active",
    suspended: "suspended",
    disabled: "revoked",
    retained: "retained",
    purged: "deleted",
    none: "no account",
  },
  vi: {
    active: "đang hoạt động",
    suspended: "tạm dừng",
    disabled: "đã thu hồi",
    retained: "lưu giữ",
    purged: "đã hủy bỏ",
    none: "không có tài khoản",
  },
};

export const REQUEST_TEXTS: Readonly<Record<Lang, Readonly<Record<RequestKind, string>>>> = {
  en: { create_or_change: "create or change", password_reset: "password reset", terminate: "terminate" },
  vi: { create_or_change: "cấp mới, thay đổi", password_reset: "cấp lại mật khẩu", terminate: "thu hồi" },
};

export const WAITING_TEXTS = {
  en: { held: "approval", failed: "the directory to take it", collection: "collection" },
  vi: { held: "phê duyệt", failed: "thư mục tiếp nhận", collection: "người đến nhận" },
} as const satisfies Readonly<Record<Lang, Readonly<Record<string, string>>>>;

/** What something that is pending waits for; the code of a finding stands as it is. */
export function waitsForText(lang: Lang, waitsFor: string): string {
  const texts: Readonly<Record<string, string>> = WAITING_TEXTS[lang];
  return texts[waitsFor] ?? waitsFor;
}
