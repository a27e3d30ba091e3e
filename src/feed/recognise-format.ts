/** Tells the format of a delivered file by its first bytes. */

import type { Params } from "../model/finding.ts";
import type { ImportProblemCode } from "../model/import-problem.ts";

const ZIP = [0x50, 0x4b, 0x03, 0x04];
/** Compound File Binary: the container of old Office files, and of new ones behind a password (MS-CFB). */
const COMPOUND_FILE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/** The stream that holds a workbook behind a password (MS-OFFCRYPTO 1.3.2), as UTF-16. */
const ENCRYPTED_STREAM = Array.from("EncryptedPackage", (letter) => [letter.charCodeAt(0), 0]).flat();
/** Excel before 1993 wrote its records without a container. */
const BARE_BIFF = [0x00, 0x02, 0x04, 0x08].map((version) => [0x09, version]);

export type FileFormat =
  | "text"
  | "zip"
  | { readonly problem: { readonly code: ImportProblemCode; readonly params: Params } };

/** `text` for everything that is no known container. */
export function recogniseFormat(bytes: Uint8Array): FileFormat {
  if (startsWith(bytes, ZIP)) return "zip";
  if (startsWith(bytes, COMPOUND_FILE)) {
    return includes(bytes, ENCRYPTED_STREAM)
      ? { problem: { code: "PASSWORD_PROTECTED", params: {} } }
      : { problem: { code: "UNSUPPORTED_FORMAT", params: { format: "XLS (Excel 97–2003)" } } };
  }
  // Text may begin with a tab, but then no record length of 4 to 16 bytes follows.
  const isBiff = BARE_BIFF.some((start) => startsWith(bytes, start)) && [4, 6, 8, 16].includes(bytes[2] ?? 0);
  return isBiff && bytes[3] === 0
    ? { problem: { code: "UNSUPPORTED_FORMAT", params: { format: "XLS (Excel 2–4)" } } }
    : "text";
}

const startsWith = (bytes: Uint8Array, start: readonly number[]): boolean =>
  start.every((byte, index) => bytes[index] === byte);

/** Names of streams stand at multiples of 128 bytes, where the directory has its entries. */
function includes(bytes: Uint8Array, wanted: readonly number[]): boolean {
  for (let at = 512; at + wanted.length <= bytes.length; at += 128) {
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return true;
  }
  return false;
}
