/** Reads both sides and makes the plan; writes nothing. */
import { buildDesired } from "../desired/build-desired.ts";
import { placeholderDn } from "../desired/context.ts";
import { personIdOf } from "../desired/person-owner.ts";
import type { GateInput } from "../gate/judge-plan.ts";
import type { Identity } from "../model/account.ts";
import { type LedgerAddress, primaryLocalParts } from "../model/address.ts";
import { agencyIndex } from "../model/agency-index.ts";
import type { Plan } from "../model/change.ts";
import { countWaiting, decidedBy, type Question } from "../model/decision.ts";
import type { Due } from "../model/due.ts";
import type { ObservedEntry } from "../model/entry.ts";
import type { FeedDelivery, FeedSnapshot, Instant } from "../model/feed.ts";
import type { Certificate } from "../model/feed-certificate.ts";
import type { Finding } from "../model/finding.ts";
import type { Owner } from "../model/owner.ts";
import { vietnamDay } from "../model/vietnam-time.ts";
import { type Adoptions, planAdoptions } from "../plan/adoptions.ts";
import { intentsOf } from "../plan/intent.ts";
import { makePlan } from "../plan/make-plan.ts";
import { withoutCopies } from "../plan/odd-entries.ts";
import type { Projection } from "../ports/answer-ports.ts";
import type { RealmMemory } from "../ports/journal-port.ts";
import { accountFacts } from "./account-facts.ts";
import { withFound } from "./adopt-addresses.ts";
import { withClaimed } from "./adopt-claimed.ts";
import { findUnrecorded } from "./adopt-found.ts";
import { certify, withoutFrozen } from "./certify.ts";
import { type Drifted, driftedOwners, restoredFrom } from "./drift.ts";
import { type KeptUndone, keepUndone } from "./keep-undone.ts";
import { isOwn, oddEntries, strangers } from "./others-entries.ts";
import { populationOf, traitsOf } from "./population.ts";
import type { RealmServices } from "./realm-services.ts";
import { REALM_OWNER } from "./run-clock.ts";

/** What a run has when the certificate freezes the whole feed: no plan is made. */
export interface FrozenFeed {
  readonly isFrozen: true;
  readonly certificate: Certificate;
  readonly cursor: string;
  readonly delivery: FeedDelivery | null;
}

export interface PreparedPlan {
  readonly isFrozen: false;
  readonly plan: Plan;
  /** Entries that stand as danhba's own and that no record tells of. */
  readonly adoptions: Adoptions;
  readonly certificate: Certificate;
  /** What the gate is told besides the items. */
  readonly gate: Omit<GateInput, "limits">;
  /** What operators have undone, and the feed still asks for. */
  readonly undone: KeptUndone;
  /** Owners whose items nothing but a change from elsewhere calls for, with what changed. */
  readonly drifted: ReadonlyMap<Owner, Drifted>;
  /** The directory as the plan saw it. */
  readonly observed: readonly ObservedEntry[];
  /** The whole feed as the plan saw it, with what is frozen of it. */
  readonly feed: FeedSnapshot;
  /** `contextCSN` from before that look; null where it cannot be read. */
  readonly contextCsn: string | null;
  /** What was remembered of the directory before. */
  readonly projection: Projection;
  /** entryUUIDs of entries that only say that they are danhba's. */
  readonly strange: ReadonlySet<string>;
  /** What each owner's entry is to be, as a hash. */
  readonly intents: ReadonlyMap<Owner, string>;
  readonly findings: readonly Finding[];
  readonly questions: readonly Question[];
  /** How many decisions wait for a person. */
  readonly decisions: number;
  readonly cursor: string;
  readonly delivery: FeedDelivery | null;
  /** What changes by itself, after now. */
  readonly due: readonly Due[];
  readonly identities: readonly Identity[];
  readonly loginsWatchedSince: Instant | null;
  /** As it was before the run. */
  readonly memory: RealmMemory;
}

/**
 * Feed, memory and directory are read before anything is decided (design.md §5.1–3); a feed that is frozen as a whole
 * is not even looked at against the directory.
 * @param now see `runClock`
 */
export async function preparePlan(services: RealmServices, now: Instant): Promise<PreparedPlan | FrozenFeed> {
  const { realm, profile, feed, journal, directory, progress, answers } = services;
  progress("read", 0, 1);
  const snapshot = await feed.readFeedSnapshot(realm.id);
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

const LASTBIND_MISSING: Finding = { code: "LASTBIND_MISSING", owner: REALM_OWNER, params: {} };

/** Owners of an address whose entry somebody took away. */
function missingEntries(plan: Plan, ledger: readonly LedgerAddress[]): Finding[] {
  const issued = primaryLocalParts(ledger);
  return plan.items
    .filter(({ owner, kind }) => kind === "create" && issued.has(owner))
    .map(({ owner, dn }) => ({ code: "MISSING_ENTRY", owner, params: { dn } }));
}

/** Names (`app-…`) of danhba's own groups of applications. */
function applicationGroups(observed: readonly ObservedEntry[]): string[] {
  return observed.filter(isOwn).flatMap(({ dn }) => /^cn=(app-[^,]+),ou=groups,/i.exec(dn)?.[1] ?? []);
}
