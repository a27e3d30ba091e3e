/** Who of the feed's people stays, who leaves, and who is left alone with a finding. */
import type { AccountFacts } from "../model/account.ts";
import type { Day, FeedAppointment, FeedPerson, FeedSnapshot } from "../model/feed.ts";
import type { Finding } from "../model/finding.ts";
import { type Owner, personOwner } from "../model/owner.ts";
import { startOfDay } from "../model/vietnam-time.ts";
import {
  type AccountEvent,
  EVENT_OF_STATUS,
  isAbsence,
  isLeaving,
  type PersonEvent,
} from "./account-life.ts";
import type { DesiredContext } from "./context.ts";
import type { DesiredResult } from "./desired-result.ts";
import { identityFinding } from "./identity.ts";
import { type Inactivity, inactivityOf } from "./inactivity.ts";
import { openAccounts, ownerAt } from "./person-owner.ts";
import { nextPostDay, type Posts, postsOn } from "./posts.ts";
import type { UnitNode, UnitTree } from "./unit-tree.ts";

export interface Staying {
  readonly owner: Owner;
  readonly person: FeedPerson;
  readonly posts: Posts;
  /** The unit of the primary post, or the live one that it went into. */
  readonly node: UnitNode;
  /** The dissolved unit that HR still has the primary post in; null when it is the one above. */
  readonly mergedUnit: UnitNode | null;
  readonly event: AccountEvent;
  readonly inactivity: Inactivity;
}

export interface Leaving {
  readonly owner: Owner;
  readonly person: FeedPerson;
  readonly localPart: string;
  /** Null: what HR announces has not begun, and until then it stays as it is. */
  readonly event: AccountEvent | null;
  /** The first day of it, where HR says so; a later post elsewhere does not prolong what is cancelled. */
  readonly from: Day | null;
  /** The agency for whose sake this account is cancelled, by which decision; null for somebody who left. */
  readonly movedTo: { readonly agency: string; readonly decisionNo: string | null } | null;
}

export interface SortedPeople {
  readonly staying: readonly Staying[];
  readonly leaving: readonly Leaving[];
}

/**
 * | status on the day | has an account | held post | becomes |
 * |---|---|---|---|
 * | any | once had, of another person by name and birth | any | left alone: a person must say |
 * | of a leaver | yes | any | leaving |
 * | of a leaver | no | any | nothing |
 * | of staff, not begun | no | any | nothing yet |
 * | of staff | no | any, without a decision number where one is required | nothing, with a finding |
 * | of staff | any | one primary | staying; accounts at other agencies are cancelled where transfers do that |
 * | of staff | any | none, or unclear | left alone, with a finding (none for a post still to come) |
 * | of staff, on leave | yes | none, or unclear | the same, but locked |
 */
export function sortPeople(
  context: DesiredContext,
  snapshot: FeedSnapshot,
  tree: UnitTree,
  result: DesiredResult,
): SortedPeople {
  const appointments = Map.groupBy(snapshot.appointments, ({ personId }) => personId);
  const accountsOf = openAccounts(context);
  const known = new Set(snapshot.people.map(({ id }) => id));
  for (const personId of appointments.keys()) {
    if (!known.has(personId)) {
      result.findings.push({ code: "UNKNOWN_PERSON", owner: personOwner(personId), params: {} });
    }
  }
  const staying: Staying[] = [];
  const leaving: Leaving[] = [];
  for (const person of snapshot.people) {
    const accounts = accountsOf(person.id);
    const row = { person, accounts, held: appointments.get(person.id) ?? [] };
    const sorted = sortPerson(context, tree, row, result);
    staying.push(...sorted.staying);
    leaving.push(...sorted.leaving);
  }
  return { staying, leaving };
}

interface PersonRow {
  readonly person: FeedPerson;
  /** All that the person has, locked ones included. */
  readonly accounts: readonly Owner[];
  readonly held: readonly FeedAppointment[];
}

