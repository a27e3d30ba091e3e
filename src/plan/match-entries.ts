/** Which observed entry belongs to which owner, and what stands in the way of an entry that should be. */
import { type DesiredEntry, dnKey, type ObservedEntry, type Purge } from "../model/entry.ts";
import type { Finding } from "../model/finding.ts";
import { agencyOwner, groupOwner, type Owner } from "../model/owner.ts";
import type { PlanInput } from "./make-plan.ts";

/** An entry that should exist, and as what it was found. */
export interface Pair {
  readonly desired: DesiredEntry;
  readonly observed: ObservedEntry | null;
}

/** An entry that exists and is to be deleted. */
export interface Removal {
  readonly purge: Purge;
  readonly observed: ObservedEntry;
}

/** An entry of danhba's own that is left alone, such as the group of a unit whose row is broken. */
export interface Stray {
  readonly owner: Owner;
  readonly danhbaId: string;
  readonly observed: ObservedEntry;
}

export interface MatchedEntries {
  /** In order of owners. */
  readonly pairs: readonly Pair[];
  readonly removals: readonly Removal[];
  /** Groups and mailboxes only: those that refer to people. */
  readonly strays: readonly Stray[];
  readonly findings: readonly Finding[];
}

/** The id by which danhba knows an entry as its own; undefined for entries of others. */
export const ownId = ({ attributes }: ObservedEntry): string | undefined => attributes.danhbaId?.[0];

export const byOwner = (a: { readonly owner: Owner }, b: { readonly owner: Owner }): number =>
  a.owner < b.owner ? -1 : 1;

/**
 * | at the desired DN stands | own entry elsewhere | becomes |
 * |---|---|---|
 * | nothing | no | to be created (nothing, if there is no reason to) |
 * | nothing | yes | to be renamed |
 * | the own entry | – | as it is, or to be modified |
 * | an entry without `danhbaId`, and this one `isAdopting` | no | taken over |
 * | anything | no, but a claim (`claimsOf`) | taken over, as below |
 * | any other | – | FOREIGN_ENTRY: left alone until a person has cleared the way |
 *
 * Whoever is to get an address that an own entry has which is left alone waits until that one is not: ADDRESS_IN_USE.
 */
export function matchEntries(
  input: Pick<PlanInput, "desired" | "purges" | "observed" | "claims">,
): MatchedEntries {
  const { claims } = input;
  const findings: Finding[] = [...(claims?.unclear ?? [])];
  const unclear = new Set(findings.map(({ owner }) => owner));
  const own = new Map<string, ObservedEntry>();
  const occupants = new Map<string, ObservedEntry>();
  const observedInOrder = input.observed.toSorted((a, b) => (a.dn < b.dn ? 1 : -1));
  for (const entry of observedInOrder) {
    occupants.set(dnKey(entry.dn), entry);
    const id = ownId(entry);
    if (id !== undefined) own.set(id, entry);
  }
  const pairs: Pair[] = [];
  for (const desired of input.desired.toSorted(byOwner)) {
    if (unclear.has(desired.owner)) continue;
    const occupant = occupants.get(dnKey(desired.dn));
    const isAdopted = desired.isAdopting === true && occupant !== undefined && ownId(occupant) === undefined;
    const observed =
      own.get(desired.danhbaId) ?? claims?.entries.get(desired.owner) ?? (isAdopted ? occupant : null);
    // An entry that is only kept as it is, such as a leaver's, needs nothing where there is none.
    if (observed === null && desired.reasons.create === undefined) continue;
    // The ledger never gives an address to a second owner, so danhba itself cannot be in its own way.
    const isInTheWay = occupant !== undefined && occupant !== observed;
    if (isInTheWay)
      findings.push({ code: "FOREIGN_ENTRY", owner: desired.owner, params: { dn: desired.dn } });
    else pairs.push({ desired, observed });
  }
  const { free, waiting } = withoutUsedAddresses(pairs, input);
  findings.push(...waiting);
  const kept = new Set(input.desired.map(({ owner }) => owner));
  const removals = input.purges.toSorted(byOwner).flatMap((purge): Removal[] => {
    if (kept.has(purge.owner)) throw new TypeError(`${purge.owner} is to be kept and to be deleted`);
    const observed = own.get(purge.danhbaId);
    return observed === undefined ? [] : [{ purge, observed }];
  });
  return { pairs: free, removals, strays: strayHolders(observedInOrder, free, removals), findings };
}

/** Two mailboxes of one address never stand side by side, whichever of them danhba may not touch. */
function withoutUsedAddresses(
  pairs: readonly Pair[],
  { purges, observed }: Pick<PlanInput, "purges" | "observed">,
): { readonly free: readonly Pair[]; readonly waiting: readonly Finding[] } {
  const waiting: Finding[] = [];
  let free = pairs;
  for (;;) {
    const planned = new Set(
      [...free.map(({ desired }) => desired), ...purges].map(({ danhbaId }) => danhbaId),
    );
    const used = new Map<string, string>();
    for (const entry of observed) {
      const id = ownId(entry);
      if (id === undefined || planned.has(id)) continue;
      for (const address of addressesOf(entry)) used.set(dnKey(address), entry.dn);
    }
    const hindered = new Set<Pair>();
    for (const pair of free) {
      const had = new Set(pair.observed === null ? [] : addressesOf(pair.observed).map(dnKey));
      const address = addressesOf(pair.desired).find((one) => used.has(dnKey(one)) && !had.has(dnKey(one)));
      if (address === undefined) continue;
      hindered.add(pair);
      const params = { address, dn: used.get(dnKey(address)) ?? "" };
      waiting.push({ code: "ADDRESS_IN_USE", owner: pair.desired.owner, params });
    }
    // Whoever waits keeps what it has, and that may be what another was to get.
    if (hindered.size === 0) return { free, waiting };
    free = free.filter((pair) => !hindered.has(pair));
  }
}

const addressesOf = ({ attributes }: Pick<ObservedEntry, "attributes">): readonly string[] => [
  ...(attributes.mail ?? []),
  ...(attributes.mailLocalAddress ?? []),
];

function strayHolders(
  observed: readonly ObservedEntry[],
  pairs: readonly Pair[],
  removals: readonly Removal[],
): Stray[] {
  const owners = new Set<Owner>();
  const ids = new Set<string>();
  for (const { owner, danhbaId } of [
    ...pairs.map(({ desired }) => desired),
    ...removals.map(({ purge }) => purge),
  ]) {
    owners.add(owner);
    ids.add(danhbaId);
  }
  return observed.flatMap((entry): Stray[] => {
    const danhbaId = ownId(entry);
    const owner = holderOf(entry);
    if (danhbaId === undefined || owner === null || ids.has(danhbaId) || owners.has(owner)) return [];
    owners.add(owner);
    return [{ owner, danhbaId, observed: entry }];
  });
}

/** Whose group or mailbox an entry is; null for one that refers to nobody. */
function holderOf({ attributes }: ObservedEntry): Owner | null {
  const { member, roleOccupant, cn, danhbaUnit } = attributes;
  if (member !== undefined && cn?.[0] !== undefined) return groupOwner(cn[0]);
  return roleOccupant === undefined || danhbaUnit?.[0] === undefined ? null : agencyOwner(danhbaUnit[0]);
}
