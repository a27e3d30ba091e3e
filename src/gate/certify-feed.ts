/** The feed certificate: whether a feed may be acted upon, as a whole and agency by agency, with the numbers. */
import { canonicalHash } from "../model/canonical-hash.ts";
import type { FeedDelivery, FeedSnapshot, Instant } from "../model/feed.ts";
import {
  type Certificate,
  type FeedBaseline,
  type FeedFacts,
  type FeedJudgement,
  type FeedRule,
  type SliceFacts,
  sliceOf,
} from "../model/feed-certificate.ts";
import type { Params } from "../model/finding.ts";
import { vietnamDay } from "../model/vietnam-time.ts";
import { countFeed, type FeedSigns, NO_ROWS, sumSlices } from "./feed-facts.ts";
import type { FeedLimits } from "./feed-limits.ts";
import { brokenRules, type Comparison } from "./feed-rules.ts";
import { type FeedSlices, sliceFeed } from "./feed-slices.ts";
import type { Ruling } from "./judge-plan.ts";

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
  const facts = countFeed(snapshot, slices, signs);
  const compare = comparer(facts, baseline, slices);

  const agencies = [
    ...new Set([...Object.keys(facts.agencies), ...Object.keys(baseline?.facts.agencies ?? {})]),
  ];
  const named = agencies.filter((agency) => agency !== "").toSorted();
  const ofAgencies = named.flatMap((agency) => brokenRules(compare(agency, [agency]), limits));
  const frozen = new Set(ofAgencies.map(({ agency }) => agency));
  const others = agencies.filter((agency) => !frozen.has(agency));
  const rest = compare(null, others);
  const ofOthers = brokenRules(rest, limits);
  const isMostGone = rest.before !== null && rest.gone * 2 > rest.before.people;
  const isAlone = ofOthers.length === 0 && !isMostGone && canStandAlone(frozen, others, facts, baseline);
  const ofAll = isAlone ? [] : brokenRules(compare(null, agencies), limits);
  const { freeze = [], warn = [] } = Object.groupBy(ofDelivery(input, facts.whole), ({ effect }) => effect);
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
    judgements: [...standing, ...warn, ...ofAge(snapshot.delivery, limits, now)],
    accepted: isAccepted ? broken : [],
    isFrozen: standing.some(({ agency }) => agency === null),
    frozenAgencies: new Set(standing.flatMap(({ agency }) => (agency === null ? [] : [agency]))),
    digest: isAccepted ? null : digest,
  };
}

/** Makes what is judged together of the slices of some agencies. */
function comparer(facts: FeedFacts, baseline: FeedBaseline | null, { gone, newcomers }: FeedSlices) {
  const goneBy = countBy(gone);
  const newBy = countBy(newcomers);
  return (agency: string | null, members: readonly string[]): Comparison => {
    const of = (known: FeedFacts): SliceFacts =>
      sumSlices(members.map((member) => sliceOf(known, member) ?? NO_ROWS));
    const total = (counts: ReadonlyMap<string, number>): number =>
      members.reduce((sum, member) => sum + (counts.get(member) ?? 0), 0);
    const isKnown = baseline !== null && (agency === null || sliceOf(baseline.facts, agency) !== undefined);
    return {
      agency,
      now: of(facts),
      before: isKnown ? of(baseline.facts) : null,
      gone: total(goneBy),
      newcomers: total(newBy),
    };
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

const ofWholeFeed = (
  rule: FeedRule,
  params: Params,
  effect: FeedJudgement["effect"] = "freeze",
): FeedJudgement => ({ rule, agency: null, effect, params });

/** Nothing was ever accepted by number, yet people are known. */
function vanishedAtUpgrade(
  { baseline, remembered, limits }: FeedInput,
  { people }: SliceFacts,
): FeedJudgement[] {
  if (baseline !== null || people > 0 || remembered <= limits.few) return [];
  return [ofWholeFeed("feed.emptied", { table: "people", count: remembered, total: remembered })];
}

/** Rules about a delivery are settled with its acceptance. */
function ofDelivery(
  { snapshot: { delivery }, baseline, repeatedRows, limits }: FeedInput,
  { people, units }: SliceFacts,
): FeedJudgement[] {
  if (delivery === null || delivery.id === baseline?.delivery) return [];
  const { id, mode, declaredPeople, declaredUnits } = delivery;
  const declarations = [
    { table: "people", declared: declaredPeople, found: people },
    { table: "units", declared: declaredUnits, found: units },
  ];
  return [
    ...declarations
      .filter(({ declared, found }) => mode === "full" && declared !== null && declared !== found)
      .map(({ table, declared, found }) =>
        ofWholeFeed("feed.declared", {
          table,
          declared: declared ?? 0,
          found,
          count: Math.abs(found - (declared ?? 0)),
          delivery: id,
        }),
      ),
    ...ofRepetition(id, repeatedRows, limits),
  ];
}

/** What goes back to an earlier delivery: a single return is daily business, an old file that was loaded late is not. */
function ofRepetition(delivery: string, rows: number, limits: FeedLimits): FeedJudgement[] {
  if (rows === 0) return [];
  const params = { delivery, count: rows, limit: limits.repeatedRows };
  return [ofWholeFeed("feed.repeated", params, rows > limits.repeatedRows ? "freeze" : "warn")];
}

/** Only told: to freeze an old feed would keep those in who are dismissed by hand. */
function ofAge(delivery: FeedDelivery | null, { ageDays }: FeedLimits, now: Instant): FeedJudgement[] {
  if (delivery === null || ageDays === null) return [];
  const days = Math.floor((Date.parse(now) - Date.parse(delivery.loadedAt)) / 86_400_000);
  return days <= ageDays
    ? []
    : [ofWholeFeed("feed.age", { delivery: delivery.id, days, limit: ageDays }, "warn")];
}
