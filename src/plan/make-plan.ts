/** The plan: desired entries against observed ones, as items in an order that is safe at every step. */
import type { Item, LedgerChange, Plan } from "../model/change.ts";
import { type DesiredEntry, dnKey, type ObservedEntry, type Purge, splitDn } from "../model/entry.ts";
import type { Finding } from "../model/finding.ts";
import { type Owner, type OwnerKind, splitOwner } from "../model/owner.ts";
import type { Claims } from "./claims.ts";
import { planDigest } from "./digest.ts";
import { byOwner, matchEntries, ownId, type Pair, type Removal } from "./match-entries.ts";
import { orderItems } from "./order-items.ts";
import { planEntry } from "./plan-entry.ts";
import { planPurge } from "./plan-purge.ts";
import { type HolderEntry, planReferences, type Target } from "./references.ts";
import { depthOf, TreePositions } from "./unit-moves.ts";

export interface PlanInput {
  readonly desired: readonly DesiredEntry[];
  /** What is to be deleted; none of it among `desired`. */
  readonly purges: readonly Purge[];
  /** Everything in the managed branches, danhba's own entries and others. */
  readonly observed: readonly ObservedEntry[];
  readonly ledger: ReadonlyMap<Owner, readonly LedgerChange[]>;
  /** Entries of others that are to become an owner's, and owners of whom that is not clear; none if it is not given. */
  readonly claims?: Claims;
  /** The entry that stands in every group so that none is ever empty. */
  readonly placeholderDn: string;
}

export interface PlanResult {
  readonly plan: Plan;
  readonly findings: readonly Finding[];
}

/**
 * Pure and deterministic: the same input in any order gives the same plan. Entries that are in the directory but
 * neither in `desired` nor in `purges` are left alone, and so is what refers to them; only whoever is locked, renamed
 * or deleted leaves, or is followed in, a group or mailbox that is left alone.
 */
export function makePlan(input: PlanInput): PlanResult {
  const { pairs, removals, strays, findings } = matchEntries(input);
  const entries = new Map(pairs.map((pair) => [pair.desired.owner, pair]));
  const references = planReferences(
    [
      ...pairs.map(({ desired, observed }) => ({
        owner: desired.owner,
        observed,
        wanted: desired.references,
      })),
      ...removals.map(({ purge, observed }) => ({ owner: purge.owner, observed, wanted: null })),
      ...strays.map(({ owner, observed }) => ({ owner, observed, wanted: null })),
    ],
    targetsAmong(pairs, removals),
    untouchedDns(input.observed, pairs, removals),
    input.placeholderDn,
  );
  const positions = new TreePositions(input.observed.map(({ dn }) => dn));
  const unplanned = new Map<Owner, HolderEntry>();
  for (const { purge, observed } of removals)
    unplanned.set(purge.owner, { dn: observed.dn, danhbaId: purge.danhbaId, observed });
  for (const { owner, danhbaId, observed } of strays)
    unplanned.set(owner, { dn: observed.dn, danhbaId, observed });
  const entryOf = (holder: Owner): HolderEntry => {
    const left = unplanned.get(holder);
    if (left !== undefined) return left;
    const pair = entries.get(holder);
    if (pair === undefined) throw new TypeError(`${holder} is referred to but not planned`);
    const { desired, observed } = pair;
    // Mailboxes come after the people (`orderItems`): a person's item meets them where they are now.
    const dn = isMailbox(holder) && observed !== null ? observed.dn : desired.dn;
    return { dn, danhbaId: desired.danhbaId, observed };
  };
  // Being locked out or taken out of a group must not wait for an unrelated change of that group.
  const isNeededFirst = (holder: Owner): boolean => {
    const pair = entries.get(holder);
    return !isMailbox(holder) && pair !== undefined && (references.byHolder.has(holder) || !isInPlace(pair));
  };
  const goingWith = (owner: Owner) => {
    const elsewhere = references.byTarget.get(owner) ?? [];
    return { elsewhere, holders: elsewhere.map(({ holder }) => holder).filter(isNeededFirst) };
  };

  const items: Item[] = [];
  // A policy that is there already need not be right first: nobody's lock waits for that.
  const newPolicies = pairs.flatMap(({ desired, observed }) =>
    observed === null && isPolicy(desired.owner) ? [desired] : [],
  );
  const ordered = pairs
    .map((pair) => ({ pair, depth: depthOf(pair.desired.dn) }))
    .sort((a, b) => a.depth - b.depth || byOwner(a.pair.desired, b.pair.desired));
  for (const {
    pair: { desired, observed },
  } of ordered) {
    const currentDn = observed === null ? null : positions.currentDn(observed.dn);
    const { elsewhere, holders } = goingWith(desired.owner);
    const item = planEntry({
      desired,
      observed,
      currentDn,
      elsewhere,
      here: references.byHolder.get(desired.owner) ?? [],
      entryOf,
      requires: requirements(
        desired,
        holders,
        references.targetsOf.get(desired.owner) ?? [],
        entries,
        newPolicies,
      ),
      ledger: input.ledger.get(desired.owner) ?? [],
    });
    if (item === null) continue;
    items.push(item);
    if (item.dnBefore !== null && dnKey(item.dnBefore) !== dnKey(item.dn))
      positions.move(item.dnBefore, item.dn);
  }
  const unchanged = pairs.length - items.length;
  for (const { purge, observed } of removals) {
    const { elsewhere, holders } = goingWith(purge.owner);
    const requires = [...new Set(holders)].toSorted();
    const ledger = input.ledger.get(purge.owner) ?? [];
    items.push(planPurge({ purge, observed, elsewhere, entryOf, requires, ledger }));
  }

  const inOrder = orderItems(items);
  return { plan: { items: inOrder, unchanged, digest: planDigest(inOrder) }, findings };
}

