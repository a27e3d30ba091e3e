/** A sheet of a workbook as its reader hands it over: texts by row, before headings are looked for. */
import type { CellFault, RawRow } from "./raw-table.ts";

/** A range of cells shown as one, counted as the sheet counts rows and from 0 for columns. */
export interface MergedCells {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
}

export interface Sheet {
  readonly name: string;
  /** Rows with something in them, without empty cells at the end. */
  readonly rows: readonly RawRow[];
  readonly merged: readonly MergedCells[];
  readonly faults: readonly CellFault[];
}
