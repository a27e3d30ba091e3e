/** Reads the files of one delivery into typed rows, or lists every problem of every file. */
import type { DeliveredRows } from "../model/delivery.ts";
import type { FeedEncoding } from "../model/feed-encoding.ts";
import type { ImportProblem } from "../model/import-problem.ts";
import { type DecodedTable, decodeTable } from "./decode-table.ts";
import { type ParsedTable, parseTable } from "./parse-table.ts";
import type { FileProblem, RawTable, WorkbookResult } from "./raw-table.ts";
import { readCsv } from "./read-csv.ts";
import { recogniseFormat } from "./recognise-format.ts";

export interface DeliveredFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What its reader found, when the format is a workbook's (`zip`). */
  readonly workbook?: WorkbookResult;
}

export type ParseDeliveryResult =
  | { readonly tables: readonly DeliveredRows[]; readonly problems?: never }
  | { readonly problems: readonly ImportProblem[]; readonly tables?: never };

/**
 * Several files of one kind are joined; one key twice in the delivery is a problem that names both lines. `encoding` is
 * what the operator declares for the text of all files; without it legacy text is refused with a proposal.
 * @throws Error for a workbook that was not read before
 */
export function parseDelivery(
  files: readonly DeliveredFile[],
  { encoding }: { readonly encoding?: FeedEncoding | undefined } = {},
): ParseDeliveryResult {
  const problems: ImportProblem[] = [];
  const parsed: ParsedTable[] = [];
  if (files.length === 0)
    problems.push({ file: null, line: null, column: null, code: "NO_FILES", params: {} });
  for (const file of files) {
    const { name } = file;
    const read = readTables(file, encoding);
    for (const problem of read.problems) problems.push({ file: name, column: null, ...problem });
    for (const table of read.tables) {
      const result = parseTable(name, table);
      for (const problem of result.problems) problems.push(problem);
      if (result.parsed !== null) parsed.push(result.parsed);
    }
  }
  for (const problem of duplicateKeys(parsed)) problems.push(problem);
  return problems.length > 0 ? { problems } : { tables: parsed.map(({ delivered }) => delivered) };
}

type PlacedProblem = FileProblem & { readonly sheet?: string; readonly column?: string | null };

interface ReadTables {
  readonly tables: readonly RawTable[];
  readonly problems: readonly PlacedProblem[];
}

/** The file format by its first bytes. */
function readTables(
  { name, bytes, workbook }: DeliveredFile,
  encoding: FeedEncoding | undefined,
): ReadTables {
  const format = recogniseFormat(bytes);
  if (format === "text") return readText(bytes, encoding);
  if (format !== "zip") return { tables: [], problems: [{ line: null, ...format.problem }] };
  if (workbook === undefined) throw new Error(`the workbook ${name} was not read`);
  if (workbook.problem) return { tables: [], problems: [workbook.problem] };
  return merge(workbook.tables.map((table) => decodeTable(table, encoding)));
}

/** Encodings in which the bytes of a whole file may be; VIQR is ASCII, and broken UTF-8 is no encoding. */
const BYTE_ENCODINGS: readonly FeedEncoding[] = ["tcvn3", "vni", "cp1258"];

function readText(bytes: Uint8Array, encoding: FeedEncoding | undefined): ReadTables {
  const asUtf8 = readCsv(bytes);
  if (asUtf8.table) return merge([decodeTable(asUtf8.table, encoding)]);
  const refused: ReadTables = { tables: [], problems: [asUtf8.problem] };
  if (asUtf8.problem.code !== "NOT_UTF8" || asUtf8.problem.params.encoding !== "") return refused;
  const shown = readCsv(bytes, { isLegacy: true });
  if (!shown.table) return refused;
  const decoded = decodeTable(shown.table, encoding);
  const found = [...decoded.problems.map((problem) => problem.encoding), ...(encoding ? [encoding] : [])];
  const isLegacy = found.length > 0 && found.every((candidate) => BYTE_ENCODINGS.includes(candidate));
  return isLegacy ? merge([decoded]) : refused;
}

function merge(decoded: readonly DecodedTable[]): ReadTables {
  const problems = decoded.flatMap(({ table, problems: found }) =>
    found.map(({ line, column, params }) => ({
      ...(table.sheet === undefined ? {} : { sheet: table.sheet }),
      line,
      column,
      code: "ENCODING" as const,
      params,
    })),
  );
  return { tables: decoded.map(({ table }) => table), problems };
}

function duplicateKeys(tables: readonly ParsedTable[]): readonly ImportProblem[] {
  const first = new Map<string, { readonly place: string; readonly line: number }>();
  const problems: ImportProblem[] = [];
  for (const { file, sheet, delivered, lines } of tables) {
    const place = sheet === undefined ? file : `${file}:${sheet}`;
    for (const [index, key] of keysOf(delivered).entries()) {
      if (key === undefined) continue; // the key itself is a problem already
      const line = lines[index] ?? 0;
      const earlier = first.get(`${delivered.kind} ${key}`);
      if (earlier === undefined) {
        first.set(`${delivered.kind} ${key}`, { place, line });
        continue;
      }
      const params = { key, otherFile: earlier.place, otherLine: earlier.line };
      const column = delivered.kind === "units" ? "code" : "id";
      problems.push({
        file,
        ...(sheet === undefined ? {} : { sheet }),
        line,
        column,
        code: "DUPLICATE_KEY",
        params,
      });
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
