/** The feed certificate of a run that reads few people: the sums of all others are those that were remembered. */
import { agencyIndex } from "../model/agency-index.ts";
import type { FeedPerson, FeedSnapshot, Instant } from "../model/feed.ts";
import type {
  AcceptedSlice,
  FeedFacts,
  FeedJudgement,
  FeedSigns,
  KnownFeed,
  SeenFeed,
  Source,
} from "../model/feed-certificate.ts";
import { vietnamDay } from "../model/vietnam-time.ts";
import { isAcceptable, numbersOf } from "./accept-baseline.ts";
import { agenciesOf, comparer } from "./compare-slices.ts";
import { ofAge, ofDelivery } from "./delivery-rules.ts";
import { countFeed } from "./feed-facts.ts";
import type { FeedLimits } from "./feed-limits.ts";
import { brokenRules } from "./feed-rules.ts";
import { slicePeople } from "./feed-slices.ts";
import { blockOf, withDuplicate } from "./person-facts.ts";
import { acceptedSeen, blocksOf, goneFrom, hashOfAgencies, newIn, sourceOf } from "./seen-feed.ts";

export interface SliceInput {
  /** All units; the rows of the people who are looked at; the newest delivery. */
  readonly feed: Pick<FeedSnapshot, "units" | "people" | "appointments" | "delivery"> & {
    readonly digests: ReadonlyMap<string, string>;
    /** Other people with a birth date that one of these has, or had when last seen. */
    readonly doubles: readonly FeedPerson[];
  };
  /** Ids of those who are looked at: everybody whose row or posts changed, and who is gone. */
  readonly scope: ReadonlySet<string>;
  /** Null: nothing was accepted, or something of it was frozen. */
  readonly known: KnownFeed | null;
  /** What is remembered of `scope` and of `feed.doubles`. */
  readonly sources: ReadonlyMap<string, Source>;
  /** Of the people and of their doubles. */
  readonly signs: FeedSigns;
  /** See `BaselinePort`. */
  readonly repeatedRows: number;
  readonly limits: FeedLimits;
  readonly now: Instant;
}

/**
 * Why the feed must be looked at as a whole. `unknown` there are no sums to count on · `unsettled` the counts of people
 * who are not looked at may be others by now · `agencies` a unit belongs to another agency than before · `doubles`
 * somebody unseen may be the same person as one of these · `broken` a rule is broken
 */
export type SliceDoubt = "unknown" | "unsettled" | "agencies" | "doubles" | "broken";

export type SliceCertificate =
  | { readonly isSound: false; readonly why: SliceDoubt }
  | {
      readonly isSound: true;
      /** Of the whole feed. */
      readonly facts: FeedFacts;
      /** Warnings: nothing is frozen. */
      readonly judgements: readonly FeedJudgement[];
      readonly accepted: AcceptedSlice;
    };

/** Sound only where `certifyFeed` of the whole feed would freeze nothing; it then has the same facts and judgements. */
export function certifySlice(input: SliceInput): SliceCertificate {
  const { feed, scope, known, limits, now } = input;
  if (known === null) return { isSound: false, why: "unknown" };
  const { baseline, seen } = known;
  if (known.unsettled.some((id) => !scope.has(id))) return { isSound: false, why: "unsettled" };
  const units = agencyIndex(feed.units);
  if (hashOfAgencies(units) !== seen.agencies) return { isSound: false, why: "agencies" };
  const sources = sourcesNow(input, units);
  if (sources === null) return { isSound: false, why: "doubles" };

  const next = replaceSources(seen, input.sources, sources);
  const facts = countFeed(feed.units, units, next.people);
  const compare = comparer(facts, baseline.facts, next);
  const agencies = agenciesOf(facts, baseline.facts);
  const named = agencies.filter((agency) => agency !== "");
  const isBroken =
    named.some((agency) => brokenRules(compare(agency, [agency]), limits).length > 0) ||
    brokenRules(compare(null, agencies), limits).length > 0;
  const delivery = feed.delivery?.id ?? null;
  const judgements = [
    ...ofDelivery({ ...input, delivery: feed.delivery, accepted: baseline.delivery }, facts.whole),
    ...ofAge(feed.delivery, limits, now),
  ];
  if (isBroken || judgements.some(({ effect }) => effect === "freeze")) {
    return { isSound: false, why: "broken" };
  }
  const isNext = isAcceptable(baseline, { facts, isAnybodyGone: next.gone.size > 0 }, feed.delivery, now);
  const accepted = isNext
    ? { baseline: numbersOf(facts, delivery, now), seen: acceptedSeen(next), sources }
    : { baseline: null, seen: next, sources };
  return { isSound: true, facts, judgements, accepted };
}

/** Of those who are looked at, and of doubles who are so only now, or no more. Null: a double is not known. */
function sourcesNow(
  { feed, scope, sources, signs, now }: SliceInput,
  units: ReadonlyMap<string, string>,
): Source[] | null {
  const accepted = (id: string): string | null => sources.get(id)?.accepted ?? null;
  const before = new Map<string, string>();
  for (const id of scope) {
    const agency = accepted(id);
    if (agency !== null) before.set(id, agency);
  }
  const slices = { units, ...slicePeople(feed, units, before, vietnamDay(now)) };
  const people = new Map(feed.people.map((person) => [person.id, person] as const));
  const posts = Map.groupBy(feed.appointments, ({ personId }) => personId);
  const made = { slices, signs, digests: feed.digests, accepted };
  const changed = [...scope].map((id) => sourceOf(id, people.get(id) ?? null, posts.get(id) ?? [], made));
  for (const { id } of feed.doubles) {
    if (scope.has(id)) continue;
    const source = sources.get(id);
    if (source === undefined || source.agency === null) return null;
    const facts = withDuplicate(source.facts, signs.twins.has(id));
    if (facts !== source.facts) changed.push({ ...source, facts });
  }
  return changed;
}

/** The sums without what these people added to them, and with what they add now. */
function replaceSources(
  seen: SeenFeed,
  before: ReadonlyMap<string, Source>,
  now: readonly Source[],
): SeenFeed {
  const people = new Map([...seen.people].map(([agency, block]): [string, number[]] => [agency, [...block]]));
  const gone = new Map(seen.gone);
  const newcomers = new Map(seen.newcomers);
  const add = (source: Source, sign: 1 | -1): void => {
    for (const [agency, block] of blocksOf(source)) {
      const sum = blockOf(people, agency);
      for (const [at, count] of block.entries()) sum[at] = (sum[at] ?? 0) + sign * count;
    }
    count(gone, goneFrom(source), sign);
    count(newcomers, newIn(source), sign);
  };
  for (const source of now) {
    const was = before.get(source.id);
    if (was !== undefined) add(was, -1);
    add(source, 1);
  }
  for (const [agency, block] of people) if (block.every((sum) => sum === 0)) people.delete(agency);
  return { ...seen, people, gone, newcomers };
}

function count(counts: Map<string, number>, agency: string | null, sign: 1 | -1): void {
  if (agency === null) return;
  const sum = (counts.get(agency) ?? 0) + sign;
  if (sum === 0) counts.delete(agency);
  else counts.set(agency, sum);
}
