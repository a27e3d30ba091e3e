/** The independent check after a full run: reads feed, ledger and memory again, and has the directory judged by them. */
import type { HeldItem } from "../gate/judge-plan.ts";
import { agencyIndex } from "../model/agency-index.ts";
import type { Item } from "../model/change.ts";
import { dnKey, type ObservedEntry } from "../model/entry.ts";
import type { FeedSnapshot, Instant } from "../model/feed.ts";
import type { Finding } from "../model/finding.ts";
import { agencyOwner, type Owner, personOwner, unitOwner } from "../model/owner.ts";
import type { Proof } from "../model/proof.ts";
import { vietnamDay } from "../model/vietnam-time.ts";
import type { RealmMemory } from "../ports/journal-port.ts";
import { excuses } from "../prove/excuses.ts";
import type { ProofRules, Suspicion } from "../prove/proof-input.ts";
import { proveRealm } from "../prove/prove-realm.ts";
import type { PreparedPlan } from "./prepared-plan.ts";
import type { RealmServices } from "./realm-services.ts";
import { REALM_OWNER } from "./run-clock.ts";

export interface ProvedRun {
  /** Every entry of the managed branches, read after the run. */
  readonly observed: readonly ObservedEntry[];
  /** What the run told. */
  readonly findings: readonly Finding[];
  readonly held: readonly HeldItem[];
  /** Refused, or not tried because of that. */
  readonly undone: readonly Item[];
  /** Changes from elsewhere that are only reported. */
  readonly left: readonly Item[];
  /** For when the run decided. */
  readonly now: Instant;
}

/** @throws the faults of the database */
export async function prove(
  services: RealmServices,
  prepared: PreparedPlan,
  { observed, findings, held, undone, left, now }: ProvedRun,
): Promise<Proof> {
  const { realm, profile, feed, journal } = services;
  const snapshot = await feed.readFeedSnapshot(realm.id);
  const isOvertaken = await feed.hasUnseenChanges(realm.id, prepared.cursor);
  const ledger = await journal.ledger(realm.id);
  const memory = await journal.memory(realm.id);
  const decisions = await journal.decisions(realm.id);
  const notDone = new Set<Owner>(
    [...held.map(({ item }) => item), ...undone, ...left].map(({ owner }) => owner),
  );
  const applied = prepared.plan.items.filter(({ owner }) => !notDone.has(owner));
  const changed = changedOwners(prepared.feed, snapshot);
  const isPerAgency = profile.people.transfer === "cancel";
  const overtaken = [
    ...frozenOwners(prepared, snapshot),
    ...(isOvertaken ? changed : []),
    ...newlyOrdered(prepared.memory, memory),
  ];
  const decided = decisions.flatMap(({ state, finding }) => (state === "resolved" ? [finding.owner] : []));
  return proveRealm(
    {
      realm,
      rules: proofRules(services),
      now,
      today: vietnamDay(now),
      feed: snapshot,
      ledger,
      accounts: memory.accounts,
      orders: memory.orders,
      entries: withoutCopies(observed, findings),
      expectedIds: expectedIds(withoutCopies(prepared.observed, findings), applied),
      isExcused: excuses({ isPerAgency, findings, notDone, overtaken, decided }),
    },
    // Rows that read otherwise although nobody has changed them: one of the two reads was not the whole.
    isOvertaken ? [] : changed.map(readOtherwise),
  );
}

export const proofRules = ({ realm, profile }: Pick<RealmServices, "realm" | "profile">): ProofRules => ({
  domain: realm.domain,
  agencyDomain: profile.agencyDomain ?? realm.domain,
  isPerAgency: profile.people.transfer === "cancel",
  quotaBytes: profile.limits.quotaBytes,
  inactiveMonths: profile.limits.inactivity?.months ?? null,
});

function readOtherwise(owner: Owner): Suspicion {
  return { owners: [owner], dn: "", what: "feed", expected: "the row as planned", found: "another" };
}