const NOBODY: SortedPeople = { staying: [], leaving: [] };

function sortPerson(
  context: DesiredContext,
  tree: UnitTree,
  row: PersonRow,
  result: DesiredResult,
): SortedPeople {
  const { person, accounts, held } = row;
  const [anyOwner = personOwner(person.id)] = accounts;
  const isPending = person.statusFrom !== null && person.statusFrom > context.today;
  if (isPending && person.statusFrom !== null) {
    result.remind({ owner: anyOwner, at: startOfDay(person.statusFrom), why: "STATUS" });
  }
  const said = isPending ? null : EVENT_OF_STATUS[person.status];
  const hasLeft = said !== null && isLeaving(said);
  if (hasLeft && accounts.length === 0) return NOBODY;

  const other = identityFinding(context.identities.get(person.id), person, anyOwner);
  if (other !== null && !context.decided.isSettled(other)) {
    result.ask(other, []);
    return NOBODY;
  }
  if (hasLeft) {
    const why = { event: said, from: person.statusFrom, movedTo: null };
    return { ...NOBODY, leaving: accounts.flatMap((owner) => leavingOf(context, person, owner, why)) };
  }
  const nextDay = nextPostDay(held, context.today);
  if (nextDay !== null) result.remind({ owner: anyOwner, at: startOfDay(nextDay), why: "POST" });
  return sortStaff(context, tree, row, said, result);
}

/** @param said what HR says of somebody who has not left; null: only from a day to come */
function sortStaff(
  context: DesiredContext,
  tree: UnitTree,
  { person, accounts, held }: PersonRow,
  said: PersonEvent | null,
  result: DesiredResult,
): SortedPeople {
  const posts = postsOn(resolved(held, tree), context.today);
  const { primary } = posts;
  const node = primary === null ? undefined : tree.resolve(primary.unitCode);
  const [anyOwner = personOwner(person.id)] = accounts;
  const owner = node === undefined ? anyOwner : ownerAt(context, tree, person.id, node.root.code, accounts);
  const facts = context.accounts.get(owner);
  const isIssued = context.issued.has(owner);
  const waiting = (former: Owner) =>
    leavingOf(context, person, former, { event: null, from: null, movedTo: null });
  // The account that says what is true until HR's word begins: where transfers cancel, it may be at another agency.
  const inUse = isIssued
    ? owner
    : accounts.find((other) => eventOfState(context.accounts.get(other)) !== null);
  // Of somebody danhba has known, and whose account is locked or gone, nothing says that they are at work.
  const isNew = accounts.length === 0 && !context.identities.has(person.id);
  if (said === null && inUse === undefined && (!isNew || person.status === "working")) {
    return { ...NOBODY, leaving: accounts.flatMap(waiting) };
  }
  const event = said ?? eventOfState(context.accounts.get(inUse ?? owner));
  if (event === null) return { ...NOBODY, leaving: waiting(owner) };
  const problem = postFinding(owner, posts, node);
  if (problem !== null) result.findings.push(problem);
  if (problem !== null || node === undefined || primary === null) {
    // Where somebody on leave belongs does not matter: the account is locked.
    const open = isAbsence(event) ? accounts.filter((other) => isOpen(context, other)) : [];
    const why = { event, from: null, movedTo: null };
    return { ...NOBODY, leaving: open.flatMap((other) => leavingOf(context, person, other, why)) };
  }

  const movedTo = { agency: node.root.code, decisionNo: primary.decisionNo };
  const why = { event: "TRANSFER_CANCELLED", from: null, movedTo } as const;
  const leaving = accounts
    .filter((former) => former !== owner)
    .flatMap((former) => leavingOf(context, person, former, why));
  if (!isIssued && lacksDecision(context, person, primary)) {
    result.findings.push({ code: "DECISION_NO_MISSING", owner, params: {} });
    return { staying: [], leaving };
  }
  const activeFrom = said === "WORKING" ? person.statusFrom : null;
  const inactivity = inactivityOf(context, owner, { facts, isOnLeave: isAbsence(event), activeFrom });
  const staying: Staying = {
    owner,
    person,
    posts,
    node,
    mergedUnit: mergedUnit(held, primary, tree),
    event: withInactivity(event, inactivity, facts),
    inactivity,
  };
  return { staying: [staying], leaving };
}

