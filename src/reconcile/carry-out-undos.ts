/** Carries out the undo orders that stand: each is a run of inverse changes that passes the gate like any other. */

import type { HeldSummary } from "../gate/judge-plan.ts";
import type { UndoConflict } from "../model/undo.ts";
import type { FailedItem, Lease, RunState } from "../ports/journal-port.ts";
import type { RealmServices } from "./realm-services.ts";

export interface UndoRun {
  readonly undo: number;
  /** The run that was undone. */
  readonly run: number;
  /** The run that did it; null when nothing was left to be done. */
  readonly runId: number | null;
  readonly state: RunState;
  readonly applied: number;
  readonly held: readonly HeldSummary[];
  readonly failed: readonly FailedItem[];
  readonly conflicts: readonly UndoConflict[];
}

export async function carryOutUndos(
  _services: RealmServices,
  _lease: Lease,
  _stop: AbortSignal,
): Promise<readonly UndoRun[]> {
  return [];
}
