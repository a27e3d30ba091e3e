/** What each owner's entry is to be, as a hash: while it stays the same, a difference comes from elsewhere. */
import { hash } from "node:crypto";
import type { DesiredEntry } from "../model/entry.ts";
import { REFERENCE_ATTRIBUTES } from "../model/entry.ts";
import type { Owner } from "../model/owner.ts";
import { inOrder } from "./entry-hash.ts";

/**
 * Owner → SHA-256, in hex, over name, attributes, state and where the owner is referred to: memberships belong to the
 * member, whose item changes them. Who holds a mailbox is the mailbox's too.
 */
export function intentsOf(entries: readonly DesiredEntry[]): Map<Owner, string> {
  const memberships = new Map<Owner, string[]>();
  for (const { owner: holder, references } of entries) {
    for (const attribute of REFERENCE_ATTRIBUTES) {
      for (const target of references[attribute] ?? []) {
        const known = memberships.get(target);
        if (known === undefined) memberships.set(target, [`${attribute} ${holder}`]);
        else known.push(`${attribute} ${holder}`);
      }
    }
  }
  return new Map(
    entries.map(({ owner, dn, attributes, status, references }) => {
      const within = (memberships.get(owner) ?? []).toSorted();
      const holders = references.roleOccupant?.toSorted() ?? [];
      const parts = [dn, status, within, holders, inOrder(attributes)];
      return [owner, hash("sha256", JSON.stringify(parts))];
    }),
  );
}
