/** Snapshot × profile × ledger → the entries that should exist, the addresses to issue, and what is wrong. */
import type { LedgerAddress } from "../model/address.ts";
import type { LedgerChange } from "../model/change.ts";
import type { AccountStatus, DesiredEntry } from "../model/entry.ts";
import type { Day, FeedPerson, FeedSnapshot, Instant } from "../model/feed.ts";
import type { Finding } from "../model/finding.ts";
import { agencyOwner, type Owner, personOwner, splitOwner } from "../model/owner.ts";
import { type NamedPerson, nameBatch } from "../naming/name-batch.ts";
import type { Profile } from "../naming/profile.ts";
import { isStatusPending, LIFE } from "./account-life.ts";
import type { DesiredContext, RealmPlace } from "./context.ts";
import { ledgerChanges } from "./ledger-changes.ts";
import { leaverEntry, personEntry } from "./person-entry.ts";
import { type Posts, postsOn } from "./posts.ts";
import { agencyEntry, headsGroupEntry, unitEntry, unitGroupEntry } from "./unit-entries.ts";
import { buildUnitTree, type UnitNode } from "./unit-tree.ts";

export interface DesiredInput {
  readonly realm: RealmPlace;
  readonly profile: Profile;
  readonly snapshot: FeedSnapshot;
  readonly ledger: readonly LedgerAddress[];
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
}

/**
 * Whoever is not among the entries is left alone: people whose row is missing, or cannot be used until somebody
 * mends it, keep what they have.
 */
export function buildDesired(input: DesiredInput): Desired {
  const { realm, profile, snapshot, now, today } = input;
  const heldBy = Map.groupBy(input.ledger, ({ owner }) => owner);
  const context: DesiredContext = { realm, profile, now, ledgerOf: (owner) => heldBy.get(owner) ?? [] };
  const tree = buildUnitTree(snapshot.units, today);
  const people = sortPeople(input, tree.nodes, context);
  const findings: Finding[] = [...tree.findings, ...people.findings, ...absentees(input)];

  const names = nameBatch(profile, {
    units: [...tree.nodes.values()].filter(({ isLive }) => isLive).map(namingUnit),
    people: people.staying.map(namingPerson),
    ledger: input.ledger,
  });

  const entries: DesiredEntry[] = [];
  const ledger = new Map<Owner, readonly LedgerChange[]>();
  const record = (owner: Owner, issued: Issued) => {
    const changes = ledgerChanges(owner, issued, context.ledgerOf(owner), profile.aliasDays, now);
    if (changes.length > 0) ledger.set(owner, changes);
  };

  const active = new Map<Owner, Posts>();
  for (const [index, candidate] of people.staying.entries()) {
    const named = names.people[index] as NamedPerson;
    if (named.finding !== null) findings.push(named.finding);
    findings.push(...named.notes);
    if (named.localPart === null) continue;
    const owner = personOwner(candidate.person.id);
    const built = personEntry(context, { ...candidate, named, localPart: named.localPart });
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
    if (named !== undefined && named.finding !== null) findings.push(named.finding);
    const owner = agencyOwner(code);
    const issued = context.ledgerOf(owner).find(({ role }) => role === "primary")?.localPart ?? null;
    const localPart = node.isLive ? (named?.localPart ?? issued) : issued;
    if (localPart === null) continue;
    entries.push(agencyEntry(context, node, localPart, liveHead));
    if (named?.localPart === localPart) {
      record(owner, { localPart, form: named.form, clause: named.clause });
    }
  }
  entries.push(headsGroupEntry(context, [...new Set(heads)].toSorted()));
  return { entries, ledger, findings: findings.toSorted(byOwnerAndCode) };
}

type Issued = Pick<LedgerAddress, "localPart" | "form" | "clause">;

interface Staying {
  readonly person: FeedPerson;
  readonly posts: Posts;
  readonly node: UnitNode;
  readonly status: AccountStatus;
}

interface SortedPeople {
  readonly staying: readonly Staying[];
  readonly leaving: readonly { readonly person: FeedPerson; readonly localPart: string }[];
  readonly findings: readonly Finding[];
}

/**
 * | status on the day | has an account | held post | becomes |
 * |---|---|---|---|
 * | of a leaver | yes | any | leaving: locked, all else kept |
 * | of a leaver | no | any | nothing |
 * | of staff | any | one primary | staying |
 * | of staff | any | none, or unclear | left alone, with a finding (none for a post still to come) |
 */
function sortPeople(
  { snapshot, accounts, today }: DesiredInput,
  nodes: ReadonlyMap<string, UnitNode>,
  context: DesiredContext,
): SortedPeople {
  const staying: Staying[] = [];
  const leaving: { person: FeedPerson; localPart: string }[] = [];
  const findings: Finding[] = [];
  const appointments = Map.groupBy(snapshot.appointments, ({ personId }) => personId);
  const known = new Set(snapshot.people.map(({ id }) => id));
  for (const personId of appointments.keys()) {
    if (!known.has(personId))
      findings.push({ code: "UNKNOWN_PERSON", owner: personOwner(personId), params: {} });
  }

  for (const person of snapshot.people) {
    const owner = personOwner(person.id);
    const issued = context.ledgerOf(owner).find(({ role }) => role === "primary")?.localPart ?? null;
    const status = isStatusPending(person, today)
      ? (accounts.get(owner) ?? "active")
      : LIFE[person.status].account;
    if (status === "disabled") {
      if (issued !== null) leaving.push({ person, localPart: issued });
      continue;
    }
    const posts = postsOn(appointments.get(person.id) ?? [], today);
    const node = posts.primary === null ? undefined : nodes.get(posts.primary.unitCode);
    const finding = postFinding(owner, posts, node);
    if (finding !== null) findings.push(finding);
    else if (node !== undefined) staying.push({ person, posts, node, status });
  }
  return { staying, leaving, findings };
}

function postFinding(owner: Owner, posts: Posts, node: UnitNode | undefined): Finding | null {
  if (posts.primary === null) {
    return posts.hasFuture ? null : { code: "NO_PRIMARY_POST", owner, params: {} };
  }
  const unit = posts.primary.unitCode;
  if (posts.isAmbiguous) return { code: "SEVERAL_PRIMARY_POSTS", owner, params: { unit } };
  return node === undefined ? { code: "UNKNOWN_UNIT", owner, params: { unit } } : null;
}

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

const namingUnit = ({ unit }: UnitNode) => ({
  code: unit.code,
  name: unit.name,
  kind: unit.kind,
  parent: unit.parentCode,
  mailboxName: unit.mailboxName,
});

const namingPerson = ({ person, posts }: Staying) => ({
  id: person.id,
  fullName: person.fullName,
  familyMiddleName: person.familyMiddleName,
  givenName: person.givenName,
  unit: posts.primary?.unitCode ?? null,
  leaderRank: posts.leaderRank,
  registeredAt: person.registeredAt,
  extension: person.mailboxExtension,
  localPart: person.requestedLocalPart,
});

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
