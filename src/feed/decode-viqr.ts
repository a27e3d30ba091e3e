/** VIQR (RFC 1456): marks written as ASCII signs after the vowel. */

const SHAPES: Readonly<Record<string, string>> = {
  "^": "\u0302",
  "(": "\u0306",
  "+": "\u031B",
  "*": "\u031B",
};
const TONES: Readonly<Record<string, string>> = {
  "`": "\u0300",
  "'": "\u0301",
  "?": "\u0309",
  "~": "\u0303",
  ".": "\u0323",
};

const LETTER = /(?<d>dd)|(?<vowel>a[(^]?|[eo]\^|[ou][+*]|[eiouy])(?<tone>[`'?~.])?/gi;

/** The text that the VIQR signs of `text` mean, NFC. */
export function decodeViqr(text: string): string {
  return text
    .replace(LETTER, (found, d: string | undefined, vowel: string | undefined, tone: string | undefined) => {
      if (d !== undefined) return d.startsWith("D") ? "Đ" : "đ";
      const [letter = "", shape = ""] = vowel ?? found;
      return letter + (SHAPES[shape] ?? "") + (TONES[tone ?? ""] ?? "");
    })
    .normalize("NFC");
}

/** The text in VIQR. */
export function encodeViqr(text: string): string {
  return text
    .normalize("NFC")
    .replace(/đ/g, "dd")
    .replace(/Đ/g, "DD")
    .normalize("NFD")
    .replace(/([AEIOUYaeiouy])([\u0300-\u0323]*)/g, (_found, letter: string, marks: string) => {
      const sign = (table: Readonly<Record<string, string>>) =>
        Object.entries(table).find(([, mark]) => marks.includes(mark))?.[0] ?? "";
      return letter + sign(SHAPES) + sign(TONES);
    });
}
