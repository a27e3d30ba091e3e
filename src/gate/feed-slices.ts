/** Which agency each row of the feed counts for, who is new since the last accepted feed, and who is gone. */
import { agencyIndex } from "../model/agency-index.ts";
import type { Day, FeedAppointment, FeedSnapshot } from "../model/feed.ts";
import type { FeedBaseline, FeedSlices } from "../model/feed-certificate.ts";

export function sliceFeed(
  { units, people, appointments }: Pick<FeedSnapshot, "units" | "people" | "appointments">,
  baseline: FeedBaseline | null,
  today: Day,
): FeedSlices {
  const agencies = agencyIndex(units);
  const before = baseline === null ? null : agenciesBefore(baseline);
  return { units: agencies, ...slicePeople({ people, appointments }, agencies, before, today) };
}

/** Person of an accepted feed → agency of their slice. */
export function agenciesBefore({ people }: Pick<FeedBaseline, "people">): Map<string, string> {
  const agencies = new Map<string, string>();
  for (const [agency, ids] of Object.entries(people)) for (const id of ids) agencies.set(id, agency);
  return agencies;
}

/**
 * | a person's newest primary post is | slice |
 * |---|---|
 * | in a known unit | its agency |
 * | in an unknown unit | where the baseline has the person; else the unit's own code |
 * | not there | where the baseline has the person; else none |
 *
 * Who moved to another agency is neither new nor gone.
 *
 * @param before agency of each of them in the last accepted feed; null: there is none
 */
export function slicePeople(
  { people, appointments }: Pick<FeedSnapshot, "people" | "appointments">,
  agencies: ReadonlyMap<string, string>,
  before: ReadonlyMap<string, string> | null,
  today: Day,
): Omit<FeedSlices, "units"> {
  const { newest, turns } = newestPosts(appointments, today);
  const slices = new Map<string, string>();
  const newcomers = new Map<string, string>();
  const gone = new Map(before);
  const unplaced = new Set<string>();
  for (const { id, status } of people) {
    const unit = newest.get(id)?.unitCode;
    const known = unit === undefined ? undefined : agencies.get(unit);
    const was = before?.get(id);
    const agency = known ?? was ?? unit ?? "";
    slices.set(id, agency);
    if (before !== null && was === undefined) newcomers.set(id, agency);
    // Of who has left, is on leave, or never had one, nobody expects a post.
    if (unit === undefined && status === "working") unplaced.add(id);
    if (!unplaced.has(id) || was === "") gone.delete(id);
  }
  return { people: slices, newcomers, gone, unplaced, turns };
}

/**
 * By person: of their primary posts the one in force, else the one that began last; and of people with several when
 * that may be another.
 */
function newestPosts(
  appointments: readonly FeedAppointment[],
  today: Day,
): { readonly newest: ReadonlyMap<string, FeedAppointment>; readonly turns: ReadonlyMap<string, Day> } {
  const newest = new Map<string, FeedAppointment>();
  const turns = new Map<string, Day>();
  const noteTurns = (...posts: readonly FeedAppointment[]): void => {
    for (const { personId, effectiveFrom, effectiveTo } of posts) {
      for (const day of [effectiveFrom, effectiveTo]) {
        if (day !== null && day > today && day < (turns.get(personId) ?? "9999-99")) turns.set(personId, day);
      }
    }
  };
  for (const post of appointments) {
    if (post.kind !== "primary") continue;
    const other = newest.get(post.personId);
    if (other !== undefined) noteTurns(post, other);
    if (other === undefined || isNewer(post, other, today)) newest.set(post.personId, post);
  }
  return { newest, turns };
}

function isNewer(post: FeedAppointment, other: FeedAppointment, today: Day): boolean {
  const isHeld = isHeldOn(post, today);
  if (isHeld !== isHeldOn(other, today)) return isHeld;
  const [from, otherFrom] = [post.effectiveFrom ?? "", other.effectiveFrom ?? ""];
  return from === otherFrom ? post.id < other.id : from > otherFrom;
}

const isHeldOn = ({ effectiveFrom, effectiveTo }: FeedAppointment, today: Day): boolean =>
  (effectiveFrom === null || effectiveFrom <= today) && (effectiveTo === null || effectiveTo > today);
