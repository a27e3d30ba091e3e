/** What the use cases need from the database besides the feed: ledger, runs, items, rulings and the log. */
import type { Actor, ChainedRecord, ChainHead } from "../changelog/record.ts";
import type { StoredRecord } from "../changelog/verify-chain.ts";
import type { HeldItem, HeldSummary, Ruling, Word } from "../gate/judge-plan.ts";
import type { Identity } from "../model/account.ts";
import type { LedgerAddress } from "../model/address.ts";
import type { ChangeKind, Item, ReasonCode } from "../model/change.ts";
import type { Answer, Decision, Question } from "../model/decision.ts";
import type { Drift } from "../model/drift.ts";
import type { Due } from "../model/due.ts";
import type { AccountStatus } from "../model/entry.ts";
import type { Instant } from "../model/feed.ts";
import type { FeedJudgement } from "../model/feed-certificate.ts";
import type { Finding, Params } from "../model/finding.ts";
import type { Notice } from "../model/notice.ts";
import type { Order, OrderDraft } from "../model/order.ts";
import type { Owner } from "../model/owner.ts";
import type { Pending } from "../model/pending.ts";
import type { Proof } from "../model/proof.ts";

export type RunTrigger =
  | "sync"
  | "apply"
  | "approve"
  | "feed"
  | "schedule"
  | "start"
  | "due"
  | "drift"
  | "handover"
  | "undo";

/**
 * `running` until it ends; `done`: all applied; `held`: the rest is applied, some items wait; `failed`: items were
 * refused by the directory; `aborted`: a fault ended it; `stopped`: asked to stop. A held run becomes `approved`,
 * `rejected` or, when a later run holds something else, `superseded`.
 */
export type RunState =
  | "running"
  | "done"
  | "held"
  | "failed"
  | "aborted"
  | "stopped"
  | "approved"
  | "rejected"
  | "superseded";

export type Counts = Readonly<Record<ChangeKind | "unchanged", number>>;

export interface FailedItem {
  readonly owner: string;
  readonly dn: string;
  readonly code: string;
  readonly params: Params;
}

export interface RunEnd {
  readonly state: RunState;
  readonly counts: Counts | null;
  readonly failed: readonly FailedItem[];
  readonly findings: readonly Finding[];
  /** Code of the fault that ended the run. */
  readonly fault: string | null;
  readonly endedAt: Instant;
  /** What the run left undone; null when it did not get so far. What was pending and is not among it is done. */
  readonly pending: readonly Pending[] | null;
  /** Owners of whom `pending` is all there is; absent: of everybody. */
  readonly pendingScope?: readonly Owner[];
  readonly drift: readonly Drift[];
  /** Null where no check was made. */
  readonly proof: Proof | null;
}

export interface RunRecord {
  readonly id: number;
  readonly trigger: RunTrigger;
  readonly state: RunState;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly digest: string | null;
  readonly counts: Counts | null;
  readonly applied: number;
  readonly held: readonly HeldSummary[];
  readonly failed: readonly FailedItem[];
  readonly findings: readonly Finding[];
  readonly fault: string | null;
  /** Rules of the feed certificate that were broken. */
  readonly certificate: readonly FeedJudgement[];
  readonly drift: readonly Drift[];
  readonly proof: Proof | null;
  /** The undo order that the run carries out. */
  readonly undo: number | null;
  readonly ruling: Ruling | null;
  /** Null: everything. */
  readonly scope: RunScope | null;
}

export interface ItemInDoubt {
  readonly run: number;
  readonly delivery: string | null;
  readonly position: number;
  readonly item: Item;
  readonly actor: Actor;
}

/** The right to apply in a realm; every write to the journal names it and fails once it is lost. */
export interface Lease {
  readonly realm: string;
  readonly token: number;
  /** Aborted when the lease is no longer ours, or cannot be kept; the reason is the fault, a DanhbaError. */
  readonly lost: AbortSignal;
  /** Whether nobody else can have it yet, by what the database last confirmed; also right after a standstill. */
  isFresh(): boolean;
  /** Asks the database. @throws DanhbaError LEASE_LOST, or what keeps the database from answering */
  confirm(): Promise<void>;
  /** Never throws: what cannot be given back ends with the connection. */
  release(): Promise<void>;
}

export interface LeaseHolder {
  readonly host: string;
  readonly pid: number;
  readonly token: number;
  readonly acquiredAt: Instant;
  readonly heartbeatAt: Instant;
}

