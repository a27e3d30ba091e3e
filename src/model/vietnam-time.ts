/** Days and instants in Vietnam, where days begin at 00:00 Asia/Ho_Chi_Minh (design.md §3). */
import type { Day, Instant } from "./feed.ts";

/** Vietnam has had one time without summer time since 1975. */
const OFFSET_MS = 7 * 3_600_000;
const DAY_MS = 86_400_000;

/** The day on which an instant falls. */
export function vietnamDay(instant: Instant): Day {
  return new Date(Date.parse(instant) + OFFSET_MS).toISOString().slice(0, 10);
}

/** The instant at which a day begins, when what is dated with it acts. */
export function startOfDay(day: Day): Instant {
  return new Date(Date.parse(day) - OFFSET_MS).toISOString();
}

/** The same time of day that many days later; a negative number goes back. */
export function daysLater(instant: Instant, days: number): Instant {
  return new Date(Date.parse(instant) + days * DAY_MS).toISOString();
}

/** The later of two instants. */
export function latest(a: Instant, b: Instant): Instant {
  return new Date(Math.max(Date.parse(a), Date.parse(b))).toISOString();
}
