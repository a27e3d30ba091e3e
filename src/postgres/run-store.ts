/** Runs in the database, for those who look: what ran, what is held, and what operators say about it. */
import type pg from "pg";
import type { Ruling, Word } from "../gate/judge-plan.ts";
import { DanhbaError } from "../model/error.ts";
import type { Instant } from "../model/feed.ts";
import { type Owner, policyOwner } from "../model/owner.ts";
import type { PlanScope, RunRecord } from "../ports/journal-port.ts";
import { inTransaction, withClient } from "./pool.ts";
import { writeTouches } from "./touch-store.ts";

const RUN_COLUMNS = `id, trigger, state, started_at AS "startedAt", ended_at AS "endedAt", digest, counts, applied,
  held, failed, findings, fault, certificate, drift, proof, undo, ruling, scope`;

export async function readRuns(pool: pg.Pool, realm: string, limit: number): Promise<RunRecord[]> {
  return await withClient(pool, async (client) => {
    const { rows } = await client.query<RunRecord>(
      `SELECT ${RUN_COLUMNS} FROM danhba.run WHERE realm = $1 ORDER BY id DESC LIMIT $2`,
      [realm, limit],
    );
    return rows;
  });
}

export async function readRun(pool: pg.Pool, realm: string, id: number): Promise<RunRecord | null> {
  return await withClient(pool, async (client) => {
    const { rows } = await client.query<RunRecord>(
      `SELECT ${RUN_COLUMNS} FROM danhba.run WHERE realm = $1 AND id = $2`,
      [realm, id],
    );
    return rows[0] ?? null;
  });
}

export async function readRulings(pool: pg.Pool, realm: string): Promise<Map<string, Ruling>> {
  return await withClient(pool, async (client) => {
    const { rows } = await client.query<Ruling & { digest: string }>(
      `SELECT digest, verdict, operator, reason, ruled_at AS at FROM danhba.ruling
        WHERE realm = $1 AND closed_at IS NULL`,
      [realm],
    );
    return new Map(rows.map(({ digest, ...ruling }) => [digest, ruling]));
  });
}

/** Where the newest run that saw the feed to the end stood; what came later is unseen. */
export async function readLastCursor(pool: pg.Pool, realm: string): Promise<string | null> {
  return await withClient(pool, async (client) => {
    const { rows } = await client.query<{ cursor: string }>(
      `SELECT cursor FROM danhba.run WHERE realm = $1 AND cursor IS NOT NULL
          AND state NOT IN ('running', 'aborted', 'stopped') ORDER BY id DESC LIMIT 1`,
      [realm],
    );
    return rows[0]?.cursor ?? null;
  });
}

/** Digests of what run $2 holds: items, and what is frozen of the feed. */
const HELD_DIGESTS = `
  SELECT digest FROM danhba.run_item WHERE run = $2 AND state = 'held'
  UNION SELECT feed_digest FROM danhba.run WHERE id = $2 AND feed_digest IS NOT NULL`;

/**
 * Writes the ruling for every item the run holds, and marks all runs that hold the same. A run that another one
 * has overtaken, or that was ruled upon, holds nothing any more: PLAN_STALE. Normal runs, and the runs of each undo
 * order, overtake only their own kind; a run of passwords makes no plan.
 */
export async function writeRuling(
  pool: pg.Pool,
  realm: string,
  run: number,
  word: Word,
  now: Instant,
): Promise<{ items: number }> {
  return await inTransaction(pool, "READ WRITE", async (client) => {
    const { rows } = await client.query<{ state: string; held_digest: string | null; is_overtaken: boolean }>(
      `SELECT state, held_digest, EXISTS (
           SELECT FROM danhba.run later
            WHERE later.realm = r.realm AND later.id > r.id AND later.digest IS NOT NULL
              AND later.undo IS NOT DISTINCT FROM r.undo AND later.held_digest IS DISTINCT FROM r.held_digest
         ) AS is_overtaken
         FROM danhba.run r WHERE realm = $1 AND id = $2 FOR UPDATE`,
      [realm, run],
    );
    const [found] = rows;
    if (found === undefined)
      throw new DanhbaError("USAGE", { argument: "RUN", value: run, problem: "UNKNOWN" });
    const canBeRuled = found.held_digest !== null && (found.state === "held" || found.state === "failed");
    if (!canBeRuled || found.is_overtaken) {
      throw new DanhbaError("PLAN_STALE", { run, state: canBeRuled ? "superseded" : found.state });
    }
    await client.query(
      `UPDATE danhba.ruling r SET closed_at = $3 FROM (${HELD_DIGESTS}) AS held
        WHERE r.realm = $1 AND r.closed_at IS NULL AND held.digest = r.digest`,
      [realm, run, now],
    );
    const { rowCount } = await client.query(
      `INSERT INTO danhba.ruling (realm, digest, run, verdict, operator, reason, ruled_at, undo)
       SELECT $1, held.digest, $2, $3, $4, $5, $6, r.undo FROM (${HELD_DIGESTS}) AS held, danhba.run r WHERE r.id = $2`,
      [realm, run, word.verdict, word.operator, word.reason, now],
    );
    await client.query(
      `UPDATE danhba.run SET state = $3, ruling = $4
        WHERE realm = $1 AND held_digest = $2 AND state IN ('held', 'failed')`,
      [realm, found.held_digest, word.verdict, JSON.stringify({ ...word, at: now })],
    );
    const { rows: held } = await client.query<{ owner: Owner }>(
      `SELECT owner FROM danhba.run_item WHERE run = $1 AND state = 'held'
       UNION SELECT $2 FROM danhba.run WHERE id = $1 AND feed_digest IS NOT NULL`,
      [run, policyOwner("realm")],
    );
    await writeTouches(
      client,
      realm,
      held.map(({ owner }) => owner),
    );
    // A running service carries out what was approved.
    await client.query("SELECT pg_notify('danhba', $1)", [realm]);
    return { items: rowCount ?? 0 };
  });
}

/** How much the run looks at. @returns the owners that it looks at; null: everybody */
export async function writeScope(
  client: pg.PoolClient,
  run: number,
  scope: PlanScope | undefined,
): Promise<readonly Owner[] | null> {
  if (scope === undefined) return null;
  await client.query("UPDATE danhba.run SET scope = $2 WHERE id = $1", [run, JSON.stringify(scope.looked)]);
  return scope.owners;
}
