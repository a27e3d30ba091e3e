/** What a realm calls people and addresses by, for whoever asks about them. */
import { type Owner, personOwner, splitPersonAtAgency } from "../model/owner.ts";

export interface RealmNames {
  readonly id: string;
  readonly suffix: string;
  /** Domain of people's addresses, and that of agencies' (often the same). */
  readonly domains: readonly string[];
  /** Whether people have an account of their own at each agency. */
  readonly hasAgencyAccounts: boolean;
}

/** Whether an owner is a person, or one of the accounts the person has at agencies. */
export function isAccountOf(realm: RealmNames, owner: Owner, id: string): boolean {
  if (owner === personOwner(id)) return true;
  const isAtAgency = realm.hasAgencyAccounts && owner.startsWith(personOwner(`${id}@`));
  return isAtAgency && splitPersonAtAgency(owner).person === id;
}
