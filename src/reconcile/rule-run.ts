/** An operator's word on what a run holds: recorded, then carried out here or by the service that holds the lease. */
import type { Word } from "../gate/judge-plan.ts";
import { DanhbaError } from "../model/error.ts";
import type { Clock } from "../ports/clock.ts";
import { instantOf } from "../ports/clock.ts";
import type { JournalPort } from "../ports/journal-port.ts";
import type { SyncResult } from "./sync.ts";

export interface RuledRun {
  readonly run: number;
  readonly items: number;
  /** Null when rejected, or when a running service does the work. */
  readonly result: SyncResult | null;
  readonly isLeftToService: boolean;
}

/**
 * @param carryOut runs one sync under the lease; LEASE_HELD from it means that a service is there to do it
 * @throws DanhbaError USAGE for an unknown run, PLAN_STALE when the run holds nothing any more
 */
export async function ruleRun(
  services: { readonly journal: JournalPort; readonly clock: Clock; readonly realm: string },
  run: number,
  word: Word,
  carryOut: () => Promise<SyncResult>,
): Promise<RuledRun> {
  const { journal, clock, realm } = services;
  const { items } = await journal.rule(realm, run, word, instantOf(clock));
  if (word.verdict === "rejected") return { run, items, result: null, isLeftToService: false };
  try {
    return { run, items, result: await carryOut(), isLeftToService: false };
  } catch (error) {
    if (error instanceof DanhbaError && error.code === "LEASE_HELD") {
      return { run, items, result: null, isLeftToService: true };
    }
    throw error;
  }
}
