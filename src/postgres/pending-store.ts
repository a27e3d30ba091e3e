/** What was asked for and is not done yet, in the database. */
import type pg from "pg";
import type { Owner } from "../model/owner.ts";
import type { Pending } from "../model/pending.ts";
import { jsonValue } from "./json-value.ts";
import { withClient } from "./pool.ts";

/** The longest waiting first. */
export async function readPending(pool: pg.Pool, realm: string): Promise<Pending[]> {
  return await withClient(pool, async (client) => {
    const { rows } = await client.query<Pending>(
      `SELECT owner, request, since, due_on AS "dueOn", clause, waits_for AS "waitsFor"
         FROM danhba.pending WHERE realm = $1 ORDER BY since, owner COLLATE "C", request`,
      [realm],
    );
    return rows;
  });
}

/**
 * Makes the table hold exactly these; what waited before keeps the time since when.
 * @param owners only what it holds of them is replaced; null: everything
 */
export async function writePending(
  client: pg.PoolClient,
  realm: string,
  pending: readonly Pending[],
  owners: readonly Owner[] | null,
): Promise<void> {
  const rows = jsonValue(pending);
  await client.query(
    `DELETE FROM danhba.pending p WHERE p.realm = $1 AND ($3::text[] IS NULL OR p.owner = ANY ($3))
        AND NOT EXISTS (SELECT FROM jsonb_to_recordset($2) AS n(owner text, request text)
                         WHERE n.owner = p.owner AND n.request = p.request)`,
    [realm, rows, owners],
  );
  if (pending.length === 0) return;
  await client.query(
    `INSERT INTO danhba.pending AS p (realm, owner, request, since, due_on, clause, waits_for)
     SELECT $1, n.owner, n.request, n.since, n."dueOn", n.clause, n."waitsFor"
       FROM jsonb_to_recordset($2)
         AS n(owner text, request text, since timestamptz, "dueOn" date, clause text, "waitsFor" text)
     ON CONFLICT (realm, owner, request) DO UPDATE
       SET due_on = excluded.due_on, clause = excluded.clause, waits_for = excluded.waits_for
       WHERE (p.due_on, p.clause, p.waits_for) IS DISTINCT FROM (excluded.due_on, excluded.clause, excluded.waits_for)`,
    [realm, rows],
  );
}
