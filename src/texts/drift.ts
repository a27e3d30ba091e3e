/** What is said of changes of the directory that came from elsewhere. */
import type { Drift } from "../model/drift.ts";
import type { Lang } from "./lang.ts";

/** Heads the lines, apart from what the feed calls for. */
export const DRIFT_TEXT: Readonly<Record<Lang, string>> = {
  vi: "Sai lệch (sửa ngoài danhba, không do dữ liệu nhân sự)",
  en: "Drift (edited past danhba, not called for by HR)",
};

const DRIFT_OUTCOME_TEXTS: Readonly<Record<Lang, Readonly<Record<Drift["outcome"], string>>>> = {
  vi: {
    corrected: "đã sửa lại",
    reported: "chỉ báo, giữ nguyên",
    held: "giữ lại chờ duyệt",
    failed: "sửa lại không được",
  },
  en: {
    corrected: "corrected",
    reported: "only reported, left as it is",
    held: "waits for approval",
    failed: "could not be corrected",
  },
};

const WHAT_TEXTS: Readonly<Record<Lang, Readonly<Record<Drift["what"], string>>>> = {
  vi: { edited: "bị sửa", deleted: "bị xóa" },
  en: { edited: "edited", deleted: "deleted" },
};

const BY_TEXT: Readonly<Record<Lang, string>> = { vi: "bởi", en: "by" };

/** `edited mail, title, by cn=admin,dc=…: corrected`. */
export function driftText(
  lang: Lang,
  { what, attributes, by, outcome }: Pick<Drift, "what" | "attributes" | "by" | "outcome">,
): string {
  const edited = [WHAT_TEXTS[lang][what], attributes.join(", ")].filter((part) => part !== "").join(" ");
  const whose = by === null ? edited : `${edited}, ${BY_TEXT[lang]} ${by}`;
  return `${whose}: ${DRIFT_OUTCOME_TEXTS[lang][outcome]}`;
}
