/** The accounts of people: who has one, in which state, under which name. */
import type { LedgerChange } from "../model/change.ts";
import type { FeedPerson } from "../model/feed.ts";
import type { Owner } from "../model/owner.ts";
import type { NamedBatch, NamedPerson } from "../naming/name-batch.ts";
import { type AccountEvent, type AccountState, stateAfter } from "./account-life.ts";
import type { DesiredContext } from "./context.ts";
import { danhbaId } from "./danhba-id.ts";
import type { DesiredResult } from "./desired-result.ts";
import { newIdentity } from "./identity.ts";
import { allBuried, endedAliases, ledgerChanges, nextAliasEnd } from "./ledger-changes.ts";
import { lockedEntry, personEntry } from "./person-entry.ts";
import { purgeReason } from "./person-reasons.ts";
import type { Posts } from "./posts.ts";
import { retentionOf } from "./retention.ts";
import type { Leaving, SortedPeople, Staying } from "./sort-people.ts";

/** Somebody who may sign in: who belongs to groups and may hold mailboxes. */
export interface ActivePerson {
  readonly owner: Owner;
  readonly person: FeedPerson;
  readonly posts: Posts;
}

/** @returns the people who may sign in, by person id */
export function buildPeople(
  context: DesiredContext,
  people: SortedPeople,
  names: NamedBatch,
  result: DesiredResult,
): ReadonlyMap<string, ActivePerson> {
  const active = new Map<string, ActivePerson>();
  for (const [index, staying] of people.staying.entries()) {
    const isActive = buildStaying(context, staying, names.people[index] as NamedPerson, result);
    const { owner, person, posts } = staying;
    if (isActive) active.set(person.id, { owner, person, posts });
  }
  for (const leaving of people.leaving) buildLeaving(context, leaving, result);
  return active;
}

/** @returns whether the account is there and may be used */
function buildStaying(
  context: DesiredContext,
  staying: Staying,
  named: NamedPerson,
  result: DesiredResult,
): boolean {
  const { profile, decided, ledgerOf, now } = context;
  const { owner, person, event, inactivity } = staying;
  if (named.finding !== null) result.ask(named.finding, named.proposals);
  const notes = named.notes.filter((note) => !decided.isSettled(note));
  for (const note of notes) result.ask(note, named.proposals);
  const { localPart, form, clause } = named;
  const status = stateAfter(event, stateOf(context, owner));
  if (localPart === null || status === "none") return false;

  const documentNo = decided.localPartOf(owner)?.documentNo ?? null;
  const built = personEntry(context, { staying, named: { ...named, notes }, localPart, status, documentNo });
  result.entries.push(built.entry);
  result.findings.push(...built.findings);
  remember(context, person, result);

  const held = ledgerOf(owner);
  const issued = ledgerChanges(owner, { localPart, form, clause }, held, profile.aliasDays, now);
  record(context, owner, [...endedAliases(held, now, localPart), ...issued], result);
  if (inactivity.at !== null) result.remind({ owner, at: inactivity.at, why: "INACTIVITY" });
  return status === "active";
}

/** Locked, then without addresses, then gone. */
function buildLeaving(context: DesiredContext, leaving: Leaving, result: DesiredResult): void {
  const { accounts, ledgerOf, now, realm } = context;
  const { owner, person, localPart, from } = leaving;
  const held = ledgerOf(owner);
  const retention = retentionOf(context, owner, accounts.get(owner), from);
  remember(context, person, result);
  // What is announced and has not begun lets no term run out; an order is an order.
  const isPurged = retention.step === "purge" && (leaving.event !== null || retention.order !== null);
  if (isPurged) {
    result.purges.push({
      owner,
      danhbaId: danhbaId(realm.id, owner),
      reason: purgeReason(context, retention, person.decisionNo),
      orderedBy: retention.orderedBy,
    });
    result.record(owner, allBuried(held));
    return;
  }
  const before = stateOf(context, owner);
  const isRetained = leaving.event !== null && retention.step === "retained" && before === "disabled";
  const event: AccountEvent | null = isRetained ? "RETENTION_BEGUN" : leaving.event;
  const status = stateAfter(event, before);
  if (status === "none") return;
  result.entries.push(lockedEntry(context, leaving, status, retention));
  record(context, owner, endedAliases(held, now, localPart), result);
  const isKept = status === "disabled" || status === "retained";
  if (isKept && leaving.event !== null && retention.at !== null) {
    result.remind({ owner, at: retention.at, why: "RETENTION" });
  }
}

/**
 * What danhba made of an account, whatever somebody has done to it since. An owner of an address whose entry somebody
 * took away counts as open: the plan finds out what there is.
 */
export function stateOf({ accounts, issued }: DesiredContext, owner: Owner): AccountState {
  const facts = accounts.get(owner);
  return facts?.given ?? facts?.status ?? (issued.has(owner) ? "active" : "none");
}

function remember({ identities }: DesiredContext, person: FeedPerson, result: DesiredResult): void {
  const identity = newIdentity(identities.get(person.id), person);
  if (identity !== null) result.remember(identity);
}

function record(
  { ledgerOf, now }: DesiredContext,
  owner: Owner,
  changes: readonly LedgerChange[],
  result: DesiredResult,
): void {
  result.record(owner, changes);
  const end = nextAliasEnd(ledgerOf(owner), changes, now);
  if (end !== null) result.remind({ owner, at: end, why: "ALIAS" });
}
