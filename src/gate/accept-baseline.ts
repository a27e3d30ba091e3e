/** What a feed is compared with next time. */
import type { FeedDelivery, Instant } from "../model/feed.ts";
import {
  type AcceptedNumbers,
  type Certificate,
  type FeedBaseline,
  type FeedFacts,
  type SliceFacts,
  sliceOf,
} from "../model/feed-certificate.ts";
import { sumSlices } from "./feed-facts.ts";

/** Without a full delivery the numbers may fall by what is allowed of them once a day, not row by row. */
const KEPT_MS = 24 * 3_600_000;

/**
 * | the feed | next baseline |
 * |---|---|
 * | frozen as a whole | as before |
 * | accepted by an operator, a full delivery not seen before, or the baseline is a day old | the new facts |
 * | nobody is gone and no number is worse | the new facts |
 * | anything else | as before |
 *
 * A frozen agency keeps its old facts in any case, but for people who are now in another one.
 * @returns the certificate's own baseline where nothing changes
 */
export function acceptedBaseline(
  certificate: Certificate,
  delivery: Pick<FeedDelivery, "id" | "mode"> | null,
  now: Instant,
): FeedBaseline | null {
  const { isFrozen, accepted, facts, gone, baseline: previous } = certificate;
  if (isFrozen) return previous;
  const isNext =
    previous === null ||
    accepted.length > 0 ||
    isAcceptable(previous, { facts, isAnybodyGone: gone.size > 0 }, delivery, now);
  return isNext ? mergeSlices(certificate, delivery?.id ?? null, now) : previous;
}

/** Whether these facts, of a feed in which nothing is frozen as a whole, take the place of the accepted ones. */
export function isAcceptable(
  previous: AcceptedNumbers,
  { facts, isAnybodyGone }: { readonly facts: FeedFacts; readonly isAnybodyGone: boolean },
  delivery: Pick<FeedDelivery, "id" | "mode"> | null,
  now: Instant,
): boolean {
  const isNewDelivery = delivery !== null && delivery.mode === "full" && delivery.id !== previous.delivery;
  const isOld = Date.parse(now) - Date.parse(previous.acceptedAt) >= KEPT_MS;
  if (isNewDelivery || isOld) return true;
  const isSame =
    JSON.stringify(orderedFacts(facts.agencies)) === JSON.stringify(orderedFacts(previous.facts.agencies));
  return !isSame && !isAnybodyGone && hasOnlyGrown(previous.facts, facts);
}

/** The numbers of a feed of which nothing is frozen. */
export function numbersOf(
  { agencies }: Pick<FeedFacts, "agencies">,
  delivery: string | null,
  acceptedAt: Instant,
): AcceptedNumbers {
  const sorted = Object.fromEntries(Object.entries(agencies).toSorted(byAgency));
  return { delivery, facts: { whole: sumSlices(Object.values(sorted)), agencies: sorted }, acceptedAt };
}

function mergeSlices(
  { facts, baseline, slices, frozenAgencies }: Certificate,
  delivery: string | null,
  now: Instant,
): FeedBaseline {
  const people = new Map<string, string[]>();
  for (const [id, agency] of slices) {
    if (frozenAgencies.has(agency)) continue;
    const ids = people.get(agency);
    if (ids === undefined) people.set(agency, [id]);
    else ids.push(id);
  }
  const agencies = new Map(Object.entries(facts.agencies).filter(([agency]) => !frozenAgencies.has(agency)));
  for (const agency of frozenAgencies) {
    const kept = baseline === null ? undefined : sliceOf(baseline.facts, agency);
    if (baseline === null || kept === undefined) continue;
    const known = Object.hasOwn(baseline.people, agency) ? (baseline.people[agency] ?? []) : [];
    const ids = known.filter((id) => {
      const here = slices.get(id);
      return here === undefined || here === agency || frozenAgencies.has(here);
    });
    agencies.set(agency, { ...kept, people: ids.length });
    people.set(agency, ids);
  }
  return {
    ...numbersOf({ agencies: Object.fromEntries(agencies) }, delivery, now),
    people: Object.fromEntries([...people].toSorted(byAgency)),
  };
}

const byAgency = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1;

const orderedFacts = (agencies: Readonly<Record<string, SliceFacts>>): unknown =>
  Object.entries(agencies)
    .toSorted(byAgency)
    .map(([agency, { filled, ...counts }]) => [
      agency,
      Object.entries(counts).toSorted(byAgency),
      Object.entries(filled).toSorted(byAgency),
    ]);

const GOOD = ["people", "units", "appointments"] as const;
const ODD = ["duplicates", "orphans", "cycles", "damaged", "identities", "swapped"] as const;

/** In no slice fewer rows or values than before, or more that is odd. */
function hasOnlyGrown(previous: FeedFacts, facts: FeedFacts): boolean {
  return Object.entries(previous.agencies).every(([agency, before]) => {
    const now = sliceOf(facts, agency);
    if (now === undefined) return false;
    return (
      GOOD.every((count) => now[count] >= before[count]) &&
      ODD.every((count) => now[count] <= before[count]) &&
      Object.entries(before.filled).every(([column, filled]) => (now.filled[column] ?? 0) >= filled)
    );
  });
}
