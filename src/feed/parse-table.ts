/** Turns a raw table into typed rows of the kind that its headings show, or lists all that is wrong with it. */
import type { DeliveredKind, DeliveredRows } from "../model/delivery.ts";
import type { Params } from "../model/finding.ts";
import type { ImportProblem, ImportProblemCode } from "../model/import-problem.ts";
import { UNWANTED_HEADINGS } from "./columns.ts";
import { foldText, nearestText } from "./compare-text.ts";
import type { RawTable } from "./raw-table.ts";
import {
  columnsOf,
  findColumn,
  headingsOf,
  missingColumns,
  type NamedColumn,
  recogniseKind,
} from "./recognise-columns.ts";

export interface ParsedTable {
  readonly file: string;
  /** Of a workbook. */
  readonly sheet?: string;
  /** Rows with a problem are in it as far as they could be read; none of them may be used then. */
  readonly delivered: DeliveredRows;
  /** Line of each row, in the order of `delivered.rows`. */
  readonly lines: readonly number[];
}

export interface ParseTableResult {
  /** Null when the headings have a problem: then no row was read. */
  readonly parsed: ParsedTable | null;
  readonly problems: readonly ImportProblem[];
}

/** Typed rows and all problems of the headings, or else all problems of the rows. */
export function parseTable(file: string, table: RawTable): ParseTableResult {
  const kind = recogniseKind(table.headings);
  const problems: ImportProblem[] = [];
  const report: Report = (line, column, code, params) =>
    problems.push({ file, ...sheetOf(table), line, column, code, params });
  if (kind === null) {
    report(table.headingLine, null, "UNRECOGNISED_FILE", { headings: table.headings.join(" | ") });
    return { parsed: null, problems };
  }
  const fields = assignHeadings(kind, table, report);
  if (problems.length > 0) return { parsed: null, problems };
  const blank = Object.fromEntries(columnsOf(kind).map(({ property, absent }) => [property, absent]));
  const rows: Record<string, unknown>[] = [];
  const lines: number[] = [];
  for (const { line, cells } of table.rows) {
    if (isRagged(cells, table.headings.length)) {
      report(line, null, "RAGGED_ROW", { cells: cells.length, expected: table.headings.length });
      continue;
    }
    rows.push(parseRow(blank, fields, cells, (column, code, params) => report(line, column, code, params)));
    lines.push(line);
  }
  for (const { line, index, code, params } of table.faults ?? []) {
    const field = fields.find((candidate) => candidate.index === index);
    if (field !== undefined) report(line, field.column.name, code, params);
  }
  const columns = deliveredProperties(kind, fields);
  // `ColumnsOf` ties each parser to its property's type, which building the row property by property cannot show.
  const delivered = { kind, columns, rows } as unknown as DeliveredRows;
  return { parsed: { file, ...sheetOf(table), delivered, lines }, problems };
}

const sheetOf = ({ sheet }: RawTable): { readonly sheet?: string } => (sheet === undefined ? {} : { sheet });

interface Field {
  readonly index: number;
  readonly column: NamedColumn;
}

type Report = (
  line: number | null,
  column: string | null,
  code: ImportProblemCode,
  params: Params,
) => unknown;

function assignHeadings(kind: DeliveredKind, table: RawTable, report: Report): readonly Field[] {
  const columns = columnsOf(kind);
  const fields: Field[] = [];
  for (const [index, heading] of table.headings.entries()) {
    const column = findColumn(columns, heading);
    if (column === undefined) {
      if (!isBlankColumn(table, index)) reportUnknown(columns, heading, table.headingLine, report);
    } else if (fields.some((field) => field.column === column)) {
      report(table.headingLine, column.name, "REPEATED_COLUMN", { heading });
    } else {
      fields.push({ index, column });
    }
  }
  const found = fields.map(({ column }) => column);
  for (const { name, labels } of missingColumns(kind, found)) {
    report(table.headingLine, name, "MISSING_COLUMN", { label: labels[0], kind });
  }
  return fields;
}

/** Spreadsheets leave empty columns behind; without heading and content they mean nothing. */
function isBlankColumn(table: RawTable, index: number): boolean {
  const isBlank = (cell: string | undefined): boolean => cell === undefined || cell.trim() === "";
  return isBlank(table.headings[index]) && table.rows.every(({ cells }) => isBlank(cells[index]));
}

function reportUnknown(columns: readonly NamedColumn[], heading: string, line: number, report: Report): void {
  const folded = foldText(heading);
  if (UNWANTED_HEADINGS.some((unwanted) => foldText(unwanted) === folded)) {
    report(line, null, "UNWANTED_COLUMN", { heading });
    return;
  }
  const nearest = nearestText(heading, columns.flatMap(headingsOf)) ?? "";
  report(line, null, "UNKNOWN_COLUMN", { heading, nearest });
}

/** Too few cells, or more than the headings with something in them. */
const isRagged = (cells: readonly string[], expected: number): boolean =>
  cells.length < expected || cells.slice(expected).some((cell) => cell.trim() !== "");

function parseRow(
  blank: Readonly<Record<string, unknown>>,
  fields: readonly Field[],
  cells: readonly string[],
  report: (column: string, code: ImportProblemCode, params: Params) => unknown,
): Record<string, unknown> {
  const row: Record<string, unknown> = { ...blank };
  for (const { index, column } of fields) {
    const { value, problem } = column.parse(cells[index] ?? "");
    if (problem) report(column.name, problem.code, problem.params);
    row[column.property] = value;
  }
  if ("fullName" in row && !fields.some(({ column }) => column.property === "fullName")) {
    row.fullName = [row.familyMiddleName, row.givenName].filter((half) => typeof half === "string").join(" ");
  }
  return row;
}

function deliveredProperties(kind: DeliveredKind, fields: readonly Field[]): readonly string[] {
  const properties = fields.map(({ column }) => column.property);
  const isJoined = kind === "people" && !properties.includes("fullName");
  return isJoined ? [...properties, "fullName"] : properties;
}
