/** One run: read both sides, plan, judge, apply, look again, record (design.md §5). */
import type { Actor } from "../changelog/record.ts";
import { type HeldItem, type HeldSummary, judgePlan, type Ruling } from "../gate/judge-plan.ts";
import { summarizeFrozen, summarizeHeld } from "../gate/summarize-held.ts";
import type { Item } from "../model/change.ts";
import type { Drift } from "../model/drift.ts";
import { DanhbaError } from "../model/error.ts";
import type { FeedJudgement } from "../model/feed-certificate.ts";
import type { Finding } from "../model/finding.ts";
import type { Proof } from "../model/proof.ts";
import { instantOf } from "../ports/clock.ts";
import type { Counts, FailedItem, Lease, RunState, RunTrigger } from "../ports/journal-port.ts";
import { applyItems, type Released } from "./apply-items.ts";
import { acceptFeed } from "./certify.ts";
import { countItems, countKinds } from "./count-kinds.ts";
import { driftReport, leaveDrift } from "./drift.ts";
import { type FrozenFeed, type PreparedPlan, preparePlan } from "./prepare-plan.ts";
import { prove } from "./prove.ts";
import type { RealmServices } from "./realm-services.ts";
import { recordFault } from "./record-fault.ts";
import { noteRefusals, withoutBackedOff } from "./refusals.ts";
import { lookAgain } from "./remember-directory.ts";
import { termsOf } from "./terms.ts";

export interface RunOptions {
  readonly trigger: RunTrigger;
  readonly stop: AbortSignal;
  /** Apply exactly the plan with this digest, or nothing. */
  readonly onlyDigest?: string;
}

export interface RunResult {
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
  /** Rules of the feed certificate that were broken. */
  readonly certificate: readonly FeedJudgement[];
  /** Changes of the directory that came from elsewhere. */
  readonly drift: readonly Drift[];
  /** Null where no check was made: only full runs are proved. */
  readonly proof: Proof | null;
}

/** Runs that read both sides again when they are done and compare them. */
const PROVED: ReadonlySet<RunTrigger> = new Set(["sync", "apply", "approve", "schedule", "start"]);

/** The name under which the service itself stands in the log. */
const SERVICE: Actor = { kind: "service", name: "danhba" };

/** @param ofClock what the clock of the run has to tell */
export async function runOnce(
  services: RealmServices,
  lease: Lease,
  options: RunOptions,
  ofClock: readonly Finding[],
): Promise<RunResult> {
  const startedAt = instantOf(services.clock);
  const runId = await services.journal.startRun(lease, { trigger: options.trigger, startedAt });
  const run = { services, lease, options, ofClock, runId, startedAt };
  try {
    const prepared = await preparePlan(services, startedAt);
    return await (prepared.isFrozen ? endFrozen(run, prepared) : carryOut(run, prepared));
  } catch (error) {
    await recordFault(services, lease, runId, error);
    throw error;
  }
}

interface Run {
  readonly services: RealmServices;
  readonly lease: Lease;
  readonly options: RunOptions;
  readonly ofClock: readonly Finding[];
  readonly runId: number;
  readonly startedAt: string;
}

