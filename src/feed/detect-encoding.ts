/** Recognises a legacy encoding in a column of Vietnamese text by the majority of its cells, never by one cell. */
import { LEGACY_ENCODINGS, type LegacyEncoding } from "../model/feed-encoding.ts";
import { LEGACY_DECODERS } from "./legacy-decoders.ts";
import { isVietnameseSyllable } from "./vietnamese-syllable.ts";

/** Letters that Vietnamese has and that no text of one of the encodings shows: such a cell is Unicode. */
const SURELY_UNICODE = /[ĂăĐđĨĩŨũƠơƯư\u1EA0-\u1EF9]|\p{L}[\u0300-\u0303\u0306\u0309\u031B\u0323]/u;

/** Characters of Windows-1252 that no Vietnamese word has. Quotes, dashes, no-break space and soft hyphen may be meant. */
const IMPOSSIBLE = /(?![\t\n\r])\p{Cc}|[¡-©ª-¬®-³µ¶¸-¿ÄÅÆÇËÎÏÖ×ØÛÜÞßäåæçëîïñÑö÷øûüþÿŒœŠšŸŽžƒˆ˜†‡‰‹›™‚„€]/u;

/** VIQR that plain text does not have: a shape sign, or a tilde or grave after a vowel. */
const VIQR_SIGN = /[aeo]\^|a\([\p{L}`'?~.]|[ou][+*]\p{L}|[aeiouy][~`]|\bdd\p{L}/iu;
/** Signs that may also be punctuation: the tones acute, hook and dot. */
const VIQR_WEAK = /[aeiouy]['?.](?!\s*\d)/i;
/** Of the cells that VIQR explains, so many must have a sign that only VIQR explains. */
const VIQR_SIGN_SHARE = 0.25;

/** More cells than this do not change a majority. */
const CELLS_LOOKED_AT = 2000;
const SAMPLES = 10;

export interface EncodingVerdict {
  readonly encoding: LegacyEncoding;
  /** Share of the cells with marks that are well-formed Vietnamese when decoded, 0 to 1. */
  readonly confidence: number;
  /** The same share as the cells stand. */
  readonly asTheyStand: number;
  readonly samples: readonly { readonly before: string; readonly after: string }[];
}

/** Whether a cell has letters that no legacy text shows. */
export const isSurelyUnicode = (cell: string): boolean => SURELY_UNICODE.test(cell);

/** How many cells with marks are Vietnamese as they stand, and how many when decoded. */
export interface Weight {
  readonly standing: number;
  readonly decoded: number;
}

/** Weighs one encoding against Unicode in a column. */
export function weighEncoding(cells: readonly string[], encoding: LegacyEncoding): Weight {
  const marked = thin(cells.filter(hasMarks));
  const standing = marked.map(isStanding);
  return { standing: count(standing), decoded: score(encoding, marked, standing).good };
}

const isStanding = (cell: string): boolean => isSurelyUnicode(cell) || isWellFormed(cell);

/**
 * The encoding in which more than half of the cells with marks become well-formed Vietnamese, and more than are so as
 * they stand; null where there is none. Cells without marks say nothing.
 */
export function detectEncoding(cells: readonly string[]): EncodingVerdict | null {
  const marked = thin(cells.filter(hasMarks));
  if (marked.length === 0) return null;
  const standing = marked.map(isStanding);
  const standingCount = count(standing);
  const [best] = LEGACY_ENCODINGS.map((encoding) => score(encoding, marked, standing)).sort(
    (a, b) => b.good - a.good,
  );
  if (best === undefined || best.good * 2 <= marked.length || best.good <= standingCount) return null;
  if (!isEnough(best.gained, marked)) return null;
  return {
    encoding: best.encoding,
    confidence: best.good / marked.length,
    asTheyStand: standingCount / marked.length,
    samples: samplesOf(best.encoding, best.gained),
  };
}

/** Two cells that only decoding explains; the only cell of a column must have a letter that no Vietnamese word has. */
const isEnough = (gained: readonly string[], marked: readonly string[]): boolean =>
  gained.length >= 2 || (gained.length === 1 && marked.length === 1 && isImpossible(marked[0] ?? ""));

const isImpossible = (cell: string): boolean => IMPOSSIBLE.test(cell) || VIQR_SIGN.test(cell);

const hasMarks = (cell: string): boolean =>
  /[^\s\u0021-\u007E]/u.test(cell) || VIQR_SIGN.test(cell) || VIQR_WEAK.test(cell);

interface Score {
  readonly encoding: LegacyEncoding;
  /** Cells that decoding changes and leaves well-formed. */
  readonly good: number;
  /** Those of them that are not well-formed as they stand. */
  readonly gained: readonly string[];
}

function score(encoding: LegacyEncoding, cells: readonly string[], standing: readonly boolean[]): Score {
  const isGood = cells.map((cell) => {
    if (isSurelyUnicode(cell)) return false;
    const decoded = LEGACY_DECODERS[encoding](cell);
    return decoded !== cell.normalize("NFC") && isWellFormed(decoded);
  });
  const gained = cells.filter((_cell, index) => isGood[index] && !standing[index]);
  const isBareOfSigns =
    encoding === "viqr" &&
    gained.filter((cell) => VIQR_SIGN.test(cell)).length < gained.length * VIQR_SIGN_SHARE;
  return isBareOfSigns ? { encoding, good: 0, gained: [] } : { encoding, good: count(isGood), gained };
}

/**
 * Whether every word with a mark is spelled as a Vietnamese syllable. Words without marks are the same before and after
 * decoding, so that abbreviations and names of other peoples do not count.
 */
function isWellFormed(cell: string): boolean {
  if (IMPOSSIBLE.test(cell) || VIQR_SIGN.test(cell)) return false;
  return cell
    .replace(/[Ðð]/g, (eth) => (eth === "Ð" ? "Đ" : "đ")) // what some keyboards write for Đ is no legacy encoding
    .split(/[^\p{L}\p{M}]+/u)
    .filter((word) => /[^A-Za-z]/.test(word))
    .every(isVietnameseSyllable);
}

function samplesOf(encoding: LegacyEncoding, cells: readonly string[]): EncodingVerdict["samples"] {
  return [...new Set(cells)]
    .slice(0, SAMPLES)
    .map((before) => ({ before, after: LEGACY_DECODERS[encoding](before) }));
}

/** Cells spread evenly over the column. */
function thin(cells: readonly string[]): readonly string[] {
  const step = Math.ceil(cells.length / CELLS_LOOKED_AT);
  return step <= 1 ? cells : cells.filter((_cell, index) => index % step === 0);
}

const count = (flags: readonly boolean[]): number => flags.filter(Boolean).length;
