/** Finds the row of headings in a sheet, below titles and across merged cells, and makes the rest a table. */
import { decodeHeadings } from "./decode-table.ts";
import type { RawRow, RawTable } from "./raw-table.ts";
import { judgeHeadings } from "./recognise-columns.ts";
import type { Sheet } from "./sheet.ts";

/** Letterhead, title and notes of a form stay well within this. */
const ROWS_SEARCHED = 40;
/** One word such as "Tên" may stand anywhere; two known headings in one row are meant as headings. */
const FEWEST_KNOWN = 2;
/** Below the headings forms count their columns: (1) (2) (3). */
const FEWEST_NUMBERED = 3;

export interface SheetTable {
  readonly table: RawTable;
  /** Whether the headings show a kind of table; else its first row stands for them, to be reported. */
  readonly isRecognised: boolean;
}

/** Null for a sheet without content. */
export function findHeadings({ name, rows, merged, faults }: Sheet): SheetTable | null {
  const [first] = rows;
  if (first === undefined) return null;
  const candidates = rows.slice(0, ROWS_SEARCHED).map((row) => fillDown(row, rows, merged));
  const [best] = candidates
    .map((row) => ({ row, verdict: judgeHeadings(decodeHeadings(row.cells).headings) }))
    .filter(({ verdict }) => verdict.missing === 0 || verdict.known >= FEWEST_KNOWN)
    .sort(
      (a, b) =>
        Number(b.verdict.missing === 0) - Number(a.verdict.missing === 0) ||
        b.verdict.known - a.verdict.known,
    );
  const headings = best?.row ?? first;
  const width = headings.cells.length;
  const below = rows.filter(({ line }) => line > headings.line);
  const data = isNumbering(below[0]) ? below.slice(1) : below;
  const table: RawTable = {
    sheet: name,
    headings: headings.cells,
    headingLine: headings.line,
    rows: data.map((row) => pad(row, width)),
    faults: faults.filter(({ line }) => line > headings.line),
  };
  return { table, isRecognised: best !== undefined };
}

/** A heading merged over several rows stands in the first of them; the last one has the finest headings. */
function fillDown(row: RawRow, rows: readonly RawRow[], merged: Sheet["merged"]): RawRow {
  const covering = merged.filter(({ top, bottom }) => top < row.line && row.line <= bottom);
  if (covering.length === 0) return row;
  const cells = [...row.cells];
  for (const { top, left } of covering) {
    const text = rows.find(({ line }) => line === top)?.cells[left] ?? "";
    while (cells.length < left) cells.push("");
    cells[left] = text;
  }
  return { line: row.line, cells };
}

function isNumbering(row: RawRow | undefined): boolean {
  const numbers = (row?.cells ?? [])
    .filter((cell) => cell.trim() !== "")
    .map((cell) => Number(/^\s*\(?(\d{1,2})\)?\s*$/.exec(cell)?.[1] ?? Number.NaN));
  const [start = Number.NaN] = numbers;
  return (
    numbers.length >= FEWEST_NUMBERED &&
    start <= 1 &&
    numbers.every((number, index) => number === start + index)
  );
}

/** Rows end with their last cell; a table has as many cells as headings. */
function pad(row: RawRow, width: number): RawRow {
  if (row.cells.length >= width) return row;
  return { line: row.line, cells: Array.from({ length: width }, (_, index) => row.cells[index] ?? "") };
}