async function carryOut(run: Run, prepared: PreparedPlan): Promise<RunResult> {
  const { services, lease, options, runId, startedAt } = run;
  const { journal, clock } = services;
  const { plan, certificate } = prepared;
  if (options.onlyDigest !== undefined && options.onlyDigest !== plan.digest) {
    throw new DanhbaError("PLAN_STALE", { reviewed: options.onlyDigest, now: plan.digest });
  }
  const { released, held } = judgePlan(plan.items, { limits: services.limits, ...prepared.gate });
  const delivery = prepared.delivery?.id ?? null;
  const { cursor } = prepared;
  await journal.recordPlan(
    lease,
    runId,
    {
      digest: plan.digest,
      cursor,
      delivery,
      held,
      judgements: certificate.judgements,
      feedDigest: certificate.digest,
      whole: { ...prepared, digests: plan.items.map(({ digest }) => digest) },
    },
    instantOf(clock),
  );
  await acceptFeed(services, lease, runId, prepared, startedAt);

  const left = leaveDrift(released, prepared.gate.traits, services.drift);
  const { tried, waiting } = await withoutBackedOff(services, left.tried, options.trigger, startedAt);
  const signed = sign(tried, prepared.gate.rulings);
  const applying = await applyItems(services, lease, { id: runId, delivery }, signed, options.stop);
  const { applied, isStopped } = applying;
  const failed = [...applying.failed, ...waiting];
  const ofRefusals = await noteRefusals(
    services,
    lease,
    { tried, waiting, failed: applying.failed },
    startedAt,
  );

  const undone = notDone(released, failed);
  const isProved = PROVED.has(options.trigger) && !isStopped;
  const seen = await lookAgain(services, lease, prepared, { isFull: isProved, applied, undone, held });
  const proof = isProved ? await prove(services, prepared, { observed: seen, held, failed }) : null;
  const missing = { held: held.map(({ item }) => item), failed: undone };
  const { pending, findings: ofTerms } = await termsOf(services, prepared, missing, startedAt);
  const end = {
    state: endState(isStopped, failed, held, certificate.digest),
    counts: countKinds(prepared),
    failed,
    findings: [...run.ofClock, ...ofTerms, ...ofRefusals, ...prepared.findings],
    drift: driftReport(prepared.drifted, { held, failed, left: left.left, plan }),
    proof,
  };
  const endedAt = instantOf(clock);
  await journal.endRun(lease, runId, { ...end, fault: null, pending: isStopped ? null : pending, endedAt });
  return {
    runId,
    trigger: options.trigger,
    ...end,
    applied,
    decisions: prepared.decisions,
    digest: plan.digest,
    certificate: certificate.judgements,
    held: [...summarizeFrozen(certificate.judgements), ...summarizeHeld(held)],
  };
}

/** Nothing is planned, nothing that was known of the realm is given up; an operator has to accept the feed. */
async function endFrozen(run: Run, { certificate, cursor, delivery }: FrozenFeed): Promise<RunResult> {
  const { services, lease, options, ofClock, runId } = run;
  const { journal, clock } = services;
  const { judgements, digest: feedDigest } = certificate;
  const digest = feedDigest ?? "";
  const recorded = { digest, cursor, delivery: delivery?.id ?? null, held: [], judgements, feedDigest };
  await journal.recordPlan(lease, runId, { ...recorded, whole: null }, instantOf(clock));
  const decisions = (await journal.decisions(services.realm.id)).filter(
    ({ state }) => state === "open",
  ).length;
  const end = { state: "held" as const, failed: [], findings: ofClock, drift: [], proof: null };
  await journal.endRun(lease, runId, {
    ...end,
    counts: null,
    fault: null,
    pending: null,
    endedAt: instantOf(clock),
  });
  return {
    runId,
    trigger: options.trigger,
    ...end,
    digest,
    counts: { ...countItems([]), unchanged: 0 },
    applied: 0,
    held: summarizeFrozen(judgements),
    decisions,
    certificate: judgements,
  };
}

/** Released items with who stands for them in the log. */
export function sign(items: readonly Item[], rulings: ReadonlyMap<string, Ruling>): Released[] {
  return items.map((item) => ({ item, actor: actorOf(item, rulings.get(item.digest)) }));
}

function actorOf({ orderedBy }: Item, ruling: Ruling | undefined): Actor {
  const operator = orderedBy ?? ruling?.operator;
  return operator === undefined ? SERVICE : { kind: "operator", name: operator };
}

/** What was refused, and what was not tried because it requires that; items stand in the order of their requirements. */
export function notDone(released: readonly Item[], failed: readonly FailedItem[]): Item[] {
  const owners = new Set<string>(failed.map(({ owner }) => owner));
  return released.filter((item) => {
    const isUndone = owners.has(item.owner) || item.requires.some((owner) => owners.has(owner));
    if (isUndone) owners.add(item.owner);
    return isUndone;
  });
}

export function endState(
  isStopped: boolean,
  failed: readonly FailedItem[],
  held: readonly HeldItem[],
  frozen: string | null,
): RunState {
  if (isStopped) return "stopped";
  if (failed.length > 0) return "failed";
  return held.length > 0 || frozen !== null ? "held" : "done";
}
