/** Takes a random walk through a realm: event, run, invariants; throws with everything that happened, a line per event. */
import type { LogRecord } from "../../../src/changelog/record.ts";
import { ChainVerifier } from "../../../src/changelog/verify-chain.ts";
import type { LedgerAddress } from "../../../src/model/address.ts";
import type { ObservedEntry } from "../../../src/model/entry.ts";
import { vietnamDay } from "../../../src/model/vietnam-time.ts";
import { instantOf } from "../../../src/ports/clock.ts";
import type { SyncResult } from "../../../src/reconcile/sync.ts";
import { feedContent, type HrOffice } from "./hr-office.ts";
import { ALWAYS, isRepairable, ledgerLosses, RULES, type Sight, unexplainedChanges } from "./invariants.ts";
import { playAct } from "./play-act.ts";
import { playFeedEvent } from "./play-feed-event.ts";
import type { WalkEvent, WalkStep } from "./walk-event.ts";
import type { WalkRealm } from "./walk-realm.ts";

const HOUR_MS = 3_600_000;
/** Approvals that one step may need: what is released can bring up something else that is held. */
const MAX_APPROVALS = 5;

export interface Walk {
  /** What happened so far, a line per event. */
  readonly lines: readonly string[];
  /** Events that did happen; the others could not. */
  readonly events: number;
  /** What the runs applied, by kind of change: a walk that changes nothing shows nothing. */
  readonly applied: Readonly<Record<string, number>>;
}

interface Traveller {
  readonly realm: WalkRealm;
  readonly office: HrOffice;
  readonly lines: string[];
  readonly applied: Record<string, number>;
  readonly chain: ChainVerifier;
  readonly uuids: Map<string, string>;
  readonly edited: Set<string>;
  /** The newest record that was read. */
  seq: number;
  /** What the directory held when it was last looked at. */
  entries: readonly ObservedEntry[];
  ledger: readonly LedgerAddress[];
}

/**
 * @param maxEvents the walk ends once so many events have happened
 * @throws Error with the lines of the walk and the first rule that was broken
 */
export async function takeWalk(
  realm: WalkRealm,
  office: HrOffice,
  steps: readonly WalkStep[],
  maxEvents = Number.POSITIVE_INFINITY,
): Promise<Walk> {
  const traveller: Traveller = {
    realm,
    office,
    lines: [],
    applied: {},
    chain: new ChainVerifier(realm.realm.id),
    uuids: new Map(),
    edited: new Set(),
    seq: 0,
    entries: [],
    ledger: [],
  };
  let events = 0;
  try {
    traveller.entries = await realm.entries();
    await realm.load(feedContent(office));
    await settle(traveller, false);
    for (const step of steps) {
      if (events >= maxEvents) break;
      if (await takeStep(traveller, step)) events += 1;
    }
    await settle(traveller, false);
  } catch (error) {
    const story = traveller.lines.join("\n");
    throw new Error(`after ${events} events of ${realm.profile.id}:\n${story}\n${messageOf(error)}`);
  }
  return { lines: traveller.lines, events, applied: traveller.applied };
}

/** What a rule found needs no stack; anything else does. */
class BrokenRule extends Error {}

const messageOf = (error: unknown): string =>
  error instanceof Error && !(error instanceof BrokenRule) ? (error.stack ?? error.message) : String(error);

/** @returns whether the event happened */
async function takeStep(traveller: Traveller, step: WalkStep): Promise<boolean> {
  const { realm, office, lines } = traveller;
  const { clock } = realm;
  clock.set(new Date(clock.now() + step.hours * HOUR_MS).toISOString());
  const today = vietnamDay(instantOf(clock));
  usePortals(traveller);
  if (step.event.kind === "clock jumps back") {
    await jumpBack(traveller, step.event.hours);
    return true;
  }
  const line =
    playFeedEvent(office, step.event, today) ?? (await playAct(realm, step.event, traveller.edited));
  if (line === null) return false;
  lines.push(`${instantOf(clock)} ${line}${step.isOperatorAway ? " (no operator)" : ""}`);
  await realm.load(feedContent(office));
  if (TOUCHING.has(step.event.kind)) {
    const entries = await realm.entries();
    if (step.event.kind === "by hand") noteEdits(traveller, entries);
    traveller.entries = entries;
    await newRecords(traveller);
  }
  await settle(traveller, step.isOperatorAway);
  return true;
}

/** Events that write to the directory themselves. */
const TOUCHING: ReadonlySet<WalkEvent["kind"]> = new Set<WalkEvent["kind"]>([
  "by hand",
  "sign in",
  "collect",
]);

/** People at work use their accounts; every seventh never does, and some are away for weeks. */
function usePortals({ realm, entries }: Traveller): void {
  const day = Math.floor(realm.clock.now() / (24 * HOUR_MS));
  const isUsed = ({ entryUuid, attributes }: ObservedEntry): boolean => {
    const number = Number.parseInt((attributes.danhbaId?.[0] ?? entryUuid).slice(0, 6), 16);
    return attributes.danhbaStatus?.[0] === "active" && number % 7 !== 0 && (number + day) % 3 !== 0;
  };
  realm.noteSignIns(entries.filter(isUsed));
}

/** A clock that is wrong for one run: nothing is done twice, and nothing is undone. */
async function jumpBack(traveller: Traveller, hours: number): Promise<void> {
  const { realm, lines } = traveller;
  // First everything that is due by now, so that whatever the wrong clock does is its own.
  await settle(traveller, false);
  const right = realm.clock.now();
  realm.clock.set(new Date(right - hours * HOUR_MS).toISOString());
  lines.push(`${instantOf(realm.clock)} the clock is ${hours} h behind`);
  const result = await realm.run();
  if (result.applied > 0) throw new Error(`with its clock behind, the run applied ${result.applied} items`);
  realm.clock.set(new Date(right).toISOString());
}

