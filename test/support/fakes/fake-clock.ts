/** A clock that stands still until it is told to move. */
import type { Clock } from "../../../src/ports/clock.ts";

export interface FakeClock extends Clock {
  set(instant: string): void;
  passDays(days: number): void;
}

export function fakeClock(instant: string): FakeClock {
  let now = Date.parse(instant);
  return {
    now: () => now,
    set: (to) => {
      now = Date.parse(to);
    },
    passDays: (days) => {
      now += days * 86_400_000;
    },
  };
}
