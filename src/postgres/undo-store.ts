/** Orders to undo a run, in the database: given, carried out, never deleted; and what is not to be done again. */
import type pg from "pg";
import type { LogRecord } from "../changelog/record.ts";
import type { LedgerChange } from "../model/change.ts";
import { DanhbaError } from "../model/error.ts";
import type { Owner } from "../model/owner.ts";
import type { DoneChange, Undo, UndoneOwner } from "../model/undo.ts";
import type { UndoPort } from "../ports/answer-ports.ts";
import type { RunState } from "../ports/journal-port.ts";
import { jsonValue } from "./json-value.ts";
import { underLease } from "./lease.ts";
import { inTransaction, withClient } from "./pool.ts";
import { writeTouches } from "./touch-store.ts";

const COLUMNS = 'id, run, operator, reason, ordered_at AS "orderedAt"';

export function openUndoStore(pool: pg.Pool): UndoPort {
  return {
    open: (realm) =>
      withClient(pool, async (client) => {
        const { rows } = await client.query<Undo>(
          `SELECT ${COLUMNS} FROM danhba.undo WHERE realm = $1 AND ended_at IS NULL ORDER BY id`,
          [realm],
        );
        return rows;
      }),
    check: (realm, run) => withClient(pool, (client) => refuseUndoable(client, realm, run)),
    order: (realm, { run, operator, reason }, now) =>
      inTransaction(pool, "READ WRITE", async (client) => {
        await refuseUndoable(client, realm, run);
        const { rows } = await client.query<Undo>(
          `INSERT INTO danhba.undo (realm, run, operator, reason, ordered_at) VALUES ($1, $2, $3, $4, $5)
           RETURNING ${COLUMNS}`,
          [realm, run, operator, reason, now],
        );
        const { rows: changed } = await client.query<{ owner: Owner }>(
          "SELECT DISTINCT owner FROM danhba.change_log WHERE realm = $1 AND run = $2",
          [realm, run],
        );
        await writeTouches(
          client,
          realm,
          changed.map(({ owner }) => owner),
        );
        await client.query("SELECT pg_notify('danhba', $1)", [realm]);
        return rows[0] as Undo;
      }),
    end: (lease, id, how, now) =>
      underLease(pool, lease, async (client) => {
        await client.query(
          "UPDATE danhba.undo SET ended_at = $3, outcome = $4 WHERE realm = $1 AND id = $2 AND ended_at IS NULL",
          [lease.realm, id, now, how],
        );
        await client.query(
          "UPDATE danhba.ruling SET closed_at = $3 WHERE realm = $1 AND undo = $2 AND closed_at IS NULL",
          [lease.realm, id, now],
        );
        await client.query(
          "UPDATE danhba.run SET state = 'superseded' WHERE realm = $1 AND undo = $2 AND state = 'held'",
          [lease.realm, id],
        );
      }),
    changes: (realm, run, undo) =>
      withClient(pool, async (client) => {
        const { rows } = await client.query<{ record: LogRecord; ledger: LedgerChange[] }>(
          `SELECT l.record, coalesce(i.item -> 'ledger', '[]') AS ledger
             FROM danhba.change_log l LEFT JOIN danhba.run_item i ON i.run = l.run AND i.owner = l.owner
            WHERE l.realm = $1 AND l.run = $2 AND NOT EXISTS (
              SELECT FROM danhba.run_item u JOIN danhba.run r ON r.id = u.run
               WHERE r.realm = $1 AND r.undo = $3 AND u.owner = l.owner AND u.state = 'applied')
            ORDER BY l.seq`,
          [realm, run, undo],
        );
        return rows.map(({ record, ledger }) => asDone(record, ledger));
      }),
    lastRun: (realm, undo) =>
      withClient(pool, async (client) => {
        const { rows } = await client.query<{
          id: number;
          state: RunState;
          digest: string | null;
          failures: number;
        }>(
          `SELECT id, state, digest,
             (count(*) FILTER (WHERE state = 'failed') OVER ())::int AS failures
             FROM danhba.run WHERE realm = $1 AND undo = $2 ORDER BY id DESC LIMIT 1`,
          [realm, undo],
        );
        return rows[0] ?? null;
      }),
    undone: (realm) =>
      withClient(pool, async (client) => {
        const { rows } = await client.query<UndoneOwner>(
          `SELECT k.owner, k.undo, k.wish, u.run, u.operator, u.reason, u.ordered_at AS "orderedAt"
             FROM danhba.undone k JOIN danhba.undo u ON u.id = k.undo WHERE k.realm = $1 ORDER BY k.owner`,
          [realm],
        );
        return rows;
      }),
    keepUndone: (lease, undo, owners) =>
      underLease(pool, lease, async (client) => {
        await client.query(
          `INSERT INTO danhba.undone (realm, owner, undo) SELECT $1, owner, $2 FROM unnest($3::text[]) AS owner
           ON CONFLICT (realm, owner) DO UPDATE SET undo = excluded.undo, wish = NULL`,
          [lease.realm, undo, owners],
        );
      }),
    noteWishes: (lease, wishes) =>
      underLease(pool, lease, async (client) => {
        await client.query(
          `UPDATE danhba.undone k SET wish = w.wish FROM jsonb_to_recordset($2) AS w(owner text, wish text)
            WHERE k.realm = $1 AND k.owner = w.owner`,
          [lease.realm, jsonValue([...wishes].map(([owner, wish]) => ({ owner, wish })))],
        );
      }),
    releaseUndone: (lease, owners) =>
      underLease(pool, lease, async (client) => {
        await client.query("DELETE FROM danhba.undone WHERE realm = $1 AND owner = ANY ($2)", [
          lease.realm,
          owners,
        ]);
      }),
  };
}

/** Locks the run, so that two orders for it come one after the other. */
async function refuseUndoable(client: pg.PoolClient, realm: string, run: number): Promise<void> {
  const { rows } = await client.query<{
    state: RunState;
    isLogged: boolean;
    operator: string | null;
    isOpen: boolean;
  }>(
    `SELECT r.state, EXISTS (SELECT FROM danhba.change_log l WHERE l.realm = $1 AND l.run = r.id) AS "isLogged",
       o.operator, o.ended_at IS NULL AS "isOpen"
       FROM danhba.run r LEFT JOIN LATERAL (
         SELECT operator, ended_at FROM danhba.undo u
          WHERE u.run = r.id AND (u.ended_at IS NULL OR u.outcome = 'done') ORDER BY u.id DESC LIMIT 1) o ON true
      WHERE r.realm = $1 AND r.id = $2 FOR UPDATE OF r`,
    [realm, run],
  );
  const [found] = rows;
  const refuse = (problem: string, params = {}) =>
    new DanhbaError("USAGE", { argument: "RUN", value: run, problem, ...params });
  if (found === undefined) throw refuse("UNKNOWN");
  if (found.state === "running") throw refuse("STILL_RUNNING");
  if (!found.isLogged) throw refuse("NOTHING_DONE");
  const { operator } = found;
  if (operator !== null) throw refuse(found.isOpen ? "UNDO_ORDERED" : "UNDONE_ALREADY", { operator });
}

function asDone(record: LogRecord, ledger: readonly LedgerChange[]): DoneChange {
  const { seq, kind, dn, dnBefore, before, after, references, reason, clause, decisionNo } = record;
  const owner: Owner = record.owner;
  return { seq, owner, kind, dn, dnBefore, before, after, references, reason, clause, decisionNo, ledger };
}