export interface Outcome {
  readonly position: number;
  /** `applied` and `partial` are logged (`item` then holds what was done); `failed` was refused; `dropped` not tried. */
  readonly state: "applied" | "partial" | "failed" | "dropped";
  readonly item: Item;
  readonly actor: Actor;
  readonly code: string | null;
}

/** Records of one of these owners, or with one of these terms, or of people while this was their main unit. */
export interface LogSubject {
  readonly owners: readonly Owner[];
  /** See `logTerms`. */
  readonly terms: readonly string[];
  readonly unit: string | null;
}

/** What a record must meet, all of it. */
export interface LogFilter {
  readonly owner?: string;
  readonly run?: number;
  readonly clause?: string;
  readonly since?: Instant;
  /** Inclusive. */
  readonly until?: Instant;
  readonly kind?: ChangeKind;
  readonly operator?: string;
  readonly about?: readonly LogSubject[];
  readonly limit?: number;
}

/** What danhba remembers of a realm's accounts. */
export interface RealmMemory {
  /** The state that danhba last gave each account, since when and why. */
  readonly accounts: ReadonlyMap<
    Owner,
    {
      readonly status: AccountStatus | "purged";
      readonly since: Instant;
      readonly reason: ReasonCode;
      /** When it was last made active; null where it never was. */
      readonly openedAt: Instant | null;
    }
  >;
  readonly identities: ReadonlyMap<string, Identity>;
  /** Orders that stand, in the order in which they were given. */
  readonly orders: readonly Order[];
  /** Since when sign-ins are known to be noted without a gap; null: not now. */
  readonly loginsWatchedSince: Instant | null;
  /** Id of the delivery that the newest run that saw the feed to the end rested on. */
  readonly seenDelivery: string | null;
  /** Whether a run has come to its end since the first person was given an account, whatever it left undone. */
  readonly hasRun: boolean;
  /** Passwords that were asked for and nobody has collected yet, with the time of the request. */
  readonly resets: readonly { readonly owner: Owner; readonly at: Instant }[];
}

/** What a plan knows of those it looked at. */
export interface WholePlan {
  /** What a person must decide; standing questions that are not among them are withdrawn. */
  readonly questions: readonly Question[];
  /** Digests of all planned items: rulings on anything else are closed, but for those of an undo. */
  readonly digests: readonly string[];
  /** Replaces what was due before. */
  readonly due: readonly Due[];
  /** Identities that are new or were confirmed. */
  readonly identities: readonly Identity[];
  readonly loginsWatchedSince: Instant | null;
  /** Absent: all of the above is of the whole realm. */
  readonly scope?: PlanScope;
}

/** How much a run has looked at. */
export interface RunScope {
  readonly people: number;
  readonly units: number;
  readonly groups: number;
}

/** What a plan is of that does not look at everybody. */
export interface PlanScope {
  /** Only their questions are withdrawn, only what was due of them is replaced; rulings stay open. */
  readonly owners: readonly Owner[];
  readonly looked: RunScope;
}

export interface JournalPort {
  /** @throws DanhbaError LEASE_HELD with the holder's host and pid */
  acquireLease(realm: string): Promise<Lease>;
  leaseHolder(realm: string): Promise<LeaseHolder | null>;

  ledger(realm: string): Promise<readonly LedgerAddress[]>;
  memory(realm: string): Promise<RealmMemory>;
  /**
   * Addresses of these owners; with a person's owner (`personOwner`) those of all accounts that the person has at
   * agencies. Where ids of people hold an @ there may be others too.
   */
  ledgerOf(realm: string, owners: readonly Owner[]): Promise<readonly LedgerAddress[]>;
  /** These local parts, and each of them with digits appended. */
  ledgerAt(realm: string, localParts: readonly string[]): Promise<readonly LedgerAddress[]>;
  /** Accounts of these owners and identities of these people; the rest is the realm's. */
  memoryOf(realm: string, people: readonly string[], owners: readonly Owner[]): Promise<RealmMemory>;
  /** Cursor of the newest run that saw the feed to the end, or null. */
  lastCursor(realm: string): Promise<string | null>;

