/** What to say when a throw-away service cannot be had on this machine. */
import { DanhbaError } from "../../model/error.ts";

/** `SERVICES_UNAVAILABLE` with one line in `problem`: what is missing, the mend, and the last reason. */
export function serviceUnavailable(service: string, mend: string, cause?: unknown): DanhbaError {
  const reason = cause instanceof Error ? ` (${oneLine(cause.message)})` : "";
  return new DanhbaError("SERVICES_UNAVAILABLE", { problem: `no ${service}: ${mend}${reason}` }, cause);
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim().slice(0, 400);
