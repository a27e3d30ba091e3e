/** Drift: items that nothing calls for but a change from elsewhere. */
import type { HeldItem, Trait } from "../gate/judge-plan.ts";
import type { Item, Plan } from "../model/change.ts";
import type { Drift, DriftMode } from "../model/drift.ts";
import type { ObservedEntry } from "../model/entry.ts";
import type { Owner } from "../model/owner.ts";
import type { Projection } from "../ports/answer-ports.ts";
import type { FailedItem } from "../ports/journal-port.ts";

export type Drifted = Pick<Drift, "what" | "attributes" | "by">;

export function driftedOwners(_: {
  readonly realm: string;
  readonly plan: Plan;
  readonly intents: ReadonlyMap<Owner, string>;
  readonly projection: Projection;
  readonly observed: readonly ObservedEntry[];
}): Map<Owner, Drifted> {
  return new Map();
}

/** Whether the directory went back in time: a restored backup. */
export function isRestored(_: {
  readonly observed: readonly ObservedEntry[];
  readonly projection: Projection;
  readonly contextCsn: string | null;
}): boolean {
  return false;
}

/** What is tried, and what is only reported because the realm wants it so, with whatever requires that. */
export function leaveDrift(
  released: readonly Item[],
  _traits: ReadonlyMap<Owner, Trait>,
  _mode: DriftMode,
): { readonly tried: readonly Item[]; readonly left: readonly Item[] } {
  return { tried: released, left: [] };
}

export function driftReport(
  _drifted: ReadonlyMap<Owner, Drifted>,
  _run: {
    readonly plan: Plan;
    readonly held: readonly HeldItem[];
    readonly failed: readonly FailedItem[];
    readonly left: readonly Item[];
  },
): readonly Drift[] {
  return [];
}
