/** What lets a run look only at what changed: changes since a cursor, rows of few people, and what was remembered. */
import type { Attributes, MemberMark } from "../model/entry.ts";
import type { FeedSnapshot } from "../model/feed.ts";
import type { FeedFacts } from "../model/feed-certificate.ts";
import type { Finding } from "../model/finding.ts";
import type { Owner } from "../model/owner.ts";
import type { KnownEntry } from "./answer-ports.ts";
import type { Lease } from "./journal-port.ts";

/** Whose rows changed since a cursor showed the feed, and whom operators decided or ordered something about. */
export interface FeedChanges {
  /** Ids of people, also of those whose posts changed or went. */
  readonly people: readonly string[];
  readonly units: readonly string[];
  readonly touched: readonly Owner[];
}

/** People of the feed with the digests of their rows; all units. */
export interface FeedSlice extends FeedSnapshot {
  /** By person id: lower-case hex SHA-256 over the row and the posts; of those who are in the feed. */
  readonly digests: ReadonlyMap<string, string>;
  /** By unit code. */
  readonly unitDigests: ReadonlyMap<string, string>;
}

export interface SlicePort {
  /**
   * What a snapshot with this cursor did not show yet; one statement. Null: more than `limit` rows changed, or the
   * cursor cannot tell (the database was restored), so that everything must be looked at.
   */
  changes(realm: string, cursor: string, limit: number): Promise<FeedChanges | null>;
  /** One moment: all units, these people and their posts, the newest delivery and the cursor. */
  read(realm: string, people: readonly string[]): Promise<FeedSlice>;
  /** Everything of the realm as one moment shows it, with digests. */
  readWhole(realm: string): Promise<FeedSlice>;
  /**
   * Compares every row with what was remembered of it, in the database. Null: more than `limit` differ.
   * `people` counts the feed's people, also those whose row is as it was.
   */
  differing(
    realm: string,
    limit: number,
  ): Promise<{ readonly changes: FeedChanges; readonly people: number; readonly cursor: string } | null>;
  /** Other people with the birth date of one of these: those who could be the same person under two ids. */
  bornWith(realm: string, people: readonly string[]): Promise<FeedSnapshot["people"]>;
  /** Ids of those who have a post, of any time, in one of these units. */
  peopleOf(realm: string, units: readonly string[]): Promise<readonly string[]>;
}

/** What is remembered of one person of the feed. */
export interface Source {
  readonly id: string;
  readonly agency: string;
  /** Empty: not known. */
  readonly digest: string;
  /** What person and posts add to the counts of the slice; see `personFacts`. */
  readonly facts: readonly number[];
}

export interface SourcePort {
  /** Those of these people who are remembered. */
  read(realm: string, people: readonly string[]): Promise<ReadonlyMap<string, Source>>;
  /** Facts of the accepted feed with its delivery; null before the first. */
  facts(realm: string): Promise<{ readonly facts: FeedFacts; readonly delivery: string | null } | null>;
  /** What a run that looked at these people has accepted. */
  write(
    lease: Lease,
    run: number,
    accepted: {
      readonly seen: readonly Source[];
      readonly gone: readonly string[];
      readonly units: ReadonlyMap<string, string> | null;
      readonly facts: FeedFacts;
      readonly delivery: string | null;
    },
  ): Promise<void>;
}

/** A group whose members are not those that danhba's people should be. */
export interface OddGroup {
  readonly dn: string;
  readonly owner: Owner | null;
}

/** What a comparison of all entries with the projection shows. */
export interface EntryDifferences {
  /** Own entries that are new, changed, older than they were, or elsewhere; by `danhbaId`. */
  readonly changed: readonly string[];
  /** Own entries that are gone; by `danhbaId`. */
  readonly missing: readonly string[];
  /** Groups whose members differ from the memberships that are remembered of people. */
  readonly groups: readonly OddGroup[];
  /** Entries of others, and copies of own ones: their DNs. */
  readonly others: readonly string[];
  /** How many entries were compared. */
  readonly entries: number;
  /** Whether an entry is older than it was seen to be. */
  readonly isRestored: boolean;
}

/** More of what is remembered of an entry. */
export interface ScopedEntry extends KnownEntry {
  readonly owner: Owner | null;
  readonly memberships: readonly Owner[] | null;
  readonly members: MemberMark | null;
  readonly attributes: Attributes;
}

export interface EntryCount {
  readonly sort: string;
  /** Empty: none. */
  readonly unit: string;
  readonly live: number;
  readonly total: number;
}

/** Whether a wake-up has anything to do, as far as the database knows. */
export interface Quiet {
  readonly isQuiet: boolean;
  /** Where the directory stood when it was last looked at: it is quiet too while it stands there. */
  readonly contextCsn: string | null;
}

export interface ScopePort {
  /** One statement. */
  quiet(realm: string, now: string): Promise<Quiet>;
  /** Owners that are open: held, refused, reported, frozen. */
  open(realm: string): Promise<readonly Owner[]>;
  /** SHA-256 of the rules by which all entries were last made; null: never. */
  rules(realm: string): Promise<string | null>;
  /** What is due up to now. */
  due(realm: string, now: string): Promise<readonly Owner[]>;
  entries(realm: string, owners: readonly Owner[]): Promise<readonly ScopedEntry[]>;
  /** Owners of the entries at these DNs; those that danhba does not know are missing. */
  ownersAt(realm: string, dns: readonly string[]): Promise<ReadonlyMap<string, Owner>>;
  counts(realm: string): Promise<readonly EntryCount[]>;
  /**
   * Compares a group's members with the memberships that are remembered: people who are in it and should not be or the
   * other way round, and members that are nobody whose entry is remembered (the placeholder is none).
   */
  oddMembers(
    realm: string,
    group: Owner | null,
    members: readonly string[],
  ): Promise<{ readonly owners: readonly Owner[]; readonly strangers: readonly string[] }>;
  /** Findings that stand. */
  findings(realm: string): Promise<readonly Finding[]>;
  /** @param owners null: everybody */
  write(
    lease: Lease,
    state: {
      readonly owners: readonly Owner[] | null;
      readonly open: readonly Owner[];
      /** Null: they stay as they are. */
      readonly findings: readonly Finding[] | null;
      /** Null: stays as it is. */
      readonly rules: string | null;
    },
  ): Promise<void>;
}