const isOf =
  (kind: OwnerKind) =>
  (owner: Owner): boolean =>
    splitOwner(owner).kind === kind;
const isMailbox = isOf("agency");
const isPerson = isOf("person");
const isPolicy = isOf("policy");

const isInPlace = ({ desired, observed }: Pair): boolean =>
  observed !== null && dnKey(observed.dn) === dnKey(desired.dn);

function targetsAmong(pairs: readonly Pair[], removals: readonly Removal[]): Map<Owner, Target> {
  const targets = new Map<Owner, Target>();
  for (const { desired, observed } of pairs) {
    const { owner, dn, status } = desired;
    if (!isPerson(owner)) continue;
    const { parent } = splitDn(dn);
    const formerDns = (desired.attributes.mailLocalAddress ?? []).map(
      (address) => `uid=${address.split("@")[0]},${parent}`,
    );
    const dnNow = observed?.dn ?? null;
    targets.set(owner, { owner, dnNow, dnAfter: dn, formerDns, isLocked: status !== "active" });
  }
  for (const { purge, observed } of removals) {
    const { owner } = purge;
    if (!isPerson(owner)) continue;
    targets.set(owner, { owner, dnNow: observed.dn, dnAfter: null, formerDns: [], isLocked: true });
  }
  return targets;
}

/** DNs of danhba's own people that are left alone in this plan: references to them stay. */
function untouchedDns(
  observed: readonly ObservedEntry[],
  pairs: readonly Pair[],
  removals: readonly Removal[],
): Set<string> {
  const planned = new Set([
    ...pairs.map(({ desired }) => desired.danhbaId),
    ...removals.map(({ purge }) => purge.danhbaId),
  ]);
  const left = observed.filter((entry) => {
    const id = ownId(entry);
    return id !== undefined && !planned.has(id);
  });
  return new Set(left.map(({ dn }) => dnKey(dn)));
}

/**
 * What must be done before: the units above, the groups a person joins that are not there yet, the people a mailbox
 * names, the password policy it is under, the mailboxes whose addresses it takes over.
 */
function requirements(
  desired: DesiredEntry,
  holders: readonly Owner[],
  targets: readonly Owner[],
  entries: ReadonlyMap<Owner, Pair>,
  newPolicies: readonly DesiredEntry[],
): Owner[] {
  const requires = new Set<Owner>([...holders, ...targets, ...(desired.follows ?? [])]);
  for (let unit = desired.parent; unit !== null && !requires.has(unit); ) {
    requires.add(unit);
    unit = entries.get(unit)?.desired.parent ?? null;
  }
  for (const policy of desired.attributes.pwdPolicySubentry ?? []) {
    for (const { owner, dn } of newPolicies) {
      if (dnKey(dn) === dnKey(policy)) requires.add(owner);
    }
  }
  return [...requires].toSorted();
}
