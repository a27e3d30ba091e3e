/** Reads what changed of the feed, and the rows of the people concerned. */
import type pg from "pg";
import type { FeedAppointment, FeedPerson } from "../model/feed.ts";
import type { Owner } from "../model/owner.ts";
import type { FeedChanges, SlicePort, StreamedPerson } from "../ports/scope-ports.ts";
import { IS_OF_ANOTHER_COUNT, IS_UNSEEN } from "./feed-reader.ts";
import { personDigests, personRows, postRows, UNIT_DIGESTS } from "./feed-rows.ts";
import { inTransaction, withClient } from "./pool.ts";
import { readDigests, readSlice } from "./read-slice.ts";
import { databasePlace, translateDatabaseError } from "./translate-error.ts";

/** Rows of both tables that a page of `streamPeople` holds stay below some ten megabytes. */
const PAGE = 5_000;

/** What sorting everybody's posts takes, so that it does not go through files; a province has some hundred megabytes. */
const SORT_MEMORY = "SET LOCAL work_mem = '128MB'";

/** Behind a pool of role `danhba_service`; its methods throw the `DATABASE_*` errors. */
export function createSliceReader(pool: pg.Pool): SlicePort {
  const inOneMoment = <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> =>
    inTransaction(pool, "REPEATABLE READ READ ONLY", work);
  return {
    changes: (realm, cursor, limit) =>
      withClient(pool, async (client) => {
        const { rows } = await client.query<Changed>(CHANGES, [realm, cursor, limit + 1]);
        return changesOf(rows, limit);
      }),
    read: (realm, people) => inOneMoment((client) => readSlice(client, realm, people)),
    readWhole: (realm) => inOneMoment((client) => readSlice(client, realm, null)),
    streamPeople: (realm) => streamPeople(pool, realm),
    differing: (realm, limit) => inOneMoment((client) => readDiffering(client, realm, limit)),
    peopleOf: (realm, units) =>
      withClient(pool, async (client) => {
        const { rows } = await client.query<{ id: string }>(
          `SELECT DISTINCT person_id AS id FROM hr.appointment WHERE realm = $1 AND unit_code = ANY ($2)`,
          [realm, units],
        );
        return rows.map(({ id }) => id);
      }),
  };
}

interface Changed {
  /** `lost`: the change, or the cursor, does not tell whom it concerns. */
  readonly kind: "person" | "unit" | "owner" | "lost";
  readonly id: string;
}

/** One row more than the limit tells that there are more; of rows recorded without the person nobody knows whose. */
const CHANGES = `
  SELECT CASE table_name WHEN 'unit' THEN 'unit' WHEN 'person' THEN 'person'
              ELSE CASE WHEN person_id IS NULL THEN 'lost' ELSE 'person' END END AS kind,
         coalesce(person_id, key) AS id
    FROM (SELECT table_name, key, person_id FROM hr.change WHERE ${IS_UNSEEN} LIMIT $3) AS changed
  UNION ALL
  SELECT 'owner', owner FROM (SELECT owner FROM danhba.touch WHERE ${IS_UNSEEN} LIMIT $3) AS touched
  UNION ALL
  SELECT 'lost', '' WHERE ${IS_OF_ANOTHER_COUNT}`;

function changesOf(rows: readonly Changed[], limit: number): FeedChanges | null {
  if (rows.length > limit || rows.some(({ kind }) => kind === "lost")) return null;
  const idsOf = (kind: Changed["kind"]): string[] => [
    ...new Set(rows.filter((row) => row.kind === kind).map(({ id }) => id)),
  ];
  return { people: idsOf("person"), units: idsOf("unit"), touched: idsOf("owner") as Owner[] };
}

const DIFFERING = `
  (SELECT 'person' AS kind, coalesce(f.id, s.id) AS id
     FROM (${personDigests("whole")}) AS f
     FULL JOIN (SELECT id, digest FROM danhba.source WHERE realm = $1 AND (agency IS NOT NULL OR digest <> '')) AS s
       ON s.id = f.id
    WHERE s.digest IS DISTINCT FROM f.digest LIMIT $2)
  UNION ALL
  (SELECT 'unit', coalesce(f.code, s.code)
     FROM (${UNIT_DIGESTS}) AS f
     FULL JOIN (SELECT code, digest FROM danhba.unit_source WHERE realm = $1) AS s ON s.code = f.code
    WHERE s.digest IS DISTINCT FROM f.digest LIMIT $2)`;

async function readDiffering(
  client: pg.PoolClient,
  realm: string,
  limit: number,
): ReturnType<SlicePort["differing"]> {
  await client.query(SORT_MEMORY);
  const { rows: told } = await client.query<{ cursor: string; people: number }>(
    `SELECT pg_current_snapshot()::text AS cursor, (SELECT count(*) FROM hr.person WHERE realm = $1) AS people`,
    [realm],
  );
  const { rows } = await client.query<Changed>(DIFFERING, [realm, limit + 1]);
  const changes = changesOf(rows, limit);
  return changes === null ? null : { changes, people: told[0]?.people ?? 0, cursor: told[0]?.cursor ?? "" };
}

/** One cursor over the ids, and for each page the rows of its people. */
async function* streamPeople(pool: pg.Pool, realm: string): AsyncGenerator<readonly StreamedPerson[]> {
  const client = await withClient(pool, async () => await pool.connect());
  let broken = false;
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    await client.query(
      `DECLARE people NO SCROLL CURSOR FOR
         SELECT id COLLATE "C" AS id FROM (
           SELECT id::text FROM hr.person WHERE realm = $1
           UNION SELECT person_id::text FROM hr.appointment WHERE realm = $1) AS everybody ORDER BY 1`,
      [realm],
    );
    for (;;) {
      const { rows } = await client.query<{ id: string }>(`FETCH ${PAGE} FROM people`);
      if (rows.length === 0) return;
      yield await readPage(
        client,
        realm,
        rows.map(({ id }) => id),
      );
    }
  } catch (error) {
    broken = true;
    throw translateDatabaseError(error, databasePlace(pool.options.connectionString ?? ""));
  } finally {
    // Whoever stops in the middle leaves a transaction open; one of a broken connection has ended with it.
    if (!broken) await client.query("ROLLBACK");
    client.release(broken);
  }
}

async function readPage(
  client: pg.PoolClient,
  realm: string,
  ids: readonly string[],
): Promise<StreamedPerson[]> {
  const people = await client.query<FeedPerson>(personRows("some"), [realm, ids]);
  const posts = await client.query<FeedAppointment>(postRows("some"), [realm, ids]);
  const digests = await readDigests(client, realm, ids);
  const known = new Map(people.rows.map((person) => [person.id, person] as const));
  const held = Map.groupBy(posts.rows, ({ personId }) => personId);
  return ids.map((id) => ({
    id,
    person: known.get(id) ?? null,
    posts: held.get(id) ?? [],
    digest: digests.get(id) ?? "",
  }));
}
