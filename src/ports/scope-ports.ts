/** What lets a run look only at what changed: changes since a cursor, rows of few people, and what was remembered. */
import type { Attributes, MemberMark } from "../model/entry.ts";
import type { Day, FeedAppointment, FeedPerson, FeedSnapshot } from "../model/feed.ts";
import type { AcceptedSlice, KnownFeed, Source } from "../model/feed-certificate.ts";
import type { Finding } from "../model/finding.ts";
import type { Owner } from "../model/owner.ts";
import type { KnownEntry } from "./answer-ports.ts";
import type { Lease } from "./journal-port.ts";

/** Whose rows changed since a cursor showed the feed, and whom operators decided or ordered something about. */
export interface FeedChanges {
  /** Ids of people, also of those whose posts changed or went. */
  readonly people: readonly string[];
  readonly units: readonly string[];
  /** `policy:realm`: an operator has ruled about the feed, which concerns everybody. */
  readonly touched: readonly Owner[];
}

/** People of the feed with the digests of their rows; all units. */
export interface FeedSlice extends FeedSnapshot {
  /**
   * By person id: lower-case hex SHA-256 over the row and the posts in order of their ids; of everybody who has a row
   * or a post, so also of ids of which the feed only has posts.
   */
  readonly digests: ReadonlyMap<string, string>;
  /** By unit code. */
  readonly unitDigests: ReadonlyMap<string, string>;
  /**
   * Other people with a birth date that one of these people has, or had when they were last seen: those who may be the
   * same person under two ids. Nobody where everybody is read.
   */
  readonly doubles: readonly FeedPerson[];
}

/** A person with their posts, and the digest over both. */
export interface StreamedPerson {
  readonly id: string;
  /** Null: the feed only has posts. */
  readonly person: FeedPerson | null;
  readonly posts: readonly FeedAppointment[];
  readonly digest: string;
}

export interface SlicePort {
  /**
   * What a snapshot with this cursor did not show yet; one statement. Null: more than `limit` rows changed, or the
   * cursor cannot tell (the database was restored, or whose post a row was is not on record), so that everything must
   * be looked at.
   */
  changes(realm: string, cursor: string, limit: number): Promise<FeedChanges | null>;
  /** One moment: all units, these people and their posts, their doubles, the newest delivery and the cursor. */
  read(realm: string, people: readonly string[]): Promise<FeedSlice>;
  /** Everything of the realm as one moment shows it, with digests. */
  readWhole(realm: string): Promise<FeedSlice>;
  /**
   * Everybody who has a row or a post, in order of their ids by code point, as one moment shows them, some thousands
   * held at a time.
   */
  streamPeople(realm: string): AsyncIterable<readonly StreamedPerson[]>;
  /**
   * Compares every row with what was remembered of it, in the database. Null: more than `limit` differ. `people`
   * counts the feed's people, also those whose row is as it was. What a run saw and did not come to do is not among
   * the differences: that is what `changes` since the newest completed run is for.
   */
  differing(
    realm: string,
    limit: number,
  ): Promise<{ readonly changes: FeedChanges; readonly people: number; readonly cursor: string } | null>;
  /** Ids of those who have a post, of any time, in one of these units. */
  peopleOf(realm: string, units: readonly string[]): Promise<readonly string[]>;
}

export interface SourcePort {
  /** Those of these people who are remembered. */
  read(realm: string, people: readonly string[]): Promise<ReadonlyMap<string, Source>>;
  /**
   * What a part of the feed is compared with. Null: nothing was accepted, something of the feed was frozen, or a
   * later run saw the feed and did not write it here.
   */
  known(realm: string, today: Day): Promise<KnownFeed | null>;
  /** What a run that looked at some people has accepted. @param units digests of all units; null: they stay */
  write(
    lease: Lease,
    run: number,
    accepted: AcceptedSlice,
    units: ReadonlyMap<string, string> | null,
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
