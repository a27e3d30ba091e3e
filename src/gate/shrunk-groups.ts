/** Groups that would lose too many of their members at once. */
import type { Item } from "../model/change.ts";
import { dnKey } from "../model/entry.ts";
import { splitOwner } from "../model/owner.ts";
import { isClosing } from "./counted-as.ts";
import type { GateInput, Hold } from "./judge-plan.ts";
import { excessOf } from "./limits.ts";

/**
 * What holds an item because of a group that it leaves, or null. Who loses their access leaves every group with it, and
 * who follows a merged unit stands in the groups of its successor: neither counts, nor is held.
 * @param open what would be written otherwise, without anybody's word
 */
export function shrunkGroups(open: readonly Item[], input: GateInput): (item: Item) => Hold | null {
  const { limits, population } = input;
  const limit = limits.shrink;
  if (limit === undefined) return () => null;
  const losses = new Map<string, { readonly dn: string; count: number }>();
  for (const item of open) {
    for (const { dn, count } of leftGroups(item)) {
      const loss = losses.get(dnKey(dn)) ?? { dn, count: 0 };
      losses.set(dnKey(dn), loss);
      loss.count += count;
    }
  }
  const holds = new Map<string, Hold>();
  for (const [key, { dn, count }] of losses) {
    const total = population.members.get(key) ?? 0;
    const excess = excessOf(limit, count, total);
    if (excess === null) continue;
    const { by, percent, limit: most } = excess;
    const params = { kind: "shrink", dn, count, total, percent, limit: most };
    holds.set(key, { rule: `shrink.${by}`, params });
  }
  return (item) => {
    for (const { dn } of leftGroups(item)) {
      const hold = holds.get(dnKey(dn));
      if (hold !== undefined) return hold;
    }
    return null;
  };
}

/** The groups a person leaves, with how many values go; a new name in place of the old one is no loss. */
function leftGroups(item: Item): { readonly dn: string; readonly count: number }[] {
  if (isClosing(item) || item.reason.code === "UNIT_MERGED" || splitOwner(item.owner).kind !== "person")
    return [];
  return item.operations.flatMap((operation) => {
    if (operation.op !== "modify") return [];
    const valuesOf = (type: "add" | "delete"): number =>
      operation.changes
        .filter((change) => change.attribute === "member" && change.type === type)
        .reduce((sum, { values }) => sum + values.length, 0);
    const count = valuesOf("delete") - valuesOf("add");
    return count > 0 ? [{ dn: operation.dn, count }] : [];
  });
}
