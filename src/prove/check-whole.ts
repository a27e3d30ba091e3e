/** What is true of the directory and the ledger as a whole: whose every entry is, one owner for each address. */
import { dnKey } from "../model/entry.ts";
import { agencyOwner, type Owner, personOwner, policyOwner } from "../model/owner.ts";
import type { Suspicion } from "./proof-input.ts";
import { first, isIn, type RealmSight } from "./realm-sight.ts";

const REALM: Owner = policyOwner("realm");

/** Every entry of danhba's own belongs to somebody, and is there once. */
export function checkEntries(sight: RealmSight): void {
  const seen = new Map<string, string>();
  for (const entry of sight.own) {
    const id = first(entry, "danhbaId") ?? "";
    const other = seen.get(id);
    const owner = sight.ownerOfId(id);
    const suspected = owner ?? claimed(entry);
    const tell = (what: Suspicion["what"], expected: string, found: string): void =>
      sight.suspect({ owners: [suspected], dn: entry.dn, what, expected, found });
    if (other !== undefined) tell("id", `${id} at ${other} only`, entry.dn);
    seen.set(id, entry.dn);
    if (owner === undefined) tell("unexpected", "somebody's entry", `nobody's ${id}`);
    if (!sight.expectedIds.has(id)) tell("appeared", "no entry", entry.dn);
  }
  for (const id of sight.expectedIds) {
    if (seen.has(id)) continue;
    const owner = sight.ownerOfId(id) ?? REALM;
    sight.suspect({ owners: [owner], dn: "", what: "vanished", expected: id, found: "no entry" });
  }
}

/** Whose an entry says that it is, where its id is nobody's. */
function claimed(entry: RealmSight["own"][number]): Owner {
  const number = first(entry, "employeeNumber");
  if (number !== undefined) return personOwner(number);
  const unit = first(entry, "danhbaUnit");
  return unit !== undefined && isIn("agency", entry) ? agencyOwner(unit) : REALM;
}

/** No address delivers to two entries, whoever keeps them. */
export function checkSharedAddresses(sight: RealmSight): void {
  const seen = new Map<string, { readonly dn: string; readonly owner: Owner | undefined }>();
  for (const { dn, attributes } of sight.entries) {
    const owner = sight.ownerAt(dn);
    const addresses = [...(attributes.mail ?? []), ...(attributes.mailLocalAddress ?? [])];
    for (const address of new Set(addresses.map(dnKey))) {
      const other = seen.get(address);
      seen.set(address, { dn, owner });
      if (other === undefined) continue;
      const owners = [owner, other.owner].filter((one) => one !== undefined);
      const [one, ...more] = owners;
      if (one === undefined) continue;
      sight.suspect({
        owners: [one, ...more],
        dn,
        what: "shared",
        expected: `${address} once`,
        found: other.dn,
      });
    }
  }
}

/** One primary address for each owner, one owner for each address. */
export function checkLedger(sight: RealmSight): void {
  const primaries = new Map<Owner, string>();
  const holders = new Map<string, Owner>();
  for (const { owner, role, localPart } of sight.ledger) {
    const other = primaries.get(owner);
    const holder = holders.get(localPart);
    if (role === "primary" && other !== undefined) {
      sight.suspect({ owners: [owner], dn: "", what: "ledger", expected: other, found: localPart });
    }
    if (holder !== undefined && holder !== owner) {
      sight.suspect({ owners: [owner, holder], dn: "", what: "ledger", expected: holder, found: localPart });
    }
    if (role === "primary") primaries.set(owner, localPart);
    holders.set(localPart, owner);
  }
}
