/** Reads the tables of an Excel workbook (XLSX, ECMA-376): every visible sheet whose headings show a kind of table. */
import { findHeadings, type SheetTable } from "../feed/find-headings.ts";
import type { WorkbookResult } from "../feed/raw-table.ts";
import { openWorkbook } from "./open-workbook.ts";
import { CELLS_LIMIT, readSheet } from "./read-sheet.ts";
import { WorkbookFault } from "./workbook-fault.ts";
import { openParts } from "./workbook-parts.ts";

/**
 * What the parts of a workbook may unpack to, in bytes: 100,000 rows of 20 columns take some 100 MB, and a bomb of a
 * few hundred kilobytes could take gigabytes.
 */
const UNPACKED_LIMIT = 512 * 1024 * 1024;

/**
 * Formulas give the value that was last computed, dates `yyyy-mm-dd`, numbers their digits. When no sheet is recognised
 * the first one with content is given, so that its headings are reported. A file that cannot be read is one problem.
 */
export async function readWorkbook(
  bytes: Uint8Array,
  unpackedLimit = UNPACKED_LIMIT,
): Promise<WorkbookResult> {
  try {
    const parts = await openParts(bytes, unpackedLimit);
    const workbook = await openWorkbook(parts);
    const cells = { written: CELLS_LIMIT, inRows: CELLS_LIMIT };
    const found: SheetTable[] = [];
    for (const sheet of workbook.sheets) {
      const table = findHeadings(await readSheet(parts, workbook, sheet, cells));
      if (table !== null) found.push(table);
    }
    const recognised = found.filter(({ isRecognised }) => isRecognised);
    const tables = (recognised.length > 0 ? recognised : found.slice(0, 1)).map(({ table }) => table);
    return tables.length > 0 ? { tables } : { problem: { line: null, code: "NO_HEADINGS", params: {} } };
  } catch (error) {
    if (!(error instanceof WorkbookFault)) throw error;
    return { problem: { line: null, code: error.code, params: error.params } };
  }
}
