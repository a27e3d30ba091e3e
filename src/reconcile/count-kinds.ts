/** How many items of each kind a plan holds. */
import { CHANGE_KINDS, type Item, type Plan } from "../model/change.ts";
import type { Counts } from "../ports/journal-port.ts";

export function countKinds({ plan }: { readonly plan: Plan }): Counts {
  return { ...countItems(plan.items), unchanged: plan.unchanged };
}

export function countItems(items: readonly Item[]): Omit<Counts, "unchanged"> {
  const zero = Object.fromEntries(CHANGE_KINDS.map((kind) => [kind, 0])) as Record<
    (typeof CHANGE_KINDS)[number],
    number
  >;
  for (const { kind } of items) zero[kind] += 1;
  return zero;
}
