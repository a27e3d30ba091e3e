/** What the use cases need from the directory. */
import type { Operation } from "../model/change.ts";
import type { MemberMark, ObservedEntry, ReferenceAttribute } from "../model/entry.ts";
import type { MemberMarks } from "../plan/member-marks.ts";

export interface DirectoryPort {
  /**
   * Every entry in the managed branches, or a fault: a short list is never returned.
   * @throws DanhbaError LDAP_INCOMPLETE when the server gives only part of it (a limit, a referral, a missing branch,
   * lost or repeated pages) or hides what an entry must hold; LDAP_UNREACHABLE when it is busy or gone
   */
  observe(): Promise<readonly ObservedEntry[]>;
  /**
   * Every entry in the managed branches, page by page, as stamps: for comparing all of it with what is remembered in
   * bounded memory. Complete when the iteration ends without a fault. @param marks with the key of the realm
   * @throws as `observe`
   */
  scan(marks: MemberMarks): AsyncIterable<readonly EntryStamp[]>;
  /** danhba's own entries with these ids, copies of them too; groups without their members. @throws as `observe` */
  findOwn(danhbaIds: readonly string[]): Promise<readonly ObservedEntry[]>;
  /** The entries at these DNs, those that are there; groups without their members. @throws as `observe` */
  findAt(dns: readonly string[]): Promise<readonly ObservedEntry[]>;
  /**
   * Entries, whoever's, whose `uid` is one of these local parts or whose `mail` or `mailLocalAddress` is such an
   * address at one of the domains. @throws as `observe`
   */
  findUses(localParts: readonly string[], domains: readonly string[]): Promise<readonly ObservedEntry[]>;
  /** Entries, whoever's, with one of these `employeeNumber`s. @throws as `observe` */
  findNumbers(numbers: readonly string[]): Promise<readonly ObservedEntry[]>;
  /**
   * Who refers to these entries (`member`, `roleOccupant`), by their DNs, in the groups and mailboxes of the managed
   * branches; found by index, no list of members is read. @throws as `observe`
   */
  findReferrers(dns: readonly string[]): Promise<readonly Referrer[]>;
  /** All values of `member` of one group; empty where there is none. @throws as `observe` */
  membersOf(dn: string): Promise<readonly string[]>;
  /**
   * Deletions that the server has counted since it was started, with its start; null where it does not tell. What
   * replication deletes is not counted.
   */
  deletions(): Promise<string | null>;
  /** One entry by DN, or null when there is none. */
  read(dn: string): Promise<ObservedEntry | null>;
  /** Whether the server notes sign-ins (`pwdLastSuccess`): without that nobody can be called inactive. */
  notesSignIns(): Promise<boolean>;
  /** `contextCSN` of the suffix, the newest change of the whole database; null where it cannot be read. */
  contextCsn(): Promise<string | null>;
  /**
   * Entries of the managed branches that changed at or after this `entryCSN`, groups without their members; deletions do
   * not show. @throws as `observe`
   */
  changedSince(csn: string): Promise<readonly ObservedEntry[]>;
  /** How writes are made at present; `goWithoutTransactions` changes it. */
  readonly writing: Writing;
  /**
   * One write, on whichever connection is free; up to `writing.lanes` may be under way at once.
   * @throws DanhbaError LDAP_REFUSED when the server refuses it (nothing was written), LDAP_UNREACHABLE when the
   * outcome is unknown
   */
  write(operation: Operation): Promise<void>;
  /**
   * All of these writes, in their order, or none (RFC 5805): nobody who reads sees a part of them. Up to
   * `writing.lanes` such groups may be under way at once. Only where `writing.isInTransactions`, and never with a
   * move among them (`isMove`): slapd forgets the new parent before it ends the transaction, and crashes.
   * @throws DanhbaError LDAP_REFUSED when the server refuses one of them, which `params.operation` (its index) names
   * where the server tells, and nothing was written; LDAP_UNREACHABLE when the outcome is unknown. slapd refuses
   * (`other`) to delete the last entry below its parent in a transaction: what is refused here may be done by `write`.
   */
  writeTogether(operations: readonly Operation[]): Promise<void>;
  /**
   * After a lost connection: connects again and writes one by one from here on. A transaction whose end was not
   * answered is then either done or not, and stays so.
   * @throws DanhbaError LDAP_UNREACHABLE when the server cannot be reached, and what `openDirectory` throws
   */
  goWithoutTransactions(): Promise<void>;
  close(): Promise<void>;
}

/** What is compared of an entry when all of them are. */
export interface EntryStamp {
  readonly dn: string;
  readonly entryUuid: string;
  readonly entryCsn: string;
  /** Null: somebody else's. */
  readonly danhbaId: string | null;
  /** Of all that is not volatile, members aside (`entryHash`). */
  readonly hash: string;
  /** Null for what is no group. */
  readonly members: MemberMark | null;
}

/** A value of `member` or `roleOccupant`. */
export interface Referrer {
  /** DN of the group or mailbox. */
  readonly holder: string;
  readonly attribute: ReferenceAttribute;
  /** The DN that was asked for. */
  readonly target: string;
}

export interface Writing {
  readonly isInTransactions: boolean;
  /** Why it is as it is, for `doctor` and the log. */
  readonly why: "on" | "off" | "unsupported" | "unknown-version" | "untrusted-version" | "lost";
  /** How many writes, or groups of writes, the server is given at once, each on a connection of its own. */
  readonly lanes: number;
}
