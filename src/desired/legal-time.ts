/** Terms as the law counts them: in months (Civil Code 2015, Articles 147–148) and in working days. */
import type { Day } from "../model/feed.ts";

const DAY_MS = 86_400_000;
const SATURDAY = 6;
const SUNDAY = 0;

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

/**
 * The day on which something received on `received` is due: Mondays to Fridays less the holidays, the first day not
 * counted. @param holidays days that are not worked
 */
export function dueAfterWorkingDays(received: Day, workingDays: number, holidays: ReadonlySet<Day>): Day {
  let day = received;
  for (let left = workingDays; left > 0; ) {
    day = nextDay(day);
    if (isWorkingDay(day, holidays)) left -= 1;
  }
  return day;
}

function isWorkingDay(day: Day, holidays: ReadonlySet<Day>): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== SATURDAY && weekday !== SUNDAY && !holidays.has(day);
}

const dayText = (time: number): Day => new Date(time).toISOString().slice(0, 10);
