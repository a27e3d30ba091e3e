/** Small stores beside the journal: the accepted feed, the projection of the directory, refusals, and undo orders. */
import type { Attributes } from "../model/entry.ts";
import type { Instant } from "../model/feed.ts";
import type { FeedBaseline } from "../model/feed-certificate.ts";
import type { Refusal } from "../model/refusal.ts";
import type { Undo } from "../model/undo.ts";
import type { Lease } from "./journal-port.ts";

export interface BaselinePort {
  read(realm: string): Promise<FeedBaseline | null>;
  write(lease: Lease, run: number, baseline: FeedBaseline): Promise<void>;
  /** Whether the content of this delivery was that of an earlier one, with another in between. */
  isRepeated(realm: string, delivery: string): Promise<boolean>;
}

/** One of danhba's own entries as it was last seen. */
export interface ProjectedEntry {
  readonly danhbaId: string;
  readonly dn: string;
  readonly entryUuid: string;
  readonly entryCsn: string;
  /** Without the members of groups. */
  readonly attributes: Attributes;
  /** SHA-256 over all that is not volatile, members included. */
  readonly hash: string;
  /** What it was to be when it was last brought there; null: not yet. */
  readonly intent: string | null;
}

export interface Projection {
  /** By `danhbaId`. */
  readonly entries: ReadonlyMap<string, ProjectedEntry>;
  /** `contextCSN` up to which changes were looked at; null: never. */
  readonly contextCsn: string | null;
}

export interface ProjectionPort {
  read(realm: string): Promise<Projection>;
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
   * Records the order, marks what the run did as not to be done again, and wakes the service.
   * @throws DanhbaError USAGE for a run that there is not, that has done nothing, or that is to be undone already
   */
  order(
    realm: string,
    order: { readonly run: number; readonly operator: string; readonly reason: string },
    now: Instant,
  ): Promise<Undo>;
  end(lease: Lease, id: number, now: Instant): Promise<void>;
}

/** All of them, as the use cases are given them. */
export interface AnswerPorts {
  readonly baseline: BaselinePort;
  readonly projection: ProjectionPort;
  readonly refusals: RefusalPort;
  readonly undos: UndoPort;
}
