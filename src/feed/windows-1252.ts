/** Windows-1252, the table in which legacy Vietnamese text shows when a program does not know better. */

/** Bytes 0x80 to 0x9F; the five that Windows leaves open stand for themselves (WHATWG Encoding, windows-1252). */
const HIGH_CONTROLS =
  "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F" +
  "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

/** Strings built in one go stay below the limit of arguments of a call. */
const CHUNK = 8192;

const BYTES = new Map(Array.from(HIGH_CONTROLS, (character, index) => [character, 0x80 + index]));

/** The character that a byte shows as. */
export const characterOfByte = (byte: number): string =>
  byte >= 0x80 && byte <= 0x9f ? (HIGH_CONTROLS[byte - 0x80] ?? "") : String.fromCharCode(byte);

/** The byte behind a character, also where ISO 8859-1 showed it; null for a character that no byte shows as. */
export function byteOfCharacter(character: string): number | null {
  const code = character.charCodeAt(0);
  return code <= 0xff ? code : (BYTES.get(character) ?? null);
}

/** The text that bytes show as in Windows-1252; every byte has a character. */
export function readWindows1252(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += CHUNK) {
    parts.push(Array.from(bytes.subarray(start, start + CHUNK), characterOfByte).join(""));
  }
  return parts.join("");
}
