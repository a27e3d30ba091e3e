/** The plan of a scope: the same makers of entries and items as for everybody, on what concerns the scope. */
import { buildDesired, type Desired } from "../desired/build-desired.ts";
import { placeholderDn } from "../desired/context.ts";
import { personAccounts } from "../desired/person-owner.ts";
import { certifySlice, type SliceCertificate } from "../gate/certify-slice.ts";
import type { Population } from "../gate/judge-plan.ts";
import type { LedgerAddress } from "../model/address.ts";
import { agencyIndex } from "../model/agency-index.ts";
import { countWaiting, decidedBy } from "../model/decision.ts";
import { type DesiredEntry, dnKey, type ObservedEntry } from "../model/entry.ts";
import type { Instant } from "../model/feed.ts";
import { type Owner, splitOwner } from "../model/owner.ts";
import { vietnamDay } from "../model/vietnam-time.ts";
import { NO_ADOPTIONS } from "../plan/adoptions.ts";
import { NO_CLAIMS } from "../plan/claims.ts";
import { intentsOf } from "../plan/intent.ts";
import { makePlan } from "../plan/make-plan.ts";
import { withoutCopies } from "../plan/odd-entries.ts";
import type { Projection } from "../ports/answer-ports.ts";
import type { Referrer } from "../ports/directory-port.ts";
import type { EntryCount } from "../ports/scope-ports.ts";
import { accountFacts } from "./account-facts.ts";
import { driftedOwners, restoredFrom } from "./drift.ts";
import { feedSigns } from "./feed-signs.ts";
import { keepUndone } from "./keep-undone.ts";
import { type OddGroups, observeAround } from "./observe-around.ts";
import { oddEntries, strangers } from "./others-entries.ts";
import { populationOfCounts, traitsOf } from "./population.ts";
import { LASTBIND_MISSING, missingEntries } from "./prepare-whole.ts";
import type { PreparedPlan } from "./prepared-plan.ts";
import { readSlice, type Slice } from "./read-slice.ts";
import type { RealmServices } from "./realm-services.ts";
import { REALM_OWNER } from "./run-clock.ts";
import { type Scope, scopeTest } from "./scope.ts";

/**
 * @param now see `runClock`
 * @param oddGroups groups whose members are not those that were remembered
 * @returns null: everything must be looked at: the feed is not beyond doubt, the scope has grown too large, or the
 * directory went back in time
 */
