/** The feed certificate in a run: judged against what was last accepted, and what is left of the feed for planning. */
import { acceptedBaseline } from "../gate/accept-baseline.ts";
import { certifyFeed } from "../gate/certify-feed.ts";
import type { Ruling } from "../gate/judge-plan.ts";
import { acceptedSeen, sourcesOf } from "../gate/seen-feed.ts";
import type { FeedSnapshot, Instant } from "../model/feed.ts";
import type { Certificate } from "../model/feed-certificate.ts";
import type { Lease, RealmMemory } from "../ports/journal-port.ts";
import { feedSigns } from "./feed-signs.ts";
import type { PreparedPlan } from "./prepared-plan.ts";
import type { RealmServices } from "./realm-services.ts";

export async function certify(
  { realm, answers, feedLimits }: Pick<RealmServices, "realm" | "answers" | "feedLimits">,
  snapshot: FeedSnapshot,
  { identities }: Pick<RealmMemory, "identities">,
  rulings: ReadonlyMap<string, Ruling>,
  now: Instant,
): Promise<Certificate> {
  const { delivery } = snapshot;
  const baseline = await answers.baseline.read(realm.id);
  const repeatedRows = delivery === null ? 0 : await answers.baseline.repeatedRows(realm.id, delivery.id);
  return certifyFeed({
    snapshot,
    baseline,
    signs: feedSigns(snapshot, identities),
    remembered: identities.size,
    repeatedRows,
    limits: feedLimits,
    rulings,
    now,
  });
}

/**
 * The feed without the people of frozen agencies: like anybody who is absent they are left as they are. Their units
 * stay, because others refer to them; the gate holds what would be changed of those.
 * @returns as `frozenPeople` also those who are gone from a frozen agency
 */
export function withoutFrozen(
  snapshot: FeedSnapshot,
  { frozenAgencies, slices, gone }: Pick<Certificate, "frozenAgencies" | "slices" | "gone">,
): { readonly usable: FeedSnapshot; readonly frozenPeople: ReadonlySet<string> } {
  const frozenPeople = new Set<string>();
  if (frozenAgencies.size === 0) return { usable: snapshot, frozenPeople };
  for (const [person, agency] of [...slices, ...gone]) {
    if (frozenAgencies.has(agency)) frozenPeople.add(person);
  }
  const usable: FeedSnapshot = {
    ...snapshot,
    people: snapshot.people.filter(({ id }) => !frozenPeople.has(id)),
    appointments: snapshot.appointments.filter(({ personId }) => !frozenPeople.has(personId)),
  };
  return { usable, frozenPeople };
}

/** Remembers the feed as it was seen, and as accepted but for what is frozen of it; writes only what is new. */
export async function acceptFeed(
  { answers, sources }: Pick<RealmServices, "answers" | "sources">,
  lease: Lease,
  run: number,
  { whole: certificate, slice, feed }: Pick<PreparedPlan, "whole" | "slice" | "feed">,
  now: Instant,
): Promise<void> {
  if (slice !== null) await sources.write(lease, run, slice.accepted, feed.unitDigests);
  if (certificate === null) return;
  const baseline = acceptedBaseline(certificate, feed.delivery, now);
  if (baseline === null) return;
  const { frozenAgencies, seen } = certificate;
  const isNext = baseline !== certificate.baseline;
  await answers.baseline.write(lease, run, {
    baseline,
    seen: frozenAgencies.size > 0 ? null : isNext ? acceptedSeen(seen) : seen,
    sources: sourcesOf(feed, certificate, baseline),
    units: feed.unitDigests,
  });
}