  /** @param run `undo`: the order that the run carries out */
  startRun(
    lease: Lease,
    run: { readonly trigger: RunTrigger; readonly startedAt: Instant; readonly undo?: number },
  ): Promise<number>;
  /** What the run found and intends, before anything is written. */
  recordPlan(
    lease: Lease,
    run: number,
    plan: {
      readonly digest: string;
      /** Null: the run did not look at the feed. */
      readonly cursor: string | null;
      readonly delivery: string | null;
      readonly held: readonly HeldItem[];
      readonly judgements: readonly FeedJudgement[];
      /** What an approval accepts of the feed; null where nothing of it is frozen. */
      readonly feedDigest: string | null;
      /** Null: no plan of the whole realm was made, and what is known of it stays. */
      readonly whole: WholePlan | null;
    },
    now: Instant,
  ): Promise<void>;
  /** Commits the intent to carry out these items, with their addresses, before the first of them is written. */
  intend(
    lease: Lease,
    run: number,
    batch: readonly Omit<ItemInDoubt, "run" | "delivery">[],
    now: Instant,
  ): Promise<void>;
  /**
   * Commits what became of items, counts and logs the applied ones, in one transaction; with them the state of the
   * accounts (`danhbaStatus` of `after`, `purged` for a delete), the notices and the passwords that are now needed.
   */
  settle(
    lease: Lease,
    run: { readonly id: number; readonly delivery: string | null },
    outcomes: readonly Outcome[],
    now: Instant,
  ): Promise<readonly ChainedRecord[]>;
  /**
   * Takes entries that stand as danhba's own into ledger, memory and log, in one transaction: as if items that create
   * them were applied, but nothing is written to the directory, counted, or left in doubt.
   */
  adopt(
    lease: Lease,
    run: { readonly id: number; readonly delivery: string | null },
    items: readonly Item[],
    now: Instant,
  ): Promise<void>;
  /** Those of these owners of whom the log tells. */
  recorded(realm: string, owners: readonly Owner[]): Promise<ReadonlySet<Owner>>;
  endRun(lease: Lease, run: number, end: RunEnd): Promise<void>;
  /** Items whose intent was committed and whose outcome was not, oldest first. */
  itemsInDoubt(realm: string): Promise<readonly ItemInDoubt[]>;
  /** Runs that a crash left `running`; they become `aborted`. Returns how many. */
  closeAbandonedRuns(lease: Lease, now: Instant): Promise<number>;

  /**
   * The next instant at which something is due, a refused item's next try included, or null; and of how many owners
   * danhba knows when they change by themselves.
   */
  nextDue(realm: string): Promise<Instant | null>;
  countDue(realm: string): Promise<number>;
  /** What waits to be done, the longest waiting first. */
  pending(realm: string): Promise<readonly Pending[]>;
  /** Notices still to be given, or all of them; oldest first. */
  notices(realm: string, all: boolean): Promise<readonly Notice[]>;
  /** Records that the people concerned were told. @throws DanhbaError USAGE for one that is not open */
  closeNotices(realm: string, ids: readonly number[], operator: string, now: Instant): Promise<void>;
  /** Orders that stand, or all of them; oldest first. */
  orders(realm: string, all: boolean): Promise<readonly Order[]>;
  /** Records an order and wakes the service. */
  giveOrder(realm: string, order: OrderDraft, now: Instant): Promise<Order>;
  /** @throws DanhbaError USAGE when there is no such order, or it is ended */
  endOrder(realm: string, id: number, operator: string, now: Instant): Promise<Order>;

  /** Every question that was ever asked, in the order in which they were closed, open ones last. */
  decisions(realm: string): Promise<readonly Decision[]>;
  /**
   * Answers open questions, all or none.
   * @throws DanhbaError USAGE for one that is not open
   */
  decide(realm: string, ids: readonly number[], answer: Answer, now: Instant): Promise<void>;

  /** What operators said, by digest of the item. */
  rulings(realm: string): Promise<ReadonlyMap<string, Ruling>>;
  /**
   * Approves or rejects what a run holds.
   * @throws DanhbaError USAGE when there is no such run, PLAN_STALE when it no longer holds anything, or a later run
   * has planned something else since
   */
  rule(realm: string, run: number, word: Word, now: Instant): Promise<{ readonly items: number }>;

  runs(realm: string, limit: number): Promise<readonly RunRecord[]>;
  run(realm: string, id: number): Promise<RunRecord | null>;
  /** What a run holds, or held when it ended, in the order of its plan; secrets only as "set". */
  heldItems(realm: string, run: number): Promise<readonly HeldItem[]>;

  log(realm: string, filter: LogFilter): Promise<readonly StoredRecord[]>;
  /** The whole log in order, in bounded memory. */
  logStream(realm: string): AsyncIterable<StoredRecord>;
  chainHead(realm: string): Promise<ChainHead>;
}
