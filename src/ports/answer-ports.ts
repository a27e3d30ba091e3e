/** Small stores beside the journal: the accepted feed, the projection of the directory, refusals, and undo orders. */
import type { Attributes, MemberMark } from "../model/entry.ts";
import type { Instant } from "../model/feed.ts";
import type { FeedBaseline, SeenFeed, Source } from "../model/feed-certificate.ts";
import type { Owner } from "../model/owner.ts";
import type { Refusal } from "../model/refusal.ts";
import type { DoneChange, Undo, UndoEnd, UndoneOwner } from "../model/undo.ts";
import type { EntryStamp } from "./directory-port.ts";
import type { Lease, RunState } from "./journal-port.ts";
import type { EntryDifferences } from "./scope-ports.ts";

export interface AcceptedFeed {
  readonly baseline: FeedBaseline;
  /** Sums of `sources`; null: something is frozen, so that the next run has to look at the whole again. */
  readonly seen: SeenFeed | null;
  /** Everybody; read once. */
  readonly sources: Iterable<Source>;
  /** Digests by unit code. */
  readonly units: ReadonlyMap<string, string>;
}

export interface BaselinePort {
  read(realm: string): Promise<FeedBaseline | null>;
  /** What a run that looked at the whole feed has accepted; of what is remembered already nothing is written. */
  write(lease: Lease, run: number, accepted: AcceptedFeed): Promise<void>;
  /**
   * How many rows changed since the feed was last accepted as a whole, where this delivery has the content of one that
   * came before what was accepted then: rows that go back. 0 for any other delivery.
   */
  repeatedRows(realm: string, delivery: string): Promise<number>;
}

/** What is known of one of danhba's own entries since it was last seen. */
export interface KnownEntry {
  readonly danhbaId: string;
  readonly dn: string;
  /** Empty where the entry is to be and was seen to be missing. */
  readonly entryUuid: string;
  /** When what `hash` covers was last seen to have changed; sign-ins since then are not in it. */
  readonly entryCsn: string;
  /** SHA-256 over all that is not volatile, members included (`entryHash`). */
  readonly hash: string;
  /** What it was to be when it was last brought there; null: not yet. */
  readonly intent: string | null;
  /** Whose it is; null: danhba does not know any more. */
  readonly owner: Owner | null;
  /** Groups that the account is in, as it was last brought there; null for what is no person's. */
  readonly memberships: readonly Owner[] | null;
  /** Of a group; null for anything else. */
  readonly members: MemberMark | null;
}

/** One of danhba's own entries as it was last seen. */
export interface ProjectedEntry extends KnownEntry {
  /** Without the members of groups. */
  readonly attributes: Attributes;
}

export interface Projection {
  /** By `danhbaId`. */
  readonly entries: ReadonlyMap<string, KnownEntry>;
  /** `contextCSN` up to which changes were looked at; null: never. */
  readonly contextCsn: string | null;
}

export interface ProjectionPort {
  read(realm: string): Promise<Projection>;
  /** The secret by which members are marked (`openMarks`). */
  markKey(realm: string): Promise<string>;
  contextCsn(realm: string): Promise<string | null>;
  /** Those with one of these ids or entryUUIDs, by `danhbaId`. */
  find(
    realm: string,
    ids: readonly string[],
    uuids: readonly string[],
  ): Promise<ReadonlyMap<string, KnownEntry>>;
  /**
   * Compares a scan of the directory with what is remembered, in the database and in bounded memory. Null: more than
   * `limit` entries differ.
   */
  compareScan(
    realm: string,
    pages: AsyncIterable<readonly EntryStamp[]>,
    limit: number,
  ): Promise<EntryDifferences | null>;
  /** Only what differs: entries to write, ids to forget. */
  write(
    lease: Lease,
    changes: {
      readonly seen: readonly ProjectedEntry[];
      readonly gone: readonly string[];
      readonly contextCsn: string | null;
    },
    now: Instant,
  ): Promise<void>;
  /** What these entries were brought to counts no more: danhba itself has changed them otherwise, as in an undo. */
  forgetIntents(lease: Lease, ids: readonly string[]): Promise<void>;
}

export interface RefusalPort {
  read(realm: string): Promise<readonly Refusal[]>;
  /** Replaces what is known of the realm. */
  write(lease: Lease, refusals: readonly Refusal[]): Promise<void>;
}

export interface UndoPort {
  /** Orders not yet carried out, oldest first. */
  open(realm: string): Promise<readonly Undo[]>;
  /**
   * @throws DanhbaError USAGE for a run that there is not, that still runs, that has done nothing, that is to be undone
   * already, or that was undone
   */
  check(realm: string, run: number): Promise<void>;
  /** Records the order and wakes the service. @throws as `check` */
  order(
    realm: string,
    order: { readonly run: number; readonly operator: string; readonly reason: string },
    now: Instant,
  ): Promise<Undo>;
  /** Closes the order, with what was said about the parts of it that waited. */
  end(lease: Lease, id: number, how: UndoEnd, now: Instant): Promise<void>;
  /** What a run did, oldest first; without what runs of the order `undo` have undone. */
  changes(realm: string, run: number, undo: number | null): Promise<readonly DoneChange[]>;
  /** The newest run of an order, and how many of them were refused something; null before the first. */
  lastRun(
    realm: string,
    undo: number,
  ): Promise<{
    readonly id: number;
    readonly state: RunState;
    readonly digest: string | null;
    readonly failures: number;
  } | null>;

  /** Owners whose undone changes are not to be made again. */
  undone(realm: string): Promise<readonly UndoneOwner[]>;
  /** To be called before the owners' changes are undone. */
  keepUndone(lease: Lease, undo: number, owners: readonly Owner[]): Promise<void>;
  /** What the feed asks of them now that their changes are undone. */
  noteWishes(lease: Lease, wishes: ReadonlyMap<Owner, string>): Promise<void>;
  releaseUndone(lease: Lease, owners: readonly Owner[]): Promise<void>;
}

/** All of them, as the use cases are given them. */
export interface AnswerPorts {
  readonly baseline: BaselinePort;
  readonly projection: ProjectionPort;
  readonly refusals: RefusalPort;
  readonly undos: UndoPort;
}
