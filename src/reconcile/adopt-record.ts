/** Records what a run takes over: ledger, memory and log, in batches; nothing is written to the directory. */
import type { Item } from "../model/change.ts";
import type { Adoptions } from "../plan/adoptions.ts";
import { instantOf } from "../ports/clock.ts";
import type { Lease } from "../ports/journal-port.ts";
import type { RealmServices } from "./realm-services.ts";

/** Entries a transaction: one commit for many, and little to do again. */
const BATCH = 1_000;

/**
 * What was recorded before a stop or a crash is not recorded again, since the next run looks into the log.
 * @returns how many entries were taken over
 */
export async function recordAdoptions(
  { journal, clock, progress }: Pick<RealmServices, "journal" | "clock" | "progress">,
  lease: Lease,
  run: { readonly id: number; readonly delivery: string | null },
  adoptions: Adoptions,
  stop: AbortSignal,
): Promise<number> {
  let adopted = 0;
  let batch: Item[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    await journal.adopt(lease, run, batch, instantOf(clock));
    adopted += batch.length;
    batch = [];
    progress("adopt", adopted, adoptions.count);
  };
  for (const item of adoptions.items()) {
    if (stop.aborted) return adopted;
    batch.push(item);
    if (batch.length === BATCH) await flush();
  }
  await flush();
  return adopted;
}
