/** Writes what applied items leave to be remembered: account states, notices, passwords that are needed. */
import type pg from "pg";
import type { Aftermath } from "../model/aftermath.ts";
import type { Instant } from "../model/feed.ts";
import { jsonValue, textValues } from "./json-value.ts";

export async function writeAftermath(
  client: pg.PoolClient,
  place: { readonly realm: string; readonly run: number },
  { accounts, notices, passwords }: Aftermath,
  now: Instant,
): Promise<void> {
  const { realm, run } = place;
  if (accounts.length > 0) {
    await client.query(
      `INSERT INTO danhba.account (realm, owner, status, since, reason, opened_at, run)
       SELECT $1, n.owner, n.status, $4, n.reason, CASE n.status WHEN 'active' THEN $4::timestamptz END, $2
         FROM unnest($3::text[], $5::text[], $6::text[]) AS n(owner, status, reason)
       ON CONFLICT (realm, owner) DO UPDATE
         SET status = excluded.status, since = excluded.since, reason = excluded.reason, run = excluded.run,
             opened_at = coalesce(excluded.opened_at, account.opened_at)`,
      [
        realm,
        run,
        textValues(accounts.map(({ owner }) => owner)),
        now,
        accounts.map(({ status }) => status),
        accounts.map(({ reason }) => reason),
      ],
    );
  }
  if (notices.length > 0) {
    await client.query(
      `INSERT INTO danhba.notice (realm, owner, reason, params, clause, dn, run, at)
       SELECT $1, n.owner, n.reason, n.params, n.clause, n.dn, $2, $4
         FROM jsonb_to_recordset($3) AS n(owner text, reason text, params jsonb, clause text, dn text)`,
      [realm, run, jsonValue(notices), now],
    );
  }
  const purged = accounts.filter(({ status }) => status === "purged");
  const closed = [...purged, ...passwords].map(({ owner }) => owner);
  if (closed.length > 0) {
    await client.query(
      `UPDATE danhba.handover SET state = 'void', password_hash = NULL
        WHERE realm = $1 AND owner = ANY ($2) AND state NOT IN ('used', 'void')`,
      [realm, closed],
    );
  }
  if (passwords.length > 0) {
    await client.query(
      `INSERT INTO danhba.handover (realm, owner, unit, why, state, requested_at, requested_by, document_no)
       SELECT $1, n.owner, n.unit, n.why, 'waiting', $3, n.requested_by, n.document_no
         FROM unnest($2::text[], $4::text[], $5::text[], $6::text[], $7::text[])
           AS n(owner, unit, why, requested_by, document_no)`,
      [
        realm,
        textValues(passwords.map(({ owner }) => owner)),
        now,
        textValues(passwords.map(({ unit }) => unit)),
        passwords.map(({ why }) => why),
        textValues(passwords.map(({ requestedBy }) => requestedBy)),
        textValues(passwords.map(({ documentNo }) => documentNo)),
      ],
    );
  }
}
