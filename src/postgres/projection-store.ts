/** What the directory was last seen to hold, in the database. */
import type pg from "pg";
import type { DirectoryState, KnownEntry, ProjectedEntry, ProjectionPort } from "../ports/answer-ports.ts";
import { compareScan } from "./compare-scan.ts";
import { jsonValue } from "./json-value.ts";
import { underLease } from "./lease.ts";
import { inTransaction, withClient } from "./pool.ts";

/** Entries a statement: the text of one stays below some ten megabytes. */
const BATCH = 5_000;

const KNOWN = `SELECT danhba_id AS "danhbaId", dn, entry_uuid AS "entryUuid", entry_csn AS "entryCsn", hash, intent,
    owner, member_count AS "memberCount", member_sum AS "memberSum"
  FROM danhba.entry WHERE realm = $1`;

interface KnownRow extends Omit<KnownEntry, "members"> {
  readonly memberCount: number | null;
  readonly memberSum: string | null;
}

export function openProjectionStore(pool: pg.Pool): ProjectionPort {
  return {
    read: (realm) =>
      inTransaction(pool, "REPEATABLE READ READ ONLY", async (client) => {
        const { rows } = await client.query<KnownRow>(KNOWN, [realm]);
        const state = await readState(client, realm);
        return { entries: byId(rows), contextCsn: state?.contextCsn ?? null };
      }),
    state: (realm) =>
      withClient(pool, async (client) => {
        const known = await readState(client, realm);
        if (known !== null) return known;
        await client.query(
          "INSERT INTO danhba.directory_state (realm, seen_at) VALUES ($1, now()) ON CONFLICT DO NOTHING",
          [realm],
        );
        return (await readState(client, realm)) as DirectoryState;
      }),
    find: (realm, ids, uuids) =>
      withClient(pool, async (client) => {
        // Not OR: each of the two has an index of its own.
        const { rows } = await client.query<KnownRow>(
          `${KNOWN} AND danhba_id = ANY ($2) UNION ${KNOWN} AND entry_uuid = ANY ($3)`,
          [realm, ids, uuids],
        );
        return byId(rows);
      }),
    compareScan: (realm, scan, limit) =>
      withClient(pool, (client) => compareScan(client, realm, scan, limit)),
    write: (lease, { seen, gone, contextCsn, deletes }, now) =>
      underLease(pool, lease, async (client) => {
        const { realm } = lease;
        if (gone.length > 0) {
          const sql = "DELETE FROM danhba.entry WHERE realm = $1 AND danhba_id = ANY ($2)";
          await client.query(sql, [realm, gone]);
        }
        for (let start = 0; start < seen.length; start += BATCH) {
          await writeEntries(client, realm, seen.slice(start, start + BATCH), now);
        }
        await writeState(client, realm, { contextCsn, deletes }, now);
      }),
    noteLook: (lease, { contextCsn, deletes, entryCsns }, now) =>
      underLease(pool, lease, async (client) => {
        const { realm } = lease;
        if (entryCsns.size > 0) {
          await client.query(
            `UPDATE danhba.entry e SET entry_csn = s.csn, seen_at = $4
               FROM unnest($2::text[], $3::text[]) AS s(id, csn) WHERE e.realm = $1 AND e.danhba_id = s.id`,
            [realm, [...entryCsns.keys()], [...entryCsns.values()], now],
          );
        }
        await writeState(client, realm, { contextCsn, deletes }, now);
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

const byId = (rows: readonly KnownRow[]): Map<string, KnownEntry> =>
  new Map(
    rows.map(({ memberCount: count, memberSum: sum, ...entry }) => [
      entry.danhbaId,
      { ...entry, members: count === null || sum === null ? null : { count, sum } },
    ]),
  );

async function readState(client: pg.PoolClient, realm: string): Promise<DirectoryState | null> {
  const { rows } = await client.query<DirectoryState>(
    `SELECT context_csn AS "contextCsn", complete_at AS "completeAt", complete_csn AS "completeCsn",
            deletes, mark_key AS "markKey"
       FROM danhba.directory_state WHERE realm = $1`,
    [realm],
  );
  return rows[0] ?? null;
}

/** @param state `deletes` as in `noteLook` */
async function writeState(
  client: pg.PoolClient,
  realm: string,
  state: { readonly contextCsn: string | null; readonly deletes: string | null | undefined },
  now: string,
): Promise<void> {
  const isComplete = state.deletes !== undefined;
  await client.query(
    `INSERT INTO danhba.directory_state AS s (realm, context_csn, seen_at, deletes, complete_at, complete_csn)
     VALUES ($1, $2, $3, $4, CASE WHEN $5::boolean THEN $3::timestamptz END, CASE WHEN $5 THEN $2 END)
     ON CONFLICT (realm) DO UPDATE SET context_csn = excluded.context_csn, seen_at = excluded.seen_at,
       deletes = CASE WHEN $5 THEN excluded.deletes ELSE s.deletes END,
       complete_at = CASE WHEN $5 THEN excluded.complete_at ELSE s.complete_at END,
       complete_csn = CASE WHEN $5 THEN excluded.complete_csn ELSE s.complete_csn END`,
    [realm, state.contextCsn, now, state.deletes ?? null, isComplete],
  );
}

async function writeEntries(
  client: pg.PoolClient,
  realm: string,
  entries: readonly ProjectedEntry[],
  now: string,
): Promise<void> {
  await client.query(
    `INSERT INTO danhba.entry (realm, danhba_id, dn, entry_uuid, entry_csn, attributes, hash, intent, seen_at,
       owner, memberships, mark, member_count, member_sum)
     SELECT $1, e."danhbaId", e.dn, e."entryUuid", e."entryCsn", e.attributes, e.hash, e.intent, $3,
       e.owner, e.memberships, e.mark, (e.members ->> 'count')::int, (e.members ->> 'sum')::numeric
       FROM jsonb_to_recordset($2) AS e("danhbaId" text, dn text, "entryUuid" text, "entryCsn" text,
         attributes jsonb, hash text, intent text, owner text, memberships text[], mark bigint, members jsonb)
     ON CONFLICT (realm, danhba_id) DO UPDATE SET dn = excluded.dn, entry_uuid = excluded.entry_uuid,
       entry_csn = excluded.entry_csn, attributes = excluded.attributes, hash = excluded.hash,
       intent = excluded.intent, seen_at = excluded.seen_at, owner = excluded.owner,
       memberships = excluded.memberships, mark = excluded.mark, member_count = excluded.member_count,
       member_sum = excluded.member_sum`,
    [realm, jsonValue(entries), now],
  );
}
