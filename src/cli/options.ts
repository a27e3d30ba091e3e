/** Values of options, checked with a message that names the option. */
import { DanhbaError } from "../model/error.ts";

export function positiveInteger(argument: string, value: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new DanhbaError("USAGE", { argument, value, problem: "NOT_POSITIVE" });
}

/** What says no offset is meant in Vietnam; a bare day begins there at 00:00. */
function withOffset(value: string): string {
  if (!value.includes("T")) return `${value}T00:00:00+07:00`;
  return /(Z|[+-]\d{2}:\d{2})$/.test(value) ? value : `${value}+07:00`;
}

/** An instant in ISO 8601, also a bare day; returned in UTC. */
export function instant(argument: string, value: string): string {
  const time = Date.parse(withOffset(value));
  if (!Number.isNaN(time) && /^\d{4}-\d{2}-\d{2}/.test(value)) return new Date(time).toISOString();
  throw new DanhbaError("USAGE", {
    argument,
    value,
    problem: "NOT_A_TIME",
  });
}
