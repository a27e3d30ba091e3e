/** Which agency each row of the feed counts for, who is new since the last accepted feed, and who is gone. */
import { agencyIndex } from "../model/agency-index.ts";
import type { Day, FeedAppointment, FeedSnapshot } from "../model/feed.ts";
import type { FeedBaseline } from "../model/feed-certificate.ts";

export interface FeedSlices {
  /** Unit → agency. */
  readonly units: ReadonlyMap<string, string>;
  /** Person in the feed → agency; the empty code for who belongs to none. */
  readonly people: ReadonlyMap<string, string>;
  /** People whom the baseline does not have → agency. Empty without a baseline. */
  readonly newcomers: ReadonlyMap<string, string>;
  /** People of the baseline who are not in the feed, or at work without any post → their agency then. */
  readonly gone: ReadonlyMap<string, string>;
}

/**
 * | a person's newest primary post is | slice |
 * |---|---|
 * | in a known unit | its agency |
 * | in an unknown unit | where the baseline has the person; else the unit's own code |
 * | not there | where the baseline has the person; else none |
 *
 * Who moved to another agency is neither new nor gone.
 */
export function sliceFeed(
  { units, people, appointments }: Pick<FeedSnapshot, "units" | "people" | "appointments">,
  baseline: FeedBaseline | null,
  today: Day,
): FeedSlices {
  const agencies = agencyIndex(units);
  const before = new Map(
    Object.entries(baseline?.people ?? {}).flatMap(([agency, ids]) => ids.map((id) => [id, agency] as const)),
  );
  const posts = newestPosts(appointments, today);
  const slices = new Map<string, string>();
  const newcomers = new Map<string, string>();
  const gone = new Map(before);
  for (const { id, status } of people) {
    const unit = posts.get(id)?.unitCode;
    const known = unit === undefined ? undefined : agencies.get(unit);
    const agency = known ?? before.get(id) ?? unit ?? "";
    slices.set(id, agency);
    if (baseline !== null && !before.has(id)) newcomers.set(id, agency);
    // Of who has left, is on leave, or never had one, nobody expects a post.
    if (unit !== undefined || status !== "working" || before.get(id) === "") gone.delete(id);
  }
  return { units: agencies, people: slices, newcomers, gone };
}

/** By person: of their primary posts the one in force, else the one that began last. */
function newestPosts(appointments: readonly FeedAppointment[], today: Day): Map<string, FeedAppointment> {
  const newest = new Map<string, FeedAppointment>();
  for (const post of appointments) {
    if (post.kind !== "primary") continue;
    const other = newest.get(post.personId);
    if (other === undefined || isNewer(post, other, today)) newest.set(post.personId, post);
  }
  return newest;
}

function isNewer(post: FeedAppointment, other: FeedAppointment, today: Day): boolean {
  const isHeld = isHeldOn(post, today);
  if (isHeld !== isHeldOn(other, today)) return isHeld;
  const [from, otherFrom] = [post.effectiveFrom ?? "", other.effectiveFrom ?? ""];
  return from === otherFrom ? post.id < other.id : from > otherFrom;
}

const isHeldOn = ({ effectiveFrom, effectiveTo }: FeedAppointment, today: Day): boolean =>
  (effectiveFrom === null || effectiveFrom <= today) && (effectiveTo === null || effectiveTo > today);
