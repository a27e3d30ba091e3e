/** A unit's three entries: its place in the tree, the group of its people, and its mailbox (design.md §4). */
import type { Reason, ReasonCode } from "../model/change.ts";
import { type AccountStatus, BRANCHES, type DesiredEntry, LOCKED_FOR_GOOD } from "../model/entry.ts";
import { agencyOwner, groupOwner, type Owner, unitOwner } from "../model/owner.ts";
import { addressAttributes, type DesiredContext, entryDn, placeholderDn } from "./context.ts";
import { danhbaId } from "./danhba-id.ts";
import { directoryText, presentOnly } from "./directory-text.ts";
import type { UnitNode } from "./unit-tree.ts";

/**
 * No hash scheme makes a password of this: a mailbox must have a `userPassword` (RFC 4524 §3.14), and nobody can
 * sign in with this one.
 */
const UNUSABLE_PASSWORD = "{CRYPT}!";

function unitDn(suffix: string, node: UnitNode): string {
  const above = node.parent === null ? `${BRANCHES.unit},${suffix}` : unitDn(suffix, node.parent);
  return `danhbaUnit=${node.unit.code},${above}`;
}

/** `organizationalUnit` in the tree below its parent. */
export function unitEntry(context: DesiredContext, node: UnitNode): DesiredEntry {
  const { unit } = node;
  const owner = unitOwner(unit.code);
  const id = danhbaId(context.realm.id, owner);
  return {
    owner,
    danhbaId: id,
    dn: unitDn(context.realm.suffix, node),
    parent: node.parent === null ? null : unitOwner(node.parent.unit.code),
    objectClasses: ["organizationalUnit", "danhbaOrgUnit"],
    attributes: {
      danhbaId: [id],
      danhbaUnit: [unit.code],
      ou: [unitText(node)],
      businessCategory: [unit.kind],
    },
    managed: ["ou", "businessCategory"],
    onCreate: {},
    status: null,
    references: {},
    reasons: {
      create: unitReason(context, node, "UNIT_ESTABLISHED"),
      modify: unitReason(context, node, "UNIT_CHANGED"),
      rename: unitReason(context, node, "UNIT_MOVED"),
    },
  };
}

/** The people who hold a post in the unit. */
export function unitGroupEntry(
  context: DesiredContext,
  node: UnitNode,
  members: readonly Owner[],
): DesiredEntry {
  const { unit } = node;
  const name = `unit-${unit.code}`;
  const reasons = groupReasons(unitReason(context, node, "GROUP_NEEDED"));
  return groupEntry(context, name, unitText(node), { danhbaUnit: [unit.code] }, members, reasons);
}

/** The heads of all agencies. */
export function headsGroupEntry(context: DesiredContext, heads: readonly Owner[]): DesiredEntry {
  const reason: Reason = {
    code: "GROUP_NEEDED",
    params: {},
    clause: context.profile.clauses.head,
    decisionNo: null,
  };
  return groupEntry(context, "heads", "Thủ trưởng các cơ quan, đơn vị", {}, heads, groupReasons(reason));
}

const groupReasons = (reason: Reason): DesiredEntry["reasons"] => {
  const changed: Reason = { ...reason, code: "GROUP_CHANGED" };
  return { create: reason, modify: changed, group: changed, rename: changed };
};

function groupEntry(
  context: DesiredContext,
  name: string,
  description: string,
  more: Readonly<Record<string, readonly string[]>>,
  members: readonly Owner[],
  reasons: DesiredEntry["reasons"],
): DesiredEntry {
  const { id: realm, suffix } = context.realm;
  const owner = groupOwner(name);
  const id = danhbaId(realm, owner);
  return {
    owner,
    danhbaId: id,
    dn: entryDn(suffix, "group", `cn=${name}`),
    parent: null,
    objectClasses: ["groupOfNames", "danhbaGroup"],
    attributes: { danhbaId: [id], cn: [name], description: [description], ...more },
    managed: ["description", "danhbaUnit"],
    onCreate: { member: [placeholderDn(suffix)] },
    status: null,
    references: { member: members },
    reasons,
  };
}

/** The mailbox `uid=<local part>,ou=agencies`; its holder is the head, if the head has a live account. */
export function agencyEntry(
  context: DesiredContext,
  node: UnitNode,
  localPart: string,
  head: Owner | null,
  documentNo: string | null,
): DesiredEntry {
  const { unit } = node;
  const { id: realm, suffix } = context.realm;
  const { quotaBytes } = context.profile.limits;
  const owner = agencyOwner(unit.code);
  const id = danhbaId(realm, owner);
  const status: AccountStatus = node.isLive ? "active" : "disabled";
  const addressed = (code: ReasonCode, clause: string): Reason => {
    const reason = unitReason(context, node, code, clause);
    return documentNo === null ? reason : { ...reason, decisionNo: documentNo };
  };
  return {
    owner,
    danhbaId: id,
    dn: entryDn(suffix, "agency", `uid=${localPart}`),
    parent: null,
    objectClasses: [
      "organizationalRole",
      "uidObject",
      "simpleSecurityObject",
      "inetLocalMailRecipient",
      "danhbaAccount",
    ],
    attributes: presentOnly({
      danhbaId: [id],
      danhbaStatus: [status],
      uid: [localPart],
      cn: [unitText(node)],
      ...addressAttributes(context, owner, localPart),
      danhbaUnit: [unit.code],
      danhbaMailQuota: quotaBytes === null ? [] : [String(quotaBytes)],
    }),
    managed: ["cn", "mail", "mailLocalAddress", "danhbaUnit", "danhbaMailQuota"],
    onCreate: {
      userPassword: [UNUSABLE_PASSWORD],
      ...(status === "active" ? {} : { pwdAccountLockedTime: [LOCKED_FOR_GOOD] }),
    },
    status,
    references: { roleOccupant: head === null || !node.isLive ? [] : [head] },
    reasons: {
      create: addressed("MAILBOX_ISSUED", context.profile.clauses.create),
      modify: unitReason(context, node, "MAILBOX_CHANGED", context.profile.clauses.modify),
      rename: addressed("ADDRESS_CHANGED", context.profile.clauses.rename),
      disable: unitReason(context, node, "UNIT_DISSOLVED", context.profile.clauses.dissolve),
      restore: unitReason(context, node, "UNIT_REESTABLISHED", context.profile.clauses.restore),
      group: unitReason(context, node, "MAILBOX_CHANGED", context.profile.clauses.head),
    },
  };
}

const unitText = (node: UnitNode): string => directoryText(node.unit.name) ?? node.unit.code;

function unitReason(
  context: DesiredContext,
  { unit }: UnitNode,
  code: ReasonCode,
  clause: string = context.profile.clauses.createUnit,
): Reason {
  return { code, params: { unit: unit.code }, clause, decisionNo: unit.decisionNo };
}
