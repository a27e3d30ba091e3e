/** Reads both sides and makes the plan; writes nothing. */
import { buildDesired } from "../desired/build-desired.ts";
import { placeholderDn } from "../desired/context.ts";
import type { Population } from "../gate/judge-plan.ts";
import type { Identity } from "../model/account.ts";
import { type LedgerAddress, primaryLocalParts } from "../model/address.ts";
import type { Plan } from "../model/change.ts";
import { countWaiting, decidedBy, type Question } from "../model/decision.ts";
import type { Due } from "../model/due.ts";
import type { AccountStatus, ObservedEntry } from "../model/entry.ts";
import { BRANCHES, dnKey } from "../model/entry.ts";
import type { FeedDelivery, Instant } from "../model/feed.ts";
import type { Finding } from "../model/finding.ts";
import type { OwnerKind } from "../model/owner.ts";
import { vietnamDay } from "../model/vietnam-time.ts";
import { makePlan } from "../plan/make-plan.ts";
import type { RealmMemory } from "../ports/journal-port.ts";
import { accountFacts } from "./account-facts.ts";
import type { RealmServices } from "./realm-services.ts";
import { REALM_OWNER } from "./run-clock.ts";

export interface PreparedPlan {
  readonly plan: Plan;
  readonly findings: readonly Finding[];
  readonly questions: readonly Question[];
  /** How many decisions wait for a person. */
  readonly decisions: number;
  readonly population: Population;
  readonly cursor: string;
  readonly delivery: FeedDelivery | null;
  /** What changes by itself, after now. */
  readonly due: readonly Due[];
  readonly identities: readonly Identity[];
  readonly loginsWatchedSince: Instant | null;
  /** As it was before the run. */
  readonly memory: RealmMemory;
}

/** Feed, memory and directory are read before anything is decided (design.md §5.1–3). @param now see `runClock` */
export async function preparePlan(services: RealmServices, now: Instant): Promise<PreparedPlan> {
  const { realm, profile, feed, journal, directory, progress } = services;
  progress("read", 0, 1);
  const snapshot = await feed.readFeedSnapshot(realm.id);
  const ledger = await journal.ledger(realm.id);
  const memory = await journal.memory(realm.id);
  const decisions = await journal.decisions(realm.id);
  const isWatched = await directory.notesSignIns();
  const observed = await directory.observe();
  progress("plan", 0, 1);
  const loginsWatchedSince = isWatched ? (memory.loginsWatchedSince ?? now) : null;
  const desired = buildDesired({
    realm,
    profile,
    snapshot,
    ledger: [...ledger, ...strangers(observed, ledger, realm.domain)],
    decided: decidedBy(decisions),
    accounts: accountFacts(realm.id, ledger, observed, memory.accounts),
    identities: memory.identities,
    orders: memory.orders,
    loginsWatchedSince,
    groupRules: services.groupRules,
    applicationGroups: applicationGroups(observed),
    administrators: services.administrators,
    now,
    today: vietnamDay(now),
  });
  const { plan, findings } = makePlan({
    desired: desired.entries,
    purges: desired.purges,
    observed,
    ledger: desired.ledger,
    placeholderDn: placeholderDn(realm.suffix),
  });
  return {
    plan,
    findings: [
      ...(loginsWatchedSince === null && profile.limits.inactivity !== null ? [LASTBIND_MISSING] : []),
      ...desired.findings,
      ...findings,
      ...missingEntries(plan, ledger),
    ],
    questions: desired.questions,
    decisions: countWaiting(decisions, desired.questions),
    population: populationOf(observed),
    cursor: snapshot.cursor,
    delivery: snapshot.delivery,
    // A reminder for what is past would wake the service again and again.
    due: desired.due.filter(({ at }) => at > now),
    identities: desired.identities,
    loginsWatchedSince,
    memory,
  };
}

const LASTBIND_MISSING: Finding = { code: "LASTBIND_MISSING", owner: REALM_OWNER, params: {} };

/** Owners of an address whose entry somebody took away. */
function missingEntries(plan: Plan, ledger: readonly LedgerAddress[]): Finding[] {
  const issued = primaryLocalParts(ledger);
  return plan.items
    .filter(({ owner, kind }) => kind === "create" && issued.has(owner))
    .map(({ owner, dn }) => ({ code: "MISSING_ENTRY", owner, params: { dn } }));
}

const isOwn = (entry: ObservedEntry): boolean => entry.attributes.danhbaId !== undefined;

/** Addresses that entries danhba does not manage already use: never issued to anybody, but what is issued stays so. */
function strangers(
  observed: readonly ObservedEntry[],
  ledger: readonly LedgerAddress[],
  domain: string,
): LedgerAddress[] {
  const localParts = new Set<string>();
  for (const { attributes } of observed.filter((entry) => !isOwn(entry))) {
    for (const uid of attributes.uid ?? []) localParts.add(uid.toLowerCase());
    for (const mail of [...(attributes.mail ?? []), ...(attributes.mailLocalAddress ?? [])]) {
      const [localPart, host] = mail.toLowerCase().split("@");
      if (localPart !== undefined && host === domain) localParts.add(localPart);
    }
  }
  for (const { localPart } of ledger) localParts.delete(localPart);
  const shared = { owner: "person:-", role: "reserved", form: "", clause: "", aliasUntil: null } as const;
  return [...localParts].map((localPart) => ({ localPart, ...shared }));
}

/** Names (`app-…`) of danhba's own groups of applications. */
function applicationGroups(observed: readonly ObservedEntry[]): string[] {
  return observed.filter(isOwn).flatMap(({ dn }) => /^cn=(app-[^,]+),ou=groups,/i.exec(dn)?.[1] ?? []);
}

const GONE: ReadonlySet<string> = new Set<AccountStatus>(["disabled", "retained"]);

/** Live entries of danhba's own, by sort: what the gate's percentages are of. */
function populationOf(observed: readonly ObservedEntry[]): Population {
  const population: Record<OwnerKind, number> = { person: 0, agency: 0, unit: 0, group: 0, policy: 0 };
  const kinds = Object.entries(BRANCHES) as [OwnerKind, string][];
  for (const entry of observed.filter(isOwn)) {
    const key = dnKey(entry.dn);
    const kind = kinds.find(([, branch]) => key.includes(`,${branch},`))?.[0];
    const isLive = !GONE.has(entry.attributes.danhbaStatus?.[0] ?? "");
    if (kind !== undefined && isLive) population[kind] += 1;
  }
  return population;
}
