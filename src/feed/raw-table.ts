/** A table as any file format yields it: text cells, and where each row begins. */
import type { Params } from "../model/finding.ts";
import type { ImportProblemCode } from "../model/import-problem.ts";

export interface RawRow {
  readonly line: number;
  readonly cells: readonly string[];
}

export interface RawTable {
  /** Of a workbook. */
  readonly sheet?: string;
  readonly headings: readonly string[];
  readonly headingLine: number;
  readonly rows: readonly RawRow[];
  /** The bytes are no UTF-8 and stand as what Windows-1252 shows: nothing in the table is Unicode. */
  readonly isMisread?: boolean;
  readonly faults?: readonly CellFault[];
}

export interface FileProblem {
  readonly line: number | null;
  readonly code: ImportProblemCode;
  readonly params: Params;
}

/** A cell whose content could not be told; `index` counts columns from 0. */
export interface CellFault extends FileProblem {
  readonly line: number;
  readonly index: number;
}

export type WorkbookResult =
  | { readonly tables: readonly RawTable[]; readonly problem?: never }
  | { readonly problem: FileProblem; readonly tables?: never };

export type RawTableResult =
  | { readonly table: RawTable; readonly problem?: never }
  | { readonly problem: FileProblem; readonly table?: never };
