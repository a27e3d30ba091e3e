/** All entries of a directory against what is remembered of them, set by set in the database. */
import type pg from "pg";
import type { EntryStamp } from "../ports/directory-port.ts";
import type { EntryDifferences, OddGroup } from "../ports/scope-ports.ts";

/** Rows a statement: some megabytes of text. */
const BATCH = 5_000;

/**
 * Outside of a transaction: while one is open for as long as a directory takes to read, changes to the feed that were
 * committed meanwhile would wait for its end (`pg_snapshot_xmin`), and the server may end a session that stands still.
 */
const CREATE = `CREATE TEMPORARY TABLE seen_entry (
  danhba_id text, dn text NOT NULL, entry_uuid text NOT NULL, entry_csn text NOT NULL, hash text NOT NULL,
  member_count int, member_sum numeric)`;
/**
 * All rows meet all rows here: row by row through an index, which the planner takes where it has not counted the rows
 * of a first load yet, that takes minutes. And a million short rows are hashed without a file in so much memory.
 */
const PREPARE = "SET enable_nestloop = off; SET work_mem = '64MB'";
const CLEAN = "DROP TABLE IF EXISTS pg_temp.seen_entry; RESET enable_nestloop; RESET work_mem";
const INSERT = `INSERT INTO seen_entry SELECT * FROM unnest(
  $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::numeric[])`;

/** Of several entries with one id, the one that was known before is it, else the first; the others become others'. */
const SET_COPIES_APART = `WITH several AS (
    SELECT danhba_id FROM seen_entry WHERE danhba_id IS NOT NULL GROUP BY danhba_id HAVING count(*) > 1),
  ranked AS (
    SELECT s.ctid AS place, row_number() OVER (
             PARTITION BY s.danhba_id ORDER BY s.entry_uuid = e.entry_uuid DESC NULLS LAST, s.dn COLLATE "C") AS rank
      FROM seen_entry s JOIN several USING (danhba_id)
      LEFT JOIN danhba.entry e ON e.realm = $1 AND e.danhba_id = s.danhba_id)
  UPDATE seen_entry SET danhba_id = NULL FROM ranked WHERE seen_entry.ctid = ranked.place AND ranked.rank > 1`;

/** As `isOlderCsn` has it: numbers of two servers are not compared. */
const IS_OLDER = `s.entry_csn COLLATE "C" < e.entry_csn COLLATE "C"
  AND split_part(s.entry_csn, '#', 3) = split_part(e.entry_csn, '#', 3)`;

const CHANGED = `SELECT s.danhba_id AS id FROM seen_entry s
    LEFT JOIN danhba.entry e ON e.realm = $1 AND e.danhba_id = s.danhba_id
   WHERE s.danhba_id IS NOT NULL AND (e.danhba_id IS NULL OR e.entry_uuid <> s.entry_uuid OR e.dn <> s.dn
     OR e.hash <> s.hash OR (${IS_OLDER}))
   LIMIT $2`;

const MISSING = `SELECT e.danhba_id AS id FROM danhba.entry e
   WHERE e.realm = $1 AND e.entry_uuid <> ''
     AND NOT EXISTS (SELECT FROM seen_entry s WHERE s.danhba_id = e.danhba_id)
   LIMIT $2`;

const GROUPS = `WITH expected AS (
    SELECT m.owner, count(e.mark) AS members, sum(e.mark) AS sum
      FROM danhba.entry e CROSS JOIN LATERAL unnest(e.memberships) AS m(owner)
     WHERE e.realm = $1 GROUP BY m.owner)
  SELECT s.dn, e.owner FROM seen_entry s
    LEFT JOIN danhba.entry e ON e.realm = $1 AND e.danhba_id = s.danhba_id
    LEFT JOIN expected x ON x.owner = e.owner
   WHERE s.danhba_id IS NOT NULL AND s.member_count IS NOT NULL
     AND (s.member_count <> coalesce(x.members, 0) OR s.member_sum <> coalesce(x.sum, 0))
   LIMIT $2`;

const OTHERS = "SELECT dn FROM seen_entry WHERE danhba_id IS NULL LIMIT $1";

const SUMMARY = `SELECT (SELECT count(*) FROM seen_entry) AS entries, EXISTS (
    SELECT FROM seen_entry s JOIN danhba.entry e ON e.realm = $1 AND e.danhba_id = s.danhba_id
     WHERE ${IS_OLDER}) AS "isRestored"`;

/** What `ProjectionPort.compareScan` says, on a connection that nobody else uses meanwhile. */
export async function compareScan(
  client: pg.PoolClient,
  realm: string,
  scan: AsyncIterable<readonly EntryStamp[]>,
  limit: number,
): Promise<EntryDifferences | null> {
  await client.query(CLEAN);
  try {
    await client.query(PREPARE);
    await client.query(CREATE);
    await fill(client, scan);
    await client.query("ANALYZE seen_entry");
    const differences = await compare(client, realm, limit);
    await client.query(CLEAN);
    return differences;
  } catch (error) {
    // The first error counts; on a connection that still works nothing stays behind.
    await client.query(CLEAN).catch(() => undefined);
    throw error;
  }
}

/** While the directory sends a page, the database takes the one before. */
async function fill(client: pg.PoolClient, scan: AsyncIterable<readonly EntryStamp[]>): Promise<void> {
  let rows: EntryStamp[] = [];
  let inserting: Promise<unknown> = Promise.resolve();
  const insert = async (): Promise<void> => {
    await inserting;
    inserting = client.query(INSERT, columnsOf(rows));
    rows = [];
  };
  try {
    for await (const page of scan) {
      rows.push(...page);
      if (rows.length >= BATCH) await insert();
    }
    await insert();
  } finally {
    await Promise.allSettled([inserting]);
  }
  await inserting;
}

const columnsOf = (rows: readonly EntryStamp[]): unknown[] => [
  rows.map(({ danhbaId }) => danhbaId),
  rows.map(({ dn }) => dn),
  rows.map(({ entryUuid }) => entryUuid),
  rows.map(({ entryCsn }) => entryCsn),
  rows.map(({ hash }) => hash),
  rows.map(({ members }) => members?.count ?? null),
  rows.map(({ members }) => members?.sum ?? null),
];

async function compare(
  client: pg.PoolClient,
  realm: string,
  limit: number,
): Promise<EntryDifferences | null> {
  await client.query(SET_COPIES_APART, [realm]);
  const some = limit + 1;
  const { rows: changed } = await client.query<{ id: string }>(CHANGED, [realm, some]);
  const { rows: missing } = await client.query<{ id: string }>(MISSING, [realm, some]);
  const { rows: groups } = await client.query<OddGroup>(GROUPS, [realm, some]);
  const { rows: others } = await client.query<{ dn: string }>(OTHERS, [some]);
  if (changed.length + missing.length + groups.length > limit || others.length > limit) return null;
  const { rows } = await client.query<{ entries: number; isRestored: boolean }>(SUMMARY, [realm]);
  const { entries, isRestored } = rows[0] as { entries: number; isRestored: boolean };
  return {
    changed: changed.map(({ id }) => id),
    missing: missing.map(({ id }) => id),
    groups,
    others: others.map(({ dn }) => dn),
    entries,
    isRestored,
  };
}
