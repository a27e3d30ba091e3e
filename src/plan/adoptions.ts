/** Entries of danhba's own that no record tells of: each as the item that takes it into the log, writing nothing. */
import type { Item, LedgerChange, Operation } from "../model/change.ts";
import { type Attributes, type DesiredEntry, dnKey, type ObservedEntry } from "../model/entry.ts";
import { type Owner, splitOwner } from "../model/owner.ts";
import { SET } from "../model/secret-values.ts";
import { adoptionReason } from "./adoption-reason.ts";
import { inOrder } from "./order-items.ts";
import { takenOver } from "./taken-over.ts";

/** An entry with danhba's id, as an earlier danhba or `slapadd` left it there. */
export interface FoundEntry {
  readonly owner: Owner;
  readonly observed: ObservedEntry;
}

export interface Adoptions {
  readonly count: number;
  /** In the order in which items would create them; made one by one, since there may be very many. */
  items(): Iterable<Item>;
}

export const NO_ADOPTIONS: Adoptions = { count: 0, items: () => [] };

/**
 * Of the found entries those that should be. Each item says what the entry holds, right or not: what is wrong an item
 * of the plan changes. A person's memberships are the person's, as when an entry is created.
 * @param observed the whole directory: groups may be recorded where their members are not
 * @param ledger what is recorded of an owner's addresses with it
 */
export function planAdoptions(
  found: readonly FoundEntry[],
  observed: readonly ObservedEntry[],
  desired: readonly DesiredEntry[],
  ledger: ReadonlyMap<Owner, readonly LedgerChange[]>,
): Adoptions {
  if (found.length === 0) return NO_ADOPTIONS;
  const wanted = new Map(desired.map((entry) => [entry.owner, entry]));
  const adopted = inOrder(
    found.flatMap((entry): Adopted[] => {
      const shall = wanted.get(entry.owner);
      return shall === undefined ? [] : [{ ...entry, kind: "create", dn: entry.observed.dn, desired: shall }];
    }),
    ({ desired: { attributes } }) => attributes.danhbaUnit?.[0] ?? "",
  );
  const people = new Map(
    adopted
      .filter(({ owner }) => splitOwner(owner).kind === "person")
      .map(({ owner, dn }) => [dnKey(dn), owner]),
  );
  return {
    count: adopted.length,
    *items() {
      const groups = groupsOf(people, observed);
      const isOthers = (member: string) => !people.has(dnKey(member));
      for (const entry of adopted) {
        yield adoption(entry, isOthers, groups.get(entry.owner) ?? [], ledger.get(entry.owner) ?? []);
      }
    },
  };
}

/** The groups of danhba's own that each of these people is in. @param people by the key of their DN */
function groupsOf(
  people: ReadonlyMap<string, Owner>,
  observed: readonly ObservedEntry[],
): Map<Owner, ObservedEntry[]> {
  const groups = new Map<Owner, ObservedEntry[]>();
  for (const group of observed) {
    if (group.attributes.danhbaId === undefined) continue;
    for (const value of group.attributes.member ?? []) {
      const owner = people.get(dnKey(value));
      if (owner === undefined) continue;
      const known = groups.get(owner);
      if (known === undefined) groups.set(owner, [group]);
      else known.push(group);
    }
  }
  return groups;
}

interface Adopted extends FoundEntry {
  readonly kind: "create";
  readonly dn: string;
  readonly desired: DesiredEntry;
}

function adoption(
  { owner, dn, desired, observed }: Adopted,
  isOthers: (member: string) => boolean,
  groups: readonly ObservedEntry[],
  ledger: readonly LedgerChange[],
): Item {
  const { member = [], ...others } = takenOver(observed);
  const own = member.filter(isOthers);
  const hasPassword = "userPassword" in desired.onCreate || "pwdChangedTime" in observed.attributes;
  const attributes: Attributes = {
    ...others,
    ...(own.length === 0 ? {} : { member: own }),
    ...(hasPassword ? { userPassword: SET } : {}),
  };
  return {
    owner,
    kind: "create",
    kinds: ["create"],
    dn,
    dnBefore: null,
    operations: [{ op: "add", dn, attributes }, ...groups.map((group) => joining(group, dn))],
    before: {},
    after: attributes,
    reason: adoptionReason(desired.reasons),
    requires: [],
    ledger,
    handovers: desired.status !== null && !isInUse(observed) ? [{ owner, why: "first" }] : [],
    orderedBy: null,
    // Nothing is written: there is nothing to approve.
    digest: "",
  };
}

/** Whoever has had a password keeps it. */
const isInUse = ({ attributes }: ObservedEntry): boolean =>
  attributes.pwdChangedTime !== undefined || attributes.pwdLastSuccess !== undefined;

const joining = (group: ObservedEntry, member: string): Operation => ({
  op: "modify",
  dn: group.dn,
  changes: [{ type: "add", attribute: "member", values: [member] }],
  expects: [{ attribute: "danhbaId", value: group.attributes.danhbaId?.[0] ?? null }],
});
