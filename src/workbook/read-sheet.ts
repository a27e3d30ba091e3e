/** Reads the cells of one sheet as text, row by row. */
import type { Cell, Row, WorkbookReader } from "@cj-tech-master/excelts";
import type { CellFault, RawRow } from "../feed/raw-table.ts";
import type { MergedCells, Sheet } from "../feed/sheet.ts";
import { type CellResult, type CellSurroundings, cellText } from "./cell-text.ts";
import { keptText } from "./kept-text.ts";
import type { OpenWorkbook } from "./open-workbook.ts";
import { partText } from "./part-text.ts";
import { type SheetWatch, watchSheet } from "./watch-sheet.ts";
import { damaged, WorkbookFault } from "./workbook-fault.ts";
import type { WorkbookParts } from "./workbook-parts.ts";

/**
 * Cells of a whole workbook: 100,000 rows of 50 columns. The library remembers each place it met, some 150 bytes, and a
 * hostile sheet writes one cell far to the right of each row: so both cells written and cells in rows count.
 */
export const CELLS_LIMIT = 5_000_000;

/** What a workbook may still hold. */
export interface CellsLeft {
  written: number;
  inRows: number;
}

/** Counts `cells` down. @throws WorkbookFault */
export async function readSheet(
  parts: WorkbookParts,
  { reader }: OpenWorkbook,
  { name, part }: OpenWorkbook["sheets"][number],
  cells: CellsLeft,
): Promise<Sheet> {
  const excelts = await import("@cj-tech-master/excelts");
  const { SaxParser } = await import("@cj-tech-master/excelts/xml");
  const watch = watchSheet(new SaxParser(), part, reader.sharedStrings?.length ?? 0, () => {
    cells.written -= 1;
    if (cells.written < 0) throw tooManyCells();
  });
  const sheet = new excelts.WorksheetReader({
    workbook: reader,
    id: 1,
    iterator: watched(partText(parts, part), watch),
    options: { worksheets: "emit", hyperlinks: "ignore" },
  });
  const is1904 = reader.properties?.model?.date1904 === true;
  const toDate: CellSurroundings["toDate"] = (serial, format) =>
    excelts.isDateDisplayFormat(format) ? excelts.excelToDate(serial, is1904) : null;
  const resultOf = (cell: Cell): CellResult => {
    const around = { format: formatOf(cell), is1904, toDate };
    const held = watch.kept.get(cell.address);
    if (held === undefined) return cellText(cell.value, around);
    watch.kept.delete(cell.address);
    return keptText(held, around, (index) => sharedText(reader, index));
  };
  const rows: RawRow[] = [];
  const faults: CellFault[] = [];
  const takeRow = (row: Row): void => {
    const texts: string[] = [];
    row.eachCell((cell, column) => {
      const { text, fault } = resultOf(cell);
      const index = column - 1;
      if (fault !== undefined) faults.push({ line: row.number, index, ...fault });
      if (text === "") return;
      cells.inRows -= Math.max(0, column - texts.length);
      if (cells.inRows < 0) throw tooManyCells();
      while (texts.length < index) texts.push("");
      texts[index] = detach(text);
    });
    if (texts.some((text) => text.trim() !== "")) rows.push({ line: row.number, cells: texts });
  };
  try {
    for await (const row of sheet) takeRow(row);
    const merged = watch.merged.map((range) => mergedCells(excelts.decodeRange(range)));
    return { name, rows, merged: merged.filter(({ top, bottom }) => top < bottom), faults };
  } catch (error) {
    throw error instanceof WorkbookFault ? error : damaged(part);
  }
}

const tooManyCells = (): WorkbookFault =>
  new WorkbookFault("WORKBOOK_TOO_LARGE", { measure: "cells", limit: CELLS_LIMIT });

/** Each piece of the XML is looked over before the reader gets it. */
async function* watched(xml: AsyncIterable<string>, watch: SheetWatch): AsyncGenerator<string> {
  for await (const piece of xml) {
    watch.write(piece);
    yield piece;
  }
  watch.close();
}

/**
 * The same text as a string of its own. What the parser hands out is a view into the piece of XML that it stood in, and
 * one kept view keeps the whole piece in memory.
 */
const detach = (text: string): string => ` ${text}`.slice(1);

const formatOf = ({ numFmt }: Cell): string =>
  typeof numFmt === "string" ? numFmt : (numFmt?.formatCode ?? "");

function sharedText({ sharedStrings }: WorkbookReader, index: number): string {
  const text = sharedStrings?.[index] ?? "";
  return typeof text === "string" ? text : text.richText.map((run) => run.text ?? "").join("");
}

type Range = ReturnType<typeof import("@cj-tech-master/excelts").decodeRange>;

/** The library counts both from 0. */
const mergedCells = ({ s, e }: Range): MergedCells => ({ top: s.r + 1, bottom: e.r + 1, left: s.c });
