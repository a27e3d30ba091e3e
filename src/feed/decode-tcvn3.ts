/** TCVN3 (ABC, TCVN 5712:1993 VN1): one byte a letter, decoded from the text that the bytes show as. */
import { byteOfCharacter, characterOfByte } from "./windows-1252.ts";

/** Twelve capitals in the control area; fonts of the time show none of them, standard files have them. */
const LOW: Readonly<Record<number, string>> = {
  1: "Ú",
  2: "Ụ",
  4: "Ừ",
  5: "Ử",
  6: "Ữ",
  17: "Ứ",
  18: "Ự",
  19: "Ỳ",
  20: "Ỷ",
  21: "Ỹ",
  22: "Ý",
  23: "Ỵ",
};

/** Bytes 0x80 to 0xFF, sixteen a row. */
const HIGH = [
  "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨ",
  "ÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ",
  "\u00A0ĂÂÊÔƠƯĐăâêôơưđẰ",
  "\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ",
  "ẮẦẨẪẤỀặầẩẫấậèỂẻẽ",
  "éẹềểễếệìỉỄẾỒĩíịò",
  "Ổỏõóọồổỗốộờởỡớợù",
  "ỖủũúụừửữứựỳỷỹýỵỐ",
].join("");

const LETTERS = new Map<number, string>([
  ...Object.entries(LOW).map(([byte, letter]) => [Number(byte), letter] as const),
  ...Array.from(HIGH, (letter, index) => [0x80 + index, letter] as const),
]);

/** The text that the TCVN3 bytes of `text` mean, NFC; capitals of the fonts `.Vn…H` become capitals. */
export function decodeTcvn3(text: string): string {
  const decoded = Array.from(text, (character) => {
    const byte = byteOfCharacter(character);
    return byte === null ? character : (LETTERS.get(byte) ?? character);
  }).join("");
  return raiseMarks(decoded.normalize("NFC"));
}

/** The text as its TCVN3 bytes show; letters outside the table stay. */
export function encodeTcvn3(text: string): string {
  return Array.from(text.normalize("NFC"), (letter) => {
    const byte = BYTES.get(letter);
    return byte === undefined ? letter : characterOfByte(byte);
  }).join("");
}

const BYTES = new Map([...LETTERS].map(([byte, letter]) => [letter, byte]));

/**
 * The capital fonts `.Vn…H` draw small marked letters as capitals, so that NGUYỄN is stored with a small ễ: a word with
 * two plain capitals and no plain small letter is meant in capitals, and so is all of a text without small letters that
 * has such a word. One plain capital proves nothing: Lê has one as well.
 */
function raiseMarks(text: string): string {
  if (!CAPITAL_WORD.test(text)) return text;
  if (!/[a-z]/.test(text)) return text.toUpperCase();
  return text.replace(/\p{L}+/gu, (word) =>
    CAPITAL_WORD.test(word) && !/[a-z]/.test(word) ? word.toUpperCase() : word,
  );
}

const CAPITAL_WORD = /[A-Z]\P{Z}*[A-Z]/u;
