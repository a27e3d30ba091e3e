/** One run: recover, read both sides, plan, judge, apply, record (design.md §5). */
import type { Actor } from "../changelog/record.ts";
import { type HeldItem, type HeldSummary, judgePlan, type Ruling } from "../gate/judge-plan.ts";
import { summarizeHeld } from "../gate/summarize-held.ts";
import { CHANGE_KINDS, type Item } from "../model/change.ts";
import { DanhbaError } from "../model/error.ts";
import type { Finding } from "../model/finding.ts";
import { instantOf } from "../ports/clock.ts";
import type { Counts, FailedItem, Lease, RunState, RunTrigger } from "../ports/journal-port.ts";
import { applyItems } from "./apply-items.ts";
import { setPasswords } from "./hand-over.ts";
import { type PreparedPlan, preparePlan } from "./prepare-plan.ts";
import type { RealmServices } from "./realm-services.ts";
import { recordFault } from "./record-fault.ts";
import { recover } from "./recover.ts";
import { runClock } from "./run-clock.ts";
import { termsOf } from "./terms.ts";

export interface SyncOptions {
  readonly trigger: RunTrigger;
  readonly stop: AbortSignal;
  /** Apply exactly the plan with this digest, or nothing. */
  readonly onlyDigest?: string;
  /** An operator says that the clock is right, although runs with a later time are recorded. */
  readonly isClockRight?: boolean;
}

export interface SyncResult {
  readonly runId: number;
  readonly trigger: RunTrigger;
  readonly state: RunState;
  readonly digest: string;
  readonly counts: Counts;
  readonly applied: number;
  readonly held: readonly HeldSummary[];
  readonly failed: readonly FailedItem[];
  readonly findings: readonly Finding[];
  /** How many decisions wait for a person. */
  readonly decisions: number;
  readonly durationMs: number;
}

/** The name under which the service itself stands in the log. */
const SERVICE: Actor = { kind: "service", name: "danhba" };

/**
 * One run, and after it the passwords that are prepared or no longer valid (a run of its own, if there are any).
 * @throws DanhbaError PLAN_STALE when `onlyDigest` is not the plan of now; any fault of the database or the
 * directory, after the run is recorded as aborted
 */
export async function sync(services: RealmServices, lease: Lease, options: SyncOptions): Promise<SyncResult> {
  const begun = services.clock.now();
  const { clock, findings } = await runClock(services, options.isClockRight === true);
  const atRun = { ...services, clock };
  const result = await syncAt(atRun, lease, options, findings);
  const passwords = await setPasswords(atRun, lease, options.stop);
  const failed = [...result.failed, ...passwords.failed];
  return { ...result, failed, durationMs: services.clock.now() - begun };
}

/** The same by a clock that is never before the newest run; `ofClock` is what that clock has to tell. */
async function syncAt(
  services: RealmServices,
  lease: Lease,
  options: SyncOptions,
  ofClock: readonly Finding[],
): Promise<Omit<SyncResult, "durationMs">> {
  const { journal, clock } = services;
  await recover(services, lease);
  const startedAt = instantOf(clock);
  const runId = await journal.startRun(lease, { trigger: options.trigger, startedAt });
  try {
    const prepared = await preparePlan(services, startedAt);
    const { plan } = prepared;
    if (options.onlyDigest !== undefined && options.onlyDigest !== plan.digest) {
      throw new DanhbaError("PLAN_STALE", { reviewed: options.onlyDigest, now: plan.digest });
    }
    const rulings = await journal.rulings(services.realm.id);
    const { released, held } = judgePlan(plan.items, services.limits, prepared.population, rulings);
    const digests = plan.items.map(({ digest }) => digest);
    const delivery = prepared.delivery?.id ?? null;
    const recorded = { ...prepared, delivery, digest: plan.digest, held, digests };
    await journal.recordPlan(lease, runId, recorded, instantOf(clock));
    const signed = released.map((item) => ({ item, actor: actorOf(item, rulings.get(item.digest)) }));
    const run = { id: runId, delivery };
    const { applied, failed, isStopped } = await applyItems(services, lease, run, signed, options.stop);

    const undone = { held: held.map(({ item }) => item), failed: notDone(released, failed) };
    const { pending, findings: ofTerms } = await termsOf(services, prepared, undone, startedAt);
    const end = {
      state: endState(isStopped, failed, held),
      counts: countKinds(prepared),
      failed,
      findings: [...ofClock, ...ofTerms, ...prepared.findings],
      fault: null,
    };
    const endedAt = instantOf(clock);
    await journal.endRun(lease, runId, { ...end, pending: isStopped ? null : pending, endedAt });
    return {
      runId,
      trigger: options.trigger,
      ...end,
      applied,
      decisions: prepared.decisions,
      digest: plan.digest,
      held: summarizeHeld(held),
    };
  } catch (error) {
    await recordFault(services, lease, runId, error);
    throw error;
  }
}

/** What was refused, and what was not tried because it requires that; items stand in the order of their requirements. */
function notDone(released: readonly Item[], failed: readonly FailedItem[]): Item[] {
  const owners = new Set<string>(failed.map(({ owner }) => owner));
  return released.filter((item) => {
    const isUndone = owners.has(item.owner) || item.requires.some((owner) => owners.has(owner));
    if (isUndone) owners.add(item.owner);
    return isUndone;
  });
}

/** One run under a lease of its own. @throws DanhbaError LEASE_HELD, and what `sync` throws */
export async function syncAlone(services: RealmServices, options: SyncOptions): Promise<SyncResult> {
  const lease = await services.journal.acquireLease(services.realm.id);
  try {
    return await sync(services, lease, options);
  } finally {
    await lease.release();
  }
}

function actorOf({ orderedBy }: Item, ruling: Ruling | undefined): Actor {
  const operator = orderedBy ?? ruling?.operator;
  return operator === undefined ? SERVICE : { kind: "operator", name: operator };
}

function endState(isStopped: boolean, failed: readonly FailedItem[], held: readonly HeldItem[]): RunState {
  if (isStopped) return "stopped";
  if (failed.length > 0) return "failed";
  return held.length > 0 ? "held" : "done";
}

export function countKinds({ plan }: Pick<PreparedPlan, "plan">): Counts {
  return { ...countItems(plan.items), unchanged: plan.unchanged };
}

function countItems(items: readonly Item[]): Omit<Counts, "unchanged"> {
  const zero = Object.fromEntries(CHANGE_KINDS.map((kind) => [kind, 0])) as Record<
    (typeof CHANGE_KINDS)[number],
    number
  >;
  for (const { kind } of items) zero[kind] += 1;
  return zero;
}
