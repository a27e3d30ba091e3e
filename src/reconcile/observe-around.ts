/** What stands in the directory where a slice's entries stand or are to stand. */
import { placeholderDn } from "../desired/context.ts";
import { type DesiredEntry, dnKey, type MemberMark, type ObservedEntry } from "../model/entry.ts";
import type { Slice } from "./read-slice.ts";
import type { RealmServices } from "./realm-services.ts";

/** A group that is not as it was: who else is in it than danhba's people. */
export interface OddGroup {
  /** Members that are nobody danhba keeps. */
  readonly strangers: readonly string[];
  readonly hasPlaceholder: boolean;
  /** Of all members. */
  readonly members: MemberMark;
}

/** By `dnKey`. */
export type OddGroups = ReadonlyMap<string, OddGroup>;

/** Of groups with the members that are looked at alone. @param foreign entries that were found besides */
export async function observeAround(
  { realm, directory, profile }: RealmServices,
  {
    accounts,
    referrers,
    oddGroups = new Map(),
  }: Pick<Slice, "accounts" | "referrers"> & { readonly oddGroups?: OddGroups },
  entries: readonly DesiredEntry[],
  foreign: readonly ObservedEntry[],
): Promise<ObservedEntry[]> {
  const found = new Map([...accounts, ...foreign].map((entry) => [entry.entryUuid, entry]));
  const add = (more: readonly ObservedEntry[]): void => {
    for (const entry of more) found.set(entry.entryUuid, entry);
  };
  const seen = new Set(accounts.flatMap(({ attributes }) => attributes.danhbaId ?? []));
  add(await directory.findOwn(entries.map((entry) => entry.danhbaId).filter((id) => !seen.has(id))));
  const dns = new Set([...found.values()].map(({ dn }) => dnKey(dn)));
  const holders = referrers.filter(({ attribute }) => attribute === "member").map(({ holder }) => holder);
  const places = [...new Set([...entries.map(({ dn }) => dn), ...holders, ...oddGroups.keys()])];
  add(await directory.findAt(places.filter((dn) => !dns.has(dnKey(dn)))));
  const domains = [...new Set([realm.domain, profile.agencyDomain ?? realm.domain])];
  const addresses = newAddresses(entries, [...found.values()]);
  if (addresses.length > 0) add(await directory.findUses(addresses, domains));
  const members = Map.groupBy(
    referrers.filter(({ attribute }) => attribute === "member"),
    ({ holder }) => dnKey(holder),
  );
  const placeholder = placeholderDn(realm.suffix);
  const groups = new Set([
    ...members.keys(),
    ...oddGroups.keys(),
    ...entries.filter(({ references }) => references.member !== undefined).map(({ dn }) => dnKey(dn)),
  ]);
  return [...found.values()].map((entry) => {
    const key = dnKey(entry.dn);
    if (!groups.has(key)) return entry;
    const targets = (members.get(key) ?? []).map(({ target }) => target);
    // Of a group that is as it was only these are looked at, and that its placeholder is there is remembered.
    const { strangers, hasPlaceholder } = oddGroups.get(key) ?? { strangers: [], hasPlaceholder: true };
    const member = [...(hasPlaceholder ? [placeholder] : []), ...targets, ...strangers];
    return { ...entry, attributes: { ...entry.attributes, member } };
  });
}

/** Local parts of addresses that an entry is to have and has not. */
function newAddresses(entries: readonly DesiredEntry[], observed: readonly ObservedEntry[]): string[] {
  const own = new Map(observed.map(({ attributes }) => [attributes.danhbaId?.[0], attributes]));
  return entries.flatMap(({ danhbaId: id, attributes }) => {
    const had = own.get(id);
    const has = new Set([...(had?.mail ?? []), ...(had?.mailLocalAddress ?? [])]);
    return [...(attributes.mail ?? []), ...(attributes.mailLocalAddress ?? [])]
      .filter((address) => !has.has(address))
      .map((address) => address.split("@")[0] ?? "");
  });
}
