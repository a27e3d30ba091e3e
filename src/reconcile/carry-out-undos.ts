/** Carries out the undo orders that stand: each is a run of inverse changes that passes the gate like any other. */
import { operatorActor } from "../changelog/record.ts";
import { danhbaId } from "../desired/danhba-id.ts";
import type { HeldItem, HeldSummary } from "../gate/judge-plan.ts";
import { summarizeHeld } from "../gate/summarize-held.ts";
import type { Finding } from "../model/finding.ts";
import type { Owner } from "../model/owner.ts";
import type { Undo, UndoConflict, UndoEnd } from "../model/undo.ts";
import { instantOf } from "../ports/clock.ts";
import type { FailedItem, Lease, RunState } from "../ports/journal-port.ts";
import { applyItems } from "./apply-items.ts";
import { countItems } from "./count-kinds.ts";
import { notDone } from "./not-done.ts";
import { type PreparedUndo, prepareUndo } from "./prepare-undo.ts";
import type { RealmServices } from "./realm-services.ts";
import { recordFault } from "./record-fault.ts";
import { endState } from "./run-once.ts";
import { REPLANS, STALE } from "./stale-items.ts";

export interface UndoRun {
  readonly undo: number;
  /** The run that was undone. */
  readonly run: number;
  /** The run that did it, the newest if there were several. */
  readonly runId: number;
  readonly state: RunState;
  readonly applied: number;
  readonly held: readonly HeldSummary[];
  readonly failed: readonly FailedItem[];
  readonly conflicts: readonly UndoConflict[];
  /** Null: the order still stands. */
  readonly outcome: UndoEnd | null;
}

/** In the order in which they were given. What waits for an operator, or was refused, is tried again by the next call. */
export async function carryOutUndos(
  services: RealmServices,
  lease: Lease,
  stop: AbortSignal,
): Promise<readonly UndoRun[]> {
  const runs: UndoRun[] = [];
  for (const undo of await services.answers.undos.open(services.realm.id)) {
    if (stop.aborted) break;
    runs.push(await carryOut(services, lease, undo, stop));
  }
  return runs;
}

/** Items that somebody else's edit overtook are planned again: they become conflicts, or are done after all. */
async function carryOut(
  services: RealmServices,
  lease: Lease,
  undo: Undo,
  stop: AbortSignal,
): Promise<UndoRun> {
  let result = await carryOutOnce(services, lease, undo, stop);
  for (let again = 0; again < REPLANS && result.outcome === null && !stop.aborted; again += 1) {
    if (!result.failed.some(({ code }) => STALE.has(code))) break;
    const { applied } = result;
    const next = await carryOutOnce(services, lease, undo, stop);
    result = { ...next, applied: applied + next.applied };
  }
  return result;
}

async function carryOutOnce(
  services: RealmServices,
  lease: Lease,
  undo: Undo,
  stop: AbortSignal,
): Promise<UndoRun> {
  const { journal, answers, clock, realm } = services;
  const startedAt = instantOf(clock);
  const prepared = await prepareUndo(services, undo.run, undo.id, startedAt);
  const last = await answers.undos.lastRun(realm.id, undo.id);
  const refused = rejected(prepared.held);
  const isWaiting = refused.size < prepared.held.length;
  const head = {
    undo: undo.id,
    run: undo.run,
    conflicts: prepared.conflicts,
    held: summarizeHeld(prepared.held),
  };
  const nothing = { ...head, applied: 0, failed: [] };
  if (prepared.released.length === 0 && last !== null) {
    const isAsBefore = isWaiting && last.state === "held" && last.digest === prepared.plan.digest;
    if (isAsBefore) return { ...nothing, runId: last.id, state: "held", outcome: null };
    if (!isWaiting) {
      const outcome = endOf(prepared, refused.size);
      await answers.undos.end(lease, undo.id, outcome, instantOf(clock));
      return { ...nothing, held: [], runId: last.id, state: "done", outcome };
    }
  }

  const runId = await journal.startRun(lease, { trigger: "undo", startedAt, undo: undo.id });
  try {
    const { applied, failed, findings, isStopped } = await apply(
      services,
      lease,
      undo,
      runId,
      prepared,
      stop,
    );
    const state = endState(isStopped, failed, prepared.held, null);
    await journal.endRun(lease, runId, {
      state,
      counts: { ...countItems(prepared.plan.items), unchanged: 0 },
      failed,
      findings: [...findings, ...prepared.conflicts.map(conflictFinding)],
      fault: null,
      pending: null,
      drift: [],
      proof: null,
      endedAt: instantOf(clock),
    });
    const failures = (last?.failures ?? 0) + 1;
    const isOver = !isStopped && !isWaiting && (failed.length === 0 || failures >= services.retries.attempts);
    const outcome = !isOver ? null : failed.length > 0 ? "failed" : endOf(prepared, refused.size);
    if (outcome !== null) await answers.undos.end(lease, undo.id, outcome, instantOf(clock));
    return { ...head, runId, state, applied, failed, outcome };
  } catch (error) {
    await recordFault(services, lease, runId, error);
    throw error;
  }
}

async function apply(
  services: RealmServices,
  lease: Lease,
  undo: Undo,
  runId: number,
  { plan, held, released, rulings }: PreparedUndo,
  stop: AbortSignal,
) {
  const { journal, answers, clock, realm } = services;
  const recorded = { cursor: null, delivery: null, judgements: [], feedDigest: null, whole: null };
  await journal.recordPlan(lease, runId, { ...recorded, digest: plan.digest, held }, instantOf(clock));
  if (released.length === 0) return { applied: 0, failed: [], findings: [], isStopped: false };
  const owners = released.map(({ owner }) => owner);
  const ids = (of: readonly Owner[]) => of.map((owner) => danhbaId(realm.id, owner));
  // First: a run after a crash would do again what is undone by then, or take it for somebody else's edit.
  await answers.undos.keepUndone(lease, undo.id, owners);
  await answers.projection.forgetIntents(lease, ids(owners));
  const { operator, reason, orderedAt } = undo;
  const signed = released.map((item) => ({
    item,
    actor: operatorActor(rulings.get(item.digest) ?? { operator, reason, at: orderedAt }),
  }));
  const applying = await applyItems(services, lease, { id: runId, delivery: null }, signed, stop);
  const left = notDone(released, applying.failed).map(({ owner }) => owner);
  if (left.length > 0) await answers.undos.releaseUndone(lease, left);
  return applying;
}

/** What an operator said no to, and what waits for that. */
function rejected(held: readonly HeldItem[]): Set<Owner> {
  const owners = new Set<Owner>();
  for (const { item, rule, params } of held) {
    const isRejected = rule === "rejected" || (rule === "requires" && owners.has(params.owner as Owner));
    if (isRejected) owners.add(item.owner);
  }
  return owners;
}

function endOf({ conflicts }: PreparedUndo, refused: number): UndoEnd {
  if (refused > 0) return "rejected";
  return conflicts.some(({ isWhole }) => isWhole) ? "partial" : "done";
}

const conflictFinding = ({ seq, owner, dn, code, detail }: UndoConflict): Finding => ({
  code: "UNDO_CONFLICT",
  owner,
  params: { seq, dn, conflict: code, detail },
});
