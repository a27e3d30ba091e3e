/** Reads the bytes of a CSV file into headings and rows with their line numbers. */
import { CsvError, parse } from "csv-parse/sync";
import type { Params } from "../model/finding.ts";
import type { ImportProblemCode } from "../model/import-problem.ts";

/** A table as any file format yields it: text cells, and where each row begins. */
export interface RawTable {
  readonly headings: readonly string[];
  readonly headingLine: number;
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

export interface FileProblem {
  readonly line: number | null;
  readonly code: ImportProblemCode;
  readonly params: Params;
}

export type RawTableResult =
  | { readonly table: RawTable; readonly problem?: never }
  | { readonly problem: FileProblem; readonly table?: never };

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const COMMA = 0x2c;
const SEMICOLON = 0x3b;

/**
 * UTF-8 with or without byte order mark; comma or semicolon, whichever the heading line has more of outside quotes;
 * lines end in LF, CRLF or CR; blank lines are skipped. A file that cannot be read as a table is one problem.
 */
export function readCsv(bytes: Uint8Array): RawTableResult {
  const offset = firstInvalidUtf8(bytes);
  if (offset !== null) {
    const params = { offset, encoding: startsLikeUtf16(bytes) ? "UTF-16" : "" };
    return { problem: { line: 1 + lineBreaks(bytes, 0, offset), code: "NOT_UTF8", params } };
  }
  const body = hasByteOrderMark(bytes) ? bytes.subarray(3) : bytes;
  const records: { line: number; cells: readonly string[] }[] = [];
  let end = 0;
  let line = 1;
  try {
    parse(body, {
      delimiter: detectDelimiter(body),
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      on_record: (cells: readonly string[], { bytes: recordEnd }) => {
        records.push({ line, cells });
        line += lineBreaks(body, end, recordEnd);
        end = recordEnd;
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { problem: { line, code: "BAD_QUOTES", params: {} } };
  }
  const [headings, ...rows] = records.filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
  if (headings === undefined) return { problem: { line: null, code: "NO_HEADINGS", params: {} } };
  return { table: { headings: headings.cells, headingLine: headings.line, rows } };
}

const hasByteOrderMark = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

const startsLikeUtf16 = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);

function detectDelimiter(bytes: Uint8Array): "," | ";" {
  let commas = 0;
  let semicolons = 0;
  let isQuoted = false;
  for (const byte of bytes) {
    if (byte === QUOTE) isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (byte === COMMA) commas += 1;
    else if (byte === SEMICOLON) semicolons += 1;
    else if ((byte === LF || byte === CR) && commas + semicolons > 0) break;
  }
  return semicolons > commas ? ";" : ",";
}

/** Line ends between two offsets; CRLF is one. */
function lineBreaks(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let index = from; index < to; index += 1) {
    if (bytes[index] === LF ? bytes[index - 1] !== CR || index === from : bytes[index] === CR) count += 1;
  }
  return count;
}

/** Bytes, shortest first byte and smallest second byte of each UTF-8 length (Unicode, table 3-7). */
function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/** The bounds of the second byte, which keep out overlong forms, surrogates and what lies above U+10FFFF. */
function secondByteBounds(lead: number): readonly [low: number, high: number] {
  if (lead === 0xe0) return [0xa0, 0xbf];
  if (lead === 0xed) return [0x80, 0x9f];
  if (lead === 0xf0) return [0x90, 0xbf];
  return lead === 0xf4 ? [0x80, 0x8f] : [0x80, 0xbf];
}

/** Offset of the first byte that is not UTF-8, or null. */
function firstInvalidUtf8(bytes: Uint8Array): number | null {
  for (let index = 0; index < bytes.length; ) {
    const lead = bytes[index] ?? 0;
    const length = sequenceLength(lead);
    if (length === 0) return index;
    for (let next = 1; next < length; next += 1) {
      const [low, high] = next === 1 ? secondByteBounds(lead) : [0x80, 0xbf];
      const byte = bytes[index + next];
      if (byte === undefined || byte < low || byte > high) return index;
    }
    index += length;
  }
  return null;
}
