/** The mailbox of a unit: `uid=<local part>,ou=agencies` (design.md §4). */
import type { Reason, ReasonCode } from "../model/change.ts";
import {
  type AccountStatus,
  type Attributes,
  type DesiredEntry,
  LOCKED_FOR_GOOD,
  type ReasonsByChange,
} from "../model/entry.ts";
import type { Params } from "../model/finding.ts";
import { agencyOwner, type Owner } from "../model/owner.ts";
import { unusablePassword } from "../model/password-change.ts";
import { type AccountEvent, type Move, movesByKind } from "./account-life.ts";
import { type DesiredContext, entryDn, quotaOf } from "./context.ts";
import { danhbaId } from "./danhba-id.ts";
import { presentOnly } from "./directory-text.ts";
import type { Inactivity } from "./inactivity.ts";
import type { MailboxAddresses } from "./mailbox-addresses.ts";
import { policyAttributes, policyManaged } from "./password-policy.ts";
import type { Retention } from "./retention.ts";
import { unitReason, unitText } from "./unit-entries.ts";
import type { UnitNode } from "./unit-tree.ts";

export interface LiveMailbox {
  readonly node: UnitNode;
  readonly localPart: string;
  readonly addresses: MailboxAddresses;
  /** The head first, then delegates. */
  readonly holders: readonly Owner[];
  readonly event: AccountEvent;
  readonly status: AccountStatus;
  readonly inactivity: Inactivity;
  /** Document under which an operator decided the address. */
  readonly documentNo: string | null;
}

/** The mailbox of a unit that is there. */
export function agencyEntry(context: DesiredContext, mailbox: LiveMailbox): DesiredEntry {
  const { node, localPart, addresses, holders, event, status, inactivity, documentNo } = mailbox;
  const { clauses, limits } = context.profile;
  const owner = agencyOwner(node.unit.code);
  const quota = quotaOf(context, owner);
  const reason = reasonsOf(context, node);
  const merger = mergerReason(context, node, addresses.joining);
  const ofMove = ({ reason: code, clause }: Move): Reason => {
    const rests = clauses[clause];
    if (code === "ACCOUNT_INACTIVE") {
      const params = { since: inactivity.since ?? "", months: limits.inactivity?.months ?? 0 };
      return { code, params, clause: rests, decisionNo: null };
    }
    const reopening = {
      code,
      params: {},
      clause: rests,
      decisionNo: inactivity.reopenedBy?.documentNo ?? null,
    };
    return code === "ACCOUNT_REOPENED" ? reopening : reason(code, rests);
  };
  return {
    ...frame(context, node, localPart, status, { ...addresses.attributes, ...quotaAttribute(quota.bytes) }),
    onCreate: {
      userPassword: [unusablePassword(danhbaId(context.realm.id, owner))],
      ...(status === "active" ? {} : { pwdAccountLockedTime: [LOCKED_FOR_GOOD] }),
    },
    follows: addresses.follows,
    references: { roleOccupant: holders },
    reasons: {
      create: reason("MAILBOX_ISSUED", clauses.create, {}, documentNo),
      modify: merger ?? reason("MAILBOX_CHANGED", clauses.modify),
      rename: reason("ADDRESS_CHANGED", clauses.rename, {}, documentNo),
      ...lifeReasons(event, ofMove),
      head: reason("HEAD_CHANGED", clauses.head),
      quota: {
        code: "QUOTA_CHANGED",
        params: { bytes: quota.bytes ?? 0 },
        clause: clauses.quota,
        decisionNo: quota.order?.documentNo ?? null,
      },
      ...(addresses.ended.length === 0
        ? {}
        : { alias: { code: "ALIAS_ENDED", params: {}, clause: clauses.modify, decisionNo: null } }),
    },
  };
}

export interface DissolvedMailbox {
  readonly node: UnitNode;
  /** The live unit that the unit went into; null where there is none. */
  readonly successor: UnitNode | null;
  readonly localPart: string;
  /** What is left of them: nothing where they went to the successor. */
  readonly addresses: Attributes;
  readonly event: AccountEvent;
  readonly status: AccountStatus;
  readonly retention: Retention;
}

/** The mailbox of a dissolved unit: locked, held by nobody and never made anew; it loses its addresses when retained. */
export function dissolvedAgencyEntry(context: DesiredContext, mailbox: DissolvedMailbox): DesiredEntry {
  const { node, successor, localPart, addresses, event, status, retention } = mailbox;
  const { clauses } = context.profile;
  const owner = agencyOwner(node.unit.code);
  const isAddressed = status === "disabled" && successor === null;
  const reason = reasonsOf(context, node);
  const into = successor === null ? {} : { successor: successor.unit.code };
  const ofMove = ({ reason: code, clause }: Move) => reason(code, clauses[clause], into);
  const quota = quotaAttribute(quotaOf(context, owner).bytes);
  return {
    ...frame(context, node, localPart, status, { ...(isAddressed ? addresses : {}), ...quota }),
    onCreate: {},
    references: { roleOccupant: [] },
    reasons: {
      modify:
        successor === null
          ? reason("MAILBOX_CHANGED", clauses.modify)
          : reason("UNIT_MERGED", clauses.dissolve, into),
      rename: reason("ADDRESS_CHANGED", clauses.rename),
      ...lifeReasons(event, ofMove),
      alias: { code: "ALIAS_ENDED", params: {}, clause: clauses.modify, decisionNo: null },
      retain: {
        code: "ACCOUNT_RETAINED",
        params: { since: retention.since ?? "" },
        clause: clauses.dissolve,
        decisionNo: node.unit.decisionNo,
      },
    },
  };
}

function frame(
  context: DesiredContext,
  node: UnitNode,
  localPart: string,
  status: AccountStatus,
  attributes: Attributes,
): Omit<DesiredEntry, "onCreate" | "references" | "reasons"> {
  const { id: realm, suffix } = context.realm;
  const owner = agencyOwner(node.unit.code);
  const id = danhbaId(realm, owner);
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
      danhbaUnit: [node.unit.code],
      ...attributes,
      ...policyAttributes(context, owner),
    }),
    managed: ["cn", "mail", "mailLocalAddress", "danhbaUnit", "danhbaMailQuota", ...policyManaged(context)],
    status,
  };
}

const quotaAttribute = (bytes: number | null): Attributes =>
  bytes === null ? {} : { danhbaMailQuota: [String(bytes)] };

function lifeReasons(event: AccountEvent, ofMove: (move: Move) => Reason): ReasonsByChange {
  const moves = movesByKind(event);
  const kinds = ["suspend", "disable", "restore"] as const;
  return Object.fromEntries(
    kinds.flatMap((kind) => {
      const move = moves.get(kind);
      return move === undefined ? [] : [[kind, ofMove(move)]];
    }),
  );
}

/** Why a mailbox gets the address of a unit that goes into its own now; null when none does. */
function mergerReason(context: DesiredContext, node: UnitNode, joining: readonly UnitNode[]): Reason | null {
  const [former] = joining;
  if (former === undefined) return null;
  return reasonsOf(context, former)("UNIT_MERGED", context.profile.clauses.dissolve, {
    successor: node.unit.code,
  });
}

function reasonsOf(context: DesiredContext, node: UnitNode) {
  return (code: ReasonCode, clause: string, more: Params = {}, documentNo: string | null = null): Reason => {
    const { params, decisionNo } = unitReason(context, node, code, clause);
    return { code, params: { ...params, ...more }, clause, decisionNo: documentNo ?? decisionNo };
  };
}
