/** What the gate knows of an item, and as what it counts it. */
import type { ChangeKind, Item, ReasonCode } from "../model/change.ts";
import { type OwnerKind, splitOwner } from "../model/owner.ts";
import type { GateInput, Trait } from "./judge-plan.ts";
import type { LimitKind } from "./limits.ts";

/** Takes access away: memberships go with it. */
const CLOSING: ReadonlySet<ChangeKind> = new Set(["disable", "suspend", "delete"]);
/** Brings or takes memberships as a part of itself. */
const WHOLE: ReadonlySet<ChangeKind> = new Set([...CLOSING, "create", "restore"]);
const INACTIVE: ReasonCode = "ACCOUNT_INACTIVE";

export const traitOf = ({ owner }: Item, { traits }: Pick<GateInput, "traits">): Trait =>
  traits.get(owner) ?? { agency: null, isDrift: false };

const HAS_ADDRESS: ReadonlySet<OwnerKind> = new Set(["person", "agency"]);
const isAgain = ({ owner, ledger }: Item): boolean =>
  HAS_ADDRESS.has(splitOwner(owner).kind) && !ledger.some(({ change }) => change === "issue");

export const isClosing = ({ kind }: Item): boolean => CLOSING.has(kind);

/**
 * | item | counts as |
 * |---|---|
 * | drift | `drift`, and `delete` if it is one |
 * | suspend, disable for inactivity | `inactivity` instead of those |
 * | create of an account whose address is issued already: an earlier run was let do it and did not get through | nothing |
 * | create, restore, and what takes access away | its kinds but `group` |
 * | any other | all its kinds |
 */
export function countedAs(item: Item, { isDrift }: Trait): LimitKind[] {
  const { kind: whole, kinds, reason } = item;
  if (isDrift) return kinds.includes("delete") ? ["delete", "drift"] : ["drift"];
  if (whole === "create" && isAgain(item)) return [];
  const counted = WHOLE.has(whole) ? kinds.filter((kind) => kind !== "group") : kinds;
  if (reason.code !== INACTIVE) return [...counted];
  return counted.map((kind) => (kind === "suspend" || kind === "disable" ? "inactivity" : kind));
}
