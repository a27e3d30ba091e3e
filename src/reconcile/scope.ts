/** Whom a run looks at, when it does not look at everybody. */
import { personIdOf } from "../desired/person-owner.ts";
import { type Owner, splitOwner } from "../model/owner.ts";
import type { Profile } from "../naming/profile.ts";

export interface Scope {
  /** HR ids: with all their accounts. */
  readonly people: ReadonlySet<string>;
  /** Units, mailboxes, groups and policies. */
  readonly owners: ReadonlySet<Owner>;
}

/** More people than this are looked at as everybody is: reading all of it costs less than asking for each. */
export const SCOPE_LIMIT = 2_000;

/** The scope of these owners, and of these people besides. */
export function scopeOf(profile: Profile, owners: Iterable<Owner>, people: Iterable<string> = []): Scope {
  const ids = new Set(people);
  const others = new Set<Owner>();
  for (const owner of owners) {
    const id = personIdOf(profile, owner);
    if (id === null) others.add(owner);
    else ids.add(id);
  }
  return { people: ids, owners: others };
}

/** Whether an owner is looked at. */
export function scopeTest(profile: Profile, { people, owners }: Scope): (owner: Owner) => boolean {
  return (owner) => {
    if (splitOwner(owner).kind !== "person") return owners.has(owner);
    return people.has(personIdOf(profile, owner) ?? "");
  };
}
