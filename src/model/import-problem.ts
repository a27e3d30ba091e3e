/** What can be wrong with a file of a delivery; any of these keeps the whole delivery out. */
import type { Params } from "./finding.ts";

/** Code → the params that its text is filled with (`src/texts/import-problems.ts`). */
export const IMPORT_PROBLEM_PARAMS = {
  // the delivery as a whole
  NO_FILES: [],
  DECLARED_COUNT: ["kind", "declared", "found"],
  DECLARED_SHA256: ["declared", "found"],
  // a file
  UNSUPPORTED_FORMAT: ["format"],
  NOT_UTF8: ["offset", "encoding"],
  BAD_QUOTES: [],
  NO_HEADINGS: [],
  PASSWORD_PROTECTED: [],
  BAD_WORKBOOK: ["part"],
  WORKBOOK_TOO_LARGE: ["measure", "limit"],
  UNRECOGNISED_FILE: ["headings"],
  NO_ROWS: ["kind"],
  // a column
  UNKNOWN_COLUMN: ["heading", "nearest"],
  UNWANTED_COLUMN: ["heading"],
  REPEATED_COLUMN: ["heading"],
  MISSING_COLUMN: ["label", "kind"],
  ENCODING: ["encoding", "confidence", "asTheyStand", "samples"],
  // a row
  RAGGED_ROW: ["cells", "expected"],
  DUPLICATE_KEY: ["key", "otherFile", "otherLine"],
  // a value
  EMPTY_VALUE: [],
  FORMULA_ERROR: ["value"],
  FORMULA_WITHOUT_VALUE: [],
  BAD_CHARACTER: ["character", "position"],
  TOO_LONG: ["length", "limit"],
  BAD_DAY: ["value"],
  BAD_TIME: ["value"],
  BAD_RANK: ["value"],
  UNKNOWN_WORD: ["value", "allowed"],
} as const satisfies Record<string, readonly string[]>;

export type ImportProblemCode = keyof typeof IMPORT_PROBLEM_PARAMS;

export interface ImportProblem {
  /** The file's name; null for the delivery as a whole. */
  readonly file: string | null;
  /** The sheet's name where the file is a workbook. */
  readonly sheet?: string;
  /** Counted from 1, as an editor counts; null for the file as a whole. */
  readonly line: number | null;
  /** The column's name, such as `birth_date`; null for the row as a whole. */
  readonly column: string | null;
  readonly code: ImportProblemCode;
  readonly params: Params;
}
