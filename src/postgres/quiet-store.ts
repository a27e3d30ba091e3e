/** Whether a wake-up has anything to do, in one small query. */
import type pg from "pg";
import type { Instant } from "../model/feed.ts";
import type { Quiet } from "../ports/scope-ports.ts";
import { withClient } from "./pool.ts";

/*
 * The newest run has come to its end, has seen every row and every word of an operator (see feed-reader.ts for what a
 * cursor says), and nothing is due, in doubt, to be undone or to be set.
 */
const QUIET = `
  WITH newest AS (
    SELECT cursor::pg_snapshot AS seen, state FROM danhba.run
     WHERE realm = $1 AND (cursor IS NOT NULL OR state IN ('running', 'aborted', 'stopped')) ORDER BY id DESC LIMIT 1)
  SELECT d.context_csn AS "contextCsn",
         n.state NOT IN ('running', 'aborted', 'stopped') AND n.seen IS NOT NULL
         AND pg_snapshot_xmax(n.seen) <= pg_snapshot_xmax(pg_current_snapshot())
         AND NOT EXISTS (SELECT FROM hr.change c WHERE c.realm = $1 AND c.xid >= pg_snapshot_xmin(n.seen)
                            AND NOT pg_visible_in_snapshot(c.xid, n.seen))
         AND NOT EXISTS (SELECT FROM danhba.touch t WHERE t.realm = $1 AND t.xid >= pg_snapshot_xmin(n.seen)
                            AND NOT pg_visible_in_snapshot(t.xid, n.seen))
         AND NOT EXISTS (SELECT FROM danhba.due WHERE realm = $1 AND at <= $2)
         AND NOT EXISTS (SELECT FROM danhba.refusal WHERE realm = $1 AND next_at <= $2)
         AND NOT EXISTS (SELECT FROM danhba.undo WHERE realm = $1 AND ended_at IS NULL)
         AND NOT EXISTS (SELECT FROM danhba.handover WHERE realm = $1 AND state = 'prepared')
         AND NOT EXISTS (SELECT FROM danhba.handover
                          WHERE realm = $1 AND state IN ('set', 'collected') AND expires_at <= $2)
         AS "isQuiet"
    FROM newest n, danhba.directory_state d WHERE d.realm = $1`;

export async function readQuiet(pool: pg.Pool, realm: string, now: Instant): Promise<Quiet> {
  return await withClient(pool, async (client) => {
    const { rows } = await client.query<Quiet>(QUIET, [realm, now]);
    return rows[0] ?? { isQuiet: false, contextCsn: null };
  });
}
