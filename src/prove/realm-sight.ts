/** The realm as the independent check looks things up in it. */
import type { LedgerAddress } from "../model/address.ts";
import { BRANCHES, dnKey, LOCKED_FOR_GOOD, type ObservedEntry } from "../model/entry.ts";
import type { FeedUnit } from "../model/feed.ts";
import {
  agencyOwner,
  groupOwner,
  type Owner,
  personOwner,
  splitOwner,
  splitPersonAtAgency,
  unitOwner,
} from "../model/owner.ts";
import { entryId } from "./entry-id.ts";
import type { ProofInput, Suspicion } from "./proof-input.ts";
import { type UnitPlaces, unitPlaces } from "./unit-places.ts";

/** Somebody who may sign in, as found. */
export interface Active {
  readonly owner: Owner;
  readonly dn: string;
  /** Units in which they hold a post. */
  readonly units: readonly string[];
  readonly staffClass: string | null;
}

export interface RealmSight extends ProofInput {
  readonly places: UnitPlaces;
  readonly units: ReadonlyMap<string, FeedUnit>;
  /** danhba's own entries. */
  readonly own: readonly ObservedEntry[];
  readonly entryOf: (owner: Owner) => ObservedEntry | undefined;
  /** Whose entry stands at a DN; undefined where none of danhba's own does. */
  readonly ownerAt: (dn: string) => Owner | undefined;
  readonly ownerOfId: (id: string) => Owner | undefined;
  readonly primaryOf: (owner: Owner) => string | undefined;
  readonly rowsOf: (owner: Owner) => readonly LedgerAddress[];
  /** Every account a person of the feed has an address for. */
  readonly accountsOf: (personId: string) => readonly Owner[];
  /** By person id; filled while people are checked. */
  readonly active: Map<string, Active>;
  /** Owners that are to be left as they are: whatever is there is right. Filled while people are checked. */
  readonly leftAlone: Set<Owner>;
  readonly suspect: (suspicion: Suspicion) => void;
}

export const first = (entry: ObservedEntry | undefined, attribute: string): string | undefined =>
  entry?.attributes[attribute]?.[0];
export const statusOf = (entry: ObservedEntry | undefined): string => first(entry, "danhbaStatus") ?? "";
export const isLocked = ({ attributes }: ObservedEntry): boolean =>
  attributes.pwdAccountLockedTime?.includes(LOCKED_FOR_GOOD) ?? false;
export const isIn = (kind: keyof typeof BRANCHES, { dn }: ObservedEntry): boolean =>
  dnKey(dn).includes(`,${BRANCHES[kind]},`);

export function lookAtRealm(input: ProofInput, suspect: RealmSight["suspect"]): RealmSight {
  const { realm, rules, feed, ledger, accounts } = input;
  const own = input.entries.filter((entry) => first(entry, "danhbaId") !== undefined);
  const byId = new Map(own.map((entry) => [first(entry, "danhbaId") ?? "", entry]));
  const rows = Map.groupBy(ledger, ({ owner }) => owner);
  const primaries = new Map(
    ledger.flatMap(({ owner, role, localPart }) => (role === "primary" ? [[owner, localPart]] : [])),
  );
  const byPerson = Map.groupBy(
    [...primaries.keys()].filter((owner) => splitOwner(owner).kind === "person"),
    (owner) => (rules.isPerAgency ? splitPersonAtAgency(owner).person : splitOwner(owner).id),
  );
  const owners = new Map<string, Owner>();
  const know = (owner: Owner): void => {
    owners.set(entryId(realm.id, owner), owner);
  };
  for (const owner of new Set([...rows.keys(), ...accounts.keys()])) know(owner);
  for (const { id } of feed.people) know(personOwner(id));
  for (const { code } of feed.units) {
    for (const owner of [unitOwner(code), agencyOwner(code)]) know(owner);
    for (const sort of ["unit", "subtree"]) know(groupOwner(`${sort}-${code}`));
  }
  // Names of units, groups and policies are those of their owners.
  for (const entry of own) {
    if (isIn("unit", entry)) know(`unit:${first(entry, "danhbaUnit")}`);
    else if (isIn("group", entry)) know(`group:${first(entry, "cn")}`);
    else if (isIn("policy", entry)) know(`policy:${first(entry, "cn")?.toLowerCase()}`);
  }
  const byDn = new Map(own.map((entry) => [dnKey(entry.dn), first(entry, "danhbaId") ?? ""]));
  return {
    ...input,
    places: unitPlaces(feed.units, input.today),
    units: new Map(feed.units.map((unit) => [unit.code, unit])),
    own,
    entryOf: (owner) => byId.get(entryId(realm.id, owner)),
    ownerAt: (dn) => owners.get(byDn.get(dnKey(dn)) ?? ""),
    ownerOfId: (id) => owners.get(id),
    primaryOf: (owner) => primaries.get(owner),
    rowsOf: (owner) => rows.get(owner) ?? [],
    accountsOf: (id) => byPerson.get(id) ?? [],
    active: new Map(),
    leftAlone: new Set(),
    suspect,
  };
}

export function quotaOf({ orders, rules }: RealmSight, owner: Owner): string {
  const order = orders.filter((one) => one.kind === "quota" && one.owner === owner).at(-1);
  const bytes = order?.bytes ?? rules.quotaBytes;
  return bytes === null ? "" : String(bytes);
}
