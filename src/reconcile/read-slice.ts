/** Reads of both sides what a plan for a scope rests on: the scope grows by those whom its mailboxes refer to. */
import { danhbaId } from "../desired/danhba-id.ts";
import { personIdOf } from "../desired/person-owner.ts";
import type { Ruling } from "../gate/judge-plan.ts";
import type { LedgerAddress } from "../model/address.ts";
import type { Decision } from "../model/decision.ts";
import { dnKey, type ObservedEntry } from "../model/entry.ts";
import type { Instant } from "../model/feed.ts";
import type { KnownFeed } from "../model/feed-certificate.ts";
import { agencyOwner, type Owner, personOwner, splitOwner } from "../model/owner.ts";
import { vietnamDay } from "../model/vietnam-time.ts";
import type { Referrer } from "../ports/directory-port.ts";
import type { RealmMemory } from "../ports/journal-port.ts";
import type { FeedSlice } from "../ports/scope-ports.ts";
import type { RealmServices } from "./realm-services.ts";
import { SCOPE_LIMIT, type Scope } from "./scope.ts";

export interface Slice {
  /** With everybody whom it took in. */
  readonly scope: Scope;
  readonly feed: FeedSlice;
  /** What the feed is compared with. */
  readonly known: KnownFeed | null;
  readonly memory: RealmMemory;
  readonly rulings: ReadonlyMap<string, Ruling>;
  readonly decisions: readonly Decision[];
  /** All rows of the scope's accounts and of all mailboxes. */
  readonly ledger: readonly LedgerAddress[];
  /** Entries of the scope's accounts and mailboxes. */
  readonly accounts: readonly ObservedEntry[];
  /** Where the scope's people are referred to, by any name of theirs. */
  readonly referrers: readonly Referrer[];
}

/** Null: it has grown beyond what is looked at piece by piece. */
export async function readSlice(services: RealmServices, scope: Scope, now: Instant): Promise<Slice | null> {
  const { realm, journal, sources } = services;
  const known = await sources.known(realm.id, vietnamDay(now));
  const rulings = await journal.rulings(realm.id);
  const decisions = await journal.decisions(realm.id);
  const orders = await journal.orders(realm.id, false);
  const people = new Set([...scope.people, ...(known?.unsettled ?? [])]);
  const owners = new Set(scope.owners);
  for (;;) {
    if (people.size > SCOPE_LIMIT) return null;
    const found = await readAround(services, people, owners);
    const { mailboxes, further } = await neighbours(services, found, { people, owners, orders });
    for (const mailbox of mailboxes) owners.add(mailbox);
    if (further.length === 0) {
      const memory = await journal.memoryOf(
        realm.id,
        [...people],
        found.ledger.map(({ owner }) => owner),
      );
      const accounts = [...found.accounts, ...(await readMailboxes(services, owners))];
      return { ...found, known, scope: { people, owners }, rulings, decisions, memory, accounts };
    }
    for (const person of further) people.add(person);
  }
}

type Found = Pick<Slice, "feed" | "ledger" | "accounts" | "referrers">;

async function readAround(
  { realm, slices, journal, directory, profile, answers }: RealmServices,
  people: ReadonlySet<string>,
  owners: ReadonlySet<Owner>,
): Promise<Found> {
  const feed = await slices.read(realm.id, [...people]);
  const mailboxes = new Set([
    ...feed.units.map(({ code }) => agencyOwner(code)),
    ...[...owners].filter((owner) => splitOwner(owner).kind === "agency"),
  ]);
  const ledger = await journal.ledgerOf(realm.id, [...[...people].map(personOwner), ...mailboxes]);
  const owned = ledger.filter(({ owner }) => personIdOf(profile, owner) !== null);
  const ids = [...new Set(owned.map(({ owner }) => danhbaId(realm.id, owner)))];
  const accounts = await directory.findOwn(ids);
  // Of an entry that somebody renamed or took away, groups may still hold the name that it had.
  const known = await answers.projection.find(realm.id, ids, []);
  const dns = new Map([...known.values(), ...accounts].map(({ dn }) => [dnKey(dn), dn]));
  const referrers = await directory.findReferrers([...dns.values()]);
  return { feed, ledger, accounts, referrers };
}

async function readMailboxes(
  { realm, directory }: RealmServices,
  owners: ReadonlySet<Owner>,
): Promise<readonly ObservedEntry[]> {
  const mailboxes = [...owners].filter((owner) => splitOwner(owner).kind === "agency");
  return await directory.findOwn(mailboxes.map((owner) => danhbaId(realm.id, owner)));
}

/** Mailboxes that the scope's people hold, or are to hold, and who else holds those. */
async function neighbours(
  services: RealmServices,
  { feed, referrers }: Found,
  {
    people,
    owners,
    orders,
  }: {
    readonly people: ReadonlySet<string>;
    readonly owners: ReadonlySet<Owner>;
    readonly orders: RealmMemory["orders"];
  },
): Promise<{ readonly mailboxes: ReadonlySet<Owner>; readonly further: readonly string[] }> {
  const { realm, scopes, profile } = services;
  const held = referrers.filter(({ attribute }) => attribute === "roleOccupant");
  const holders = await scopes.ownersAt(realm.id, [...new Set(held.map(({ holder }) => holder))]);
  const delegations = orders.filter(({ kind }) => kind === "delegate");
  const mailboxes = new Set<Owner>([
    ...[...owners].filter((owner) => splitOwner(owner).kind === "agency"),
    ...holders.values(),
    ...feed.units
      .filter(({ headPersonId }) => people.has(headPersonId ?? ""))
      .map(({ code }) => agencyOwner(code)),
    ...delegations.filter(({ person }) => people.has(person ?? "")).map(({ owner }) => owner),
  ]);
  const heads = feed.units
    .filter(({ code }) => mailboxes.has(agencyOwner(code)))
    .flatMap(({ headPersonId }) => headPersonId ?? []);
  const delegates = delegations
    .filter(({ owner }) => mailboxes.has(owner))
    .flatMap(({ person }) => person ?? []);
  const occupants = (await readMailboxes(services, mailboxes)).flatMap(
    ({ attributes }) => attributes.roleOccupant ?? [],
  );
  const known = await scopes.ownersAt(realm.id, [...new Set(occupants.map(dnKey))]);
  const ids = [...known.values()].flatMap((owner) => personIdOf(profile, owner) ?? []);
  const further = new Set([...heads, ...delegates, ...ids].filter((id) => !people.has(id)));
  return { mailboxes, further: [...further] };
}
