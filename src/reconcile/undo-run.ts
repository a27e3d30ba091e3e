/** An operator's order to undo a run: recorded, then carried out here or by the service that holds the lease. */

import type { HeldSummary } from "../gate/judge-plan.ts";
import { summarizeHeld } from "../gate/summarize-held.ts";
import type { Plan } from "../model/change.ts";
import { DanhbaError } from "../model/error.ts";
import type { Undo, UndoConflict } from "../model/undo.ts";
import type { UndoPort } from "../ports/answer-ports.ts";
import { type Clock, instantOf } from "../ports/clock.ts";
import type { UndoRun } from "./carry-out-undos.ts";
import { prepareUndo } from "./prepare-undo.ts";
import type { RealmServices } from "./realm-services.ts";
import { runClock } from "./run-clock.ts";
import type { SyncResult } from "./sync.ts";

export interface OrderedUndo {
  readonly order: Undo;
  /** What became of it, and the run after it; null: left to the running service. */
  readonly done: { readonly undone: UndoRun; readonly result: SyncResult } | null;
}

/**
 * @param carryOut runs one sync under the lease; LEASE_HELD from it means that a service is there to do it
 * @throws DanhbaError USAGE for a run that cannot be undone (`UndoPort.check`)
 */
export async function undoRun(
  services: { readonly undos: UndoPort; readonly clock: Clock; readonly realm: string },
  draft: { readonly run: number; readonly operator: string; readonly reason: string },
  carryOut: () => Promise<SyncResult>,
): Promise<OrderedUndo> {
  const order = await services.undos.order(services.realm, draft, instantOf(services.clock));
  try {
    const result = await carryOut();
    const undone = result.undone.find(({ undo }) => undo === order.id);
    return { order, done: undone === undefined ? null : { undone, result } };
  } catch (error) {
    if (error instanceof DanhbaError && error.code === "LEASE_HELD") return { order, done: null };
    throw error;
  }
}

export interface UndoPreview {
  readonly plan: Plan;
  readonly held: readonly HeldSummary[];
  readonly conflicts: readonly UndoConflict[];
}

/** What undoing a run would do now; writes nothing. @throws as `undoRun` */
export async function previewUndo(services: RealmServices, run: number): Promise<UndoPreview> {
  await services.answers.undos.check(services.realm.id, run);
  const { clock } = await runClock(services, false);
  const { plan, held, conflicts } = await prepareUndo(services, run, null, instantOf(clock));
  return { plan, held: summarizeHeld(held), conflicts };
}
