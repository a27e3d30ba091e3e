/** Reads the HR feed from schema `hr`: one consistent snapshot, and whether anything changed since one. */
import type pg from "pg";
import type { FeedReader, UnseenChanges } from "../ports/feed-port.ts";
import { inTransaction, withClient } from "./pool.ts";
import { readSlice } from "./read-slice.ts";

/** The feed of schema `hr` behind a pool of role `danhba_service`; its methods throw the `DATABASE_*` errors. */
export function createFeedReader(pool: pg.Pool): FeedReader {
  return {
    readFeedSnapshot: (realm) =>
      inTransaction(pool, "REPEATABLE READ READ ONLY", (client) => readSlice(client, realm, null)),
    hasUnseenChanges: async (realm, cursor) => {
      if (cursor === null) return true;
      return await withClient(pool, (client) => isOutdated(client, realm, cursor));
    },
    unseenChanges: async (realm, cursor) =>
      await withClient(pool, (client) => countUnseen(client, realm, cursor)),
  };
}

/*
 * What a cursor has not seen. Order of `seq` says nothing, because a transaction may commit long after one with a
 * higher number; the snapshot itself knows which transactions it showed. Its xmin only lets the index skip what is
 * surely older. A database restored from a dump starts to count transactions anew: then rows of the old count lie
 * in the future (second visibility test) and a cursor does too (the snapshot is outdated as a whole).
 */
export const IS_UNSEEN = `realm = $1
     AND xid >= pg_snapshot_xmin($2::pg_snapshot)
     AND NOT pg_visible_in_snapshot(xid, $2::pg_snapshot)
     AND pg_visible_in_snapshot(xid, pg_current_snapshot())`;

export const IS_OF_ANOTHER_COUNT =
  "pg_snapshot_xmax($2::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot())";

const IS_OUTDATED = `
  SELECT ${IS_OF_ANOTHER_COUNT} OR EXISTS (SELECT FROM hr.change WHERE ${IS_UNSEEN}) AS outdated`;

const COUNT_UNSEEN = `SELECT count(*) AS count, min(at) AS "oldestAt" FROM hr.change WHERE ${IS_UNSEEN}`;

const COUNT_ALL = `SELECT count(*) AS count, min(at) AS "oldestAt" FROM hr.change WHERE realm = $1`;

async function isOutdated(client: pg.PoolClient, realm: string, cursor: string): Promise<boolean> {
  const { rows } = await client.query<{ outdated: boolean }>(IS_OUTDATED, [realm, cursor]);
  return rows[0]?.outdated ?? true;
}

async function countUnseen(
  client: pg.PoolClient,
  realm: string,
  cursor: string | null,
): Promise<UnseenChanges> {
  const { rows } = await (cursor === null
    ? client.query<UnseenChanges>(COUNT_ALL, [realm])
    : client.query<UnseenChanges>(COUNT_UNSEEN, [realm, cursor]));
  return rows[0] ?? { count: 0, oldestAt: null };
}
