/** What is known of an account besides the feed: from its entry, and from danhba's own memory. */
import type { ReasonCode } from "./change.ts";
import type { AccountStatus } from "./entry.ts";
import type { Instant } from "./feed.ts";

export interface AccountFacts {
  /** `danhbaStatus` as it was observed. */
  readonly status: AccountStatus;
  /** The status that danhba gave it last; null where it remembers none. Differs once somebody changed it by hand. */
  readonly given: AccountStatus | null;
  /** When danhba gave it that status; null where it did not (restored by hand, older than the memory). */
  readonly since: Instant | null;
  /** Why danhba gave it that status; null where it did not. Who is locked for inactivity stays so until told otherwise. */
  readonly reason: ReasonCode | null;
  /** When danhba last made it active; null where it does not remember. */
  readonly openedAt: Instant | null;
  /** The entry's own name, `uid`. */
  readonly localPart: string;
  /** `danhbaUnit`. */
  readonly unit: string | null;
  /** `createTimestamp`. */
  readonly createdAt: Instant | null;
  /** `pwdLastSuccess`, kept by the server's lastbind. */
  readonly lastLogin: Instant | null;
}

/** Who a person id was when danhba last accepted it: what a reused id is told by. Never leaves the database. */
export interface Identity {
  readonly personId: string;
  readonly fullName: string;
  readonly birthDate: string | null;
}
