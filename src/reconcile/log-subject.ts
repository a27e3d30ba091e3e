/** Whom and what a search in the change log means: a person, an address, a unit. */
import { addressTerm, holderTerm } from "../changelog/log-terms.ts";
import { entryDn } from "../desired/context.ts";
import { subtreeGroup, unitGroup } from "../desired/group-entries.ts";
import { agencyOwner, groupOwner, personOwner, unitOwner } from "../model/owner.ts";
import type { JournalPort, LogSubject } from "../ports/journal-port.ts";
import { isAccountOf, type RealmNames } from "./realm-names.ts";

type Ledger = Pick<JournalPort, "ledger">;

/** All accounts that a person has or had. */
export async function personSubject(journal: Ledger, realm: RealmNames, id: string): Promise<LogSubject> {
  const others = realm.hasAgencyAccounts ? await journal.ledger(realm.id) : [];
  const accounts = others.map(({ owner }) => owner).filter((owner) => isAccountOf(realm, owner, id));
  return { owners: [...new Set([personOwner(id), ...accounts])], terms: [], unit: null };
}

/** Whoever has or had an address, and every record that names it. */
export async function addressSubject(
  journal: Ledger,
  realm: RealmNames,
  address: string,
): Promise<LogSubject> {
  const asked = address.trim().toLowerCase();
  const at = asked.lastIndexOf("@");
  const localPart = at < 0 ? asked : asked.slice(0, at);
  const domain = at < 0 ? null : asked.slice(at + 1);
  // A local part is issued once in a realm, whichever of its domains it is used with.
  if (domain !== null && !realm.domains.includes(domain))
    return { owners: [], terms: [addressTerm(asked)], unit: null };
  const holders = (await journal.ledger(realm.id)).filter((row) => row.localPart === localPart);
  const names = [localPart, ...realm.domains.map((of) => `${localPart}@${of}`)];
  return { owners: holders.map(({ owner }) => owner), terms: names.map(addressTerm), unit: null };
}

/** A unit, its mailbox and groups, whoever joined or left those, and people while it was their main unit. */
export async function unitSubject(journal: Ledger, realm: RealmNames, code: string): Promise<LogSubject> {
  const mailbox = agencyOwner(code);
  const groups = [unitGroup(code), subtreeGroup(code)];
  const boxes = (await journal.ledger(realm.id)).filter(({ owner }) => owner === mailbox);
  const dns = [
    ...groups.map((name) => entryDn(realm.suffix, "group", `cn=${name}`)),
    ...boxes.map(({ localPart }) => entryDn(realm.suffix, "agency", `uid=${localPart}`)),
  ];
  return {
    owners: [unitOwner(code), mailbox, ...groups.map(groupOwner)],
    terms: dns.map(holderTerm),
    unit: code,
  };
}
