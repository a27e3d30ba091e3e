/** Notices in the database: recorded with the change, closed once the people concerned were told. */
import type pg from "pg";
import { DanhbaError } from "../model/error.ts";
import type { Instant } from "../model/feed.ts";
import type { Notice } from "../model/notice.ts";
import { inTransaction, withClient } from "./pool.ts";

export async function readNotices(pool: pg.Pool, realm: string, all: boolean): Promise<Notice[]> {
  return await withClient(pool, async (client) => {
    const { rows } = await client.query<Notice>(
      `SELECT id, owner, reason, params, clause, dn, run, at, told_at AS "toldAt", told_by AS "toldBy"
         FROM danhba.notice WHERE realm = $1 AND ($2 OR told_at IS NULL) ORDER BY id`,
      [realm, all],
    );
    return rows;
  });
}

/**
 * All or none.
 * @throws DanhbaError USAGE for one that is not open
 */
export async function writeTold(
  pool: pg.Pool,
  realm: string,
  ids: readonly number[],
  operator: string,
  now: Instant,
): Promise<void> {
  await inTransaction(pool, "READ WRITE", async (client) => {
    const { rows } = await client.query<{ id: number }>(
      `UPDATE danhba.notice SET told_at = $3, told_by = $4
        WHERE realm = $1 AND id = ANY ($2) AND told_at IS NULL RETURNING id`,
      [realm, ids, now, operator],
    );
    const missing = ids.find((id) => !rows.some((row) => row.id === id));
    if (missing !== undefined) {
      throw new DanhbaError("USAGE", { argument: "ID", value: missing, problem: "NOT_AN_OPEN_NOTICE" });
    }
  });
}
