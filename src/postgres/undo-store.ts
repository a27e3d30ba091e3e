/** Orders to undo a run, in the database: given, carried out, never deleted. */
import type pg from "pg";
import { DanhbaError } from "../model/error.ts";
import type { Undo } from "../model/undo.ts";
import type { UndoPort } from "../ports/answer-ports.ts";
import { underLease } from "./lease.ts";
import { inTransaction, withClient } from "./pool.ts";

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
    order: (realm, { run, operator, reason }, now) =>
      inTransaction(pool, "READ WRITE", async (client) => {
        const { rows: runs } = await client.query<{ state: string; isOrdered: boolean; isLogged: boolean }>(
          `SELECT state, EXISTS (SELECT FROM danhba.undo u WHERE u.run = r.id AND u.ended_at IS NULL) AS "isOrdered",
             EXISTS (SELECT FROM danhba.change_log l WHERE l.realm = $1 AND l.run = r.id) AS "isLogged"
             FROM danhba.run r WHERE realm = $1 AND id = $2 FOR UPDATE`,
          [realm, run],
        );
        const [found] = runs;
        const refuse = (problem: string) =>
          new DanhbaError("USAGE", { argument: "RUN", value: run, problem });
        if (found === undefined) throw refuse("UNKNOWN");
        if (found.state === "running") throw refuse("STILL_RUNNING");
        if (!found.isLogged) throw refuse("NOTHING_DONE");
        if (found.isOrdered) throw refuse("UNDONE_ALREADY");
        const { rows } = await client.query<Undo>(
          `INSERT INTO danhba.undo (realm, run, operator, reason, ordered_at) VALUES ($1, $2, $3, $4, $5)
           RETURNING ${COLUMNS}`,
          [realm, run, operator, reason, now],
        );
        const undo = rows[0] as Undo;
        await client.query(
          `UPDATE danhba.ruling r SET closed_at = $3 FROM danhba.run_item i
            WHERE r.realm = $1 AND r.closed_at IS NULL AND i.run = $2 AND i.state = 'applied' AND i.digest = r.digest`,
          [realm, run, now],
        );
        await client.query(
          `INSERT INTO danhba.ruling (realm, digest, run, verdict, operator, reason, ruled_at, undo)
           SELECT DISTINCT $1, digest, $2::bigint, 'rejected', $3, $4, $5::timestamptz, $6::bigint
             FROM danhba.run_item WHERE run = $2 AND state = 'applied'`,
          [realm, run, operator, reason, now, undo.id],
        );
        await client.query("SELECT pg_notify('danhba', $1)", [realm]);
        return undo;
      }),
    end: (lease, id, now) =>
      underLease(pool, lease, async (client) => {
        await client.query(
          "UPDATE danhba.undo SET ended_at = $3 WHERE realm = $1 AND id = $2 AND ended_at IS NULL",
          [lease.realm, id, now],
        );
      }),
  };
}
