/** The plan: desired entries against observed ones, as items in an order that is safe at every step. */
import type { Item, LedgerChange, Plan } from "../model/change.ts";
import { type DesiredEntry, dnKey, type ObservedEntry } from "../model/entry.ts";
import type { Finding } from "../model/finding.ts";
import { type Owner, splitOwner } from "../model/owner.ts";
import { planDigest } from "./digest.ts";
import { orderItems } from "./order-items.ts";
import { planEntry } from "./plan-entry.ts";
import { planReferences, type Target } from "./references.ts";
import { depthOf, TreePositions } from "./unit-moves.ts";

export interface PlanInput {
  readonly desired: readonly DesiredEntry[];
  /** Everything in the managed branches, danhba's own entries and others. */
  readonly observed: readonly ObservedEntry[];
  readonly ledger: ReadonlyMap<Owner, readonly LedgerChange[]>;
  /** The entry that stands in every group so that none is ever empty. */
  readonly placeholderDn: string;
}

export interface PlanResult {
  readonly plan: Plan;
  readonly findings: readonly Finding[];
}

/**
 * Pure and deterministic: the same input in any order gives the same plan. Entries that are in the directory but
 * not in `desired` are left alone, and so is what refers to them.
 */
export function makePlan(input: PlanInput): PlanResult {
  const findings: Finding[] = [];
  const own = new Map<string, ObservedEntry>();
  const occupants = new Map<string, ObservedEntry>();
  for (const entry of input.observed.toSorted((a, b) => (a.dn < b.dn ? 1 : -1))) {
    occupants.set(dnKey(entry.dn), entry);
    const id = entry.attributes.danhbaId?.[0];
    if (id !== undefined) own.set(id, entry);
  }

  const pairs: Pair[] = [];
  for (const desired of input.desired.toSorted((a, b) => (a.owner < b.owner ? -1 : 1))) {
    const observed = own.get(desired.danhbaId) ?? null;
    // An entry that is only kept as it is, such as a leaver's, needs nothing where there is none.
    if (observed === null && desired.reasons.create === undefined) continue;
    const occupant = occupants.get(dnKey(desired.dn));
    // The ledger never gives an address to a second owner, so danhba itself cannot be in its own way.
    const isInTheWay = occupant !== undefined && occupant !== observed;
    if (isInTheWay)
      findings.push({ code: "FOREIGN_ENTRY", owner: desired.owner, params: { dn: desired.dn } });
    else pairs.push({ desired, observed });
  }

  const entries = new Map(pairs.map((pair) => [pair.desired.owner, pair]));
  const references = planReferences(
    pairs,
    targetsAmong(pairs),
    untouchedDns(input, pairs),
    input.placeholderDn,
  );
  const positions = new TreePositions(input.observed.map(({ dn }) => dn));
  const pairOf = (owner: Owner): Pair => {
    const pair = entries.get(owner);
    if (pair === undefined) throw new TypeError(`${owner} is referred to but not planned`);
    return pair;
  };
  // Mailboxes come after the people (`orderItems`): a person's item meets them where they are now.
  const entryOf = (holder: Owner) => {
    const { desired, observed } = pairOf(holder);
    return isMailbox(holder) && observed !== null ? { ...desired, dn: observed.dn } : desired;
  };
  // Being locked out or taken out of a group must not wait for an unrelated change of that group.
  const isNeededFirst = (holder: Owner): boolean =>
    !isMailbox(holder) && (references.byHolder.has(holder) || !isInPlace(pairOf(holder)));

  const items: Item[] = [];
  for (const { desired, observed } of pairs.toSorted(parentsFirst)) {
    const currentDn = observed === null ? null : positions.currentDn(observed.dn);
    const elsewhere = references.byTarget.get(desired.owner) ?? [];
    const item = planEntry({
      desired,
      observed,
      currentDn,
      elsewhere,
      here: references.byHolder.get(desired.owner) ?? [],
      entryOf,
      requires: requirements(
        desired,
        elsewhere.map(({ holder }) => holder).filter(isNeededFirst),
        references.targetsOf.get(desired.owner) ?? [],
        entries,
      ),
      ledger: input.ledger.get(desired.owner) ?? [],
    });
    if (item === null) continue;
    items.push(item);
    if (item.dnBefore !== null && dnKey(item.dnBefore) !== dnKey(item.dn))
      positions.move(item.dnBefore, item.dn);
  }

  const ordered = orderItems(items);
  const unchanged = pairs.length - ordered.length;
  return { plan: { items: ordered, unchanged, digest: planDigest(ordered) }, findings };
}

type Pair = { readonly desired: DesiredEntry; readonly observed: ObservedEntry | null };

const isMailbox = (owner: Owner): boolean => splitOwner(owner).kind === "agency";

const isInPlace = ({ desired, observed }: Pair): boolean =>
  observed !== null && dnKey(observed.dn) === dnKey(desired.dn);

const parentsFirst = (a: Pair, b: Pair): number =>
  depthOf(a.desired.dn) - depthOf(b.desired.dn) || (a.desired.owner < b.desired.owner ? -1 : 1);

function targetsAmong(pairs: readonly Pair[]): Map<Owner, Target> {
  const people = pairs.filter(({ desired }) => splitOwner(desired.owner).kind === "person");
  return new Map(
    people.map(({ desired: { owner, dn, status }, observed }) => [
      owner,
      { owner, dnNow: observed?.dn ?? null, dnAfter: dn, isLocked: status !== "active" },
    ]),
  );
}

/** DNs of danhba's own people that are left alone in this plan: references to them stay. */
function untouchedDns(input: PlanInput, pairs: readonly Pair[]): Set<string> {
  const planned = new Set(pairs.map(({ desired }) => desired.danhbaId));
  const left = input.observed.filter(({ attributes }) => {
    const id = attributes.danhbaId?.[0];
    return id !== undefined && !planned.has(id);
  });
  return new Set(left.map(({ dn }) => dnKey(dn)));
}

/** What must be done before: the units above, the groups a person joins that are not there yet, the people a mailbox names. */
function requirements(
  desired: DesiredEntry,
  holders: readonly Owner[],
  targets: readonly Owner[],
  entries: ReadonlyMap<Owner, Pair>,
): Owner[] {
  const requires = new Set<Owner>([...holders, ...targets]);
  for (let unit = desired.parent; unit !== null && !requires.has(unit); ) {
    requires.add(unit);
    unit = entries.get(unit)?.desired.parent ?? null;
  }
  return [...requires].toSorted();
}
