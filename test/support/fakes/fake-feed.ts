/** The HR feed in memory: one snapshot per realm, and a cursor that counts its versions. */
import type { FeedSnapshot } from "../../../src/model/feed.ts";
import type { FeedReader } from "../../../src/ports/feed-port.ts";

export type FeedContent = Pick<FeedSnapshot, "units" | "people" | "appointments"> &
  Partial<Pick<FeedSnapshot, "delivery">>;

export interface FakeFeed extends FeedReader {
  /** HR changes its data. */
  load(content: FeedContent): void;
}

export function fakeFeed(realm: string, content: FeedContent): FakeFeed {
  let version = 1;
  let current = content;
  const unseen = (cursor: string | null): number => (cursor === null ? version : version - Number(cursor));
  return {
    load: (next) => {
      version += 1;
      current = next;
    },
    readFeedSnapshot: async (asked) => {
      const empty = { units: [], people: [], appointments: [] };
      return {
        delivery: null,
        ...(asked === realm ? current : empty),
        realm: asked,
        cursor: String(version),
      };
    },
    hasUnseenChanges: async (_realm, cursor) => unseen(cursor) > 0,
    unseenChanges: async (_realm, cursor) => ({
      count: unseen(cursor),
      oldestAt: unseen(cursor) > 0 ? "2026-11-21T00:00:00.000Z" : null,
    }),
  };
}
