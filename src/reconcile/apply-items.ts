/** Carries items out: intent committed before the first write, outcome after the last, in small batches. */
import type { Actor } from "../changelog/record.ts";
import type { Item, Operation } from "../model/change.ts";
import { DanhbaError } from "../model/error.ts";
import { isSecret } from "../model/secret-values.ts";
import { instantOf } from "../ports/clock.ts";
import type { DirectoryPort } from "../ports/directory-port.ts";
import type { FailedItem, Lease, Outcome } from "../ports/journal-port.ts";
import type { RealmServices } from "./realm-services.ts";
import { RefusalStreak } from "./refusal-streak.ts";

/** Items whose intent is committed together: large enough that the database is not what limits a first load. */
const BATCH = 50;

export interface Released {
  readonly item: Item;
  readonly actor: Actor;
}

export interface Applied {
  readonly applied: number;
  readonly failed: readonly FailedItem[];
  /** True when it was asked to stop before everything was tried. */
  readonly isStopped: boolean;
}

/**
 * A refused item fails alone, with whatever requires it; the rest goes on, unless the server turns out to refuse
 * everything (LDAP_REFUSED). A fault (the directory or the database
 * out of reach, the lease lost) throws after recording what is known; what was on its way stays in doubt and is
 * looked into by the next run. When `stop` is aborted, the item in hand is finished and no other is begun.
 */
export async function applyItems(
  services: RealmServices,
  lease: Lease,
  run: { readonly id: number; readonly delivery: string | null },
  released: readonly Released[],
  stop: AbortSignal,
): Promise<Applied> {
  const refused: Refused = { failed: [], owners: new Set(), streak: new RefusalStreak() };
  const { failed } = refused;
  let applied = 0;
  for (let start = 0; start < released.length; start += BATCH) {
    if (stop.aborted) return { applied, failed, isStopped: true };
    const batch = released
      .slice(start, start + BATCH)
      .map((entry, offset) => ({ ...entry, position: start + offset }));
    await services.journal.intend(lease, run.id, batch, instantOf(services.clock));
    const { outcomes, fault, isCut } = await writeBatch(services, lease, batch, refused, stop);
    applied += outcomes.filter(({ state }) => state === "applied").length;
    if (lease.lost.aborted) throw lease.lost.reason;
    await services.journal.settle(lease, run, outcomes, instantOf(services.clock));
    if (fault !== null) throw fault;
    if (isCut) return { applied, failed, isStopped: true };
    services.progress("apply", start + batch.length, released.length);
  }
  return { applied, failed, isStopped: false };
}

/** What the directory refused so far, in this run. */
interface Refused {
  readonly failed: FailedItem[];
  /** Those of these items and of what requires them. */
  readonly owners: Set<string>;
  readonly streak: RefusalStreak;
}

type Positioned = Released & { readonly position: number };

interface WrittenBatch {
  readonly outcomes: readonly Outcome[];
  readonly fault: DanhbaError | null;
  /** True when items were left untried because of `stop` or a fault. */
  readonly isCut: boolean;
}

async function writeBatch(
  services: RealmServices,
  lease: Lease,
  batch: readonly Positioned[],
  { failed, owners, streak }: Refused,
  stop: AbortSignal,
): Promise<WrittenBatch> {
  const outcomes: Outcome[] = [];
  for (const [index, entry] of batch.entries()) {
    const { item } = entry;
    const waitsFor = item.requires.find((owner) => owners.has(owner));
    if (stop.aborted) {
      for (const rest of batch.slice(index)) outcomes.push({ ...rest, state: "dropped", code: null });
      return { outcomes, fault: null, isCut: true };
    }
    if (waitsFor !== undefined) {
      owners.add(item.owner);
      outcomes.push({ ...entry, state: "dropped", code: null });
      continue;
    }
    const { done, refusal } = await writeOperations(services.directory, lease, item.operations, 0);
    if (done > 0) streak.end();
    if (refusal === null) {
      outcomes.push({ ...entry, state: "applied", code: null });
    } else if (refusal.code === "LDAP_REFUSED") {
      owners.add(item.owner);
      const code = String(refusal.params.result ?? refusal.code);
      failed.push({ owner: item.owner, dn: item.dn, code, params: refusal.params });
      outcomes.push({ ...entry, ...(done === 0 ? { state: "failed" } : partly(item, done)), code });
    }
    // The outcome of an item that a fault cut short is unknown, so it stays in doubt; those after it were never begun.
    const fault = refusal?.code === "LDAP_REFUSED" ? streak.add(refusal) : refusal;
    if (fault !== null) {
      for (const rest of batch.slice(index + 1)) outcomes.push({ ...rest, state: "dropped", code: null });
      return { outcomes, fault, isCut: true };
    }
  }
  return { outcomes, fault: null, isCut: false };
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
): Promise<{ readonly done: number; readonly refusal: DanhbaError | null }> {
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
