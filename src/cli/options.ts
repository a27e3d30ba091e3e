/** Values of options, checked with a message that names the option. */
import { DanhbaError } from "../model/error.ts";

export function positiveInteger(argument: string, value: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new DanhbaError("USAGE", { argument, value, problem: "NOT_POSITIVE" });
}

const DAY_FORMS = [
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ](?<time>.+))?$/,
  /^(?<day>\d{2})\/(?<month>\d{2})\/(?<year>\d{4})(?: (?<time>.+))?$/,
];
/** Of the forms in which a time of day is written; one that says no offset is meant in Vietnam. */
const TIME = /^\d{2}:\d{2}(:\d{2}([.]\d+)?)?(?<offset>Z|[+-]\d{2}:\d{2})?$/;

/**
 * An instant: ISO 8601, or `dd/mm/yyyy hh:mm`; a bare day means its 00:00 in Vietnam. Returned in UTC.
 * @throws DanhbaError USAGE for anything else, also a day that no calendar has
 */
export function instant(argument: string, value: string): string {
  const time = timeOf(value.trim());
  if (time !== null) return new Date(time).toISOString();
  throw new DanhbaError("USAGE", { argument, value, problem: "NOT_A_TIME" });
}

/** As `instant`, but a bare day means its end: the day belongs to what is asked for. */
export function instantUntil(argument: string, value: string): string {
  const time = instant(argument, value);
  const isBareDay = !value.includes(":");
  return isBareDay ? new Date(Date.parse(time) + DAY_MS - 1).toISOString() : time;
}

const DAY_MS = 86_400_000;

function timeOf(value: string): number | null {
  const parts = DAY_FORMS.map((form) => form.exec(value)?.groups).find((groups) => groups !== undefined);
  if (parts === undefined) return null;
  const { year, month, day, time = "00:00" } = parts;
  const date = `${year}-${month}-${day}`;
  const midnight = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== date) return null;
  const clock = TIME.exec(time);
  if (clock === null) return null;
  const at = Date.parse(`${date}T${time}${clock.groups?.offset === undefined ? "+07:00" : ""}`);
  return Number.isNaN(at) ? null : at;
}
