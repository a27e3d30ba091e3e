/** Which posts a person holds on a day, and which of them names the address. */
import type { Day, FeedAppointment } from "../model/feed.ts";

export interface Posts {
  readonly primary: FeedAppointment | null;
  /** All posts of the day, the primary one first, then by id. */
  readonly all: readonly FeedAppointment[];
  /** The best rank among them: 1 is the highest, 0 none. */
  readonly leaderRank: number;
  /** Two primary posts that started on one day: a person must say which one counts. */
  readonly isAmbiguous: boolean;
  /** A post that starts later than the day. */
  readonly hasFuture: boolean;
}

/** `effectiveFrom` is the first day of a post, `effectiveTo` the first day on which it is no longer held. */
const isHeldOn = (post: FeedAppointment, today: Day): boolean =>
  (post.effectiveFrom === null || post.effectiveFrom <= today) &&
  (post.effectiveTo === null || post.effectiveTo > today);

/**
 * Several primary posts at once are how a transfer looks when the old post was never ended: the one that started
 * last counts.
 */
export function postsOn(appointments: readonly FeedAppointment[], today: Day): Posts {
  const held = appointments.filter((post) => isHeldOn(post, today)).toSorted(byId);
  const primaries = held.filter(({ kind }) => kind === "primary").toSorted(latestFirst);
  const [primary, second] = primaries;
  const ranks = held.map(({ leaderRank }) => leaderRank).filter((rank) => rank > 0);
  return {
    primary: primary ?? null,
    all: primary === undefined ? held : [primary, ...held.filter((post) => post !== primary)],
    leaderRank: ranks.length === 0 ? 0 : Math.min(...ranks),
    isAmbiguous:
      primary !== undefined &&
      second !== undefined &&
      second.unitCode !== primary.unitCode &&
      startOf(second) === startOf(primary),
    hasFuture: appointments.some(({ effectiveFrom }) => effectiveFrom !== null && effectiveFrom > today),
  };
}

/** The next day on which a post begins or ends; null when none does. */
export function nextPostDay(appointments: readonly FeedAppointment[], today: Day): Day | null {
  const days = appointments
    .flatMap(({ effectiveFrom, effectiveTo }) => [effectiveFrom, effectiveTo])
    .filter((day): day is Day => day !== null && day > today);
  return days.reduce<Day | null>((next, day) => (next === null || day < next ? day : next), null);
}

const startOf = (post: FeedAppointment): Day => post.effectiveFrom ?? "";
const byId = (a: FeedAppointment, b: FeedAppointment): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

function latestFirst(a: FeedAppointment, b: FeedAppointment): number {
  if (startOf(a) !== startOf(b)) return startOf(a) < startOf(b) ? 1 : -1;
  return byId(a, b);
}
