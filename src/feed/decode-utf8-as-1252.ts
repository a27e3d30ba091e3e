/** UTF-8 that a program read as Windows-1252: each letter shows as two or three characters. */
import { byteOfCharacter, characterOfByte } from "./windows-1252.ts";

/** How many bytes continue after a lead byte of two or three; no Vietnamese letter takes four. */
function followers(lead: number): number {
  if (lead >= 0xc3 && lead <= 0xdf) return 1;
  return lead >= 0xe0 && lead <= 0xef ? 2 : 0;
}

/**
 * The text that the bytes of `text` mean as UTF-8, NFC; what is no UTF-8 stays. The byte 0xA0 shows as a no-break
 * space, which programs turn into a space or trim at the end: as last byte it may be either.
 */
export function decodeUtf8As1252(text: string): string {
  const characters = Array.from(text);
  const parts: string[] = [];
  for (let index = 0; index < characters.length; ) {
    const letter = letterAt(characters, index);
    parts.push(letter?.letter ?? characters[index] ?? "");
    index += letter?.length ?? 1;
  }
  return parts.join("").normalize("NFC");
}

function letterAt(characters: readonly string[], index: number): { letter: string; length: number } | null {
  const lead = byteOfCharacter(characters[index] ?? "");
  const count = lead === null ? 0 : followers(lead);
  if (lead === null || count === 0) return null;
  let code = lead & (count === 1 ? 0x1f : 0x0f);
  for (let next = 1; next <= count; next += 1) {
    const shown = characters[index + next];
    const isLostSpace = next === count && (shown === undefined || shown === " ");
    const byte = isLostSpace ? 0xa0 : byteOfCharacter(shown ?? "");
    if (byte === null || byte < 0x80 || byte > 0xbf) return null;
    code = (code << 6) | (byte & 0x3f);
  }
  return { letter: String.fromCharCode(code), length: count + 1 };
}

/** The text as its UTF-8 bytes show in Windows-1252. */
export function encodeUtf8As1252(text: string): string {
  return Array.from(new TextEncoder().encode(text.normalize("NFC")), characterOfByte).join("");
}
