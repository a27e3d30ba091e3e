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
  /** Of when it was last compared; sign-ins since then need not be in it. */
  readonly entryCsn: string;
  /** SHA-256 over all that is not volatile, members aside (`entryHash`). */
  readonly hash: string;
  /** Null for what is no group, or where they are not known. */
  readonly members: MemberMark | null;
  /** What it was to be when it was last brought there; null: not yet. */
  readonly intent: string | null;
  /** Whose it is; null: danhba does not know any more. */
  readonly owner: Owner | null;
}

/** One of danhba's own entries as it was last seen. */
export interface ProjectedEntry extends KnownEntry {
  /** Without the members of groups. */
  readonly attributes: Attributes;
  /** Owners of the groups that the account is in; null: not known. */
  readonly memberships: readonly Owner[] | null;
  /** `MemberMarks.markOf` its DN: what it adds to the mark of each of these groups. Null: it is in none. */
  readonly mark: string | null;
}

/** How far the directory's changes were looked at. */
export interface DirectoryState {
  /** Null: never. */
  readonly contextCsn: string | null;
  /** When it was last known that no entry is missing; null: never. */
  readonly completeAt: Instant | null;
  /** `contextCsn` of then. */
  readonly completeCsn: string | null;
  /** `DirectoryPort.deletions` from then; null: it did not tell. */
  readonly deletes: string | null;
  /** The secret of the realm's marks (`openMarks`). */
  readonly markKey: string;
}

export interface Projection {
  /** By `danhbaId`. */
  readonly entries: ReadonlyMap<string, KnownEntry>;
  /** `contextCSN` up to which changes were looked at; null: never. */
  readonly contextCsn: string | null;
}

export interface ProjectionPort {
  read(realm: string): Promise<Projection>;
  /** Of a realm that was never looked at too: its key is made then, and stays. */
  state(realm: string): Promise<DirectoryState>;
  /** Those with one of these ids or entryUUIDs, by `danhbaId`. */
  find(
    realm: string,
    ids: readonly string[],
    uuids: readonly string[],
  ): Promise<ReadonlyMap<string, KnownEntry>>;
  /**
   * Compares all entries with what is remembered of them, in the database: nothing is held in memory for each entry.
   * Null: more than `limit` own ones differ, or there are more than `limit` of others. What the iteration throws is
   * thrown.
   */
  compareScan(
    realm: string,
    scan: AsyncIterable<readonly EntryStamp[]>,
    limit: number,
  ): Promise<EntryDifferences | null>;
  /** Only what differs: entries to write, ids to forget. */
  write(
    lease: Lease,
    changes: {
      readonly seen: readonly ProjectedEntry[];
      readonly gone: readonly string[];
      readonly contextCsn: string | null;
      /** As in `noteLook`. */
      readonly deletes?: string | null;
    },
    now: Instant,
  ): Promise<void>;
  /** A look after which everything is as it was. */
  noteLook(
    lease: Lease,
    look: {
      readonly contextCsn: string;
      /** `deletions` from before it became known that no entry is missing; undefined: that is not known. */
      readonly deletes: string | null | undefined;
      /** New `entryCSN` of entries that are otherwise as they were, by `danhbaId`. */
      readonly entryCsns: ReadonlyMap<string, string>;
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
