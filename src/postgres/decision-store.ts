/** Decisions in the database: asked by runs, answered by operators. */
import type pg from "pg";
import type { Answer, Decision, Question } from "../model/decision.ts";
import { DanhbaError } from "../model/error.ts";
import type { Instant } from "../model/feed.ts";
import type { Finding } from "../model/finding.ts";
import type { Owner } from "../model/owner.ts";
import { jsonValue } from "./json-value.ts";
import { inTransaction, withClient } from "./pool.ts";
import { writeTouches } from "./touch-store.ts";

interface Row {
  readonly id: number;
  readonly key: string;
  readonly owner: Finding["owner"];
  readonly code: Finding["code"];
  readonly params: Finding["params"];
  readonly proposals: readonly string[];
  readonly isStanding: boolean;
  readonly state: Decision["state"];
  readonly openedAt: Instant;
  readonly openedRun: number;
  readonly localPart: string | null;
  readonly operator: string | null;
  readonly reason: string | null;
  readonly documentNo: string | null;
  readonly closedAt: Instant | null;
}

const COLUMNS = `id, key, owner, code, params, proposals, is_standing AS "isStanding", state, opened_at AS "openedAt", opened_run AS "openedRun",
  local_part AS "localPart", operator, reason, document_no AS "documentNo", closed_at AS "closedAt"`;

/** In the order in which they were closed, open ones last. */
export async function readDecisions(pool: pg.Pool, realm: string): Promise<Decision[]> {
  return await withClient(pool, async (client) => {
    const { rows } = await client.query<Row>(
      `SELECT ${COLUMNS} FROM danhba.decision WHERE realm = $1 ORDER BY closed_at NULLS LAST, id`,
      [realm],
    );
    return rows.map(decisionOf);
  });
}

function decisionOf(row: Row): Decision {
  const { owner, code, params, localPart, operator, reason, documentNo, ...rest } = row;
  const answer: Answer | null =
    operator === null || reason === null || documentNo === null
      ? null
      : { localPart, operator, reason, documentNo };
  return { ...rest, finding: { owner, code, params }, answer };
}

/**
 * Opens what is new, keeps what was asked before, and withdraws standing questions that are gone.
 * @param owners only questions about them are withdrawn; null: about anybody
 */
export async function writeQuestions(
  client: pg.PoolClient,
  realm: string,
  run: number,
  questions: readonly Question[],
  now: Instant,
  owners: readonly Owner[] | null,
): Promise<void> {
  const rows = questions.map(({ key, finding, proposals, isStanding }) => ({
    key,
    ...finding,
    proposals,
    is_standing: isStanding,
  }));
  await client.query(
    `INSERT INTO danhba.decision (realm, key, owner, code, params, proposals, is_standing, opened_run, opened_at)
     SELECT DISTINCT ON (q.key) $1, q.key, q.owner, q.code, q.params, q.proposals, q.is_standing, $2, $4
       FROM jsonb_to_recordset($3)
         AS q(key text, owner text, code text, params jsonb, proposals jsonb, is_standing boolean)
     ON CONFLICT (realm, key) WHERE state <> 'withdrawn' DO UPDATE SET proposals = excluded.proposals
       WHERE decision.state = 'open' AND decision.proposals <> excluded.proposals`,
    [realm, run, jsonValue(rows), now],
  );
  await client.query(
    `UPDATE danhba.decision SET state = 'withdrawn', closed_at = $3
      WHERE realm = $1 AND state = 'open' AND is_standing AND NOT (key = ANY ($2))
        AND ($4::text[] IS NULL OR owner = ANY ($4))`,
    [realm, questions.map(({ key }) => key), now, owners],
  );
}

/**
 * Answers open questions, all or none.
 * @throws DanhbaError USAGE for one that is not open
 */
export async function writeAnswers(
  pool: pg.Pool,
  realm: string,
  ids: readonly number[],
  answer: Answer,
  now: Instant,
): Promise<void> {
  await inTransaction(pool, "READ WRITE", async (client) => {
    const { rows } = await client.query<{ id: number; owner: Owner }>(
      `UPDATE danhba.decision SET state = 'resolved', local_part = $3, operator = $4, reason = $5, document_no = $6,
         closed_at = $7 WHERE realm = $1 AND id = ANY ($2) AND state = 'open' RETURNING id, owner`,
      [realm, ids, answer.localPart, answer.operator, answer.reason, answer.documentNo, now],
    );
    const missing = ids.find((id) => !rows.some((row) => row.id === id));
    if (missing !== undefined) {
      throw new DanhbaError("USAGE", { argument: "ID", value: missing, problem: "NOT_AN_OPEN_DECISION" });
    }
    await writeTouches(
      client,
      realm,
      rows.map(({ owner }) => owner),
    );
    // A running service carries out what was decided.
    await client.query("SELECT pg_notify('danhba', $1)", [realm]);
  });
}
