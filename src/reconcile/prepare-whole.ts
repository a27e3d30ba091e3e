/** Reads all of both sides and makes the plan; writes nothing. */
import { buildDesired } from "../desired/build-desired.ts";
import { placeholderDn } from "../desired/context.ts";
import { personIdOf } from "../desired/person-owner.ts";
import { type LedgerAddress, primaryLocalParts } from "../model/address.ts";
import { agencyIndex } from "../model/agency-index.ts";
import type { Plan } from "../model/change.ts";
import { countWaiting, decidedBy } from "../model/decision.ts";
import type { ObservedEntry } from "../model/entry.ts";
import type { Instant } from "../model/feed.ts";
import type { Finding } from "../model/finding.ts";
import type { Owner } from "../model/owner.ts";
import { vietnamDay } from "../model/vietnam-time.ts";
import { planAdoptions } from "../plan/adoptions.ts";
import { intentsOf } from "../plan/intent.ts";
import { makePlan } from "../plan/make-plan.ts";
import { withoutCopies } from "../plan/odd-entries.ts";
import { accountFacts } from "./account-facts.ts";
import { withFound } from "./adopt-addresses.ts";
import { withClaimed } from "./adopt-claimed.ts";
import { findUnrecorded } from "./adopt-found.ts";
import { certify, withoutFrozen } from "./certify.ts";
import { driftedOwners, restoredFrom } from "./drift.ts";
import { keepUndone } from "./keep-undone.ts";
import { isOwn, oddEntries, strangers } from "./others-entries.ts";
import { populationOf, traitsOf } from "./population.ts";
import type { FrozenFeed, PreparedPlan } from "./prepared-plan.ts";
import type { RealmServices } from "./realm-services.ts";
import { REALM_OWNER } from "./run-clock.ts";

/**
 * Feed, memory and directory are read before anything is decided (design.md §5.1–3); a feed that is frozen as a whole
 * is not even looked at against the directory.
 * @param now see `runClock`
 */
export async function prepareWhole(
  services: RealmServices,
  now: Instant,
): Promise<PreparedPlan | FrozenFeed> {
  const { realm, profile, slices, journal, directory, progress, answers } = services;
  progress("read", 0, 1);
  const snapshot = await slices.readWhole(realm.id);
  const memory = await journal.memory(realm.id);
  const rulings = await journal.rulings(realm.id);
  const certificate = await certify(services, snapshot, memory, rulings, now);
  const { cursor, delivery } = snapshot;
  if (certificate.isFrozen) return { isFrozen: true, certificate, cursor, delivery };
  const ledger = await journal.ledger(realm.id);
  const decisions = await journal.decisions(realm.id);
  const projection = await answers.projection.read(realm.id);
  const isWatched = await directory.notesSignIns();
  // First, so that a change during the look counts as one after it.
  const contextCsn = await directory.contextCsn();
  const { observed, findings: ofCopies } = withoutCopies(
    await directory.observe(),
    (id) => projection.entries.get(id)?.entryUuid,
    REALM_OWNER,
  );
  progress("plan", 0, 1);
  const loginsWatchedSince = isWatched ? (memory.loginsWatchedSince ?? now) : null;
  const { usable, frozenPeople } = withoutFrozen(snapshot, certificate);
  const found = await findUnrecorded(services, observed, projection, snapshot.units);
  const desiredBy = (issued: readonly LedgerAddress[]) =>
    buildDesired({
      realm,
      profile,
      snapshot: usable,
      ledger: [...issued, ...strangers(observed, issued, realm.domain)],
      decided: decidedBy(decisions),
      accounts: accountFacts(realm.id, issued, observed, memory.accounts),
      identities: memory.identities,
      orders: memory.orders,
      loginsWatchedSince,
      groupRules: services.groupRules,
      applicationGroups: applicationGroups(observed),
      administrators: services.administrators,
      now,
      today: vietnamDay(now),
    });
  const terms = { aliasDays: profile.aliasDays, now };
  const adopting = withFound(found, { ledger, ...terms }, desiredBy);
  const { desired, claims } = withClaimed(
    observed,
    adopting.desired,
    { ledger: adopting.ledger, domain: realm.domain, ...terms },
    desiredBy,
  );
  const { plan, findings } = makePlan({
    desired: desired.entries,
    purges: desired.purges,
    observed,
    ledger: desired.ledger,
    claims,
    placeholderDn: placeholderDn(realm.suffix),
  });
  const undone = keepUndone(await answers.undos.undone(realm.id), plan.items, desired.entries, rulings);
  const intents = intentsOf(desired.entries);
  const drifted = driftedOwners({ realm: realm.id, plan, intents, projection, observed });
  const odd = oddEntries({ realm, observed, claims, projection, memory, ledger, desired, copies: ofCopies });
  const restored = restoredFrom({ observed, projection, contextCsn });
  const agencies = agencyIndex(snapshot.units);
  const isFrozen = (owner: Owner): boolean => frozenPeople.has(personIdOf(profile, owner) ?? "");
  return {
    isFrozen: false,
    whole: certificate,
    slice: null,
    compared: null,
    plan,
    adoptions: planAdoptions(found, observed, desired.entries, adopting.recorded),
    certificate,
    gate: {
      population: populationOf(observed, agencies),
      rulings: undone.rulings,
      traits: traitsOf(plan, { desired: desired.entries, observed, agencies, drifted }),
      frozenAgencies: certificate.frozenAgencies,
      isFirstLoad: !memory.hasRun,
      isRestored: restored !== null,
    },
    undone,
    drifted,
    observed,
    desired: desired.entries,
    feed: snapshot,
    contextCsn,
    projection,
    strange: odd.strange,
    intents,
    findings: [
      ...(restored === null ? [] : [wentBack(restored)]),
      ...(loginsWatchedSince === null && profile.limits.inactivity !== null ? [LASTBIND_MISSING] : []),
      ...desired.findings.filter(({ code, owner }) => code !== ABSENT || !isFrozen(owner)),
      ...findings,
      ...ofCopies,
      ...odd.findings,
      ...missingEntries(plan, ledger),
    ],
    questions: desired.questions,
    decisions: countWaiting(decisions, desired.questions),
    cursor,
    delivery,
    // A reminder for what is past would wake the service again and again.
    due: desired.due.filter(({ at }) => at > now),
    identities: desired.identities,
    loginsWatchedSince,
    memory,
  };
}

const wentBack = (params: { readonly was: string; readonly is: string }): Finding => ({
  code: "DIRECTORY_RESTORED",
  owner: REALM_OWNER,
  params,
});

const ABSENT = "ABSENT_FROM_FEED" satisfies Finding["code"];

export const LASTBIND_MISSING: Finding = { code: "LASTBIND_MISSING", owner: REALM_OWNER, params: {} };

/** Owners of an address whose entry somebody took away. */
export function missingEntries(plan: Plan, ledger: readonly LedgerAddress[]): Finding[] {
  const issued = primaryLocalParts(ledger);
  return plan.items
    .filter(({ owner, kind }) => kind === "create" && issued.has(owner))
    .map(({ owner, dn }) => ({ code: "MISSING_ENTRY", owner, params: { dn } }));
}

/** Names (`app-…`) of danhba's own groups of applications. */
function applicationGroups(observed: readonly ObservedEntry[]): string[] {
  return observed.filter(isOwn).flatMap(({ dn }) => /^cn=(app-[^,]+),ou=groups,/i.exec(dn)?.[1] ?? []);
}
