/** The feed as a run has seen it, to be remembered person by person: what the next run, which reads few, counts on. */
import { canonicalHash } from "../model/canonical-hash.ts";
import type { Day, FeedAppointment, FeedPerson, FeedSnapshot } from "../model/feed.ts";
import type {
  Certificate,
  FeedBaseline,
  FeedSigns,
  FeedSlices,
  SeenFeed,
  Source,
} from "../model/feed-certificate.ts";
import { agenciesBefore } from "./feed-slices.ts";
import { factOf, personFacts } from "./person-facts.ts";

/** What a signal that rests on memory may do on any day: the run that tells of it may settle it. */
const AT_ONCE: Day = "1900-01-01";

/** What the sources of some people are made of. */
export interface SourceInput {
  readonly slices: Pick<FeedSlices, "units" | "people" | "unplaced" | "turns">;
  readonly signs: FeedSigns;
  /** By person, see `FeedSlice`. */
  readonly digests: ReadonlyMap<string, string>;
  /** Agency in the last accepted feed. */
  readonly accepted: (id: string) => string | null;
}

/** @param person null: the feed has none of this id, or only posts */
export function sourceOf(
  id: string,
  person: FeedPerson | null,
  posts: readonly FeedAppointment[],
  { slices, signs, digests, accepted }: SourceInput,
): Source {
  const agency = person === null ? null : (slices.people.get(id) ?? "");
  const isUnplaced = person !== null && slices.unplaced.has(id);
  const rests = person !== null && (signs.others.has(id) || signs.swapped.has(id));
  return {
    id,
    accepted: accepted(id),
    agency,
    ...personFacts(person, posts, { agency, isUnplaced }, slices.units, signs),
    digest: digests.get(id) ?? "",
    born: person?.birthDate ?? null,
    recheck: rests ? AT_ONCE : ((person === null ? undefined : slices.turns.get(id)) ?? null),
  };
}

/** Whether a person of the last accepted feed is gone: not there, or at work without any post. */
export function goneFrom({ accepted, agency, facts }: Source): string | null {
  const isUnplaced = agency !== null && factOf(facts, "unplaced") > 0;
  return accepted !== null && (agency === null || (isUnplaced && accepted !== "")) ? accepted : null;
}

/** The agency of a person whom the last accepted feed did not have. */
export const newIn = ({ accepted, agency }: Source): string | null => (accepted === null ? agency : null);

/** Blocks of `facts` with their agencies. */
export function blocksOf({ agency, elsewhere, facts }: Source): (readonly [string, readonly number[]])[] {
  const agencies = agency === null ? elsewhere : [agency, ...elsewhere];
  const width = agencies.length === 0 ? 0 : facts.length / agencies.length;
  return agencies.map((code, at) => [code, facts.slice(at * width, (at + 1) * width)] as const);
}

/** The sums once the feed is accepted as it was seen: nobody is new, and gone is who is at work without a post. */
export function acceptedSeen(seen: SeenFeed): SeenFeed {
  const unplaced = [...seen.people].map(([agency, block]) => [agency, factOf(block, "unplaced")] as const);
  const gone = new Map(unplaced.filter(([agency, count]) => agency !== "" && count > 0));
  return { ...seen, gone, newcomers: new Map() };
}

export const hashOfAgencies = (agencies: ReadonlyMap<string, string>): string =>
  canonicalHash([...agencies].toSorted(([a], [b]) => (a < b ? -1 : 1)));

/**
 * Everybody of a feed that was looked at as a whole, one after the other.
 * @param accepted what the feed is compared with from now on
 */
export function* sourcesOf(
  feed: Pick<FeedSnapshot, "people" | "appointments"> & Pick<SourceInput, "digests">,
  { sliced, signs }: Pick<Certificate, "sliced" | "signs">,
  accepted: Pick<FeedBaseline, "people">,
): Generator<Source> {
  const agencies = agenciesBefore(accepted);
  const input = {
    slices: sliced,
    signs,
    digests: feed.digests,
    accepted: (id: string) => agencies.get(id) ?? null,
  };
  const posts = Map.groupBy(feed.appointments, ({ personId }) => personId);
  for (const person of feed.people) {
    yield sourceOf(person.id, person, posts.get(person.id) ?? [], input);
  }
  const absent = new Set([...posts.keys(), ...agencies.keys()]);
  for (const id of absent) {
    if (!sliced.people.has(id)) yield sourceOf(id, null, posts.get(id) ?? [], input);
  }
}
