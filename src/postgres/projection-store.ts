/** What the directory was last seen to hold, in the database. */
import type pg from "pg";
import type { ProjectedEntry, ProjectionPort } from "../ports/answer-ports.ts";
import { jsonValue } from "./json-value.ts";
import { underLease } from "./lease.ts";
import { inTransaction } from "./pool.ts";

export function openProjectionStore(pool: pg.Pool): ProjectionPort {
  return {
    read: (realm) =>
      inTransaction(pool, "REPEATABLE READ READ ONLY", async (client) => {
        const { rows } = await client.query<ProjectedEntry>(
          `SELECT danhba_id AS "danhbaId", dn, entry_uuid AS "entryUuid", entry_csn AS "entryCsn", attributes, hash,
             intent FROM danhba.entry WHERE realm = $1`,
          [realm],
        );
        const { rows: states } = await client.query<{ contextCsn: string | null }>(
          'SELECT context_csn AS "contextCsn" FROM danhba.directory_state WHERE realm = $1',
          [realm],
        );
        return {
          entries: new Map(rows.map((entry) => [entry.danhbaId, entry])),
          contextCsn: states[0]?.contextCsn ?? null,
        };
      }),
    write: (lease, { seen, gone, contextCsn }, now) =>
      underLease(pool, lease, async (client) => {
        const { realm } = lease;
        await client.query("DELETE FROM danhba.entry WHERE realm = $1 AND danhba_id = ANY ($2)", [
          realm,
          gone,
        ]);
        await client.query(
          `INSERT INTO danhba.entry (realm, danhba_id, dn, entry_uuid, entry_csn, attributes, hash, intent, seen_at)
           SELECT $1, e."danhbaId", e.dn, e."entryUuid", e."entryCsn", e.attributes, e.hash, e.intent, $3
             FROM jsonb_to_recordset($2) AS e("danhbaId" text, dn text, "entryUuid" text, "entryCsn" text,
               attributes jsonb, hash text, intent text)
           ON CONFLICT (realm, danhba_id) DO UPDATE SET dn = excluded.dn, entry_uuid = excluded.entry_uuid,
             entry_csn = excluded.entry_csn, attributes = excluded.attributes, hash = excluded.hash,
             intent = excluded.intent, seen_at = excluded.seen_at`,
          [realm, jsonValue(seen), now],
        );
        await client.query(
          `INSERT INTO danhba.directory_state (realm, context_csn, seen_at) VALUES ($1, $2, $3)
           ON CONFLICT (realm) DO UPDATE SET context_csn = excluded.context_csn, seen_at = excluded.seen_at`,
          [realm, contextCsn, now],
        );
      }),
  };
}
