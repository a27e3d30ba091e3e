/** A fault as log lines carry it. */
import { DanhbaError } from "../model/error.ts";

export function faultOf(error: unknown): { readonly code: string; readonly detail: string } {
  const detail = error instanceof Error ? error.message : String(error);
  return { code: error instanceof DanhbaError ? error.code : "INTERNAL", detail };
}
