/** The feed certificate: whether a feed may be acted upon, as a whole and agency by agency, with the numbers. */
import { canonicalHash } from "../model/canonical-hash.ts";
import type { FeedSnapshot, Instant } from "../model/feed.ts";
import {
  type Certificate,
  type FeedBaseline,
  type FeedFacts,
  type FeedJudgement,
  type FeedSigns,
  type SliceFacts,
  sliceOf,
} from "../model/feed-certificate.ts";
import { vietnamDay } from "../model/vietnam-time.ts";
import { agenciesOf, comparer } from "./compare-slices.ts";
import { ofAge, ofDelivery, ofWholeFeed } from "./delivery-rules.ts";
import { countFeed, countPeople } from "./feed-facts.ts";
import type { FeedLimits } from "./feed-limits.ts";
import { brokenRules } from "./feed-rules.ts";
import { sliceFeed } from "./feed-slices.ts";
import type { Ruling } from "./judge-plan.ts";
import { hashOfAgencies } from "./seen-feed.ts";

export interface FeedInput {
  readonly snapshot: FeedSnapshot;
  /** As last accepted; null before the first. */
  readonly baseline: FeedBaseline | null;
  readonly signs: FeedSigns;
  /** How many people were ever accepted: a realm older than its first baseline is not new. */
  readonly remembered: number;
  /** Whether the delivery has the content of an earlier, overtaken one. */
  readonly repeatedRows: number;
  readonly limits: FeedLimits;
  readonly rulings: ReadonlyMap<string, Ruling>;
  readonly now: Instant;
}

/**
 * Agencies are judged first. What is frozen of them does not count against the whole, so that one agency's mistake
 * stays its own; unless the others are not sound either or have lost most of their people (however few that are), or
 * several are frozen and hold half of all people or more.
 *
 * | ruling on the digest | effect |
 * |---|---|
 * | none, or rejected | frozen |
 * | approved | nothing is frozen |
 */
export function certifyFeed(input: FeedInput): Certificate {
  const { snapshot, baseline, signs, limits, rulings, now } = input;
  const slices = sliceFeed(snapshot, baseline, vietnamDay(now));
  const people = countPeople(snapshot, slices, signs);
  const facts = countFeed(snapshot.units, slices.units, people);
  const before = baseline?.facts ?? null;
  const movement = { gone: countBy(slices.gone), newcomers: countBy(slices.newcomers) };
  const compare = comparer(facts, before, movement);

  const agencies = agenciesOf(facts, before);
  const named = agencies.filter((agency) => agency !== "").toSorted();
  const ofAgencies = named.flatMap((agency) => brokenRules(compare(agency, [agency]), limits));
  const frozen = new Set(ofAgencies.map(({ agency }) => agency));
  const others = agencies.filter((agency) => !frozen.has(agency));
  const rest = compare(null, others);
  const ofOthers = brokenRules(rest, limits);
  const isMostGone = rest.before !== null && rest.gone * 2 > rest.before.people;
  const isAlone = ofOthers.length === 0 && !isMostGone && canStandAlone(frozen, others, facts, baseline);
  const ofAll = isAlone ? [] : brokenRules(compare(null, agencies), limits);
  const { freeze = [], warn = [] } = Object.groupBy(
    ofDelivery({ ...input, delivery: snapshot.delivery, accepted: baseline?.delivery ?? null }, facts.whole),
    ({ effect }) => effect,
  );
  const ofWhole = [
    ...(ofAll.length > 0 ? ofAll : ofOthers),
    ...vanishedAtUpgrade(input, facts.whole),
    ...freeze,
  ];
  const rulesOfWhole = new Set(ofWhole.map(({ rule }) => rule));
  // What is said of the whole is not repeated for every agency.
  const broken = [...ofWhole, ...ofAgencies.filter(({ rule }) => !rulesOfWhole.has(rule))];

  const delivery = snapshot.delivery?.id ?? null;
  const digest = broken.length === 0 ? null : canonicalHash({ delivery, broken });
  const isAccepted = digest !== null && rulings.get(digest)?.verdict === "approved";
  const standing = isAccepted ? [] : broken;
  return {
    facts,
    baseline,
    slices: slices.people,
    gone: slices.gone,
    sliced: slices,
    signs,
    seen: { people, ...movement, agencies: hashOfAgencies(slices.units) },
    judgements: [...standing, ...warn, ...ofAge(snapshot.delivery, limits, now)],
    accepted: isAccepted ? broken : [],
    isFrozen: standing.some(({ agency }) => agency === null),
    frozenAgencies: new Set(standing.flatMap(({ agency }) => (agency === null ? [] : [agency]))),
    digest: isAccepted ? null : digest,
  };
}

function countBy(people: ReadonlyMap<string, string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const agency of people.values()) counts.set(agency, (counts.get(agency) ?? 0) + 1);
  return counts;
}

/** Whether what is frozen can be left to itself: one agency among others, or several that are less than all others. */
function canStandAlone(
  frozen: ReadonlySet<string | null>,
  others: readonly string[],
  facts: FeedFacts,
  baseline: FeedBaseline | null,
): boolean {
  const peopleOf = (agency: string): number =>
    Math.max(
      sliceOf(facts, agency)?.people ?? 0,
      (baseline === null ? undefined : sliceOf(baseline.facts, agency))?.people ?? 0,
    );
  const sum = (codes: readonly string[]): number => codes.reduce((total, code) => total + peopleOf(code), 0);
  const left = sum(others);
  return frozen.size < 2 ? left > 0 : left > sum([...frozen].map((agency) => agency ?? ""));
}

/** Nothing was ever accepted by number, yet people are known. */
function vanishedAtUpgrade(
  { baseline, remembered, limits }: FeedInput,
  { people }: SliceFacts,
): FeedJudgement[] {
  if (baseline !== null || people > 0 || remembered <= limits.few) return [];
  return [ofWholeFeed("feed.emptied", { table: "people", count: remembered, total: remembered })];
}
