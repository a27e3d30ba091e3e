/** VNI (Windows): a vowel, and a second character for its mark; decoded from the text that the bytes show as. */

const GRAVE = "\u0300";
const ACUTE = "\u0301";
const TILDE = "\u0303";
const HOOK = "\u0309";
const DOT = "\u0323";
const CIRCUMFLEX = "\u0302";
const BREVE = "\u0306";
const HORN = "\u031B";

/** The second characters: tones, circumflex and breve alone and with a tone. */
const MARKS: Readonly<Record<string, string>> = {
  ø: GRAVE,
  ù: ACUTE,
  û: HOOK,
  õ: TILDE,
  ï: DOT,
  â: CIRCUMFLEX,
  à: CIRCUMFLEX + GRAVE,
  á: CIRCUMFLEX + ACUTE,
  å: CIRCUMFLEX + HOOK,
  ã: CIRCUMFLEX + TILDE,
  ä: CIRCUMFLEX + DOT,
  ê: BREVE,
  è: BREVE + GRAVE,
  é: BREVE + ACUTE,
  ú: BREVE + HOOK,
  ü: BREVE + TILDE,
  ë: BREVE + DOT,
};

/** Letters of one character; ô and ö are bases that take a tone as second character. */
const SINGLES: Readonly<Record<string, string>> = {
  ñ: "đ",
  ô: `o${HORN}`,
  ö: `u${HORN}`,
  æ: `i${HOOK}`,
  ó: `i${TILDE}`,
  ò: `i${DOT}`,
  î: `y${DOT}`,
};

const TONES = "øùûõï";
/** Which second characters a base takes: a all of them, e and o no breve, u, y, ơ and ư tones only. */
const SECONDS: Readonly<Record<string, string>> = {
  a: Object.keys(MARKS).join(""),
  e: `${TONES}âàáåãä`,
  o: `${TONES}âàáåãä`,
  u: TONES,
  y: TONES,
  ô: TONES,
  ö: TONES,
};

/** Pairs first: the second character of a pair is no letter of its own. */
const LETTER = new RegExp(
  [
    ...Object.entries(SECONDS).map(([base, seconds]) => `${base}[${seconds}]`),
    `[${Object.keys(SINGLES).join("")}]`,
  ].join("|"),
  "giu",
);

/** The text that the VNI bytes of `text` mean, NFC; the vowel decides on capital or small letter. */
export function decodeVni(text: string): string {
  return text
    .normalize("NFC")
    .replace(LETTER, (found) => {
      const [base = "", second] = Array.from(found);
      const letter = SINGLES[base.toLowerCase()] ?? base.toLowerCase();
      const marked = letter + (second === undefined ? "" : (MARKS[second.toLowerCase()] ?? ""));
      return base === base.toLowerCase() ? marked : marked.toUpperCase();
    })
    .normalize("NFC");
}

const LETTERS = new Map<string, string>([
  ...Object.entries(SINGLES).map(([single, letter]) => [letter.normalize("NFC"), single] as const),
  ...Object.entries(SECONDS).flatMap(([base, seconds]) =>
    Array.from(seconds, (second) => {
      const letter = (SINGLES[base] ?? base) + (MARKS[second] ?? "");
      return [letter.normalize("NFC"), base + second] as const;
    }),
  ),
  ["ì", "ì"],
  ["í", "í"],
]);

/** The text as its VNI bytes show; letters outside the table stay. */
export function encodeVni(text: string): string {
  return Array.from(text.normalize("NFC"), (letter) => {
    const small = letter.toLowerCase();
    const written = LETTERS.get(small) ?? small;
    return letter === small ? written : written.toUpperCase();
  }).join("");
}
