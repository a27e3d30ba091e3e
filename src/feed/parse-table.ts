/** Turns a raw table into typed rows of the kind that its headings show, or lists all that is wrong with it. */
import { DELIVERED_KINDS, type DeliveredKind, type DeliveredRows } from "../model/delivery.ts";
import type { Params } from "../model/finding.ts";
import type { ImportProblem, ImportProblemCode } from "../model/import-problem.ts";
import { COLUMNS, type Column, UNWANTED_HEADINGS } from "./columns.ts";
import { foldText, nearestText } from "./compare-text.ts";
import type { RawTable } from "./read-csv.ts";

export interface ParsedTable {
  readonly file: string;
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
  const report: Report = (line, column, code, params) => problems.push({ file, line, column, code, params });
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
  const columns = deliveredProperties(kind, fields);
  // `ColumnsOf` ties each parser to its property's type, which building the row property by property cannot show.
  const delivered = { kind, columns, rows } as unknown as DeliveredRows;
  return { parsed: { file, delivered, lines }, problems };
}

type NamedColumn = Column<unknown> & { readonly property: string };

function columnsOf(kind: DeliveredKind): readonly NamedColumn[] {
  return Object.entries<Column<unknown>>(COLUMNS[kind]).map(([property, column]) => ({
    ...column,
    property,
  }));
}

const headingsOf = (column: Column<unknown>): readonly string[] => [
  column.name,
  ...column.labels,
  column.english,
];

function findColumn(columns: readonly NamedColumn[], heading: string): NamedColumn | undefined {
  const wanted = foldText(heading);
  return columns.find((column) => headingsOf(column).some((known) => foldText(known) === wanted));
}

/** A kind whose required columns are all there; else the one that knows most columns and misses fewest. */
function recogniseKind(headings: readonly string[]): DeliveredKind | null {
  const scored = DELIVERED_KINDS.map((kind) => {
    const columns = columnsOf(kind);
    const found = columns.filter((column) =>
      headings.some((heading) => findColumn(columns, heading) === column),
    );
    const missing = missingColumns(kind, found).length;
    return { kind, known: found.length, missing };
  });
  const [best] = scored
    .filter(({ known }) => known > 0)
    .sort(
      (a, b) =>
        Number(b.missing === 0) - Number(a.missing === 0) || b.known - b.missing - (a.known - a.missing),
    );
  return best?.kind ?? null;
}

/** A full name may also come as its two halves. */
const canJoinName = (found: readonly NamedColumn[]): boolean =>
  ["familyMiddleName", "givenName"].every((half) => found.some(({ property }) => property === half));

function missingColumns(kind: DeliveredKind, found: readonly NamedColumn[]): readonly NamedColumn[] {
  return columnsOf(kind).filter(
    ({ property, absent }) =>
      absent === undefined &&
      !found.some((column) => column.property === property) &&
      !(kind === "people" && property === "fullName" && canJoinName(found)),
  );
}

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
