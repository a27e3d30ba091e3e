/** What became of each mailbox name that was considered for somebody. */
import type { Lang } from "./lang.ts";

const EN = {
  issued: "in use",
  own: "was the owner's own before",
  outdated: "the owner's own, but no longer right",
  free: "nobody ever had it",
  taken: "issued to somebody else",
  "lower-priority": "went to somebody with priority in this batch",
  reserved: "reserved",
  "unit-name": "the mailbox name of a unit",
  invalid: "cannot be a local part",
  "needs-agency": "the agency's mailbox name is not known",
  "needs-extension": "no extension was agreed on",
  "needs-parent": "the mailbox name of the unit above is not known",
} as const;

/** A verdict of `explainPerson` and `explainUnit`. */
export type VerdictCode = keyof typeof EN;

const VI: Readonly<Record<VerdictCode, string>> = {
  issued: "đang dùng",
  own: "đã từng cấp cho chính chủ",
  outdated: "của chính chủ nhưng không còn đúng",
  free: "chưa ai dùng",
  taken: "đã cấp cho chủ khác",
  "lower-priority": "người được ưu tiên hơn trong đợt này đã nhận",
  reserved: "dành riêng",
  "unit-name": "là tên hộp thư của một đơn vị",
  invalid: "không thể làm tên hộp thư",
  "needs-agency": "chưa biết tên hộp thư của cơ quan",
  "needs-extension": "chưa có phần mở rộng",
  "needs-parent": "chưa biết tên hộp thư của đơn vị cấp trên",
};

export const VERDICT_TEXTS: Readonly<Record<Lang, Readonly<Record<VerdictCode, string>>>> = {
  en: EN,
  vi: VI,
};
