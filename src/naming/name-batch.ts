/** The naming engine's one door: units and people of a batch against the ledger → an address for each. */
import type { LedgerAddress } from "../model/address.ts";
import { type AddressBook, openAddressBook } from "./address-book.ts";
import { type NamedPeople, namePeople } from "./name-people.ts";
import { type NamedUnits, nameUnits } from "./name-units.ts";
import type { NamedPerson, NamedUnit, NamingPerson, NamingUnit } from "./naming-input.ts";
import type { Profile } from "./profile.ts";
import { proposeUnitNames } from "./propose-unit-names.ts";

export type { NamedPerson } from "./naming-input.ts";

export interface NamingBatch {
  readonly units: readonly NamingUnit[];
  readonly people: readonly NamingPerson[];
  /** Every local part that the realm ever issued or reserved; or a part of them, with `asked`. */
  readonly ledger: readonly LedgerAddress[];
  /** Is told the local parts that it was decided on, apart for units and people. */
  readonly asked?: AskedLocalParts;
}

/** Filled while names are given. */
export interface AskedLocalParts {
  readonly units: Set<string>;
  readonly people: Set<string>;
}

export interface NamedBatch {
  readonly units: readonly NamedUnit[];
  readonly people: readonly NamedPerson[];
  /** For each unit without a mailbox name, those that a person could choose. */
  readonly unitProposals: ReadonlyMap<string, readonly string[]>;
}

export interface NamingRun {
  readonly book: AddressBook;
  readonly units: NamedUnits;
  readonly people: NamedPeople;
}

/**
 * Names a batch. Pure and total: any data gives a result, in the order of the input, and the same addresses for any
 * order of the input. Units come first: no person gets a unit's name. Feeding the result back as ledger changes
 * nothing.
 */
export function nameBatch(profile: Profile, batch: NamingBatch): NamedBatch {
  const { book, units, people } = runNaming(profile, batch);
  return {
    units: batch.units.map(({ code }) => units.byCode.get(code) as NamedUnit),
    people: batch.people.map(({ id }) => people.byId.get(id) as NamedPerson),
    unitProposals: new Map(
      [...units.byCode.values()]
        .filter(({ localPart }) => localPart === null)
        .map(({ code }) => [code, proposeUnitNames(profile, units, book, code)]),
    ),
  };
}

/** The same with what was decided on, for explanations. */
export function runNaming(profile: Profile, batch: NamingBatch): NamingRun {
  const book = openAddressBook(batch.ledger, batch.asked?.units);
  const units = nameUnits(profile, batch.units, book);
  const noted = batch.asked === undefined ? book : noting(book, batch.asked.people);
  return { book, units, people: namePeople(profile, batch.people, units, noted) };
}

const noting = (book: AddressBook, asked: Set<string>): AddressBook => ({
  ...book,
  holderOf: (localPart) => {
    asked.add(localPart);
    return book.holderOf(localPart);
  },
});
