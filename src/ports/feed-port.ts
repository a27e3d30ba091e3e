/** What the use cases need of the HR feed: one consistent snapshot, writing one delivery, reading its workbooks. */
import type { WorkbookResult } from "../feed/raw-table.ts";
import type { DeliveredKind, Delivery } from "../model/delivery.ts";
import type { Instant } from "../model/feed.ts";
import type { FeedSlice } from "./scope-ports.ts";

export interface UnseenChanges {
  readonly count: number;
  /** When the oldest of them was made; null when there are none. */
  readonly oldestAt: Instant | null;
}

export interface FeedReader {
  /** Everything of one realm as one moment shows it, with the cursor of that moment. */
  readFeedSnapshot(realm: string): Promise<FeedSlice>;
  /** Whether a row changed that the snapshot with this cursor did not show; null = nothing was ever read. */
  hasUnseenChanges(realm: string, cursor: string | null): Promise<boolean>;
  /** How many changes that are, and since when the oldest waits (the feed's lag). */
  unseenChanges(realm: string, cursor: string | null): Promise<UnseenChanges>;
}

export interface DeliveryCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly removed: number;
}

export interface WrittenDelivery {
  readonly deliveryId: string;
  readonly counts: Readonly<Record<DeliveredKind, DeliveryCounts>>;
}

export interface FeedWriter {
  /** Writes all rows and the delivery row in one transaction, or nothing. */
  writeDelivery(delivery: Delivery): Promise<WrittenDelivery>;
}

/** The tables of an Excel workbook, or the one problem of a file that cannot be read; never throws over its content. */
export type WorkbookReader = (bytes: Uint8Array) => Promise<WorkbookResult>;
