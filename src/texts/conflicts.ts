/** Why a change of a run is not undone, in both languages. */
import type { Params } from "../model/finding.ts";
import type { ConflictCode } from "../model/undo.ts";
import type { Lang } from "./lang.ts";

type Texts = Readonly<Record<ConflictCode, (detail: string) => string>>;

const EN: Texts = {
  CHANGED_SINCE: (detail) => `${detail} was changed since`,
  GONE: (detail) => `${detail} is not there any more`,
  TAKEN: (detail) => `${detail} stands where it was before`,
  LEDGER: (detail) => `the address ${detail} is not to be used again`,
  NO_INVERSE: (detail) =>
    detail.startsWith("userPassword")
      ? "a password is never brought back"
      : `${detail} was deleted, and a new entry would be another one`,
};

const VI: Texts = {
  CHANGED_SINCE: (detail) => `${detail} đã thay đổi sau đó`,
  GONE: (detail) => `${detail} không còn nữa`,
  TAKEN: (detail) => `${detail} đang ở chỗ cũ`,
  LEDGER: (detail) => `địa chỉ ${detail} không được dùng lại`,
  NO_INVERSE: (detail) =>
    detail.startsWith("userPassword")
      ? "mật khẩu không bao giờ được khôi phục"
      : `${detail} đã bị xóa, mục tạo mới sẽ là một mục khác`,
};

const TEXTS: Readonly<Record<Lang, Texts>> = { en: EN, vi: VI };

/** @param params `conflict`: the code, and `detail` */
export function conflictText(lang: Lang, { conflict, detail }: Params): string {
  const text = TEXTS[lang][conflict as ConflictCode];
  return text === undefined ? `${conflict}` : text(`${detail}`);
}
