/** Exit statuses: results 0 to 4, faults 10 and up; README lists the same table, checked by a test. */
import type { RunState } from "../ports/journal-port.ts";
import type { SyncResult } from "../reconcile/sync.ts";

export const EXIT = {
  done: 0,
  usage: 1,
  planHasChanges: 2,
  held: 3,
  itemsFailed: 4,
} as const;

/**
 * Failed items weigh more than held ones; a run that was stopped is done as far as it was asked to go.
 * @param unexplained differences that the independent check found: the run is not what it says it is
 */
export function exitOfRun(state: RunState, failed: number, held: number, unexplained = 0): number {
  if (failed > 0 || unexplained > 0 || state === "failed") return EXIT.itemsFailed;
  return held > 0 || state === "held" ? EXIT.held : EXIT.done;
}

/** An undo that still stands counts too: something of it waits, or was refused. */
export function exitOfResult({
  state,
  failed,
  held,
  proof,
  undone,
}: Pick<SyncResult, "state" | "failed" | "held" | "proof" | "undone">): number {
  const standing = undone.filter(({ outcome }) => outcome === null);
  const failedAll = [...failed, ...standing.flatMap((one) => one.failed)];
  const heldAll = [...held, ...standing.flatMap((one) => one.held)];
  return exitOfRun(state, failedAll.length, heldAll.length, proof?.unexplained ?? 0);
}
