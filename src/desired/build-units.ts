/** The organisation tree and the mailboxes of its units. */
import type { AccountFacts } from "../model/account.ts";
import { agencyOwner, type Owner, unitOwner } from "../model/owner.ts";
import { startOfDay } from "../model/vietnam-time.ts";
import type { NamedBatch } from "../naming/name-batch.ts";
import type { NamedUnit } from "../naming/naming-input.ts";
import { type AccountEvent, stateAfter } from "./account-life.ts";
import { agencyEntry, dissolvedAgencyEntry } from "./agency-entry.ts";
import { type ActivePerson, stateOf } from "./build-people.ts";
import { addressAttributes, type DesiredContext } from "./context.ts";
import { danhbaId } from "./danhba-id.ts";
import type { DesiredResult } from "./desired-result.ts";
import { type Inactivity, inactivityOf } from "./inactivity.ts";
import { endedAliases, ledgerChanges, nextAliasEnd } from "./ledger-changes.ts";
import { burial, mailboxAddresses, retirement } from "./mailbox-addresses.ts";
import { purgeReason } from "./person-reasons.ts";
import { type Retention, retentionOf } from "./retention.ts";
import type { SortedPeople } from "./sort-people.ts";
import { unitEntry } from "./unit-entries.ts";
import type { UnitNode, UnitTree } from "./unit-tree.ts";

/** @returns the heads of agencies that may sign in */
export function buildUnits(
  context: DesiredContext,
  tree: UnitTree,
  names: NamedBatch,
  people: SortedPeople,
  active: ReadonlyMap<string, ActivePerson>,
  result: DesiredResult,
): readonly Owner[] {
  const nameOf = new Map(names.units.map((named) => [named.code, named]));
  const heads: Owner[] = [];
  for (const [code, day] of tree.nextDays) {
    result.remind({ owner: unitOwner(code), at: startOfDay(day), why: "UNIT" });
  }
  for (const node of tree.nodes.values()) {
    const { code, kind } = node.unit;
    result.entries.push(unitEntry(context, node));
    if (!node.isLive) {
      buildDissolved(context, tree, node, result);
      continue;
    }
    const head = headOf(node, active);
    if (head !== null && kind !== "division") heads.push(head);
    const named = nameOf.get(code);
    if (named !== undefined && named.finding !== null) {
      result.ask(named.finding, names.unitProposals.get(code) ?? []);
    }
    buildMailbox(context, tree, node, named ?? null, active, result);
  }
  tellAbandoned(tree, people, result);
  return heads;
}

function headOf({ unit }: UnitNode, active: ReadonlyMap<string, ActivePerson>): Owner | null {
  return unit.headPersonId === null ? null : (active.get(unit.headPersonId)?.owner ?? null);
}

/** The mailbox of a live unit, under the name it gets or, while that waits for a person, the one it has. */
function buildMailbox(
  context: DesiredContext,
  tree: UnitTree,
  node: UnitNode,
  named: NamedUnit | null,
  active: ReadonlyMap<string, ActivePerson>,
  result: DesiredResult,
): void {
  const { profile, decided, issued, ledgerOf, now } = context;
  const { code, headPersonId } = node.unit;
  const owner = agencyOwner(code);
  const localPart = named?.localPart ?? issued.get(owner) ?? null;
  if (localPart === null) return;
  const head = headOf(node, active);
  if (head === null) {
    result.findings.push({ code: "MAILBOX_WITHOUT_OWNER", owner, params: { head: headPersonId ?? "" } });
  }
  const facts = context.accounts.get(owner);
  const delegates = context
    .ordersFor(owner, "delegate")
    .flatMap(({ person }) => (person === null ? [] : (active.get(person)?.owner ?? [])));
  const inactivity = inactivityOf(context, owner, { facts, isOnLeave: false, activeFrom: null });
  const event = liveEvent(inactivity, facts);
  const status = stateAfter(event, stateOf(context, owner));
  if (status === "none") return;
  const addresses = mailboxAddresses(context, tree, node, localPart);
  const documentNo = decided.localPartOf(owner)?.documentNo ?? null;
  const holders = [...new Set(head === null ? delegates : [head, ...delegates])];
  const mailbox = { node, localPart, addresses, holders, event, status, inactivity, documentNo };
  result.entries.push(agencyEntry(context, mailbox));
  if (named?.localPart === localPart) {
    const { form, clause } = named;
    const given = { localPart, form, clause };
    result.record(owner, ledgerChanges(owner, given, ledgerOf(owner), profile.aliasDays, now));
  }
  result.record(owner, addresses.ended);
  if (inactivity.at !== null) result.remind({ owner, at: inactivity.at, why: "INACTIVITY" });
  if (addresses.nextEnd !== null) result.remind({ owner, at: addresses.nextEnd, why: "ALIAS" });
  tellIdleOrders(context, owner, null, result);
}

