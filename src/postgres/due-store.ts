/** When something is due next, in the database. */
import type pg from "pg";
import type { Due } from "../model/due.ts";
import type { Instant } from "../model/feed.ts";
import type { Owner } from "../model/owner.ts";
import { jsonValue } from "./json-value.ts";
import { withClient } from "./pool.ts";

/** When something changes by itself, or something that the directory refused is to be tried again. */
export async function readNextDue(pool: pg.Pool, realm: string): Promise<Instant | null> {
  return await withClient(pool, async (client) => {
    const { rows } = await client.query<{ at: Instant | null }>(
      `SELECT least((SELECT min(at) FROM danhba.due WHERE realm = $1),
                     (SELECT min(next_at) FROM danhba.refusal WHERE realm = $1)) AS at`,
      [realm],
    );
    return rows[0]?.at ?? null;
  });
}

export async function countDue(pool: pg.Pool, realm: string): Promise<number> {
  return await withClient(pool, async (client) => {
    const { rows } = await client.query<{ count: number }>(
      "SELECT count(*) AS count FROM danhba.due WHERE realm = $1",
      [realm],
    );
    return rows[0]?.count ?? 0;
  });
}

/**
 * Makes the table hold exactly these; rows that stay as they are are not written.
 * @param owners only what it holds of them is replaced; null: everything
 */
export async function writeDue(
  client: pg.PoolClient,
  realm: string,
  due: readonly Due[],
  owners: readonly Owner[] | null,
): Promise<void> {
  const rows = jsonValue(due);
  await client.query(
    `DELETE FROM danhba.due d WHERE d.realm = $1 AND ($3::text[] IS NULL OR d.owner = ANY ($3))
        AND NOT EXISTS (SELECT FROM jsonb_to_recordset($2) AS n(owner text) WHERE n.owner = d.owner)`,
    [realm, rows, owners],
  );
  if (due.length === 0) return;
  await client.query(
    `INSERT INTO danhba.due AS d (realm, owner, at, why)
     SELECT $1, n.owner, n.at, n.why FROM jsonb_to_recordset($2) AS n(owner text, at timestamptz, why text)
     ON CONFLICT (realm, owner) DO UPDATE SET at = excluded.at, why = excluded.why
       WHERE (d.at, d.why) IS DISTINCT FROM (excluded.at, excluded.why)`,
    [realm, rows],
  );
}
