/** Each of danhba's own groups: everybody in it who belongs there, and nobody who may not sign in. */
import { dnKey, type ObservedEntry } from "../model/entry.ts";
import { groupOwner, type Owner, personOwner, unitOwner } from "../model/owner.ts";
import { checkReferences } from "./check-units.ts";
import { first, isIn, type RealmSight, statusOf } from "./realm-sight.ts";

export function checkGroups(sight: RealmSight): void {
  const nobody = `cn=nobody,ou=services,${sight.realm.suffix}`;
  const members = expectedMembers(sight);
  const seen = new Set<string>();
  const byDn = new Map(sight.own.map((entry) => [dnKey(entry.dn), entry]));
  for (const entry of sight.own.filter((one) => isIn("group", one))) {
    const name = first(entry, "cn") ?? "";
    seen.add(name);
    const owner = groupOwner(name);
    const unit = unitOfGroup(name);
    const isKnown = unit === null ? !name.startsWith("app-") : sight.places.isPlaced(unit);
    // The group of a unit whose row is gone or wrong is left as it is; groups of applications have rules of their own.
    if (isKnown) checkReferences(sight, owner, entry, "member", [nobody, ...(members.get(name) ?? [])]);
    else checkLocked(sight, owner, entry, byDn);
  }
  for (const [name, dns] of members) {
    if (seen.has(name)) continue;
    const unit = unitOfGroup(name);
    const ofGroup = [groupOwner(name), ...(unit === null ? [] : [unitOwner(unit)])];
    const tell = (owners: readonly Owner[], expected: string): void => {
      const [owner = groupOwner(name), ...others] = owners;
      sight.suspect({ owners: [owner, ...others], dn: "", what: "missing", expected, found: `no ${name}` });
    };
    if (unit === null || sight.places.isLive(unit)) tell(ofGroup, `group ${name}`);
    for (const dn of dns) tell([...listOf(sight.ownerAt(dn)), ...ofGroup], dn);
  }
}

const listOf = (owner: Owner | undefined): Owner[] => (owner === undefined ? [] : [owner]);

const unitOfGroup = (name: string): string | null => /^(?:unit|subtree)-(.+)$/.exec(name)?.[1] ?? null;

function checkLocked(
  sight: RealmSight,
  owner: Owner,
  group: ObservedEntry,
  byDn: ReadonlyMap<string, ObservedEntry>,
): void {
  for (const dn of group.attributes.member ?? []) {
    const member = byDn.get(dnKey(dn));
    const person = sight.ownerAt(dn);
    if (member === undefined || person === undefined || sight.leftAlone.has(person)) continue;
    const status = statusOf(member);
    if (status === "active") continue;
    sight.suspect({
      owners: [person, owner],
      dn: group.dn,
      what: "member",
      expected: "nobody locked",
      found: `${dn} ${status}`,
    });
  }
}

/** By name of the group; a unit's subtree is the one that its entry stands in. */
function expectedMembers(sight: RealmSight): Map<string, string[]> {
  const members = new Map<string, string[]>();
  const listed = (name: string): string[] => {
    const known = members.get(name) ?? [];
    members.set(name, known);
    return known;
  };
  for (const { code } of sight.feed.units) {
    if (!sight.places.isPlaced(code) || !sight.places.isLive(code)) continue;
    listed(`unit-${code}`);
    listed(`subtree-${code}`);
  }
  const chains = new Map<string, readonly string[]>();
  const chainOf = (code: string): readonly string[] => {
    const known = chains.get(code);
    if (known !== undefined) return known;
    const dn = sight.entryOf(unitOwner(code))?.dn ?? "";
    const chain = [...dn.matchAll(/danhbaUnit=([^,]+)/gi)].flatMap(([, above]) => above ?? []);
    chains.set(code, chain);
    return chain;
  };
  for (const { dn, units, staffClass } of sight.active.values()) {
    const groups = new Set(
      units.flatMap((code) => [`unit-${code}`, ...chainOf(code).map((above) => `subtree-${above}`)]),
    );
    if (staffClass !== null) groups.add(`class-${staffClass}`);
    for (const name of groups) listed(name).push(dn);
  }
  const heads = listed("heads");
  for (const { code, kind, headPersonId } of sight.feed.units) {
    const isAgency = kind !== "division" && sight.places.isPlaced(code) && sight.places.isLive(code);
    const head = isAgency && headPersonId !== null ? sight.active.get(headPersonId) : undefined;
    if (head !== undefined) heads.push(head.dn);
  }
  return members;
}

/** Accounts that are open, whose person is in no row of the feed: told by the run, or a difference. */
export function checkAbsent(sight: RealmSight): void {
  const people = new Set(sight.feed.people.map(({ id }) => id));
  for (const { owner, role } of sight.ledger) {
    if (role !== "primary" || !owner.startsWith("person:")) continue;
    const id = owner.slice("person:".length);
    const person = sight.rules.isPerAgency ? id.slice(0, id.lastIndexOf("@")) : id;
    if (people.has(person)) continue;
    const owners = [owner, personOwner(person)] as const;
    const dn = sight.entryOf(owner)?.dn ?? "";
    sight.suspect({ owners, dn, what: "feed", expected: "a row", found: "none" });
  }
}
