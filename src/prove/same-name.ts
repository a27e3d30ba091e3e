/** Whether a name in the directory is that of the feed, and how free text of the feed reads there. */

/** NFC, with controls, format characters and spaces as single spaces: how free text stands in the directory. */
export function plainText(raw: string): string {
  const words = raw
    .toWellFormed()
    .normalize("NFC")
    .split(/[\p{C}\p{Z}]+/u);
  const text = words.filter((word) => word !== "").join(" ");
  return [...text].slice(0, LONGEST).join("").trim();
}

/** Longer free text is cut. */
const LONGEST = 512;

/** Letters of other scripts, and look-alikes of Đ, l, b and i, are replaced by Latin ones in a person's name. */
const REPLACED = /[^\p{Script=Latin}]|[ÐðƉɖƀɃłŁı]/u;

/** Letter by letter, but for signs and letters that are replaced when a name is cleaned. */
export function isSameName(feed: string, shown: string): boolean {
  const raw = [...bare(feed)];
  const letters = [...bare(shown)];
  return (
    raw.length === letters.length &&
    raw.every(
      (letter, index) => letter === letters[index] || (/\p{L}/u.test(letter) && REPLACED.test(letter)),
    )
  );
}

const APOSTROPHES = /[’‘‛ʼʻʽʹ`´′＇]/gu;
const DASHES = /[‐‑‒–—―−﹘﹣－]/gu;

/** Signs at the ends of a name belong to nothing. */
const STRAY_SIGNS = /^[\s,;:-]+|[\s,;:-]+$/gu;

/** What is invisible joins the letters beside it; every other gap is one space. */
function bare(text: string): string {
  return text
    .replace(APOSTROPHES, "'")
    .replace(DASHES, "-")
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .split(/[\p{Cc}\p{Z}]+/u)
    .filter((word) => word !== "")
    .join(" ")
    .replaceAll(STRAY_SIGNS, "")
    .normalize("NFD");
}
