/** The feed as it was last accepted, in the database. */
import type pg from "pg";
import type { AcceptedNumbers, FeedBaseline } from "../model/feed-certificate.ts";
import type { BaselinePort } from "../ports/answer-ports.ts";
import { jsonValue } from "./json-value.ts";
import { underLease } from "./lease.ts";
import { withClient } from "./pool.ts";
import { writeSeen, writeSources, writeUnitSources } from "./source-rows.ts";

export function openBaselineStore(pool: pg.Pool): BaselinePort {
  return {
    read: (realm) =>
      withClient(pool, async (client) => {
        const { rows } = await client.query<FeedBaseline>(
          `SELECT delivery, facts, accepted_at AS "acceptedAt", coalesce(people, '{}') AS people
             FROM danhba.feed_baseline,
                  (SELECT jsonb_object_agg(accepted, ids) AS people
                     FROM (SELECT accepted, jsonb_agg(id ORDER BY id) AS ids FROM danhba.source
                            WHERE realm = $1 AND accepted IS NOT NULL GROUP BY accepted) AS slices) AS known
            WHERE realm = $1`,
          [realm],
        );
        return rows[0] ?? null;
      }),
    write: (lease, run, { baseline, seen, sources, units }) =>
      underLease(pool, lease, async (client) => {
        const { realm } = lease;
        await writeNumbers(client, realm, run, baseline);
        const ids = await writeSources(client, realm, sources);
        await client.query(
          `DELETE FROM danhba.source AS k WHERE k.realm = $1
              AND NOT EXISTS (SELECT FROM unnest($2::text[]) AS n(id) WHERE n.id = k.id)`,
          [realm, ids],
        );
        await writeSeen(client, realm, run, seen);
        await writeUnitSources(client, realm, units);
      }),
    repeatedRows: (realm, delivery) =>
      withClient(pool, async (client) => {
        // Of what was accepted whole since, the newest: when that has the same content, nothing is undone by it.
        const { rows } = await client.query<{ rows: number }>(
          `SELECT count(DISTINCT (change.table_name, change.key))::int AS rows
             FROM hr.delivery mine
             JOIN LATERAL (SELECT delivery::bigint AS id, cursor::pg_snapshot AS seen FROM danhba.run
                            WHERE realm = mine.realm AND delivery::bigint < mine.id
                              AND cursor IS NOT NULL AND feed_digest IS NULL
                            ORDER BY delivery::bigint DESC, run.id DESC LIMIT 1) AS run ON true
             JOIN hr.delivery accepted ON accepted.realm = mine.realm AND accepted.id = run.id
             JOIN hr.change change ON change.realm = mine.realm
               AND change.xid >= pg_snapshot_xmin(run.seen) AND NOT pg_visible_in_snapshot(change.xid, run.seen)
            WHERE mine.realm = $1 AND mine.id = $2::bigint
              AND accepted.content_sha256 IS DISTINCT FROM mine.content_sha256
              AND EXISTS (SELECT FROM hr.delivery earlier WHERE earlier.realm = mine.realm
                             AND earlier.content_sha256 = mine.content_sha256 AND earlier.id < accepted.id)`,
          [realm, delivery],
        );
        return rows[0]?.rows ?? 0;
      }),
  };
}

/** The numbers of the accepted feed; unchanged ones are not written. */
export async function writeNumbers(
  client: pg.PoolClient,
  realm: string,
  run: number,
  { delivery, facts, acceptedAt }: AcceptedNumbers,
): Promise<void> {
  await client.query(
    `INSERT INTO danhba.feed_baseline AS b (realm, delivery, facts, accepted_at, run) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (realm) DO UPDATE SET delivery = excluded.delivery, facts = excluded.facts,
       accepted_at = excluded.accepted_at, run = excluded.run
       WHERE (b.delivery, b.facts, b.accepted_at) IS DISTINCT FROM
             (excluded.delivery, excluded.facts, excluded.accepted_at)`,
    [realm, delivery, jsonValue(facts), acceptedAt, run],
  );
}
