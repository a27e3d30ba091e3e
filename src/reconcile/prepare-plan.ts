/** The plan of a run: of what has changed, where that can be told, else of everything. */
import type { Instant } from "../model/feed.ts";
import { findScope } from "./find-scope.ts";
import { prepareSlice } from "./prepare-slice.ts";
import { prepareWhole } from "./prepare-whole.ts";
import type { FrozenFeed, PreparedPlan } from "./prepared-plan.ts";
import type { RealmServices } from "./realm-services.ts";

/**
 * `everything`: both sides are read whole · `changes`: what is known to have changed since the last run · `edits`: the
 * same, where somebody is known to have edited the directory: an edit that leaves no trace was a deletion, and calls for
 * everything.
 */
export type Breadth = "everything" | "changes" | "edits";

/** @param now see `runClock` */
export async function preparePlan(
  services: RealmServices,
  now: Instant,
  breadth: Breadth,
): Promise<PreparedPlan | FrozenFeed> {
  const scope = breadth === "everything" ? null : await findScope(services, now, breadth === "edits");
  const prepared = scope === null ? null : await prepareSlice(services, scope, now);
  return prepared ?? (await prepareWhole(services, now));
}