function leavingOf(
  { issued }: DesiredContext,
  person: FeedPerson,
  owner: Owner,
  why: Pick<Leaving, "event" | "from" | "movedTo">,
): Leaving[] {
  const localPart = issued.get(owner);
  return localPart === undefined ? [] : [{ owner, person, localPart, ...why }];
}

/** Neither given up nor revoked; an owner whose entry somebody took away has nothing to lock. */
function isOpen({ accounts }: DesiredContext, owner: Owner): boolean {
  const facts = accounts.get(owner);
  const status = facts?.given ?? facts?.status;
  return status === "active" || status === "suspended";
}

/** Until a status begins things stay as they are; null for somebody who has left. */
function eventOfState(facts: AccountFacts | undefined): PersonEvent | null {
  const status = facts?.given ?? facts?.status;
  if (facts === undefined || status === "active" || facts.reason === "ACCOUNT_INACTIVE") return "WORKING";
  if (status !== "suspended") return null;
  return facts.reason === "PERSON_DUTY_SUSPENDED" ? "DUTY_SUSPENDED" : "LONG_LEAVE";
}

/** Being revoked for inactivity outweighs an absence; being suspended for it does not add to one. */
function withInactivity(
  event: PersonEvent,
  { action, reopenedBy }: Inactivity,
  facts: AccountFacts | undefined,
): AccountEvent {
  if (action === "disabled") return "INACTIVE_REVOKED";
  if (event !== "WORKING") return event;
  if (action === "suspended") return "INACTIVE_SUSPENDED";
  const isReopened = reopenedBy !== null && facts !== undefined && facts.status !== "active";
  const isForInactivity = facts?.reason === "ACCOUNT_INACTIVE" || facts?.reason === null;
  return isReopened && isForInactivity ? "REOPENED" : "WORKING";
}

function postFinding(owner: Owner, posts: Posts, node: UnitNode | undefined): Finding | null {
  if (posts.primary === null) {
    return posts.hasFuture ? null : { code: "NO_PRIMARY_POST", owner, params: {} };
  }
  const unit = posts.primary.unitCode;
  if (posts.isAmbiguous) return { code: "SEVERAL_PRIMARY_POSTS", owner, params: { unit } };
  return node === undefined ? { code: "UNKNOWN_UNIT", owner, params: { unit } } : null;
}

/** Posts in a unit that went into another one are posts there. */
function resolved(held: readonly FeedAppointment[], tree: UnitTree): readonly FeedAppointment[] {
  return held.map((post) => {
    const unitCode = tree.resolve(post.unitCode)?.unit.code ?? post.unitCode;
    return unitCode === post.unitCode ? post : { ...post, unitCode };
  });
}

function mergedUnit(
  held: readonly FeedAppointment[],
  primary: FeedAppointment,
  tree: UnitTree,
): UnitNode | null {
  const asDelivered = held.find(({ id }) => id === primary.id);
  return asDelivered === undefined || asDelivered.unitCode === primary.unitCode
    ? null
    : (tree.nodes.get(asDelivered.unitCode) ?? null);
}

/** Bình Thuận II.4, Quảng Trị Đ.9. */
function lacksDecision({ profile }: DesiredContext, person: FeedPerson, post: FeedAppointment): boolean {
  const numbers = [post.decisionNo, person.decisionNo];
  return profile.decisionNumberRequired && numbers.every((number) => (number ?? "").trim() === "");
}
