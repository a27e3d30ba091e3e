/** How somebody came by an address, or why not: the feed's row, the ledger, decisions and candidates; writes nothing. */
import { openContext } from "../desired/build-desired.ts";
import { DesiredResult } from "../desired/desired-result.ts";
import { namingBatch } from "../desired/naming-batch.ts";
import { accountId, openAccounts, personIdOf } from "../desired/person-owner.ts";
import { type SortedPeople, sortPeople } from "../desired/sort-people.ts";
import { buildUnitTree } from "../desired/unit-tree.ts";
import type { AccountFacts } from "../model/account.ts";
import { type LedgerAddress, primaryLocalParts } from "../model/address.ts";
import { type Decision, decidedBy } from "../model/decision.ts";
import { DanhbaError } from "../model/error.ts";
import type { FeedPerson, FeedSnapshot, FeedUnit } from "../model/feed.ts";
import type { Finding } from "../model/finding.ts";
import { agencyOwner, type Owner, personOwner, splitOwner } from "../model/owner.ts";
import { vietnamDay } from "../model/vietnam-time.ts";
import { type Explanation, explainPerson, explainUnit } from "../naming/explain.ts";
import { instantOf } from "../ports/clock.ts";
import type { RealmMemory } from "../ports/journal-port.ts";
import type { RealmServices } from "./realm-services.ts";

export interface Explained {
  readonly owner: Owner;
  /** The row of the feed; null when the owner is no longer in it. */
  readonly person: FeedPerson | null;
  readonly unit: FeedUnit | null;
  /** Every address the owner has or had. */
  readonly addresses: readonly LedgerAddress[];
  readonly decisions: readonly Decision[];
  /** What stands in the way before any address is tried, such as a missing post. */
  readonly findings: readonly Finding[];
  /** Null when no address is tried, such as for somebody who has left. */
  readonly naming: Explanation | null;
}

/**
 * @param subject a person's id, a unit's code, or an address with or without its domain
 * @throws DanhbaError USAGE when it is none of these
 */
export async function explain(
  services: Pick<RealmServices, "realm" | "profile" | "feed" | "journal" | "clock">,
  subject: string,
): Promise<Explained> {
  const { realm, profile, feed, journal, clock } = services;
  const snapshot = await feed.readFeedSnapshot(realm.id);
  const ledger = await journal.ledger(realm.id);
  const decisions = await journal.decisions(realm.id);
  const memory = await journal.memory(realm.id);

  const decided = decidedBy(decisions);
  const now = instantOf(clock);
  const today = vietnamDay(now);
  const context = openContext({
    realm,
    profile,
    ledger,
    decided,
    accounts: rememberedAccounts(memory, ledger),
    identities: memory.identities,
    orders: memory.orders,
    loginsWatchedSince: memory.loginsWatchedSince,
    groupRules: [],
    applicationGroups: [],
    administrators: new Set(),
    now,
    today,
  });
  const tree = buildUnitTree(snapshot.units, today);
  const result = new DesiredResult(decided);
  const people = sortPeople(context, snapshot, tree, result);
  const batch = namingBatch(tree.nodes.values(), people.staying, ledger, decided);

  const owner = ownerOf(subject, snapshot, ledger, openAccounts(context), people);
  const { kind, id } = splitOwner(owner);
  const personId = personIdOf(profile, owner);
  const isSame = (other: Owner) =>
    other === owner || (personId !== null && personIdOf(profile, other) === personId);
  return {
    owner,
    person: snapshot.people.find((row) => row.id === personId) ?? null,
    unit: snapshot.units.find((row) => kind === "agency" && row.code === id) ?? null,
    addresses: ledger.filter((address) => isSame(address.owner)),
    decisions: decisions.filter(({ finding }) => isSame(finding.owner)),
    findings: [...tree.findings, ...result.finish().findings].filter(
      (finding) => isSame(finding.owner) || (kind === "agency" && finding.owner === `unit:${id}`),
    ),
    naming:
      personId === null ? explainUnit(profile, batch, id) : explainPerson(profile, batch, accountId(owner)),
  };
}

/** What danhba itself remembers of the accounts; the directory is not asked, so nobody counts as inactive anew. */
function rememberedAccounts(
  { accounts }: RealmMemory,
  ledger: readonly LedgerAddress[],
): ReadonlyMap<Owner, AccountFacts> {
  const issued = primaryLocalParts(ledger);
  const unobserved = { unit: null, createdAt: null, lastLogin: null };
  return new Map(
    [...accounts].flatMap(([owner, remembered]): [Owner, AccountFacts][] => {
      const { status, ...more } = remembered;
      if (status === "purged") return [];
      const localPart = issued.get(owner) ?? "";
      return [[owner, { status, given: status, ...more, localPart, ...unobserved }]];
    }),
  );
}

/** A person's account is the one they use now, else the first that they have, else the one they would get. */
function ownerOf(
  subject: string,
  { people, units }: FeedSnapshot,
  ledger: readonly LedgerAddress[],
  accountsOf: (personId: string) => readonly Owner[],
  { staying, leaving }: SortedPeople,
): Owner {
  if (people.some(({ id }) => id === subject)) {
    const used = staying.find(({ person }) => person.id === subject);
    const left = leaving.find(({ person }) => person.id === subject);
    const [first] = accountsOf(subject);
    return used?.owner ?? left?.owner ?? first ?? personOwner(subject);
  }
  if (units.some(({ code }) => code === subject)) return agencyOwner(subject);
  const [localPart = ""] = subject.trim().toLowerCase().split("@");
  const holder = ledger.find((address) => address.localPart === localPart);
  if (holder !== undefined) return holder.owner;
  throw new DanhbaError("USAGE", { argument: "PERSON|ADDRESS", value: subject, problem: "UNKNOWN_SUBJECT" });
}
