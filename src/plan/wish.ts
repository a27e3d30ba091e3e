/** What the feed asks of each owner, as a hash: what was undone waits until that changes. */
import { canonicalHash } from "../model/canonical-hash.ts";
import { type DesiredEntry, REFERENCE_ATTRIBUTES } from "../model/entry.ts";
import type { Owner } from "../model/owner.ts";

/**
 * Owner → SHA-256, in hex, over name, attributes, state, who refers to the owner and who holds its mailbox. Not over
 * how the entry is now, as the digest of an item is: an edit by hand must not do again what was undone. Nor over
 * earlier addresses, which leave by themselves in their time.
 */
export function wishesOf(entries: readonly DesiredEntry[], owners: ReadonlySet<Owner>): Map<Owner, string> {
  const places = new Map<Owner, string[]>([...owners].map((owner) => [owner, []]));
  for (const { owner: holder, references } of entries) {
    for (const attribute of REFERENCE_ATTRIBUTES) {
      for (const target of references[attribute] ?? []) places.get(target)?.push(`${attribute} ${holder}`);
    }
  }
  return new Map(
    entries
      .filter(({ owner }) => owners.has(owner))
      .map(({ owner, dn, attributes, status, references }) => {
        const { mailLocalAddress: _earlier, ...others } = attributes;
        const within = (places.get(owner) ?? []).toSorted();
        const occupants = (references.roleOccupant ?? []).toSorted();
        return [owner, canonicalHash({ dn, attributes: others, status, within, occupants })];
      }),
  );
}
