/** Carries items out in batches: intent committed before the first write of a batch, outcomes after its last. */
import type { Actor } from "../changelog/record.ts";
import type { Item } from "../model/change.ts";
import type { Finding } from "../model/finding.ts";
import { instantOf } from "../ports/clock.ts";
import type { FailedItem, Lease } from "../ports/journal-port.ts";
import { ApplyLanes, type LoadSizes } from "./apply-lanes.ts";
import { ApplyRecord, type Positioned } from "./apply-record.ts";
import type { RealmServices } from "./realm-services.ts";
import { TransactionSwitch } from "./transaction-switch.ts";

/** How much of a plan goes together. */
export interface ApplySizes extends LoadSizes {
  /** Items whose intent is committed together. */
  readonly batch: number;
}

export const APPLY_SIZES: ApplySizes = {
  // Enough to keep several transactions under way, few enough that what a crash leaves in doubt, up to twice as many,
  // is looked through in seconds.
  batch: 1_000,
  // With more, a first load is hardly faster, and a refused one costs more.
  items: 200,
  // slapd lets nobody else write while it carries them out.
  operations: 500,
};

export interface Released {
  readonly item: Item;
  readonly actor: Actor;
}

export interface Applied {
  readonly applied: number;
  /** In the order of the plan. */
  readonly failed: readonly FailedItem[];
  /** What somebody should know of how it was written. */
  readonly findings: readonly Finding[];
  /** True when it was asked to stop before everything was tried. */
  readonly isStopped: boolean;
}

/**
 * A refused item fails alone, with whatever requires it; the rest goes on, unless the server turns out to refuse
 * everything (LDAP_REFUSED). A fault (the directory or the database
 * out of reach, the lease lost) throws after recording what is known; what was on its way stays in doubt and is
 * looked into by the next run. When `stop` is aborted, the items in hand are finished and no other is begun.
 *
 * While a batch is written, the one before it is settled and the next one intended, in this order, so that no more
 * than two batches are ever in doubt, and the log is in the order of the plan.
 */
export async function applyItems(
  services: RealmServices,
  lease: Lease,
  run: { readonly id: number; readonly delivery: string | null },
  released: readonly Released[],
  stop: AbortSignal,
  sizes: ApplySizes = APPLY_SIZES,
): Promise<Applied> {
  const { directory, journal, clock, progress } = services;
  const record = new ApplyRecord(stop);
  const transactions = new TransactionSwitch(directory);
  const lanes = new ApplyLanes({ directory, lease, record, transactions }, sizes);
  const batches = inBatches(released, sizes.batch);
  const unsettled: Intended[] = [];

  const intend = async (batch: readonly Positioned[] | undefined): Promise<void> => {
    if (batch === undefined || record.isCut()) return;
    await journal.intend(lease, run.id, batch, instantOf(clock));
    unsettled.push({ batch, end: async () => undefined });
  };
  const settleFirst = async (): Promise<void> => {
    const [first] = unsettled;
    if (first === undefined) return;
    await first.end();
    if (record.crash !== null) throw record.crash.error;
    if (lease.lost.aborted) throw lease.lost.reason;
    await journal.settle(lease, run, record.outcomesOf(first.batch), instantOf(clock));
    unsettled.shift();
    progress("apply", (first.batch.at(-1)?.position ?? 0) + 1, released.length);
  };

  await intend(batches[0]);
  for (const [index, batch] of batches.entries()) {
    const current = unsettled.at(-1);
    if (current?.batch !== batch) break;
    const keepingBooks = async (): Promise<void> => {
      try {
        if (index > 0) await settleFirst();
        await intend(batches[index + 1]);
      } catch (error) {
        record.crashed(error);
      }
    };
    const [end] = await Promise.all([lanes.begin(batch), keepingBooks()]);
    current.end = end;
  }
  for (const { end } of unsettled) await end();
  while (unsettled.length > 0) await settleFirst();
  if (record.crash !== null) throw record.crash.error;
  if (record.fault !== null) throw record.fault;
  const { applied, failed, tried } = record;
  return { applied, failed, findings: transactions.findings, isStopped: tried < released.length };
}

interface Intended {
  readonly batch: readonly Positioned[];
  /** Waits until nothing of it is under way. */
  end: () => Promise<void>;
}

function inBatches(released: readonly Released[], size: number): Positioned[][] {
  const batches: Positioned[][] = [];
  for (const [position, entry] of released.entries()) {
    const last = batches.at(-1);
    if (last === undefined || last.length === size) batches.push([{ ...entry, position }]);
    else last.push({ ...entry, position });
  }
  return batches;
}
