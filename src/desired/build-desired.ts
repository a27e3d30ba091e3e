/** Snapshot × profile × ledger → the entries that should exist, the addresses to issue, and what is wrong. */
import { type LedgerAddress, primaryLocalParts } from "../model/address.ts";
import type { LedgerChange } from "../model/change.ts";
import { type Decided, type Question, questionOf } from "../model/decision.ts";
import type { AccountStatus, DesiredEntry } from "../model/entry.ts";
import type { Day, FeedSnapshot, Instant } from "../model/feed.ts";
import type { Finding } from "../model/finding.ts";
import { agencyOwner, type Owner, personOwner, splitOwner } from "../model/owner.ts";
import { type NamedPerson, nameBatch } from "../naming/name-batch.ts";
import type { Profile } from "../naming/profile.ts";
import type { DesiredContext, RealmPlace } from "./context.ts";
import { ledgerChanges } from "./ledger-changes.ts";
import { namingBatch } from "./naming-batch.ts";
import { leaverEntry, personEntry } from "./person-entry.ts";
import type { Posts } from "./posts.ts";
import { sortPeople } from "./sort-people.ts";
import { agencyEntry, headsGroupEntry, unitEntry, unitGroupEntry } from "./unit-entries.ts";
import { buildUnitTree } from "./unit-tree.ts";

export interface DesiredInput {
  readonly realm: RealmPlace;
  readonly profile: Profile;
  readonly snapshot: FeedSnapshot;
  readonly ledger: readonly LedgerAddress[];
  /** What operators have decided so far. */
  readonly decided: Decided;
  /** The login state that accounts have now, for those whose next status has not begun. */
  readonly accounts: ReadonlyMap<Owner, AccountStatus>;
  readonly now: Instant;
  /** The day in the realm's time zone. */
  readonly today: Day;
}

export interface Desired {
  readonly entries: readonly DesiredEntry[];
  readonly ledger: ReadonlyMap<Owner, readonly LedgerChange[]>;
  readonly findings: readonly Finding[];
  /** Those findings that wait for a person's decision. */
  readonly questions: readonly Question[];
}

/**
 * Whoever is not among the entries is left alone: people whose row is missing, or cannot be used until somebody
 * mends it, keep what they have.
 */
export function buildDesired(input: DesiredInput): Desired {
  const { realm, profile, snapshot, decided, now, today } = input;
  const heldBy = Map.groupBy(input.ledger, ({ owner }) => owner);
  const context: DesiredContext = { realm, profile, now, ledgerOf: (owner) => heldBy.get(owner) ?? [] };
  const tree = buildUnitTree(snapshot.units, today);
  const issued = primaryLocalParts(input.ledger);
  const people = sortPeople(snapshot, today, tree.nodes, { issued, states: input.accounts });
  const findings: Finding[] = [...tree.findings, ...people.findings, ...absentees(input)];
  const questions: Question[] = [];
  /** Tells a finding of the naming engine, unless a person has settled it. */
  const tell = (finding: Finding, proposals: readonly string[]) => {
    if (decided.isSettled(finding)) return;
    findings.push(finding);
    const question = questionOf(finding, proposals);
    if (question !== null) questions.push(question);
  };

  const batch = namingBatch(tree.nodes.values(), people.staying, input.ledger, decided);
  const names = nameBatch(profile, batch);

  const entries: DesiredEntry[] = [];
  const ledger = new Map<Owner, readonly LedgerChange[]>();
  const record = (owner: Owner, given: Issued) => {
    const changes = ledgerChanges(owner, given, context.ledgerOf(owner), profile.aliasDays, now);
    if (changes.length > 0) ledger.set(owner, changes);
  };

  const active = new Map<Owner, Posts>();
  for (const [index, candidate] of people.staying.entries()) {
    const named = names.people[index] as NamedPerson;
    if (named.finding !== null) tell(named.finding, named.proposals);
    const notes = named.notes.filter((note) => !decided.isSettled(note));
    for (const note of notes) tell(note, named.proposals);
    if (named.localPart === null) continue;
    const owner = personOwner(candidate.person.id);
    const built = personEntry(context, {
      ...candidate,
      named: { ...named, notes },
      localPart: named.localPart,
      documentNo: decided.localPartOf(owner)?.documentNo ?? null,
    });
    entries.push(built.entry);
    findings.push(...built.findings);
    record(owner, { localPart: named.localPart, form: named.form, clause: named.clause });
    if (candidate.status === "active") active.set(owner, candidate.posts);
  }
  for (const { person, localPart } of people.leaving) entries.push(leaverEntry(context, person, localPart));

  const nameOf = new Map(names.units.map((named) => [named.code, named]));
  const members = membersByUnit(active);
  const heads: Owner[] = [];
  for (const node of tree.nodes.values()) {
    const { code, headPersonId, kind } = node.unit;
    entries.push(unitEntry(context, node), unitGroupEntry(context, node, members.get(code) ?? []));
    const head = headPersonId === null ? null : personOwner(headPersonId);
    const liveHead = head !== null && active.has(head) ? head : null;
    if (liveHead !== null && node.isLive && kind !== "division") heads.push(liveHead);

    const named = nameOf.get(code);
    if (named !== undefined && named.finding !== null)
      tell(named.finding, names.unitProposals.get(code) ?? []);
    const owner = agencyOwner(code);
    const live = issued.get(owner) ?? null;
    const localPart = node.isLive ? (named?.localPart ?? live) : live;
    if (localPart === null) continue;
    entries.push(
      agencyEntry(context, node, localPart, liveHead, decided.localPartOf(owner)?.documentNo ?? null),
    );
    if (named?.localPart === localPart) {
      record(owner, { localPart, form: named.form, clause: named.clause });
    }
  }
  entries.push(headsGroupEntry(context, [...new Set(heads)].toSorted()));
  return { entries, ledger, findings: findings.toSorted(byOwnerAndCode), questions };
}

type Issued = Pick<LedgerAddress, "localPart" | "form" | "clause">;

/** Owners with an address of their own whose row is no longer in the feed: told, never touched. */
function absentees({ snapshot, ledger }: DesiredInput): Finding[] {
  const people = new Set(snapshot.people.map(({ id }) => id));
  const units = new Set(snapshot.units.map(({ code }) => code));
  const owners = ledger.filter(({ role }) => role === "primary").map(({ owner }) => owner);
  return owners
    .filter((owner) => {
      const { kind, id } = splitOwner(owner);
      return kind === "person" ? !people.has(id) : kind === "agency" && !units.has(id);
    })
    .map((owner) => ({ code: "ABSENT_FROM_FEED", owner, params: {} }));
}

function membersByUnit(active: ReadonlyMap<Owner, Posts>): Map<string, Owner[]> {
  const members = new Map<string, Set<Owner>>();
  for (const [owner, posts] of active) {
    for (const { unitCode } of posts.all) {
      const set = members.get(unitCode) ?? new Set();
      members.set(unitCode, set.add(owner));
    }
  }
  return new Map([...members].map(([code, owners]) => [code, [...owners].toSorted()]));
}

function byOwnerAndCode(a: Finding, b: Finding): number {
  const keyA = `${a.owner} ${a.code}`;
  const keyB = `${b.owner} ${b.code}`;
  return keyA < keyB ? -1 : keyA > keyB ? 1 : 0;
}
