/** Mailbox names that a person could choose for a unit whose own is not free. */
import { agencyOwner } from "../model/owner.ts";
import type { AddressBook } from "./address-book.ts";
import { isLocalPartOf } from "./local-part.ts";
import type { NamedUnits } from "./name-units.ts";
import type { Profile } from "./profile.ts";

/**
 * Type and name in full, then the name alone, each before the parent's mailbox name; only what is well-formed and
 * nobody has or asks for. Empty for a unit that has an address or cannot be read.
 */
export function proposeUnitNames(
  profile: Profile,
  units: NamedUnits,
  book: AddressBook,
  code: string,
): readonly string[] {
  const place = units.places.get(code);
  const words = units.wordsOf(code);
  if (place === undefined || words === undefined || "unusable" in words) return [];
  if (units.byCode.get(code)?.localPart !== null) return [];
  const parent = place.parent ? units.byCode.get(place.parent.code)?.localPart : undefined;
  if (parent === null || place.broken !== null) return [];
  const suffix = parent === undefined ? "" : `.${parent}`;
  const owner = agencyOwner(code);
  const names = [[...words.typeWords, ...words.name], words.name].map(
    (parts) => `${parts.join("")}${suffix}`,
  );
  return [...new Set(names)].filter((name) => {
    const holder = book.holderOf(name);
    const isFree = (holder === undefined || holder === owner) && !units.wanted.has(name);
    return isFree && isLocalPartOf(profile, name);
  });
}