/** Runs until nothing is left to do, approving what is held unless nobody is there to, and checks everything. */
async function settle(traveller: Traveller, isOperatorAway: boolean): Promise<void> {
  const { realm } = traveller;
  let result = await runOnce(traveller);
  for (let tries = 0; result.state === "held" && !isOperatorAway && tries < MAX_APPROVALS; tries += 1) {
    const ruling = { verdict: "approved", operator: "Trần Thị Quản", reason: "đúng" } as const;
    await realm.journal.rule(realm.realm.id, result.runId, ruling, instantOf(realm.clock));
    result = await runOnce(traveller);
  }
  await inspect(traveller, result, isOperatorAway);
}

async function runOnce(traveller: Traveller): Promise<SyncResult> {
  const result = await traveller.realm.run();
  for (const [kind, count] of Object.entries(result.counts)) {
    if (kind !== "unchanged") traveller.applied[kind] = (traveller.applied[kind] ?? 0) + count;
  }
  if (result.failed.length > 0) throw new Error(`refused: ${JSON.stringify(result.failed)}`);
  if (result.state !== "done" && result.state !== "held") throw new Error(`the run is ${result.state}`);
  return result;
}

async function inspect(traveller: Traveller, result: SyncResult, isOperatorAway: boolean): Promise<void> {
  const { realm, office } = traveller;
  const { journal } = realm;
  const { plan, entries } = await realm.plan();
  const ledger = await journal.ledger(realm.realm.id);
  const records = await newRecords(traveller);
  const problems: string[] = [];
  const tell = (rule: string, found: readonly string[]) =>
    problems.push(...found.map((line) => `${rule}: ${line}`));

  tell("unexplained", unexplainedChanges(traveller.entries, entries, records));
  tell("lost from the ledger", ledgerLosses(traveller.ledger, ledger));
  tell("entryUUID", followEntries(traveller, entries, records));
  const sight: Sight = {
    realmId: realm.realm.id,
    suffix: realm.realm.suffix,
    today: vietnamDay(instantOf(realm.clock)),
    office,
    entries,
    ledger,
    findings: result.findings,
    edited: traveller.edited,
  };
  tell(
    "proof",
    (realm.isProved
      ? (result.proof?.differences ?? (result.state === "done" ? ["none was made"] : []))
      : []
    ).map((difference) => JSON.stringify(difference)),
  );
  const isSettled = result.state === "done" && !isOperatorAway;
  for (const [name, rule] of Object.entries(isSettled ? RULES : ALWAYS)) tell(name, rule(sight));

  if (result.state === "done") {
    tell(
      "a second plan is empty",
      plan.items.map(
        ({ owner, kinds, operations }) => `${owner} ${kinds.join("+")} ${JSON.stringify(operations)}`,
      ),
    );
  }
  const due = await journal.nextDue(realm.realm.id);
  if (due !== null && Date.parse(due) <= realm.clock.now()) tell("due", [`${due} has passed`]);
  if (problems.length > 0) throw new BrokenRule(problems.join("\n"));
  traveller.entries = entries;
  traveller.ledger = ledger;
  if (!isSettled) return;
  for (const entry of entries) {
    if (isRepairable(sight, entry)) traveller.edited.delete(entry.attributes.danhbaId?.[0] ?? "");
  }
}

/** The records since the last look, which continue the chain without a gap. */
async function newRecords(traveller: Traveller): Promise<LogRecord[]> {
  const { realm, chain } = traveller;
  const { id } = realm.realm;
  const head = await realm.journal.chainHead(id);
  const rows = await realm.journal.log(id, { limit: Math.max(head.seq - traveller.seq, 1) });
  const unread = rows.filter(({ seq }) => seq > traveller.seq).toSorted((a, b) => a.seq - b.seq);
  for (const row of unread) chain.check(row);
  const { broken } = chain.finish(head);
  if (broken !== null) throw new BrokenRule(`the log is broken: ${JSON.stringify(broken)}`);
  traveller.seq = head.seq;
  return unread.map(({ record }) => record as LogRecord);
}

/** An owner keeps the entry it was given: only a purge ends it, and only afterwards another may begin. */
function followEntries(
  { uuids }: Traveller,
  entries: readonly ObservedEntry[],
  records: readonly LogRecord[],
): string[] {
  const problems: string[] = [];
  const now = new Map(entries.map((entry) => [entry.attributes.danhbaId?.[0] ?? "", entry]));
  const purged = new Set(
    records.flatMap(({ kinds, before }) => (kinds.includes("delete") ? (before.danhbaId ?? []) : [])),
  );
  for (const [id, uuid] of uuids) {
    const entry = now.get(id);
    if (entry?.entryUuid === uuid) continue;
    if (!purged.has(id)) problems.push(`${id} had ${uuid}, now it has ${entry?.entryUuid} ${entry?.dn}`);
    uuids.delete(id);
  }
  for (const [id, { entryUuid }] of now) if (id !== "") uuids.set(id, entryUuid);
  return problems;
}

/** What an administrator took away is not danhba's to keep; what they changed it puts right if it can. */
function noteEdits({ uuids, edited, entries }: Traveller, after: readonly ObservedEntry[]): void {
  const versions = new Map(after.map(({ entryUuid, entryCsn }) => [entryUuid, entryCsn]));
  for (const { entryUuid, entryCsn, attributes } of entries) {
    const id = attributes.danhbaId?.[0] ?? "";
    const version = versions.get(entryUuid);
    if (version === undefined) uuids.delete(id);
    else if (version !== entryCsn) edited.add(id);
  }
}
