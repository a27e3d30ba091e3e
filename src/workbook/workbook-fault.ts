/** Ends the reading of a workbook from within its parsers; `readWorkbook` turns it into a problem of the file. */
import type { Params } from "../model/finding.ts";
import type { ImportProblemCode } from "../model/import-problem.ts";

export class WorkbookFault extends Error {
  readonly code: ImportProblemCode;
  readonly params: Params;

  constructor(code: ImportProblemCode, params: Params) {
    super(code);
    this.code = code;
    this.params = params;
  }
}

/** The part cannot be read: damaged, or not as the standard says. */
export const damaged = (part: string): WorkbookFault => new WorkbookFault("BAD_WORKBOOK", { part });
