/** One run: recover, read both sides, plan, judge, apply, record (design.md §5). */
import type { Actor } from "../changelog/record.ts";
import { type HeldItem, type HeldSummary, judgePlan, type Ruling } from "../gate/judge-plan.ts";
import { summarizeHeld } from "../gate/summarize-held.ts";
import { CHANGE_KINDS, type Item } from "../model/change.ts";
import { DanhbaError } from "../model/error.ts";
import type { Finding } from "../model/finding.ts";
import { instantOf } from "../ports/clock.ts";
import type { Counts, FailedItem, Lease, RunEnd, RunState, RunTrigger } from "../ports/journal-port.ts";
import { applyItems } from "./apply-items.ts";
import { type PreparedPlan, preparePlan } from "./prepare-plan.ts";
import type { RealmServices } from "./realm-services.ts";
import { recover } from "./recover.ts";

export interface SyncOptions {
  readonly trigger: RunTrigger;
  readonly stop: AbortSignal;
  /** Apply exactly the plan with this digest, or nothing. */
  readonly onlyDigest?: string;
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
 * @throws DanhbaError PLAN_STALE when `onlyDigest` is not the plan of now; any fault of the database or the
 * directory, after the run is recorded as aborted
 */
export async function sync(services: RealmServices, lease: Lease, options: SyncOptions): Promise<SyncResult> {
  const { journal, clock } = services;
  const begun = clock.now();
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
    const recorded = { ...prepared, digest: plan.digest, held, digests };
    await journal.recordPlan(lease, runId, recorded, instantOf(clock));
    const run = { id: runId, delivery: prepared.delivery };
    const signed = released.map((item) => ({ item, actor: actorOf(rulings.get(item.digest)) }));
    const { applied, failed, isStopped } = await applyItems(services, lease, run, signed, options.stop);

    const state = endState(isStopped, failed, held);
    const counts = countKinds(prepared);
    const end = { state, counts, failed, findings: prepared.findings, fault: null };
    await journal.endRun(lease, runId, { ...end, endedAt: instantOf(clock) });
    return {
      runId,
      trigger: options.trigger,
      ...end,
      applied,
      decisions: prepared.decisions,
      digest: plan.digest,
      held: summarizeHeld(held),
      durationMs: clock.now() - begun,
    };
  } catch (error) {
    await recordFault(services, lease, runId, error);
    throw error;
  }
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

const actorOf = (ruling: Ruling | undefined): Actor =>
  ruling === undefined ? SERVICE : { kind: "operator", name: ruling.operator };

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

/** The run ends as aborted in the database too, if the database still answers; the first fault is what counts. */
async function recordFault(
  services: RealmServices,
  lease: Lease,
  runId: number,
  error: unknown,
): Promise<void> {
  const fault = error instanceof DanhbaError ? error.code : "INTERNAL";
  const end: RunEnd = {
    state: "aborted",
    counts: null,
    failed: [],
    findings: [] satisfies Finding[],
    fault,
    endedAt: instantOf(services.clock),
  };
  try {
    await services.journal.endRun(lease, runId, end);
  } catch (second) {
    if (!(second instanceof DanhbaError)) throw second;
    // The next run finds this one still running and closes it.
  }
}
