/** Terms as the law counts them: in months (Civil Code 2015, Articles 147–148) and in working days. */
import { type Calendar, isWeekend } from "../model/calendar.ts";
import type { Day } from "../model/feed.ts";

const DAY_MS = 86_400_000;

/**
 * The last day of a term of months that began on `from`: the first day does not count, and where the last month has
 * no such day its last day ends the term. What depends on the end acts on the day after.
 */
export function endOfMonths(from: Day, months: number): Day {
  const [year = 0, month = 1, day = 1] = from.split("-").map(Number);
  const lastOfMonth = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return dayText(Date.UTC(year, month - 1 + months, Math.min(day, lastOfMonth)));
}

export function nextDay(day: Day): Day {
  return dayText(Date.parse(day) + DAY_MS);
}

/** The day on which something received on `received` is due; the first day does not count. */
export function dueAfterWorkingDays(received: Day, workingDays: number, calendar: WorkedDays): Day {
  let day = received;
  for (let left = workingDays; left > 0; ) {
    day = nextDay(day);
    if (isWorkingDay(day, calendar)) left -= 1;
  }
  return day;
}

/** How many working days lie after `from`, up to and with `to`; 0 when `to` is not later. */
export function countWorkingDays(from: Day, to: Day, calendar: WorkedDays): number {
  let count = 0;
  for (let day = from; day < to; ) {
    day = nextDay(day);
    if (isWorkingDay(day, calendar)) count += 1;
  }
  return count;
}

export type WorkedDays = Pick<Calendar, "holidays" | "swapDays">;

/** Mondays to Fridays less the holidays, and the days of a weekend that are worked in exchange for another day. */
function isWorkingDay(day: Day, { holidays, swapDays }: WorkedDays): boolean {
  if (swapDays.has(day)) return true;
  return !isWeekend(day) && !holidays.has(day);
}

const dayText = (time: number): Day => new Date(time).toISOString().slice(0, 10);
