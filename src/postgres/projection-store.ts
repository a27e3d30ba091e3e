/** What the directory was last seen to hold, in the database. */
import type pg from "pg";
import type { KnownEntry, ProjectedEntry, ProjectionPort } from "../ports/answer-ports.ts";
import { jsonValue } from "./json-value.ts";
import { underLease } from "./lease.ts";
import { inTransaction, withClient } from "./pool.ts";

/** Entries a statement: the text of one stays below some ten megabytes. */
const BATCH = 5_000;

const KNOWN = `SELECT danhba_id AS "danhbaId", dn, entry_uuid AS "entryUuid", entry_csn AS "entryCsn", hash, intent
  FROM danhba.entry WHERE realm = $1`;

export function openProjectionStore(pool: pg.Pool): ProjectionPort {
  return {
    read: (realm) =>
      inTransaction(pool, "REPEATABLE READ READ ONLY", async (client) => {
        const { rows } = await client.query<KnownEntry>(KNOWN, [realm]);
        return { entries: byId(rows), contextCsn: await contextCsnOf(client, realm) };
      }),
    contextCsn: (realm) => withClient(pool, (client) => contextCsnOf(client, realm)),
    find: (realm, ids, uuids) =>
      withClient(pool, async (client) => {
        const { rows } = await client.query<KnownEntry>(
          `${KNOWN} AND (danhba_id = ANY ($2) OR entry_uuid = ANY ($3))`,
          [realm, ids, uuids],
        );
        return byId(rows);
      }),
    write: (lease, { seen, gone, contextCsn }, now) =>
      underLease(pool, lease, async (client) => {
        const { realm } = lease;
        if (gone.length > 0) {
          const sql = "DELETE FROM danhba.entry WHERE realm = $1 AND danhba_id = ANY ($2)";
          await client.query(sql, [realm, gone]);
        }
        for (let start = 0; start < seen.length; start += BATCH) {
          await writeEntries(client, realm, seen.slice(start, start + BATCH), now);
        }
        await client.query(
          `INSERT INTO danhba.directory_state (realm, context_csn, seen_at) VALUES ($1, $2, $3)
           ON CONFLICT (realm) DO UPDATE SET context_csn = excluded.context_csn, seen_at = excluded.seen_at`,
          [realm, contextCsn, now],
        );
      }),
    forgetIntents: (lease, ids) =>
      underLease(pool, lease, async (client) => {
        await client.query(
          "UPDATE danhba.entry SET intent = NULL WHERE realm = $1 AND danhba_id = ANY ($2)",
          [lease.realm, ids],
        );
      }),
  };
}

const byId = (rows: readonly KnownEntry[]): Map<string, KnownEntry> =>
  new Map(rows.map((entry) => [entry.danhbaId, entry]));

async function contextCsnOf(client: pg.PoolClient, realm: string): Promise<string | null> {
  const { rows } = await client.query<{ contextCsn: string | null }>(
    'SELECT context_csn AS "contextCsn" FROM danhba.directory_state WHERE realm = $1',
    [realm],
  );
  return rows[0]?.contextCsn ?? null;
}

async function writeEntries(
  client: pg.PoolClient,
  realm: string,
  entries: readonly ProjectedEntry[],
  now: string,
): Promise<void> {
  await client.query(
    `INSERT INTO danhba.entry (realm, danhba_id, dn, entry_uuid, entry_csn, attributes, hash, intent, seen_at)
     SELECT $1, e."danhbaId", e.dn, e."entryUuid", e."entryCsn", e.attributes, e.hash, e.intent, $3
       FROM jsonb_to_recordset($2) AS e("danhbaId" text, dn text, "entryUuid" text, "entryCsn" text,
         attributes jsonb, hash text, intent text)
     ON CONFLICT (realm, danhba_id) DO UPDATE SET dn = excluded.dn, entry_uuid = excluded.entry_uuid,
       entry_csn = excluded.entry_csn, attributes = excluded.attributes, hash = excluded.hash,
       intent = excluded.intent, seen_at = excluded.seen_at`,
    [realm, jsonValue(entries), now],
  );
}