export async function prepareSlice(
  services: RealmServices,
  scope: Scope,
  now: Instant,
  oddGroups: OddGroups = new Map(),
): Promise<PreparedPlan | null> {
  const { realm, profile, directory, progress, answers, scopes } = services;
  progress("read", 0, 1);
  // First, so that a change during the look counts as one after it.
  const contextCsn = await directory.contextCsn();
  const slice = await readSlice(services, scope, now);
  if (slice === null) return null;
  const certified = await certify(services, slice, now);
  if (!certified.isSound) return null;
  const isWatched = await directory.notesSignIns();
  const loginsWatchedSince = isWatched ? (slice.memory.loginsWatchedSince ?? now) : null;
  progress("plan", 0, 1);
  const isInScope = scopeTest(profile, slice.scope);
  const { desired, ledger, foreign } = await desire(services, slice, loginsWatchedSince, now);
  const entries = withinScope(desired, isInScope, slice);
  const referrers = [...slice.referrers, ...(await referrersOfNewNames(services, slice, entries))];
  const scene = await observeAround(services, { ...slice, referrers, oddGroups }, entries, foreign);
  const kept = [...entries, ...desired.purges.filter(({ owner }) => isInScope(owner))];
  const ids = [
    ...kept.map(({ danhbaId }) => danhbaId),
    ...scene.flatMap(({ attributes }) => attributes.danhbaId ?? []),
  ];
  const projection = {
    entries: await answers.projection.find(realm.id, [...new Set(ids)], []),
    contextCsn: (await answers.projection.state(realm.id)).contextCsn,
  };
  const { observed, findings: ofCopies } = withoutCopies(
    scene,
    (id) => projection.entries.get(id)?.entryUuid,
    REALM_OWNER,
  );
  if (restoredFrom({ observed, projection, contextCsn }) !== null) return null;
  if (isGroupGone(entries, observed, projection)) return null;
  if (await isToBeTakenOver(services, entries, observed, projection)) return null;
  const { plan, findings } = makePlan({
    desired: entries,
    purges: desired.purges.filter(({ owner }) => isInScope(owner)),
    observed,
    ledger: desired.ledger,
    placeholderDn: placeholderDn(realm.suffix),
  });
  const undone = keepUndone(await answers.undos.undone(realm.id), plan.items, entries, slice.rulings);
  const intents = intentsOf(entries);
  const drifted = driftedOwners({ realm: realm.id, plan, intents, projection, observed });
  const odd = oddEntries({
    realm,
    observed,
    claims: NO_CLAIMS,
    projection,
    memory: slice.memory,
    ledger,
    desired: { entries, purges: desired.purges },
    copies: ofCopies,
  });
  const agencies = agencyIndex(slice.feed.units);
  const counts = await scopes.counts(realm.id);
  const questions = desired.questions.filter(({ finding }) => isInScope(finding.owner));
  const isTold = (owner: Owner): boolean => owner === REALM_OWNER || isInScope(owner);
  return {
    isFrozen: false,
    whole: null,
    adoptions: NO_ADOPTIONS,
    compared: null,
    slice: {
      scope: slice.scope,
      owners: ownersOf(slice, isInScope),
      accepted: certified.accepted,
      referrers,
      oddGroups,
    },
    plan: {
      ...plan,
      unchanged: unchangedOf(counts, plan.items.filter(({ kind }) => kind !== "create").length),
    },
    certificate: { judgements: certified.judgements, digest: null },
    gate: {
      population: populationOfCounts(counts, agencies, membersOf(projection)),
      rulings: undone.rulings,
      traits: traitsOf(plan, { desired: entries, observed, agencies, drifted }),
      frozenAgencies: new Set(),
      isFirstLoad: !slice.memory.hasRun,
      isRestored: false,
    },
    undone,
    drifted,
    observed,
    desired: entries,
    feed: slice.feed,
    contextCsn,
    projection,
    strange: odd.strange,
    intents,
    findings: [
      ...(loginsWatchedSince === null && profile.limits.inactivity !== null ? [LASTBIND_MISSING] : []),
      ...desired.findings.filter(({ owner }) => isTold(owner)),
      ...findings,
      ...ofCopies,
      ...odd.findings.filter(({ params }) => !foreign.some(({ dn }) => dn === params.dn)),
      ...missingEntries(plan, ledger),
    ],
    questions,
    decisions: countWaiting(slice.decisions, questions),
    cursor: slice.feed.cursor,
    delivery: slice.feed.delivery,
    due: desired.due.filter(({ at, owner }) => at > now && isInScope(owner)),
    identities: desired.identities.filter(({ personId }) => slice.scope.people.has(personId)),
    loginsWatchedSince,
    memory: slice.memory,
  };
}

/** Mailboxes beyond the scope were read for their addresses alone. */
const ownersOf = ({ scope, ledger, memory }: Slice, isInScope: (owner: Owner) => boolean): Owner[] => {
  const read = [...ledger.map(({ owner }) => owner), ...memory.accounts.keys()].filter(isInScope);
  return [...new Set([...scope.owners, ...personAccounts(scope.people), ...read])];
};

/** A group that somebody took away had members who are not looked at. */
function isGroupGone(
  entries: readonly DesiredEntry[],
  observed: readonly ObservedEntry[],
  { entries: known }: Projection,
): boolean {
  const there = new Set(observed.flatMap(({ attributes }) => attributes.danhbaId ?? []));
  return entries.some(
    ({ danhbaId, references }) =>
      references.member !== undefined && known.has(danhbaId) && !there.has(danhbaId),
  );
}

/** Whether an entry stands there that no record tells of, danhba's or from before: whose it is, the whole must tell. */
async function isToBeTakenOver(
  { directory }: Pick<RealmServices, "directory">,
  entries: readonly DesiredEntry[],
  observed: readonly ObservedEntry[],
  { entries: known }: Projection,
): Promise<boolean> {
  const there = new Set(observed.flatMap(({ attributes }) => attributes.danhbaId ?? []));
  if (entries.some(({ danhbaId }) => there.has(danhbaId) && !known.has(danhbaId))) return true;
  const numbers = entries
    .filter(({ danhbaId }) => !there.has(danhbaId))
    .flatMap(({ attributes }) => attributes.employeeNumber ?? []);
  if (numbers.length === 0) return false;
  const namesakes = await directory.findNumbers(numbers);
  return namesakes.some(({ attributes }) => attributes.danhbaId === undefined);
}

