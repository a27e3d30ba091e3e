/** What the gate knows of an item, and as what it counts it. */
import type { ChangeKind, Item, ReasonCode } from "../model/change.ts";
import type { GateInput, Trait } from "./judge-plan.ts";
import type { LimitKind } from "./limits.ts";

/** Takes access away: memberships go with it. */
const CLOSING: ReadonlySet<ChangeKind> = new Set(["disable", "suspend", "delete"]);
/** Brings or takes memberships as a part of itself. */
const WHOLE: ReadonlySet<ChangeKind> = new Set([...CLOSING, "create", "restore"]);
const INACTIVE: ReasonCode = "ACCOUNT_INACTIVE";

export const traitOf = ({ owner }: Item, { traits }: Pick<GateInput, "traits">): Trait =>
  traits.get(owner) ?? { agency: null, isDrift: false };

export const isClosing = ({ kind }: Item): boolean => CLOSING.has(kind);

/**
 * | item | counts as |
 * |---|---|
 * | drift | `drift`, and `delete` if it is one |
 * | suspend, disable for inactivity | `inactivity` instead of those |
 * | create, restore, and what takes access away | its kinds but `group` |
 * | any other | all its kinds |
 */
export function countedAs(item: Item, { isDrift }: Trait): LimitKind[] {
  const { kinds, reason } = item;
  if (isDrift) return kinds.includes("delete") ? ["delete", "drift"] : ["drift"];
  const counted = WHOLE.has(item.kind) ? kinds.filter((kind) => kind !== "group") : kinds;
  if (reason.code !== INACTIVE) return [...counted];
  return counted.map((kind) => (kind === "suspend" || kind === "disable" ? "inactivity" : kind));
}
