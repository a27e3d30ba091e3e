/** Entries of people that stood there before danhba: whose each of them is, by the number that HR gave the person. */
import { type DesiredEntry, dnKey, type ObservedEntry, splitDn } from "../model/entry.ts";
import type { Finding } from "../model/finding.ts";
import { type Owner, splitOwner } from "../model/owner.ts";

export interface Claims {
  /** Whose entry is to be taken over. */
  readonly entries: ReadonlyMap<Owner, ObservedEntry>;
  /** Of those who have an entry, perhaps, and it is not clear which: neither is touched, nor is another one made. */
  readonly unclear: readonly Finding[];
}

export const NO_CLAIMS: Claims = { entries: new Map(), unclear: [] };

/**
 * | of people without an entry of danhba's own | entries with their `employeeNumber`, of others | becomes |
 * |---|---|---|
 * | one | none | a new entry |
 * | one | one `inetOrgPerson`, named by `uid` in the branch of people | taken over |
 * | one | one of another shape, or with an address that the ledger knows as somebody else's | ADOPTION_UNCLEAR |
 * | one | several | ADOPTION_UNCLEAR |
 * | several: accounts at several agencies | any | ADOPTION_UNCLEAR |
 *
 * @param isDisputed whether the ledger gives an address of the entry to somebody else than this owner
 */
export function claimsOf(
  desired: readonly DesiredEntry[],
  observed: readonly ObservedEntry[],
  isDisputed: (entry: ObservedEntry, owner: Owner) => boolean,
): Claims {
  const own = new Set<string>();
  const byNumber = new Map<string, ObservedEntry[]>();
  for (const entry of observed) {
    const { danhbaId, employeeNumber } = entry.attributes;
    for (const id of danhbaId ?? []) own.add(id);
    const number = employeeNumber?.[0];
    if (danhbaId !== undefined || number === undefined) continue;
    const known = byNumber.get(number);
    if (known === undefined) byNumber.set(number, [entry]);
    else known.push(entry);
  }
  const entries = new Map<Owner, ObservedEntry>();
  const unclear: Finding[] = [];
  if (byNumber.size === 0) return { entries, unclear };
  const seeking = Map.groupBy(
    desired.filter(
      ({ owner, danhbaId, reasons, attributes }) =>
        splitOwner(owner).kind === "person" &&
        reasons.create !== undefined &&
        !own.has(danhbaId) &&
        byNumber.has(attributes.employeeNumber?.[0] ?? ""),
    ),
    ({ attributes }) => attributes.employeeNumber?.[0] ?? "",
  );
  for (const [number, people] of seeking) {
    const found = (byNumber.get(number) ?? []).toSorted((a, b) => (a.dn < b.dn ? -1 : 1));
    const [entry, ...others] = found;
    const [person, ...rivals] = people;
    if (entry === undefined || person === undefined) continue;
    const isClear = others.length === 0 && rivals.length === 0;
    if (isClear && isFitting(entry, person) && !isDisputed(entry, person.owner)) {
      entries.set(person.owner, entry);
      continue;
    }
    const params = { number, dn: found.map(({ dn }) => dn).join(" · ") };
    unclear.push(...people.map(({ owner }) => ({ code: "ADOPTION_UNCLEAR" as const, owner, params })));
  }
  return { entries, unclear };
}

function isFitting({ dn, attributes }: ObservedEntry, person: DesiredEntry): boolean {
  const [is, shall] = [splitDn(dnKey(dn)), splitDn(dnKey(person.dn))];
  const classes = (attributes.objectClass ?? []).map((name) => name.toLowerCase());
  return is.parent === shall.parent && /^uid=[^+\\]+$/.test(is.rdn) && classes.includes("inetorgperson");
}