/** The mailbox of a dissolved unit, if it has one: locked, then retained, then purged; merged ones without addresses. */
function buildDissolved(
  context: DesiredContext,
  tree: UnitTree,
  node: UnitNode,
  result: DesiredResult,
): void {
  const { code, effectiveTo } = node.unit;
  const owner = agencyOwner(code);
  const facts = context.accounts.get(owner);
  const localPart = context.issued.get(owner) ?? facts?.localPart ?? null;
  if (localPart === null) return;
  const end = tree.resolve(code);
  const successor = end === undefined || !end.isLive ? null : end;
  // What it gave to a successor whose row is in error now is still there: nothing is taken back until that is mended.
  const isInDoubt = successor === null && node.unit.successorCode !== null;
  if (isInDoubt && !context.issued.has(owner)) return;
  const retention = retentionOf(context, owner, facts, effectiveTo);
  tellIdleOrders(context, owner, retention, result);
  if (retention.step === "purge") {
    result.purges.push({
      owner,
      danhbaId: danhbaId(context.realm.id, owner),
      reason: {
        ...purgeReason(context, retention, node.unit.decisionNo),
        clause: context.profile.clauses.dissolve,
      },
      orderedBy: retention.orderedBy,
    });
    result.record(owner, burial(context, owner, successor !== null));
    return;
  }
  const event = successor === null ? "UNIT_DISSOLVED" : "UNIT_MERGED";
  const locked = stateAfter(event, stateOf(context, owner));
  const status = retention.step === "retained" ? stateAfter("RETENTION_BEGUN", locked) : locked;
  if (status === "none") return;
  const addresses = addressAttributes(context, owner, localPart);
  const mailbox = { node, successor, localPart, addresses, event, status, retention } as const;
  result.entries.push(dissolvedAgencyEntry(context, mailbox));
  if (successor !== null) result.record(owner, retirement(context, node));
  else tellAliases(context, owner, localPart, result);
  if (retention.at !== null) result.remind({ owner, at: retention.at, why: "RETENTION" });
}

/** Of a mailbox that keeps its addresses while it is locked. */
function tellAliases(context: DesiredContext, owner: Owner, localPart: string, result: DesiredResult): void {
  const held = context.ledgerOf(owner);
  result.record(owner, endedAliases(held, context.now, localPart));
  const at = nextAliasEnd(held, [], context.now);
  if (at !== null) result.remind({ owner, at, why: "ALIAS" });
}

function liveEvent({ action, reopenedBy }: Inactivity, facts: AccountFacts | undefined): AccountEvent {
  if (action !== null) return action === "disabled" ? "INACTIVE_REVOKED" : "INACTIVE_SUSPENDED";
  const isLocked = facts !== undefined && facts.status !== "active";
  const isForInactivity = facts?.reason === "ACCOUNT_INACTIVE" || facts?.reason === null;
  return reopenedBy !== null && isLocked && isForInactivity ? "REOPENED" : "UNIT_LIVE";
}

/** Orders to purge a mailbox that is not (or was not yet) given up: told, not done. */
function tellIdleOrders(
  context: DesiredContext,
  owner: Owner,
  retention: Retention | null,
  result: DesiredResult,
): void {
  if (retention?.step === "purge") return;
  const status = context.accounts.get(owner)?.status;
  if (status === undefined) return;
  for (const { id, kind } of context.ordersFor(owner, "purge")) {
    result.findings.push({ code: "ORDER_WITHOUT_ACCOUNT", owner, params: { order: id, kind, status } });
  }
}

/** Dissolved units that went nowhere although people have posts there. */
function tellAbandoned(tree: UnitTree, people: SortedPeople, result: DesiredResult): void {
  const left = new Map<string, number>();
  for (const { posts } of people.staying) {
    const nodes = new Set(posts.all.map(({ unitCode }) => tree.resolve(unitCode)));
    for (const node of nodes) {
      if (node === undefined || node.isLive || node.unit.successorCode !== null) continue;
      left.set(node.unit.code, (left.get(node.unit.code) ?? 0) + 1);
    }
  }
  for (const [code, count] of left) {
    const owner = unitOwner(code);
    result.findings.push({ code: "UNIT_WITHOUT_SUCCESSOR", owner, params: { people: count } });
  }
}
