/** Digests that bind an approval to an item and a review to a plan. */
import { canonicalHash } from "../model/canonical-hash.ts";
import type { Item, Operation } from "../model/change.ts";

/**
 * What would be written and why, without what the plan happened to see: the same intention has the same digest on
 * every run until it is done.
 */
export function itemDigest(item: Omit<Item, "digest" | "requires" | "ledger">): string {
  return canonicalHash({ ...item, operations: item.operations.map(withoutExpectations) });
}

/** Over every item and every value it rests on: a directory that changed there makes a plan stale. */
export function planDigest(items: readonly Item[]): string {
  return canonicalHash(items.map(({ digest, operations }) => ({ digest, operations })));
}

function withoutExpectations(operation: Operation): unknown {
  if (operation.op === "add") return operation;
  const { expects: _expects, ...rest } = operation;
  return rest;
}
