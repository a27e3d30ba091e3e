/** Reads the bytes of a CSV file into headings and rows with their line numbers. */
import { CsvError, parse } from "csv-parse/sync";
import type { RawTableResult } from "./raw-table.ts";
import { firstInvalidUtf8 } from "./utf8-validity.ts";
import { readWindows1252 } from "./windows-1252.ts";

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/**
 * UTF-8 with or without byte order mark, or UTF-16 with one (Excel's "Unicode text"); comma, semicolon or tab, whichever
 * the heading line has most of outside quotes; lines end in LF, CRLF or CR; blank lines are skipped. A file that cannot
 * be read as a table is one problem. With `isLegacy` bytes that are no UTF-8 are read as what Windows-1252 shows.
 */
export function readCsv(bytes: Uint8Array, { isLegacy = false } = {}): RawTableResult {
  const text = isUtf16(bytes) ? readUtf16(bytes) : bytes;
  const offset = text === null ? 0 : firstInvalidUtf8(text);
  if (text === null || (offset !== null && !isLegacy)) {
    const params = { offset: offset ?? 0, encoding: text === null ? "UTF-16" : "" };
    return { problem: { line: 1 + lineBreaks(bytes, 0, offset ?? 0), code: "NOT_UTF8", params } };
  }
  const utf8 = offset === null ? text : new TextEncoder().encode(readWindows1252(text));
  const body = hasByteOrderMark(utf8) ? utf8.subarray(3) : utf8;
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
  const table = { headings: headings.cells, headingLine: headings.line, rows };
  return { table: offset === null ? table : { ...table, isMisread: true } };
}

const hasByteOrderMark = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

const isUtf16 = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);

/** As UTF-8; null when it is broken. */
function readUtf16(bytes: Uint8Array): Uint8Array | null {
  try {
    const decoder = new TextDecoder(bytes[0] === 0xff ? "utf-16le" : "utf-16be", { fatal: true });
    return new TextEncoder().encode(decoder.decode(bytes));
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** The first of these that no other outnumbers in the heading line. */
const DELIMITERS = [",", ";", "\t"] as const;

function detectDelimiter(bytes: Uint8Array): string {
  const counts = new Map<number, number>(DELIMITERS.map((delimiter) => [delimiter.charCodeAt(0), 0]));
  let isQuoted = false;
  let found = 0;
  for (const byte of bytes) {
    if (byte === QUOTE) isQuoted = !isQuoted;
    if (isQuoted) continue;
    const count = counts.get(byte);
    if (count !== undefined) {
      counts.set(byte, count + 1);
      found += 1;
    } else if ((byte === LF || byte === CR) && found > 0) break;
  }
  const countOf = (delimiter: string): number => counts.get(delimiter.charCodeAt(0)) ?? 0;
  return DELIMITERS.reduce((best, next) => (countOf(next) > countOf(best) ? next : best));
}

/** Line ends between two offsets; CRLF is one. */
function lineBreaks(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let index = from; index < to; index += 1) {
    if (bytes[index] === LF ? bytes[index - 1] !== CR || index === from : bytes[index] === CR) count += 1;
  }
  return count;
}
