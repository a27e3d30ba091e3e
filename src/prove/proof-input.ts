/** What the independent check is given: both sides as they are after the run, the rules in plain numbers, and excuses. */
import type { LedgerAddress } from "../model/address.ts";
import type { ReasonCode } from "../model/change.ts";
import type { AccountStatus, ObservedEntry } from "../model/entry.ts";
import type { Day, FeedSnapshot, Instant } from "../model/feed.ts";
import type { Order } from "../model/order.ts";
import type { Owner } from "../model/owner.ts";

/** What danhba remembers of an account. */
export interface RememberedAccount {
  readonly status: AccountStatus | "purged";
  readonly since: Instant;
  readonly reason: ReasonCode;
}

export interface ProofRules {
  readonly domain: string;
  /** Agencies may have a domain of their own (Bình Thuận II.2). */
  readonly agencyDomain: string;
  /** Each agency's account of a person is an owner of its own (Bình Thuận II.4). */
  readonly isPerAgency: boolean;
  /** Null: no size is set. */
  readonly quotaBytes: number | null;
  /** After so many months without a sign-in an account may be locked; null: never. */
  readonly inactiveMonths: number | null;
}

export interface ProofInput {
  readonly realm: { readonly id: string; readonly suffix: string };
  readonly rules: ProofRules;
  /** Instant and day for which the run decided. */
  readonly now: Instant;
  readonly today: Day;
  readonly feed: Pick<FeedSnapshot, "units" | "people" | "appointments">;
  readonly ledger: readonly LedgerAddress[];
  readonly accounts: ReadonlyMap<Owner, RememberedAccount>;
  readonly orders: readonly Order[];
  /** Everything in the managed branches, danhba's own and others'. */
  readonly entries: readonly ObservedEntry[];
  /** `danhbaId`s that there must be: those before the run, with what it made and without what it deleted. */
  readonly expectedIds: ReadonlySet<string>;
  /** Whether anything is to be said of these owners; everything without it. */
  readonly isConcerned?: (owners: readonly Owner[]) => boolean;
  /** Whether what the run told, left or held explains a difference about one of these owners. */
  readonly isExcused: (owners: readonly Owner[], what: What) => boolean;
}

/**
 * `missing`, `unexpected` an entry · `vanished`, `appeared` one that no item deleted or made · `id` `danhbaId` ·
 * `address` name, mail or aliases · `shared` one address at two entries · `ledger` two primary addresses · `feed` rows
 * that a run should have told of, or that read otherwise the second time · the others: attributes
 */
export type What =
  | "missing"
  | "unexpected"
  | "vanished"
  | "appeared"
  | "id"
  | "address"
  | "shared"
  | "ledger"
  | "feed"
  | "number"
  | "name"
  | "status"
  | "lock"
  | "unit"
  | "quota"
  | "class"
  | "member"
  | "holder";

/** A difference before anybody asks what explains it. The first owner is whose it is; the others may explain it too. */
export interface Suspicion {
  readonly owners: readonly [Owner, ...Owner[]];
  readonly dn: string;
  readonly what: What;
  readonly expected: string;
  readonly found: string;
}
