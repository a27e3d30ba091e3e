/** Reads the files of one delivery into typed rows, or lists every problem of every file. */
import type { DeliveredRows } from "../model/delivery.ts";
import type { ImportProblem } from "../model/import-problem.ts";
import { type ParsedTable, parseTable } from "./parse-table.ts";
import { type RawTableResult, readCsv } from "./read-csv.ts";

export interface DeliveredFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export type ParseDeliveryResult =
  | { readonly tables: readonly DeliveredRows[]; readonly problems?: never }
  | { readonly problems: readonly ImportProblem[]; readonly tables?: never };

/** Several files of one kind are joined; one key twice in the delivery is a problem that names both lines. */
export function parseDelivery(files: readonly DeliveredFile[]): ParseDeliveryResult {
  const problems: ImportProblem[] = [];
  const parsed: ParsedTable[] = [];
  if (files.length === 0)
    problems.push({ file: null, line: null, column: null, code: "NO_FILES", params: {} });
  for (const { name, bytes } of files) {
    const raw = readTable(bytes);
    if (raw.problem) {
      problems.push({ file: name, column: null, ...raw.problem });
      continue;
    }
    const result = parseTable(name, raw.table);
    for (const problem of result.problems) problems.push(problem);
    if (result.parsed !== null) parsed.push(result.parsed);
  }
  for (const problem of duplicateKeys(parsed)) problems.push(problem);
  return problems.length > 0 ? { problems } : { tables: parsed.map(({ delivered }) => delivered) };
}

/** The file format by its first bytes; a further format gets its reader here. */
function readTable(bytes: Uint8Array): RawTableResult {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
  return isZip
    ? { problem: { line: null, code: "UNSUPPORTED_FORMAT", params: { format: "XLSX/ZIP" } } }
    : readCsv(bytes);
}

function duplicateKeys(tables: readonly ParsedTable[]): readonly ImportProblem[] {
  const first = new Map<string, { readonly file: string; readonly line: number }>();
  const problems: ImportProblem[] = [];
  for (const { file, delivered, lines } of tables) {
    for (const [index, key] of keysOf(delivered).entries()) {
      if (key === undefined) continue; // the key itself is a problem already
      const line = lines[index] ?? 0;
      const earlier = first.get(`${delivered.kind} ${key}`);
      if (earlier === undefined) {
        first.set(`${delivered.kind} ${key}`, { file, line });
        continue;
      }
      const params = { key, otherFile: earlier.file, otherLine: earlier.line };
      const column = delivered.kind === "units" ? "code" : "id";
      problems.push({ file, line, column, code: "DUPLICATE_KEY", params });
    }
  }
  return problems;
}

/** `undefined` where the key could not be read. */
function keysOf(delivered: DeliveredRows): readonly (string | undefined)[] {
  return delivered.kind === "units"
    ? delivered.rows.map(({ code }) => code)
    : delivered.rows.map(({ id }) => id);
}
