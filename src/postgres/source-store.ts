/** What is remembered of the feed person by person, in the database. */
import type pg from "pg";
import type { AcceptedNumbers, Source } from "../model/feed-certificate.ts";
import type { SourcePort } from "../ports/scope-ports.ts";
import { writeNumbers } from "./baseline-store.ts";
import { underLease } from "./lease.ts";
import { withClient } from "./pool.ts";
import {
  acceptSources,
  forgetSources,
  seenOf,
  writeSeen,
  writeSources,
  writeUnitSources,
} from "./source-rows.ts";

export function openSourceStore(pool: pg.Pool): SourcePort {
  return {
    read: (realm, people) =>
      withClient(pool, async (client) => {
        const { rows } = await client.query<Source>(
          `SELECT id, accepted, agency, elsewhere, facts, encode(digest, 'hex') AS digest, born, recheck
             FROM danhba.source WHERE realm = $1 AND id = ANY ($2)`,
          [realm, people],
        );
        return new Map(rows.map((source) => [source.id, source] as const));
      }),
    known: (realm, today) =>
      withClient(pool, async (client) => {
        const { rows } = await client.query<
          AcceptedNumbers & { seen: Parameters<typeof seenOf>[0]; unsettled: string[] }
        >(KNOWN, [realm, today]);
        const [row] = rows;
        if (row === undefined) return null;
        const { seen, unsettled, ...baseline } = row;
        return { baseline, seen: seenOf(seen), unsettled };
      }),
    write: (lease, run, { baseline, seen, sources }, units) =>
      underLease(pool, lease, async (client) => {
        const { realm } = lease;
        await writeSources(client, realm, sources);
        if (baseline !== null) {
          await acceptSources(client, realm);
          await writeNumbers(client, realm, run, baseline);
        }
        await forgetSources(client, realm);
        await writeSeen(client, realm, run, seen);
        if (units !== null) await writeUnitSources(client, realm, units);
      }),
  };
}

/**
 * Nothing where a run after `seen_run` saw the feed and was not aborted: it left without writing what it saw, because
 * the whole was frozen.
 */
const KNOWN = `
  SELECT delivery, facts, accepted_at AS "acceptedAt", seen,
         ARRAY(SELECT id FROM danhba.source WHERE realm = $1 AND recheck <= $2::date) AS unsettled
    FROM danhba.feed_baseline AS b
   WHERE realm = $1 AND seen IS NOT NULL
     AND NOT EXISTS (SELECT FROM danhba.run AS r
                      WHERE r.realm = $1 AND r.id > b.seen_run AND r.cursor IS NOT NULL
                        AND r.state NOT IN ('running', 'aborted', 'stopped'))`;
