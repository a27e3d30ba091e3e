/** One run: read both sides, plan, judge, apply, look again, record (design.md §5). */
import { type Actor, operatorActor, SERVICE } from "../changelog/record.ts";
import { type HeldItem, type HeldSummary, judgePlan, type Ruling } from "../gate/judge-plan.ts";
import { summarizeFrozen, summarizeHeld } from "../gate/summarize-held.ts";
import type { Item } from "../model/change.ts";
import type { Drift } from "../model/drift.ts";
import type { ObservedEntry } from "../model/entry.ts";
import { DanhbaError } from "../model/error.ts";
import type { FeedJudgement } from "../model/feed-certificate.ts";
import type { Finding } from "../model/finding.ts";
import type { Order } from "../model/order.ts";
import type { Proof } from "../model/proof.ts";
import { instantOf } from "../ports/clock.ts";
import type { Counts, FailedItem, Lease, RunState, RunTrigger, WholePlan } from "../ports/journal-port.ts";
import { recordAdoptions } from "./adopt-record.ts";
import { applyItems, type Released } from "./apply-items.ts";
import { acceptFeed } from "./certify.ts";
import { countItems, countKinds } from "./count-kinds.ts";
import { driftReport, leaveDrift } from "./drift.ts";
import { noteUndone, releaseRedone } from "./keep-undone.ts";
import { notDone } from "./not-done.ts";
import { markOpen, openOwners, planScopeOf, rememberOpen } from "./open-owners.ts";
import { type Breadth, preparePlan } from "./prepare-plan.ts";
import type { FrozenFeed, PreparedPlan } from "./prepared-plan.ts";
import { type ProvedRun, proofFindings, prove } from "./prove.ts";
import { proveSlice } from "./prove-slice.ts";
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
  /** Make everything anew, whatever is remembered. */
  readonly isAnew?: boolean;
}

export interface RunResult {
  readonly runId: number;
  readonly trigger: RunTrigger;
  readonly state: RunState;
  readonly digest: string;
  readonly counts: Counts;
  readonly applied: number;
  /** Entries that were found in the directory and taken over as they are: no changes. */
  readonly adopted: number;
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
    const prepared = await preparePlan(services, startedAt, breadthOf(options));
    return await (prepared.isFrozen ? endFrozen(run, prepared) : carryOut(run, prepared));
  } catch (error) {
    await recordFault(services, lease, runId, error);
    throw error;
  }
}

/** What a person asks for, and what a schedule wants proved, looks at everything. */
function breadthOf({ trigger, isAnew }: RunOptions): Breadth {
  // What was reviewed was made anew too.
  if (isAnew === true || trigger === "apply") return "anew";
  if (PROVED.has(trigger)) return "everything";
  return trigger === "drift" ? "edits" : "changes";
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
  // First: the plan's record closes the approval that this acceptance may rest on.
  await acceptFeed(services, lease, runId, prepared, startedAt);
  // What is planned is open until it is done: a run that is cut short leaves it to the next one.
  await markOpen(services, lease, prepared);
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
      whole: { ...knownOf(prepared), digests: plan.items.map(({ digest }) => digest) },
    },
    instantOf(clock),
  );

  const asRun = { id: runId, delivery };
  const adopted = await recordAdoptions(services, lease, asRun, prepared.adoptions, options.stop);
  await noteUndone(services.answers, lease, prepared.undone);
  const left = leaveDrift(released, prepared.gate.traits, services.drift);
  const { tried, waiting } = await withoutBackedOff(services, left.tried, options.trigger, startedAt);
  const signed = sign(tried, prepared.gate.rulings, prepared.memory.orders);
  const applying = await applyItems(services, lease, asRun, signed, options.stop);
  const { applied, isStopped } = applying;
  const failed = [...applying.failed, ...waiting];
  const ofRefusals = await noteRefusals(
    services,
    lease,
    { released: left.tried, waiting, failed: applying.failed, isStopped },
    startedAt,
  );

  const undone = notDone(released, failed);
  if (!isStopped) await releaseRedone(services.answers, lease, prepared.undone, left.tried, undone);
  const isProved = PROVED.has(options.trigger) && !isStopped;
  const soFar = { isFull: isProved, isStopped, applied, undone, held, left: left.left };
  const open = openOwners(prepared, soFar);
  const seen = await lookAgain(services, lease, prepared, soFar, open);
  const told = prepared.findings;
  const toProve = { findings: told, held, undone, left: left.left, now: startedAt };
  const proof = isProved ? await proveRun(services, prepared, seen, toProve) : null;
  // What HR asks for is not done where it waits for drift that is only reported.
  const waitsForDrift = left.left.filter(({ owner }) => !prepared.drifted.has(owner));
  const missing = { held: held.map(({ item }) => item), failed: [...undone, ...waitsForDrift] };
  const { pending, findings: ofTerms } = await termsOf(services, prepared, missing, startedAt);
  const end = {
    state: endState(isStopped, failed, held, certificate.digest),
    counts: countKinds(prepared),
    failed,
    findings: [
      ...run.ofClock,
      ...proofFindings(proof),
      ...ofTerms,
      ...ofRefusals,
      ...applying.findings,
      ...told,
    ],
    drift: driftReport(prepared.drifted, { held, undone, left: left.left, plan, isStopped }),
    proof,
  };
  await rememberOpen(services, lease, prepared, open);
  const endedAt = instantOf(clock);
  const scope = planScopeOf(prepared);
  await journal.endRun(lease, runId, {
    ...end,
    fault: null,
    pending: isStopped ? null : pending,
    ...(scope === null ? {} : { pendingScope: scope.owners }),
    endedAt,
  });
  return {
    runId,
    trigger: options.trigger,
    ...end,
    applied,
    adopted,
    decisions: prepared.decisions,
    digest: plan.digest,
    certificate: certificate.judgements,
    held: [...summarizeFrozen(certificate.judgements), ...summarizeHeld(held)],
  };
}

function knownOf(prepared: PreparedPlan): Omit<WholePlan, "digests"> {
  const scope = planScopeOf(prepared);
  return scope === null ? prepared : { ...prepared, scope };
}

async function proveRun(
  services: RealmServices,
  prepared: PreparedPlan,
  observed: readonly ObservedEntry[],
  run: Omit<ProvedRun, "observed">,
): Promise<Proof> {
  const { slice } = prepared;
  if (slice !== null) return await proveSlice(services, { ...prepared, slice }, run);
  return await prove(services, prepared, { ...run, observed });
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
    adopted: 0,
    held: summarizeFrozen(judgements),
    decisions,
    certificate: judgements,
  };
}

/** Released items with who stands for them in the log. @param orders those that stand */
function sign(
  items: readonly Item[],
  rulings: ReadonlyMap<string, Ruling>,
  orders: readonly Order[],
): Released[] {
  return items.map((item) => ({ item, actor: actorOf(item, rulings.get(item.digest), orders) }));
}

function actorOf({ owner, orderedBy }: Item, ruling: Ruling | undefined, orders: readonly Order[]): Actor {
  if (orderedBy === null) return ruling === undefined ? SERVICE : operatorActor(ruling);
  // Nothing else is done on an order as a whole: a quota, say, is one change among others.
  const order = orders.findLast(
    (one) => one.kind === "purge" && one.owner === owner && one.operator === orderedBy,
  );
  return operatorActor(order ?? { operator: orderedBy, reason: null, at: null });
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
