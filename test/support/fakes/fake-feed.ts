/** The HR feed in memory: one snapshot per realm, and a cursor that counts its versions. */
import { canonicalHash } from "../../../src/model/canonical-hash.ts";
import type { FeedSnapshot } from "../../../src/model/feed.ts";
import type { FeedReader } from "../../../src/ports/feed-port.ts";
import type { FeedSlice } from "../../../src/ports/scope-ports.ts";

export type FeedContent = Pick<FeedSnapshot, "units" | "people" | "appointments"> &
  Partial<Pick<FeedSnapshot, "delivery">>;

export interface FakeFeed extends FeedReader {
  /** HR changes its data. */
  load(content: FeedContent): void;
  /** What a cursor has shown. */
  at(cursor: string): FeedContent;
}

export function fakeFeed(realm: string, content: FeedContent): FakeFeed {
  let version = 1;
  let current = content;
  const history = new Map([["1", content]]);
  const unseen = (cursor: string | null): number => (cursor === null ? version : version - Number(cursor));
  return {
    load: (next) => {
      version += 1;
      current = next;
      history.set(String(version), next);
    },
    at: (cursor) => history.get(cursor) ?? { units: [], people: [], appointments: [] },
    readFeedSnapshot: async (asked) => {
      const empty = { units: [], people: [], appointments: [] };
      const shown = asked === realm ? current : empty;
      return {
        delivery: null,
        ...shown,
        realm: asked,
        cursor: String(version),
        ...digestsOf(shown),
        doubles: [],
      };
    },
    hasUnseenChanges: async (_realm, cursor) => unseen(cursor) > 0,
    unseenChanges: async (_realm, cursor) => ({
      count: unseen(cursor),
      oldestAt: unseen(cursor) > 0 ? "2026-11-21T00:00:00.000Z" : null,
    }),
  };
}

/** Other digests than those of the database, but equal for the same rows as well. */
export function digestsOf({
  units,
  people,
  appointments,
}: FeedContent): Pick<FeedSlice, "digests" | "unitDigests"> {
  const rows = new Map(people.map((person) => [person.id, person] as const));
  const posts = Map.groupBy(appointments, ({ personId }) => personId);
  const digestOf = (id: string): string =>
    canonicalHash([rows.get(id) ?? null, (posts.get(id) ?? []).toSorted((a, b) => (a.id < b.id ? -1 : 1))]);
  const ids = new Set([...rows.keys(), ...posts.keys()]);
  return {
    digests: new Map([...ids].map((id) => [id, digestOf(id)] as const)),
    unitDigests: new Map(units.map((unit) => [unit.code, canonicalHash(unit)] as const)),
  };
}
