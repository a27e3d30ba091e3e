/** Which days are worked, as data per year (`config/holidays.yaml`). */
import type { Day } from "./feed.ts";

export interface Calendar {
  /** Years of which the table knows the holidays. */
  readonly years: ReadonlySet<number>;
  /** Weekdays that are not worked. */
  readonly holidays: ReadonlySet<Day>;
  /** Saturdays and Sundays that are worked in exchange for another day. */
  readonly swapDays: ReadonlySet<Day>;
}

const SATURDAY = 6;
const SUNDAY = 0;

export function isWeekend(day: Day): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday === SATURDAY || weekday === SUNDAY;
}
