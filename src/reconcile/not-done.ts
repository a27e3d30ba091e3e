/** What a run leaves undone because the directory refused it. */
import type { Item } from "../model/change.ts";
import type { FailedItem } from "../ports/journal-port.ts";

/** What was refused, and what was not tried because it requires that; items stand in the order of their requirements. */
export function notDone(released: readonly Item[], failed: readonly FailedItem[]): Item[] {
  const owners = new Set<string>(failed.map(({ owner }) => owner));
  return released.filter((item) => {
    const isUndone = owners.has(item.owner) || item.requires.some((owner) => owners.has(owner));
    if (isUndone) owners.add(item.owner);
    return isUndone;
  });
}
