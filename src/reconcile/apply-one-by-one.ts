/** Writes an item's operations one after the other, in an order that is safe at each step. */
import type { Item, Operation } from "../model/change.ts";
import { DanhbaError } from "../model/error.ts";
import { isSecret } from "../model/secret-values.ts";
import type { DirectoryPort } from "../ports/directory-port.ts";
import type { Lease } from "../ports/journal-port.ts";

export interface Written {
  /** How many of the first operations are in the directory. */
  readonly done: number;
  /** What kept the next one from being written; null: all are done. */
  readonly refusal: DanhbaError | null;
}

/**
 * Writes the operations from `from` on; `done` counts all that are now in the directory. Before each the lease is
 * looked at: whoever was stopped, or has not heard of the database for long, asks it first.
 */
export async function writeOperations(
  directory: DirectoryPort,
  lease: Lease,
  operations: readonly Operation[],
  from: number,
): Promise<Written> {
  for (let index = from; index < operations.length; index += 1) {
    try {
      if (!lease.isFresh()) await lease.confirm();
      await directory.write(operations[index] as Operation);
    } catch (error) {
      if (error instanceof DanhbaError) return { done: index, refusal: error };
      throw error;
    }
  }
  return { done: operations.length, refusal: null };
}

/**
 * What an item came to when only its first `done` operations were written: that much is logged, and only for that
 * much are passwords needed.
 */
export function partly(item: Item, done: number): { readonly state: "partial"; readonly item: Item } {
  const operations = item.operations.slice(0, done);
  const handovers = item.handovers.slice(0, operations.filter(isPasswordNeededAfter).length);
  const isOwnChanged = operations.some(({ op, dn }) => op !== "rename" && dn === item.dn);
  const part = { ...item, operations, handovers };
  return { state: "partial", item: isOwnChanged ? part : { ...part, before: {}, after: {} } };
}

/** `handovers` are in the order of these operations; items without any have none of these. */
const isPasswordNeededAfter = (operation: Operation): boolean =>
  operation.op === "add" ||
  (operation.op === "modify" && operation.changes.some(({ attribute }) => isSecret(attribute)));
