/** What one call comes to: recover, carry out undo orders, run, run again where somebody was faster, set passwords. */
import type { Finding } from "../model/finding.ts";
import type { FailedItem, Lease } from "../ports/journal-port.ts";
import { carryOutUndos, type UndoRun } from "./carry-out-undos.ts";
import { setPasswords } from "./hand-over.ts";
import type { RealmServices } from "./realm-services.ts";
import { recover } from "./recover.ts";
import { runClock } from "./run-clock.ts";
import { type RunOptions, type RunResult, runOnce } from "./run-once.ts";
import { REPLANS, STALE } from "./stale-items.ts";

export interface SyncOptions extends RunOptions {
  /** An operator says that the clock is right, although runs with a later time are recorded. */
  readonly isClockRight?: boolean;
}

export interface SyncResult extends RunResult {
  /** Undo orders that stood before the run, and what became of them. */
  readonly undone: readonly UndoRun[];
  readonly durationMs: number;
}

/**
 * One run, before it the undo orders that stand, after it the passwords that are prepared or no longer valid (runs of
 * their own, if there are any). Items that somebody else's edit overtook are planned again in a further run.
 * @throws DanhbaError PLAN_STALE when `onlyDigest` is not the plan of now; any fault of the database or the
 * directory, after the run is recorded as aborted
 */
export async function sync(services: RealmServices, lease: Lease, options: SyncOptions): Promise<SyncResult> {
  const begun = services.clock.now();
  const { clock, findings } = await runClock(services, options.isClockRight === true);
  const atRun = { ...services, clock };
  await recover(atRun, lease);
  const undone = await carryOutUndos(atRun, lease, options.stop);
  const isAnew = options.isAnew === true || undone.length > 0;
  const result = await runUntilSettled(atRun, lease, { ...options, isAnew }, findings);
  const passwords = await setPasswords(atRun, lease, options.stop);
  const failed = [...result.failed, ...passwords.failed];
  return { ...result, failed, undone, durationMs: services.clock.now() - begun };
}

/**
 * The last run's result, with everything that was applied and the drift that was corrected before; a reviewed plan is
 * never replaced by another one. The further runs have the trigger of the first: they are made, and proved, like it.
 */
async function runUntilSettled(
  services: RealmServices,
  lease: Lease,
  options: SyncOptions,
  findings: readonly Finding[],
): Promise<RunResult> {
  let result = await runOnce(services, lease, options, findings);
  for (let again = 0; again < REPLANS && options.onlyDigest === undefined; again += 1) {
    if (options.stop.aborted || !result.failed.some(isStale)) break;
    const { applied, adopted } = result;
    const corrected = result.drift.filter(({ outcome }) => outcome === "corrected");
    const next = await runOnce(services, lease, options, findings);
    result = {
      ...next,
      applied: applied + next.applied,
      adopted: adopted + next.adopted,
      drift: [...corrected, ...next.drift],
    };
  }
  return result;
}

/** What only waits to be tried again was not overtaken just now. */
const isStale = ({ code, params }: FailedItem): boolean => STALE.has(code) && params.attempts === undefined;

/** One run under a lease of its own. @throws DanhbaError LEASE_HELD, and what `sync` throws */
export async function syncAlone(services: RealmServices, options: SyncOptions): Promise<SyncResult> {
  const lease = await services.journal.acquireLease(services.realm.id);
  try {
    return await sync(services, lease, options);
  } finally {
    await lease.release();
  }
}
