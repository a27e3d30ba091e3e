/** What lets a run look at few owners, in the database: who is open or due, what stands, and what is known of entries. */
import type pg from "pg";
import { dnKey } from "../model/entry.ts";
import type { Finding } from "../model/finding.ts";
import type { Owner } from "../model/owner.ts";
import type { EntryCount, ScopedEntry, ScopePort } from "../ports/scope-ports.ts";
import { jsonValue } from "./json-value.ts";
import { underLease } from "./lease.ts";
import { withClient } from "./pool.ts";
import { readQuiet } from "./quiet-store.ts";

export function openScopeStore(pool: pg.Pool): ScopePort {
  const read = <Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> =>
    withClient(pool, async (client) => (await client.query<Row>(text, [...values])).rows);
  const ownersOf = async (text: string, values: readonly unknown[]): Promise<Owner[]> =>
    (await read<{ owner: Owner }>(text, values)).map(({ owner }) => owner);
  return {
    open: (realm) =>
      ownersOf('SELECT owner FROM danhba.open_owner WHERE realm = $1 ORDER BY owner COLLATE "C"', [realm]),
    rules: async (realm) => {
      const rows = await read<{ rules: string | null }>(
        "SELECT rules FROM danhba.directory_state WHERE realm = $1",
        [realm],
      );
      return rows[0]?.rules ?? null;
    },
    due: (realm, now) =>
      ownersOf("SELECT owner FROM danhba.due WHERE realm = $1 AND at <= $2 ORDER BY at, owner", [realm, now]),
    entries: async (realm, owners) => {
      const rows = await read<EntryRow>(ENTRIES, [realm, owners]);
      return rows.map(({ count, sum, ...entry }) => ({
        ...entry,
        members: count === null || sum === null ? null : { count, sum },
      }));
    },
    ownersAt: async (realm, dns) => {
      const rows = await read<{ dn: string; owner: Owner }>(
        "SELECT dn, owner FROM danhba.entry WHERE realm = $1 AND lower(dn) = ANY ($2) AND owner IS NOT NULL",
        [realm, dns.map(dnKey)],
      );
      return new Map(rows.map(({ dn, owner }) => [dnKey(dn), owner] as const));
    },
    counts: (realm) =>
      read<EntryCount>(
        `SELECT sort, unit, live, total FROM danhba.entry_count
          WHERE realm = $1 AND total > 0 ORDER BY sort, unit COLLATE "C"`,
        [realm],
      ),
    quiet: (realm, now) => readQuiet(pool, realm, now),
    oddMembers: async (realm, group, members) => {
      const [row] = await read<{ owners: Owner[]; strangers: string[] }>(ODD_MEMBERS, [
        realm,
        group,
        members,
      ]);
      return row ?? { owners: [], strangers: [] };
    },
    findings: (realm) =>
      read<Finding>(
        `SELECT code, owner, params FROM danhba.standing WHERE realm = $1 ORDER BY owner COLLATE "C", position`,
        [realm],
      ),
    write: (lease, { owners, open, findings, rules }) =>
      underLease(pool, lease, async (client) => {
        const { realm } = lease;
        await writeOpen(client, realm, owners, open);
        if (findings !== null) await writeFindings(client, realm, owners, findings);
        if (rules !== null) {
          await client.query(
            `INSERT INTO danhba.directory_state AS s (realm, seen_at, rules) VALUES ($1, now(), $2)
             ON CONFLICT (realm) DO UPDATE SET rules = excluded.rules WHERE s.rules IS DISTINCT FROM excluded.rules`,
            [realm, rules],
          );
        }
      }),
  };
}

/** In the group and not to be in it, or the other way round; and members whose entry is not remembered. */
const ODD_MEMBERS = `
  WITH members AS (SELECT dn, lower(dn) AS key FROM unnest($3::text[]) AS m(dn)),
       known AS (SELECT m.dn, e.owner, e.memberships FROM members m
                   LEFT JOIN danhba.entry e ON e.realm = $1 AND lower(e.dn) = m.key AND e.owner IS NOT NULL)
  SELECT ARRAY(SELECT owner FROM known WHERE owner IS NOT NULL AND NOT coalesce($2::text = ANY (memberships), false)
               UNION
               SELECT e.owner FROM danhba.entry e
                WHERE e.realm = $1 AND $2::text = ANY (e.memberships) AND e.owner IS NOT NULL
                  AND NOT EXISTS (SELECT FROM members m WHERE m.key = lower(e.dn))) AS owners,
         ARRAY(SELECT dn FROM known WHERE owner IS NULL) AS strangers`;

type EntryRow = Omit<ScopedEntry, "members"> & { readonly count: number | null; readonly sum: string | null };

const ENTRIES = `
  SELECT danhba_id AS "danhbaId", dn, entry_uuid AS "entryUuid", entry_csn AS "entryCsn", hash, intent, owner,
         memberships, member_count AS count, member_sum::text AS sum, attributes
    FROM danhba.entry WHERE realm = $1 AND owner = ANY ($2) ORDER BY danhba_id`;

/** @param owners null: everybody */
async function writeOpen(
  client: pg.PoolClient,
  realm: string,
  owners: readonly Owner[] | null,
  open: readonly Owner[],
): Promise<void> {
  await client.query(
    `DELETE FROM danhba.open_owner WHERE realm = $1 AND ($2::text[] IS NULL OR owner = ANY ($2))
        AND NOT (owner = ANY ($3::text[]))`,
    [realm, owners, open],
  );
  await client.query(
    `INSERT INTO danhba.open_owner (realm, owner)
     SELECT DISTINCT $1, n.owner FROM unnest($2::text[]) AS n(owner) ON CONFLICT DO NOTHING`,
    [realm, open],
  );
}

/** What an owner has keeps its place, so that of findings that stand nothing is written. */
async function writeFindings(
  client: pg.PoolClient,
  realm: string,
  owners: readonly Owner[] | null,
  findings: readonly Finding[],
): Promise<void> {
  const counts = new Map<Owner, number>();
  const rows = findings.map(({ owner, code, params }) => {
    const position = counts.get(owner) ?? 0;
    counts.set(owner, position + 1);
    return { owner, position, code, params };
  });
  await client.query(
    `DELETE FROM danhba.standing s WHERE s.realm = $1 AND ($2::text[] IS NULL OR s.owner = ANY ($2))
        AND NOT EXISTS (SELECT FROM jsonb_to_recordset($3) AS n(owner text, position int, code text, params jsonb)
                         WHERE (n.owner, n.position, n.code, n.params) = (s.owner, s.position, s.code, s.params))`,
    [realm, owners, jsonValue(rows)],
  );
  if (rows.length === 0) return;
  await client.query(
    `INSERT INTO danhba.standing AS s (realm, owner, position, code, params)
     SELECT $1, n.owner, n.position, n.code, n.params
       FROM jsonb_to_recordset($2) AS n(owner text, position int, code text, params jsonb)
     ON CONFLICT (realm, owner, position) DO UPDATE SET code = excluded.code, params = excluded.params
       WHERE (s.code, s.params) IS DISTINCT FROM (excluded.code, excluded.params)`,
    [realm, jsonValue(rows)],
  );
}