/** Names that people are to get: a rename that was done by half has left them in groups. */
async function referrersOfNewNames(
  { directory }: RealmServices,
  { accounts, referrers }: Slice,
  entries: readonly DesiredEntry[],
): Promise<readonly Referrer[]> {
  const had = new Set([...accounts.map(({ dn }) => dn), ...referrers.map(({ target }) => target)].map(dnKey));
  const people = entries.filter(({ owner }) => splitOwner(owner).kind === "person");
  return await directory.findReferrers(people.map(({ dn }) => dn).filter((dn) => !had.has(dnKey(dn))));
}

async function certify(services: RealmServices, slice: Slice, now: Instant): Promise<SliceCertificate> {
  const { realm, sources, answers, feedLimits: limits } = services;
  const { feed, memory, scope, known } = slice;
  const { delivery, doubles } = feed;
  const repeatedRows = delivery === null ? 0 : await answers.baseline.repeatedRows(realm.id, delivery.id);
  return certifySlice({
    feed,
    scope: scope.people,
    known,
    sources: await sources.read(realm.id, [...scope.people, ...doubles.map(({ id }) => id)]),
    signs: feedSigns({ ...feed, people: [...feed.people, ...doubles] }, memory.identities),
    repeatedRows,
    limits,
    now,
  });
}

/**
 * Desired entries of everybody who was read. Local parts that the makers asked for are looked up, in ledger and
 * directory, until they ask for no more.
 */
async function desire(
  services: RealmServices,
  slice: Slice,
  loginsWatchedSince: Instant | null,
  now: Instant,
): Promise<{
  readonly desired: Desired;
  readonly ledger: readonly LedgerAddress[];
  /** Entries that stand where somebody may be to go. */
  readonly foreign: readonly ObservedEntry[];
}> {
  const { realm, profile, journal, directory, groupRules, administrators } = services;
  const { feed, memory, decisions, accounts } = slice;
  const domains = [...new Set([realm.domain, profile.agencyDomain ?? realm.domain])];
  const isNamingUnits = [...slice.scope.owners].some((owner) => splitOwner(owner).kind === "unit");
  const ledger = [...slice.ledger];
  const foreign: ObservedEntry[] = [];
  const known = new Set(ledger.map(({ localPart }) => localPart));
  for (;;) {
    const asked = { units: new Set<string>(), people: new Set<string>() };
    const desired = buildDesired({
      realm,
      profile,
      snapshot: feed,
      ledger: [...ledger, ...strangers(foreign, ledger, realm.domain)],
      decided: decidedBy(decisions),
      accounts: accountFacts(realm.id, ledger, accounts, memory.accounts),
      identities: memory.identities,
      orders: memory.orders,
      loginsWatchedSince,
      groupRules,
      applicationGroups: [],
      administrators,
      now,
      today: vietnamDay(now),
      asked,
    });
    const missing = [...asked.people, ...(isNamingUnits ? asked.units : [])].filter(
      (localPart) => !known.has(localPart),
    );
    if (missing.length === 0) return { desired, ledger, foreign };
    for (const row of await journal.ledgerAt(realm.id, missing)) {
      if (!ledger.some(({ localPart }) => localPart === row.localPart)) ledger.push(row);
      known.add(row.localPart);
    }
    for (const localPart of missing) known.add(localPart);
    foreign.push(...(await directory.findUses(missing, domains)));
  }
}

/** Entries that are looked at, and the groups that the scope's people are in or are to be in, with these members alone. */
function withinScope(
  { entries }: Desired,
  isInScope: (owner: Owner) => boolean,
  { referrers }: Slice,
): DesiredEntry[] {
  const groups = new Set(
    referrers.filter(({ attribute }) => attribute === "member").map(({ holder }) => dnKey(holder)),
  );
  return entries.flatMap((entry): DesiredEntry[] => {
    const { member } = entry.references;
    if (member === undefined) return isInScope(entry.owner) ? [entry] : [];
    const members = member.filter(isInScope);
    const isTouched = members.length > 0 || groups.has(dnKey(entry.dn)) || isInScope(entry.owner);
    return isTouched ? [{ ...entry, references: { ...entry.references, member: members } }] : [];
  });
}

const membersOf = ({ entries }: Projection): Population["members"] =>
  new Map(
    [...entries.values()].flatMap(({ dn, members }) =>
      members === null ? [] : [[dnKey(dn), members.count] as const],
    ),
  );

/** Everything else is as it should be, as far as is known. */
const unchangedOf = (counts: readonly EntryCount[], changed: number): number =>
  counts.reduce((sum, { total }) => sum + total, 0) - changed;
