/** Which groups each account is to be in. */
import type { DesiredEntry } from "../model/entry.ts";
import type { Owner } from "../model/owner.ts";

/** Owner of an account → owners of groups, in order. */
export function membershipsOf(entries: readonly DesiredEntry[]): Map<Owner, Owner[]> {
  const groups = new Map<Owner, Owner[]>();
  for (const { owner: group, references } of entries) {
    for (const member of references.member ?? []) {
      const known = groups.get(member);
      if (known === undefined) groups.set(member, [group]);
      else known.push(group);
    }
  }
  for (const list of groups.values()) list.sort();
  return groups;
}