/** Of what the run has told that it only says to be danhba's, the address alone counts. */
function withoutCopies(observed: readonly ObservedEntry[], findings: readonly Finding[]): ObservedEntry[] {
  const copies = new Set(
    findings.flatMap(({ code, params }) => (code === "DUPLICATE_ID" ? [dnKey(String(params.dn))] : [])),
  );
  return observed.map((entry) => {
    const { danhbaId: _id, ...others } = entry.attributes;
    return copies.has(dnKey(entry.dn)) ? { ...entry, attributes: others } : entry;
  });
}

/** Ids of danhba's own entries: those that were there, with what the items made and without what they deleted. */
function expectedIds(before: readonly ObservedEntry[], applied: readonly Item[]): ReadonlySet<string> {
  const ids = new Set(before.flatMap(({ attributes }) => attributes.danhbaId ?? []));
  for (const item of applied) {
    for (const id of item.after.danhbaId ?? []) ids.add(id);
    if (item.kinds.includes("delete")) for (const id of item.before.danhbaId ?? []) ids.delete(id);
  }
  return ids;
}

/** Owners of rows that one snapshot holds and the other does not, or otherwise. */
function changedOwners(was: FeedSnapshot, is: FeedSnapshot): Owner[] {
  const owners = new Set<Owner>();
  const compare = <Row>(
    before: readonly Row[],
    after: readonly Row[],
    keyOf: (row: Row) => string,
    ownersOf: (row: Row) => readonly Owner[],
  ): void => {
    const known = new Map(before.map((row) => [keyOf(row), row]));
    for (const row of after) {
      const old = known.get(keyOf(row));
      known.delete(keyOf(row));
      if (old !== undefined && JSON.stringify(old) === JSON.stringify(row)) continue;
      for (const owner of [...ownersOf(row), ...(old === undefined ? [] : ownersOf(old))]) owners.add(owner);
    }
    for (const row of known.values()) for (const owner of ownersOf(row)) owners.add(owner);
  };
  compare(
    was.people,
    is.people,
    ({ id }) => id,
    ({ id }) => [personOwner(id)],
  );
  compare(
    was.appointments,
    is.appointments,
    ({ id }) => id,
    ({ personId }) => [personOwner(personId)],
  );
  compare(
    was.units,
    is.units,
    ({ code }) => code,
    ({ code, successorCode, headPersonId }) => [
      unitOwner(code),
      agencyOwner(code),
      ...(successorCode === null ? [] : [agencyOwner(successorCode)]),
      ...(headPersonId === null ? [] : [personOwner(headPersonId)]),
    ],
  );
  // Where a unit moved, so did its people: whom that concerns is not for this check to work out.
  const units = [...owners].filter((owner) => owner.startsWith("unit:"));
  if (units.length > 0) {
    const codes = new Set(units.map((owner) => owner.slice("unit:".length)));
    for (const { personId, unitCode } of is.appointments)
      if (codes.has(unitCode)) owners.add(personOwner(personId));
  }
  return [...owners];
}

/** What the feed certificate keeps a run from touching, also those who are gone from a frozen agency. */
function frozenOwners({ whole }: PreparedPlan, { units }: FeedSnapshot): Owner[] {
  if (whole === null) return [];
  const { frozenAgencies, slices, gone } = whole;
  if (frozenAgencies.size === 0) return [];
  const agencies = agencyIndex(units);
  return [
    ...units
      .filter(({ code }) => frozenAgencies.has(agencies.get(code) ?? code))
      .flatMap(({ code }) => [unitOwner(code), agencyOwner(code)]),
    ...[...slices, ...gone]
      .filter(([, agency]) => frozenAgencies.has(agency))
      .map(([person]) => personOwner(person)),
  ];
}

/** Owners of orders that were given or ended while the run went on. */
function newlyOrdered(was: RealmMemory, is: RealmMemory): Owner[] {
  const before = new Set(was.orders.map(({ id }) => id));
  const after = new Set(is.orders.map(({ id }) => id));
  return [
    ...was.orders.filter(({ id }) => !after.has(id)),
    ...is.orders.filter(({ id }) => !before.has(id)),
  ].map(({ owner }) => owner);
}

/** What a run has to tell of its proof. */
export function proofFindings(proof: Proof | null): Finding[] {
  if (proof === null || proof.unexplained === 0) return [];
  return [{ code: "PROOF_DIFFERS", owner: REALM_OWNER, params: { count: proof.unexplained } }];
}
