/** A run in the service's log: numbers, never the personal data that `danhba runs --json` has. */
import type { Logger } from "../logging/logger.ts";
import type { Proof } from "../model/proof.ts";
import type { SyncResult } from "../reconcile/sync.ts";

export function tellRun(log: Logger, realm: string, result: SyncResult): void {
  for (const { undo, run, runId, state, applied, held, failed, conflicts, outcome } of result.undone) {
    const left = { held: held.length, failed: failed.length, conflicts: conflicts.length };
    const numbers = { realm, undo, undoneRun: run, undoRun: runId, state, applied, ...left, outcome };
    if (outcome === "done") log.info(numbers, "undo done");
    else log.warn(numbers, "undo needs a person");
  }
  const { runId, trigger, state, applied, adopted, counts, held, failed, findings, drift, durationMs } =
    result;
  const numbers = {
    realm,
    runId,
    trigger,
    state,
    applied,
    adopted,
    counts,
    durationMs,
    findings: findings.length,
    drift: drift.length,
    proof: numbersOf(result.proof),
  };
  const isOdd = failed.length > 0 || held.length > 0 || (result.proof?.unexplained ?? 0) > 0;
  if (isOdd) log.warn({ ...numbers, held, failed: failed.length }, "run needs a person");
  else log.info(numbers, "run done");
}

function numbersOf(proof: Proof | null): Omit<Proof, "differences"> | null {
  if (proof === null) return null;
  const { differences: _differences, ...numbers } = proof;
  return numbers;
}
