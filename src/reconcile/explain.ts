/** How somebody came by an address, or why not: the feed's row, the ledger, decisions and candidates; writes nothing. */
import { namingBatch } from "../desired/naming-batch.ts";
import { sortPeople } from "../desired/sort-people.ts";
import { buildUnitTree } from "../desired/unit-tree.ts";
import { type LedgerAddress, primaryLocalParts } from "../model/address.ts";
import { type Decision, decidedBy } from "../model/decision.ts";
import { DanhbaError } from "../model/error.ts";
import type { FeedPerson, FeedUnit } from "../model/feed.ts";
import type { Finding } from "../model/finding.ts";
import { agencyOwner, type Owner, personOwner, splitOwner } from "../model/owner.ts";
import { type Explanation, explainPerson, explainUnit } from "../naming/explain.ts";
import { instantOf } from "../ports/clock.ts";
import type { RealmServices } from "./realm-services.ts";
import { vietnamDay } from "./today.ts";

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
  const person = snapshot.people.find(({ id }) => id === subject);
  const unit = snapshot.units.find(({ code }) => code === subject);
  const owner = ownerOf(subject, person, unit, ledger);

  const today = vietnamDay(instantOf(clock));
  const tree = buildUnitTree(snapshot.units, today);
  const people = sortPeople(snapshot, today, tree.nodes, {
    issued: primaryLocalParts(ledger),
    states: new Map(),
  });
  const batch = namingBatch(tree.nodes.values(), people.staying, ledger, decidedBy(decisions));
  const { kind, id } = splitOwner(owner);
  return {
    owner,
    person: snapshot.people.find((row) => kind === "person" && row.id === id) ?? null,
    unit: snapshot.units.find((row) => kind === "agency" && row.code === id) ?? null,
    addresses: ledger.filter((address) => address.owner === owner),
    decisions: decisions.filter(({ finding }) => finding.owner === owner),
    findings: [...tree.findings, ...people.findings].filter(
      (finding) => finding.owner === owner || (kind === "agency" && finding.owner === `unit:${id}`),
    ),
    naming: kind === "person" ? explainPerson(profile, batch, id) : explainUnit(profile, batch, id),
  };
}

function ownerOf(
  subject: string,
  person: FeedPerson | undefined,
  unit: FeedUnit | undefined,
  ledger: readonly LedgerAddress[],
): Owner {
  if (person !== undefined) return personOwner(person.id);
  if (unit !== undefined) return agencyOwner(unit.code);
  const [localPart = ""] = subject.trim().toLowerCase().split("@");
  const holder = ledger.find((address) => address.localPart === localPart);
  if (holder !== undefined) return holder.owner;
  throw new DanhbaError("USAGE", { argument: "PERSON|ADDRESS", value: subject, problem: "UNKNOWN_SUBJECT" });
}
