/** A unit's entry in the organisation tree (design.md §4). */
import type { Reason, ReasonCode } from "../model/change.ts";
import { type AccountStatus, BRANCHES, type DesiredEntry } from "../model/entry.ts";
import { unitOwner } from "../model/owner.ts";
import type { DesiredContext } from "./context.ts";
import { danhbaId } from "./danhba-id.ts";
import { directoryText } from "./directory-text.ts";
import type { UnitNode } from "./unit-tree.ts";

function unitDn(suffix: string, node: UnitNode): string {
  const rdns: string[] = [];
  for (let at: UnitNode | null = node; at !== null; at = at.parent) rdns.push(`danhbaUnit=${at.unit.code}`);
  return [...rdns, BRANCHES.unit, suffix].join(",");
}

/** `organizationalUnit` in the tree below its parent; a dissolved one stays where it is, marked as disabled. */
export function unitEntry(context: DesiredContext, node: UnitNode): DesiredEntry {
  const { unit } = node;
  const owner = unitOwner(unit.code);
  const id = danhbaId(context.realm.id, owner);
  const status: AccountStatus = node.isLive ? "active" : "disabled";
  return {
    owner,
    danhbaId: id,
    dn: unitDn(context.realm.suffix, node),
    parent: node.parent === null ? null : unitOwner(node.parent.unit.code),
    objectClasses: ["organizationalUnit", "danhbaOrgUnit"],
    attributes: {
      danhbaId: [id],
      danhbaUnit: [unit.code],
      danhbaStatus: [status],
      ou: [unitText(node)],
      businessCategory: [unit.kind],
    },
    managed: ["ou", "businessCategory", "danhbaStatus"],
    onCreate: {},
    status: null,
    references: {},
    reasons: {
      create: unitReason(context, node, "UNIT_ESTABLISHED"),
      modify: node.isLive
        ? unitReason(context, node, "UNIT_CHANGED")
        : unitReason(context, node, "UNIT_DISSOLVED", context.profile.clauses.dissolve),
      rename: unitReason(context, node, "UNIT_MOVED"),
    },
  };
}

export const unitText = (node: UnitNode): string => directoryText(node.unit.name) ?? node.unit.code;

export function unitReason(
  context: DesiredContext,
  { unit }: UnitNode,
  code: ReasonCode,
  clause: string = context.profile.clauses.createUnit,
): Reason {
  return { code, params: { unit: unit.code }, clause, decisionNo: unit.decisionNo };
}
