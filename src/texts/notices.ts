/** What the people concerned are to be told after a change, by the reason of the change. */
import type { ReasonCode } from "../model/change.ts";
import type { Params } from "../model/finding.ts";
import type { Notice } from "../model/notice.ts";
import { REASON_TEXTS } from "./changes.ts";
import type { Lang } from "./lang.ts";
import { dayText } from "./views.ts";

type Sentence = (params: Params) => string;

/** The params that each notice may carry; one that is missing is shown as a dash. */
export const NOTICE_PARAMS = {
  ACCOUNT_INACTIVE: ["since", "months"],
  ADDRESS_CHANGED: ["localPart"],
  PERSON_TRANSFERRED: ["unit"],
  TRANSFER_CANCELLED: ["from", "to"],
  UNIT_MERGED: ["unit", "successor"],
} as const satisfies Partial<Record<ReasonCode, readonly string[]>>;

export type NoticeCode = keyof typeof NOTICE_PARAMS;

const it = (params: Params, name: string): string => String(params[name] ?? "–");

export const NOTICE_TEXTS: Readonly<Record<Lang, Readonly<Record<NoticeCode, Sentence>>>> = {
  en: {
    ACCOUNT_INACTIVE: (p) =>
      `The mailbox was not used for ${it(p, "months")} months (since ${it(p, "since")}) and is closed; ask for it to be reopened.`,
    ADDRESS_CHANGED: (p) =>
      `The mailbox has a new name, "${it(p, "localPart")}"; mail to the earlier address still arrives for a time.`,
    PERSON_TRANSFERRED: (p) => `The mailbox now belongs to unit ${it(p, "unit")}.`,
    TRANSFER_CANCELLED: (p) =>
      `The account at ${it(p, "from")} is cancelled by a transfer; ${it(p, "to")} asks for a new one.`,
    UNIT_MERGED: (p) =>
      `Unit ${it(p, "unit")} went into ${it(p, "successor")}; mail to its address arrives there for a time.`,
  },
  vi: {
    ACCOUNT_INACTIVE: (p) =>
      `Hộp thư không sử dụng quá ${it(p, "months")} tháng (từ ${dayText("vi", it(p, "since"))}) nên bị ngừng; đề nghị mở lại nếu cần dùng.`,
    ADDRESS_CHANGED: (p) =>
      `Hộp thư có tên mới "${it(p, "localPart")}"; thư gửi đến địa chỉ cũ vẫn nhận được trong một thời gian.`,
    PERSON_TRANSFERRED: (p) => `Hộp thư nay thuộc đơn vị ${it(p, "unit")}.`,
    TRANSFER_CANCELLED: (p) =>
      `Tài khoản tại ${it(p, "from")} bị hủy bỏ do điều động; ${it(p, "to")} đề nghị cấp tài khoản mới.`,
    UNIT_MERGED: (p) =>
      `Đơn vị ${it(p, "unit")} sáp nhập vào ${it(p, "successor")}; thư gửi đến địa chỉ cũ được nhận tại đó trong một thời gian.`,
  },
};

/** Of a reason that is no longer told, from an older version, in the words of the log. */
export function noticeText(lang: Lang, { reason, params }: Pick<Notice, "reason" | "params">): string {
  return reason in NOTICE_TEXTS[lang]
    ? NOTICE_TEXTS[lang][reason as NoticeCode](params)
    : REASON_TEXTS[reason][lang];
}
