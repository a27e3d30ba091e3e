/** Owners that are not as they should be: every run looks at them again until they are. */
import type { HeldItem } from "../gate/judge-plan.ts";
import type { Item } from "../model/change.ts";
import type { Finding } from "../model/finding.ts";
import { type Owner, type OwnerKind, splitOwner } from "../model/owner.ts";
import type { Lease, PlanScope } from "../ports/journal-port.ts";
import type { PreparedPlan } from "./prepared-plan.ts";
import type { RealmServices } from "./realm-services.ts";
import { rulesDigest } from "./rules-digest.ts";
import { REALM_OWNER } from "./run-clock.ts";

/** What stands in the way goes away without a change of the feed. */
const HINDERED: ReadonlySet<Finding["code"]> = new Set(["FOREIGN_ENTRY", "ADDRESS_IN_USE"]);

export interface LeftOpen {
  readonly isStopped: boolean;
  readonly held: readonly HeldItem[];
  /** Refused, or not tried because of that. */
  readonly undone: readonly Item[];
  /** Only reported. */
  readonly left: readonly Item[];
}

export function openOwners(
  { plan, findings }: Pick<PreparedPlan, "plan" | "findings">,
  { isStopped, held, undone, left }: LeftOpen,
): ReadonlySet<Owner> {
  const items = isStopped ? plan.items : [...held.map(({ item }) => item), ...undone, ...left];
  return new Set([
    ...items.map(({ owner }) => owner),
    ...findings.filter(({ code }) => HINDERED.has(code)).map(({ owner }) => owner),
  ]);
}

/** Before anything is written: besides those that are open all whose entries are to change. */
export async function markOpen(
  { scopes }: Pick<RealmServices, "scopes">,
  lease: Lease,
  { plan }: PreparedPlan,
): Promise<void> {
  if (plan.items.length === 0) return;
  const planned = plan.items.map(({ owner }) => owner);
  await scopes.write(lease, { owners: planned, open: planned, findings: null, rules: null });
}

/**
 * After the run. A feed of which a part is frozen is looked at as a whole until it is accepted: what waits in it is
 * nobody's change.
 */
export async function rememberOpen(
  services: RealmServices,
  lease: Lease,
  prepared: PreparedPlan,
  open: ReadonlySet<Owner>,
): Promise<void> {
  const scope = planScopeOf(prepared);
  const concerned = scope === null ? null : new Set(scope.owners);
  const isConcerned = (owner: Owner): boolean => concerned?.has(owner) !== false;
  const isFrozen = prepared.whole !== null && prepared.whole.frozenAgencies.size > 0;
  await services.scopes.write(lease, {
    owners: scope?.owners ?? null,
    open: [...open],
    findings: prepared.findings.filter(({ owner }) => owner !== REALM_OWNER && isConcerned(owner)),
    rules: scope !== null ? null : isFrozen ? "" : rulesDigest(services),
  });
}

/** Whom a run looked at, with all accounts; null: everybody. */
export function planScopeOf({ slice, desired, plan }: PreparedPlan): PlanScope | null {
  if (slice === null) return null;
  const { people, owners } = slice.scope;
  const looked = new Set<Owner>([...slice.owners, ...plan.items.map(({ owner }) => owner)]);
  for (const { owner } of desired) if (splitOwner(owner).kind === "person") looked.add(owner);
  const countOf = (kind: OwnerKind): number =>
    [...owners].filter((owner) => splitOwner(owner).kind === kind).length;
  return {
    owners: [...looked],
    looked: { people: people.size, units: countOf("unit"), groups: countOf("group") },
  };
}
