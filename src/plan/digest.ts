/** Digests that bind an approval to an item and a review to a plan. */
import { canonicalHash } from "../model/canonical-hash.ts";
import type { Item, Operation } from "../model/change.ts";
import { withoutSecret } from "../model/secret-values.ts";

/**
 * What would be written and why, without what the plan happened to see: the same intention has the same digest on
 * every run until it is done. Of a password only that one is written counts.
 */
export function itemDigest(item: Intention): string {
  const { owner, kind, kinds, dn, dnBefore, after, reason } = item;
  // What a deleted entry last held is recorded, but an approval of its deletion does not hang on it.
  const before = kind === "delete" ? {} : item.before;
  const operations = item.operations.map(withoutSecret).map(withoutExpectations);
  return canonicalHash({ owner, kind, kinds, dn, dnBefore, operations, before, after, reason });
}

type Intention = Omit<Item, "digest" | "requires" | "ledger" | "handovers" | "orderedBy">;

/**
 * Over the digest of every item and every value it rests on: a directory that changed there makes a plan stale.
 * One list for each item: its digest, and for each of its operations the attributes and values that it expects.
 */
export function planDigest(items: readonly Item[]): string {
  return canonicalHash(items.map(({ digest, operations }) => [digest, ...operations.map(expectations)]));
}

function expectations(operation: Operation): readonly (string | null)[] {
  if (operation.op === "add") return [];
  return operation.expects.flatMap(({ attribute, value }) => [attribute, value]);
}

function withoutExpectations(operation: Operation): unknown {
  if (operation.op === "add") return operation;
  const { expects: _expects, ...rest } = operation;
  return rest;
}
