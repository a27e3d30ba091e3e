/** The plan of a run: of what has changed, or differs from what is remembered, where that can be told; else of everything. */
import type { Instant } from "../model/feed.ts";
import { findDifferences, unknownEntries } from "./find-differences.ts";
import { findScope } from "./find-scope.ts";
import { prepareSlice } from "./prepare-slice.ts";
import { prepareWhole } from "./prepare-whole.ts";
import type { FrozenFeed, PreparedPlan } from "./prepared-plan.ts";
import type { RealmServices } from "./realm-services.ts";
import { REALM_OWNER } from "./run-clock.ts";
import { scopeTest } from "./scope.ts";

/**
 * | breadth | looked at | planned |
 * |---|---|---|
 * | `anew` | all of both sides | everything |
 * | `everything` | all of both sides | in a small directory everything, in a large one what differs from what is remembered |
 * | `changes` | what has changed since the last run | that |
 * | `edits` | the same, and somebody is known to have edited the directory: an edit that leaves no trace was a deletion | that, or everything |
 */
export type Breadth = "anew" | "everything" | "changes" | "edits";

/** @param now see `runClock` */
export async function preparePlan(
  services: RealmServices,
  now: Instant,
  breadth: Breadth,
): Promise<PreparedPlan | FrozenFeed> {
  const slice =
    breadth === "anew"
      ? null
      : breadth === "everything"
        ? await prepareDifferences(services, now)
        : await prepareChanges(services, now, breadth);
  return slice ?? (await prepareWhole(services, now));
}

async function prepareChanges(
  services: RealmServices,
  now: Instant,
  breadth: "changes" | "edits",
): Promise<PreparedPlan | null> {
  const scope = await findScope(services, now, breadth === "edits");
  return scope === null ? null : await prepareSlice(services, scope, now);
}

async function prepareDifferences(services: RealmServices, now: Instant): Promise<PreparedPlan | null> {
  const { scopes, realm, profile, compareAbove } = services;
  const counts = await scopes.counts(realm.id);
  if (counts.reduce((sum, { total }) => sum + total, 0) <= compareAbove) return null;
  const differences = await findDifferences(services, now);
  if (differences === null) return null;
  const prepared = await prepareSlice(services, differences.scope, now, differences.oddGroups);
  if (prepared?.slice == null) return null;
  const isInScope = scopeTest(profile, prepared.slice.scope);
  const standing = (await scopes.findings(realm.id)).filter(({ owner }) => !isInScope(owner));
  const { people, entries, others } = differences;
  return {
    ...prepared,
    compared: { people, entries },
    findings: [...prepared.findings, ...standing, ...unknownEntries(others, REALM_OWNER)],
  };
}
