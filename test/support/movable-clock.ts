/** A clock that starts at the real time or some days before, stands still until it is told to move, and never goes back. */
import { vietnamDay } from "../../src/model/vietnam-time.ts";
import type { Clock } from "../../src/ports/clock.ts";

export interface MovableClock extends Clock {
  /** The day in Vietnam, `yyyy-mm-dd`. */
  today(): string;
  /** The day that is so many days from today. */
  day(after: number): string;
  passMs(milliseconds: number): void;
  passDays(days: number): void;
  /** To an instant, or to 00:00 of a day in Vietnam. */
  moveTo(when: string): void;
}

const DAY_MS = 86_400_000;

export function movableClock(daysAgo = 0): MovableClock {
  let now = Date.now() - daysAgo * DAY_MS;
  const today = () => vietnamDay(new Date(now).toISOString());
  const clock: MovableClock = {
    now: () => now,
    today,
    day: (after) => new Date(Date.parse(today()) + after * DAY_MS).toISOString().slice(0, 10),
    passMs: (milliseconds) => {
      if (milliseconds < 0) throw new RangeError("this clock does not go back");
      now += milliseconds;
    },
    passDays: (days) => clock.passMs(days * DAY_MS),
    moveTo: (when) => clock.passMs(Date.parse(when.includes("T") ? when : `${when}T00:00:00+07:00`) - now),
  };
  return clock;
}
