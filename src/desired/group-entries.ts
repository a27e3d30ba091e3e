/** The groups that portals read: `cn=<name>,ou=groups`; the prefixes keep the kinds of names apart. */
import type { Reason, ReasonCode } from "../model/change.ts";
import type { DesiredEntry, Purge } from "../model/entry.ts";
import type { StaffClass } from "../model/feed.ts";
import type { GroupRule } from "../model/group-rule.ts";
import { groupOwner, type Owner } from "../model/owner.ts";
import { type DesiredContext, entryDn, placeholderDn } from "./context.ts";
import { danhbaId } from "./danhba-id.ts";
import { directoryText } from "./directory-text.ts";
import { ruleGroup } from "./group-rules.ts";
import { unitText } from "./unit-entries.ts";
import type { UnitNode } from "./unit-tree.ts";

const HEADS_GROUP = "heads";

/** `direct`: posts in the unit itself; `subtree`: in it and in everything below it. */
export const unitGroup = (code: string): string => `unit-${code}`;
export const subtreeGroup = (code: string): string => `subtree-${code}`;
export const classGroup = (staffClass: StaffClass): string => `class-${staffClass}`;

const CLASS_TEXTS: Readonly<Record<StaffClass, string>> = {
  can_bo: "Cán bộ",
  cong_chuc: "Công chức",
  vien_chuc: "Viên chức",
  nguoi_lao_dong: "Người lao động",
};

/** Both groups of a unit. Those of a dissolved one stay, empty, where there are any, and are made only for people. */
export function unitGroupEntries(
  context: DesiredContext,
  node: UnitNode,
  direct: readonly Owner[],
  below: readonly Owner[],
): DesiredEntry[] {
  const { code, decisionNo } = node.unit;
  const name = unitText(node);
  const kinds = [
    { group: unitGroup(code), description: name, members: direct },
    { group: subtreeGroup(code), description: `${name} và các đơn vị trực thuộc`, members: below },
  ];
  return kinds.map(({ group, description, members }) => {
    const entry = groupEntry(context, group, description, members, { unit: code }, decisionNo);
    const { create: _create, ...kept } = entry.reasons;
    return {
      ...entry,
      attributes: { ...entry.attributes, danhbaUnit: [code] },
      reasons: node.isLive || members.length > 0 ? entry.reasons : kept,
    };
  });
}

/** The heads of all agencies. */
export const headsGroupEntry = (context: DesiredContext, heads: readonly Owner[]): DesiredEntry =>
  groupEntry(context, HEADS_GROUP, "Thủ trưởng các cơ quan, đơn vị", heads);

export const classGroupEntry = (
  context: DesiredContext,
  staffClass: StaffClass,
  members: readonly Owner[],
): DesiredEntry => groupEntry(context, classGroup(staffClass), CLASS_TEXTS[staffClass], members);

export function ruleGroupEntry(
  context: DesiredContext,
  rule: GroupRule,
  members: readonly Owner[],
): DesiredEntry {
  const name = ruleGroup(rule);
  return groupEntry(context, name, directoryText(rule.description) ?? name, members);
}

/** The group of an application whose rule is gone. @param name with its prefix */
export function groupPurge({ realm, profile }: DesiredContext, name: string): Purge {
  const owner = groupOwner(name);
  const clause = profile.clauses.group;
  const reason: Reason = { code: "GROUP_REMOVED", params: { name }, clause, decisionNo: null };
  return { owner, danhbaId: danhbaId(realm.id, owner), reason, orderedBy: null };
}

function groupEntry(
  context: DesiredContext,
  name: string,
  description: string,
  members: readonly Owner[],
  params: Reason["params"] = {},
  decisionNo: string | null = null,
): DesiredEntry {
  const { id: realm, suffix } = context.realm;
  const owner = groupOwner(name);
  const id = danhbaId(realm, owner);
  const reason = (code: ReasonCode): Reason => ({
    code,
    params,
    clause: context.profile.clauses.group,
    decisionNo,
  });
  const changed = reason("GROUP_CHANGED");
  return {
    owner,
    danhbaId: id,
    dn: entryDn(suffix, "group", `cn=${name}`),
    parent: null,
    objectClasses: ["groupOfNames", "danhbaGroup"],
    attributes: { danhbaId: [id], cn: [name], description: [description] },
    managed: ["description", "danhbaUnit"],
    onCreate: { member: [placeholderDn(suffix)] },
    status: null,
    references: { member: members },
    reasons: { create: reason("GROUP_NEEDED"), modify: changed, group: changed, rename: changed },
  };
}
