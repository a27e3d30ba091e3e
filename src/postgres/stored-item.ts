/** An item as `danhba.run_item` keeps it: secrets only as "set", and what says the same twice only once. */
import type { Item } from "../model/change.ts";
import type { Attributes } from "../model/entry.ts";
import { withoutSecretValues, withSecretsAsSet } from "../model/secret-values.ts";

export type StoredItem = Omit<Item, "after"> & { readonly after?: Attributes };

/** `after` is left out where the item adds exactly that entry: half of what a first load would write down. */
export function storedItem(item: Item): StoredItem {
  const { after, ...rest } = withoutSecretValues(item);
  return isAdded(after, addedBy(item)) ? rest : { after, ...rest };
}

/** The item again. @throws TypeError for what `storedItem` never made */
export function itemOf(stored: StoredItem): Item {
  const after = stored.after ?? addedBy(stored);
  if (after === null) throw new TypeError(`the stored item of ${stored.owner} lacks what it leads to`);
  return { ...stored, after };
}

/** What the owner's entry is after it was added, as an item says it; null where none is added. */
function addedBy({ dn, operations: [first] }: StoredItem): Attributes | null {
  return first?.op === "add" && first.dn === dn ? withSecretsAsSet(first.attributes) : null;
}

/** Of a fresh plan both are made of the same lists of values. */
function isAdded(after: Attributes, added: Attributes | null): boolean {
  if (added === null) return false;
  const names = Object.keys(after);
  return names.length === Object.keys(added).length && names.every((name) => after[name] === added[name]);
}
