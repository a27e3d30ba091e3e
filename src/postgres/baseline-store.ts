/** The feed as it was last accepted, in the database. */
import type pg from "pg";
import type { FeedBaseline } from "../model/feed-certificate.ts";
import type { BaselinePort } from "../ports/answer-ports.ts";
import { jsonValue } from "./json-value.ts";
import { underLease } from "./lease.ts";
import { withClient } from "./pool.ts";

export function openBaselineStore(pool: pg.Pool): BaselinePort {
  return {
    read: (realm) =>
      withClient(pool, async (client) => {
        const { rows } = await client.query<FeedBaseline>(
          'SELECT delivery, facts, accepted_at AS "acceptedAt" FROM danhba.feed_baseline WHERE realm = $1',
          [realm],
        );
        return rows[0] ?? null;
      }),
    write: (lease, run, { delivery, facts, acceptedAt }) =>
      underLease(pool, lease, async (client) => {
        await client.query(
          `INSERT INTO danhba.feed_baseline (realm, delivery, facts, accepted_at, run) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (realm) DO UPDATE SET delivery = excluded.delivery, facts = excluded.facts,
             accepted_at = excluded.accepted_at, run = excluded.run`,
          [lease.realm, delivery, jsonValue(facts), acceptedAt, run],
        );
      }),
    isRepeated: (realm, delivery) =>
      withClient(pool, async (client) => {
        const { rows } = await client.query<{ repeated: boolean }>(
          `SELECT EXISTS (
             SELECT FROM hr.delivery mine
               JOIN hr.delivery earlier ON earlier.realm = mine.realm AND earlier.id < mine.id
                AND earlier.content_sha256 = mine.content_sha256
               JOIN hr.delivery between_ ON between_.realm = mine.realm AND between_.id > earlier.id
                AND between_.id < mine.id AND between_.content_sha256 IS DISTINCT FROM mine.content_sha256
              WHERE mine.realm = $1 AND mine.id = $2::bigint) AS repeated`,
          [realm, delivery],
        );
        return rows[0]?.repeated ?? false;
      }),
  };
}
