/** Looks at the directory after a run and remembers what it holds, so that a change from elsewhere is known as one. */
import type { HeldItem } from "../gate/judge-plan.ts";
import type { Item } from "../model/change.ts";
import type { ObservedEntry } from "../model/entry.ts";
import type { Lease } from "../ports/journal-port.ts";
import type { PreparedPlan } from "./prepare-plan.ts";
import type { RealmServices } from "./realm-services.ts";

/** @returns every entry of the managed branches as it is after the run */
export async function lookAgain(
  services: RealmServices,
  _lease: Lease,
  prepared: PreparedPlan,
  {
    isFull,
  }: {
    readonly isFull: boolean;
    readonly applied: number;
    readonly undone: readonly Item[];
    readonly held: readonly HeldItem[];
  },
): Promise<readonly ObservedEntry[]> {
  return isFull ? await services.directory.observe() : prepared.observed;
}
