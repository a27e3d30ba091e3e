/** What a run would do now; writes nothing. */
import { judgePlan } from "../gate/judge-plan.ts";
import { summarizeFrozen, summarizeHeld } from "../gate/summarize-held.ts";
import type { Plan } from "../model/change.ts";
import { instantOf } from "../ports/clock.ts";
import { countKinds } from "./count-kinds.ts";
import { driftReport, leaveDrift } from "./drift.ts";
import { prepareWhole } from "./prepare-whole.ts";
import type { RealmServices } from "./realm-services.ts";
import { runClock } from "./run-clock.ts";
import type { RunResult } from "./run-once.ts";
import { termsOf } from "./terms.ts";

export interface Preview extends Omit<RunResult, "runId" | "trigger" | "state"> {
  readonly durationMs: number;
}

const EMPTY: Plan = { items: [], unchanged: 0, digest: "" };

/** @param isClockRight as with `sync` */
export async function preview(
  services: RealmServices,
  isClockRight: boolean,
): Promise<{ readonly outcome: Preview; readonly plan: Plan }> {
  const begun = services.clock.now();
  const { clock, findings: ofClock } = await runClock(services, isClockRight);
  const now = instantOf(clock);
  const prepared = await prepareWhole({ ...services, clock }, now);
  const { judgements, digest: frozen } = prepared.certificate;
  const nothing = { applied: 0, adopted: 0, failed: [], certificate: judgements, proof: null };
  if (prepared.isFrozen) {
    const asked = (await services.journal.decisions(services.realm.id)).filter(
      ({ state }) => state === "open",
    );
    const outcome = {
      ...nothing,
      digest: frozen ?? "",
      counts: countKinds({ plan: EMPTY }),
      held: summarizeFrozen(judgements),
      findings: ofClock,
      drift: [],
      decisions: asked.length,
      durationMs: services.clock.now() - begun,
    };
    return { outcome, plan: EMPTY };
  }
  const { plan, decisions, drifted, gate } = prepared;
  const { released, held } = judgePlan(plan.items, { limits: services.limits, ...gate });
  const { left } = leaveDrift(released, gate.traits, services.drift);
  const undone = { held: held.map(({ item }) => item), failed: [] };
  const { findings: ofTerms } = await termsOf(services, prepared, undone, now);
  const outcome = {
    ...nothing,
    adopted: prepared.adoptions.count,
    digest: plan.digest,
    counts: countKinds({ plan }),
    held: [...summarizeFrozen(judgements), ...summarizeHeld(held)],
    findings: [...ofClock, ...ofTerms, ...prepared.findings],
    drift: driftReport(drifted, { plan, held, undone: [], left, isStopped: false }),
    decisions,
    durationMs: services.clock.now() - begun,
  };
  return { outcome, plan };
}
