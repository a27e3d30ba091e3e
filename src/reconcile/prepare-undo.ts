/** Reads what a run did and how the directory is now, and plans the undo; writes nothing. */
import { placeholderDn } from "../desired/context.ts";
import { danhbaId } from "../desired/danhba-id.ts";
import { judgePlan, type Ruling, type Verdict } from "../gate/judge-plan.ts";
import { agencyIndex } from "../model/agency-index.ts";
import type { Instant } from "../model/feed.ts";
import { daysLater } from "../model/vietnam-time.ts";
import { planUndo, type UndoPlan } from "../plan/plan-undo.ts";
import { populationOf, traitsOf } from "./population.ts";
import type { RealmServices } from "./realm-services.ts";

export interface PreparedUndo extends UndoPlan, Verdict {
  readonly rulings: ReadonlyMap<string, Ruling>;
}

/**
 * The plan passes the gate with the limits of any run, whoever ordered it.
 * @param undo the order that it is for; null: only a look
 */
export async function prepareUndo(
  services: RealmServices,
  run: number,
  undo: number | null,
  now: Instant,
): Promise<PreparedUndo> {
  const { realm, profile, feed, journal, directory, answers, limits } = services;
  const changes = await answers.undos.changes(realm.id, run, undo);
  const ledger = await journal.ledger(realm.id);
  const rulings = await journal.rulings(realm.id);
  const { units } = await feed.readFeedSnapshot(realm.id);
  const observed = await directory.observe();
  const { plan, conflicts } = planUndo({
    run,
    changes,
    observed,
    ledger,
    danhbaIdOf: (owner) => danhbaId(realm.id, owner),
    placeholderDn: placeholderDn(realm.suffix),
    aliasUntil: daysLater(now, profile.aliasDays),
  });
  const agencies = agencyIndex(units);
  const verdict = judgePlan(plan.items, {
    limits,
    population: populationOf(observed, agencies),
    rulings,
    traits: traitsOf(plan, { desired: [], observed, agencies, drifted: new Map() }),
    frozenAgencies: new Set(),
    isFirstLoad: false,
    isRestored: false,
  });
  return { plan, conflicts, rulings, ...verdict };
}
