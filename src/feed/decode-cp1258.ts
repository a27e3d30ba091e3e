/** Windows-1258 read as Windows-1252: tone marks and four letters show as letters of Latin-1. */

const TONES: Readonly<Record<string, string>> = {
  Ì: "\u0300",
  Ò: "\u0309",
  Þ: "\u0303",
  ì: "\u0301",
  ò: "\u0323",
};
const LETTERS: Readonly<Record<string, string>> = {
  Ã: "Ă",
  Ð: "Đ",
  Õ: "Ơ",
  Ý: "Ư",
  ã: "ă",
  ð: "đ",
  õ: "ơ",
  ý: "ư",
};

const SHOWN = new RegExp(`[${Object.keys(TONES).join("")}${Object.keys(LETTERS).join("")}]`, "gu");

/** The text that the Windows-1258 bytes of `text` mean, NFC. */
export function decodeCp1258(text: string): string {
  return text
    .normalize("NFC")
    .replace(SHOWN, (character) => TONES[character] ?? LETTERS[character] ?? character)
    .normalize("NFC");
}

/** The text as its Windows-1258 bytes show: base letter, then tone mark, as the Vietnamese keyboard of Windows writes. */
export function encodeCp1258(text: string): string {
  const shown = new Map([...Object.entries(TONES), ...Object.entries(LETTERS)].map(([a, b]) => [b, a]));
  return Array.from(text.normalize("NFC"), (letter) => {
    const marks = letter.normalize("NFD");
    const tone = Array.from(marks).find((mark) => Object.values(TONES).includes(mark)) ?? "";
    const base = marks.replace(tone, "").normalize("NFC");
    return (shown.get(base) ?? base) + (shown.get(tone) ?? "");
  }).join("");
}
