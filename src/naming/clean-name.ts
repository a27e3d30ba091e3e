/** Cleaning of text typed by people: one normal form, plain apostrophes, dashes and spaces, no look-alikes. */
import { countVowelGroups, romanise } from "./romanise.ts";

export interface CleanedText {
  /** NFC, single inner spaces, no format or control characters. */
  readonly text: string;
  /** A control character other than a tab stood between two words, such as a line break; else null. */
  readonly control: string | null;
  /** A word that an invisible character holds together although it looks like two words; else null. */
  readonly hiddenSpace: string | null;
}

/** NFKC would turn U+00B4 into a space and a mark, so these come first (domain.md §3.1 step 2). */
const APOSTROPHES = /[’‘‛ʼʻʽʹ`´′＇]/gu;
const DASHES = /[‐‑‒–—―−﹘﹣－]/gu;

/** Letters that look Latin or Vietnamese and are not; keys are decomposed (domain.md §3.1 step 4). */
const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    // Latin: Eth and African D for Đ, barred b and l, dotless i
    Ð: "Đ",
    Ɖ: "Đ",
    ð: "đ",
    ɖ: "đ",
    ƀ: "b",
    Ƀ: "B",
    ł: "l",
    Ł: "L",
    ı: "i",
    // Cyrillic
    а: "a",
    е: "e",
    о: "o",
    р: "p",
    с: "c",
    у: "y",
    х: "x",
    і: "i",
    ј: "j",
    ѕ: "s",
    һ: "h",
    А: "A",
    В: "B",
    Е: "E",
    К: "K",
    М: "M",
    Н: "H",
    О: "O",
    Р: "P",
    С: "C",
    Т: "T",
    У: "Y",
    Х: "X",
    І: "I",
    Ј: "J",
    Ѕ: "S",
    // Greek
    α: "a",
    ι: "i",
    κ: "k",
    ν: "v",
    ο: "o",
    ρ: "p",
    υ: "u",
    Α: "A",
    Β: "B",
    Ε: "E",
    Ζ: "Z",
    Η: "H",
    Ι: "I",
    Κ: "K",
    Μ: "M",
    Ν: "N",
    Ο: "O",
    Ρ: "P",
    Τ: "T",
    Υ: "Y",
    Χ: "X",
  }),
);
const LOOK_ALIKE = new RegExp(`[${[...LOOK_ALIKES.keys()].join("")}]`, "gu");

/** Vietnamese letters in NFC with single spaces between the words, as nearly all names are: nothing is to be cleaned. */
const CLEAN =
  /^[A-Za-zÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯư\u1EA0-\u1EF9]+(?: [A-Za-zÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯư\u1EA0-\u1EF9]+)*$/u;

export const isClean = (text: string): boolean => CLEAN.test(text);

/**
 * Steps 2 to 5 of domain.md §3.1 for a person's or a unit's name as typed. Total: any string gives a result;
 * characters that have no place in a name are left for the caller to find.
 */
export function cleanName(raw: string): CleanedText {
  if (isClean(raw)) return { text: raw, control: null, hiddenSpace: null };
  const compatible = raw.replace(APOSTROPHES, "'").replace(DASHES, "-").normalize("NFKC");
  const visible = compatible.replace(/\p{Cf}+/gu, "");
  const spaced = visible.replace(/[\p{Cc}\p{Z}]+/gu, " ").trim();
  const text = spaced
    .normalize("NFD")
    .replace(LOOK_ALIKE, (char) => LOOK_ALIKES.get(char) ?? char)
    .normalize("NFC");
  return { text, control: innerControl(visible), hiddenSpace: hiddenSpace(compatible) };
}

function innerControl(text: string): string | null {
  return text.trim().match(/[^\P{Cc}\t]/u)?.[0] ?? null;
}

/**
 * `Nguyễn` + U+200B + `Văn` reads as two words and would be joined into one; `Ngu` + U+200B + `yễn` is one word.
 * Told apart by a capital after a small letter, or by two groups of vowels, which no syllable has.
 */
function hiddenSpace(text: string): string | null {
  if (!/\p{Cf}/u.test(text)) return null;
  for (const word of text.split(/[\p{Cc}\p{Z}]+/u)) {
    const pieces = word.split(/\p{Cf}+/u).filter((piece) => /\p{L}/u.test(piece));
    if (pieces.length < 2) continue;
    const joined = pieces.join("");
    const capitalInside = pieces.some(
      (piece, index) => index > 0 && /^\p{Lu}/u.test(piece) && /\p{Ll}\p{M}*$/u.test(pieces[index - 1] ?? ""),
    );
    if (capitalInside || countVowelGroups(romanise(joined)) > 1) return joined.normalize("NFC");
  }
  return null;
}
