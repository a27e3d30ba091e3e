/** What the naming engine takes and gives: units, people, and the address of each (design.md §6, `name`). */
import type { UnitKind } from "../model/feed.ts";
import type { Finding } from "../model/finding.ts";
import type { ParsedName } from "./parse-name.ts";

type Maybe<Value> = Value | null | undefined;

export interface NamingUnit {
  readonly code: string;
  readonly name: string;
  readonly kind?: Maybe<UnitKind>;
  /** Code of the unit above. */
  readonly parent?: Maybe<string>;
  /** The feed's explicit local part; wins over the rule. */
  readonly mailboxName?: Maybe<string>;
}

export interface NamingPerson {
  readonly id: string;
  readonly fullName: string;
  readonly familyMiddleName?: Maybe<string>;
  readonly givenName?: Maybe<string>;
  /** Code of the unit of the primary post. */
  readonly unit?: Maybe<string>;
  /** 1 = highest; 0 or absent = not a leader. */
  readonly leaderRank?: Maybe<number>;
  /** ISO 8601; a bare day begins at 00:00 Asia/Ho_Chi_Minh. */
  readonly registeredAt?: Maybe<string>;
  readonly extension?: Maybe<string>;
  /** The local part that the decision or the request names. */
  readonly localPart?: Maybe<string>;
}

export interface NamedUnit {
  readonly code: string;
  readonly localPart: string | null;
  /** Form of the profile, `mailbox-name`, `override`, the ledger's form of a kept address, or `undecided`. */
  readonly form: string;
  readonly clause: string;
  /** Blocks when `localPart` is null; otherwise tells why the unit keeps an address that the rule would change. */
  readonly finding: Finding | null;
}

export interface NamedPerson {
  readonly id: string;
  readonly localPart: string | null;
  /** Form of the profile, `requested`, the ledger's form of a kept address, or `undecided`. */
  readonly form: string;
  readonly clause: string;
  /** Why there is no address; null when there is one. */
  readonly finding: Finding | null;
  /** What a person should know although nothing is blocked. */
  readonly notes: readonly Finding[];
  /** Free local parts that a person could choose instead of a held one; empty unless `finding` is set. */
  readonly proposals: readonly string[];
  readonly parsed: ParsedName | null;
}

/** `form` of an address that the request or decision named. */
export const REQUESTED = "requested";
/** `form` of an agency address that the feed named. */
export const MAILBOX_NAME = "mailbox-name";
/** `form` where no address was given. */
export const UNDECIDED = "undecided";
