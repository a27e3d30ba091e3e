/** Which account is a person's: one for good, or one for each agency where a transfer cancels the account. */
import { type Owner, personAtAgency, personOwner, splitOwner, splitPersonAtAgency } from "../model/owner.ts";
import type { Profile } from "../naming/profile.ts";
import type { DesiredContext } from "./context.ts";
import type { UnitTree } from "./unit-tree.ts";

const isPerAgency = ({ people }: Profile): boolean => people.transfer === "cancel";

/** The HR id behind an owner of this profile; null for an owner that is no person. */
export function personIdOf(profile: Profile, owner: Owner): string | null {
  const { kind, id } = splitOwner(owner);
  if (kind !== "person") return null;
  // Who has no account yet is known by the id alone (`personAccounts`).
  return isPerAgency(profile) && id.includes("@") ? splitPersonAtAgency(owner).person : id;
}

/** What people without an account are known by. */
export const personAccounts = (people: Iterable<string>): Owner[] => [...people].map(personOwner);

/** The id by which the naming engine knows the account: it makes the same owner of it (`personOwner`). */
export const accountId = (owner: Owner): string => splitOwner(owner).id;

/** Every account that a person has, locked ones included; those whose address is a tombstone are no more. */
export function openAccounts({
  profile,
  issued,
}: Pick<DesiredContext, "profile" | "issued">): (personId: string) => readonly Owner[] {
  if (!isPerAgency(profile)) {
    return (id) => (issued.has(personOwner(id)) ? [personOwner(id)] : []);
  }
  const owners = [...issued.keys()].filter((owner) => splitOwner(owner).kind === "person").toSorted();
  const byPerson = Map.groupBy(owners, (owner) => splitPersonAtAgency(owner).person);
  return (id) => byPerson.get(id) ?? [];
}

/**
 * The account of a person who works at an agency. A merger is no transfer: an account at an agency that went into
 * this one stays the person's, unless they have an open one here.
 *
 * @param agency code of the unit at the top of the tree
 */
export function ownerAt(
  context: Pick<DesiredContext, "profile" | "accounts">,
  tree: Pick<UnitTree, "resolve">,
  personId: string,
  agency: string,
  accounts: readonly Owner[],
): Owner {
  if (!isPerAgency(context.profile)) return personOwner(personId);
  const here = personAtAgency(personId, agency);
  const isOpen = (owner: Owner) => {
    const status = context.accounts.get(owner)?.status;
    return status === "active" || status === "suspended";
  };
  const merged = accounts.filter((owner) => {
    const former = splitPersonAtAgency(owner).agency;
    return former !== agency && tree.resolve(former)?.root.code === agency;
  });
  const candidates = [...accounts.filter((owner) => owner === here), ...merged];
  return candidates.find(isOpen) ?? candidates[0] ?? here;
}
