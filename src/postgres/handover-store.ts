/** Passwords to be handed out, in the database: who waits, hashes on their way, sealed parcels. */
import type pg from "pg";
import type { Handover } from "../model/handover.ts";
import type { Owner } from "../model/owner.ts";
import type { HandoverPort, Parcel, PreparedHandover } from "../ports/handover-port.ts";
import { requestReset, writeRenewals } from "./handover-requests.ts";
import { jsonValue } from "./json-value.ts";
import { inTransaction, withClient } from "./pool.ts";
import { writeTouches } from "./touch-store.ts";

const COLUMNS = `h.id, h.owner, h.unit, h.why, h.state, h.requested_at AS "requestedAt",
  h.requested_by AS "requestedBy", h.document_no AS "documentNo", h.prepared_by AS "preparedBy", h.parcel,
  h.expires_at AS "expiresAt", h.collected_at AS "collectedAt", h.collected_by AS "collectedBy",
  (SELECT a.local_part FROM danhba.address a
    WHERE a.realm = h.realm AND a.owner = h.owner AND a.role = 'primary' LIMIT 1) AS "localPart"`;

const PARCEL_COLUMNS = `id, unit, sealed, recipients, sealed_at AS "sealedAt", expires_at AS "expiresAt"`;

export function openHandoverStore(pool: pg.Pool): HandoverPort {
  const read = <Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> =>
    withClient(pool, async (client) => (await client.query<Row>(text, [...values])).rows);
  const write = (text: string, values: readonly unknown[]): Promise<number> =>
    withClient(pool, async (client) => (await client.query(text, [...values])).rowCount ?? 0);

  return {
    rows: (realm, { unit, owner, ids, states }) =>
      read<Handover>(
        `SELECT ${COLUMNS} FROM danhba.handover h
          WHERE h.realm = $1 AND h.state = ANY ($2) AND ($3::text IS NULL OR h.unit = $3)
            AND ($4::text IS NULL OR h.owner = $4) AND ($5::bigint[] IS NULL OR h.id = ANY ($5))
            AND NOT EXISTS (SELECT FROM danhba.handover n WHERE n.realm = h.realm AND n.owner = h.owner AND n.id > h.id)
          ORDER BY h.unit, h.owner`,
        [realm, states, unit ?? null, owner ?? null, ids ?? null],
      ),
    waitingUnits: async (realm) => {
      const rows = await read<{ unit: string }>(
        `SELECT DISTINCT unit FROM danhba.handover
          WHERE realm = $1 AND state = 'waiting' AND unit IS NOT NULL ORDER BY unit`,
        [realm],
      );
      return rows.map(({ unit }) => unit);
    },
    prepared: (realm, after, limit) =>
      read<PreparedHandover>(
        `SELECT ${COLUMNS}, h.password_hash AS hash FROM danhba.handover h
          WHERE h.realm = $1 AND h.state = 'prepared' AND h.id > $2 ORDER BY h.id LIMIT $3`,
        [realm, after, limit],
      ),
    lapsed: (realm, now, after, limit) =>
      read<Handover>(
        `SELECT ${COLUMNS} FROM danhba.handover h
          WHERE h.realm = $1 AND h.state IN ('set', 'collected') AND h.expires_at <= $2 AND h.id > $3
          ORDER BY h.id LIMIT $4`,
        [realm, now, after, limit],
      ),
    parcels: (realm, unit) =>
      read<Parcel>(
        `SELECT ${PARCEL_COLUMNS} FROM danhba.parcel
          WHERE realm = $1 AND sealed IS NOT NULL AND ($2::text IS NULL OR unit = $2) ORDER BY id`,
        [realm, unit ?? null],
      ),
    lastCollection: async (realm, unit) => {
      const [row] = await read<{ by: string; at: string }>(
        `SELECT collected_by AS by, collected_at AS at FROM danhba.handover
          WHERE realm = $1 AND unit = $2 AND collected_at IS NOT NULL ORDER BY collected_at DESC LIMIT 1`,
        [realm, unit],
      );
      return row ?? null;
    },

    prepare: (realm, claim, hashes, { operator, documentNo, expiresAt }) =>
      withClient(pool, async (client) => {
        const { rows } = await client.query<{ id: number }>(
          `UPDATE danhba.handover h
              SET state = 'prepared', claim = $2, password_hash = p.hash, prepared_by = $4,
                  document_no = coalesce($5, h.document_no), expires_at = $6, set_at = NULL
             FROM jsonb_to_recordset($3) AS p(id bigint, hash text)
            WHERE h.realm = $1 AND h.id = p.id AND h.parcel IS NULL AND h.state IN ('waiting', 'prepared', 'set')
            RETURNING h.id`,
          [realm, claim, jsonValue(hashes), operator, documentNo, expiresAt],
        );
        return new Set(rows.map(({ id }) => id));
      }),
    seal: async (realm, { unit, sealed, recipients, sealedAt, expiresAt }, hashes) => {
      try {
        await inTransaction(pool, "READ WRITE", async (client) => {
          const { rows } = await client.query<{ id: number }>(
            `INSERT INTO danhba.parcel (realm, unit, sealed, recipients, sealed_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
            [realm, unit, sealed, jsonValue(recipients), sealedAt, expiresAt],
          );
          const { rowCount } = await client.query(
            `UPDATE danhba.handover h
                SET state = 'prepared', claim = NULL, password_hash = p.hash, prepared_by = NULL, parcel = $3,
                    expires_at = $4
               FROM jsonb_to_recordset($2) AS p(id bigint, hash text)
              WHERE h.realm = $1 AND h.id = p.id AND h.state = 'waiting'`,
            [realm, jsonValue(hashes), rows[0]?.id, expiresAt],
          );
          if (rowCount !== hashes.length) throw new Overtaken();
        });
        return true;
      } catch (error) {
        if (error instanceof Overtaken) return false;
        throw error;
      }
    },
    giveBack: async (realm, ids) => {
      await write(
        `UPDATE danhba.handover SET state = 'waiting', claim = NULL, password_hash = NULL, expires_at = NULL
          WHERE realm = $1 AND id = ANY ($2) AND state = 'prepared' AND parcel IS NULL`,
        [realm, ids],
      );
    },
    markUsed: async (realm, ids) => {
      await write(
        "UPDATE danhba.handover SET state = 'used' WHERE realm = $1 AND id = ANY ($2) AND state IN ('set', 'collected')",
        [realm, ids],
      );
    },
    collect: (realm, claim, operator, now) =>
      inTransaction(pool, "READ WRITE", async (client) => {
        const { rows } = await client.query<{ owner: Owner }>(
          `UPDATE danhba.handover SET state = 'collected', collected_at = $4, collected_by = $3
            WHERE realm = $1 AND claim = $2 AND state = 'set' RETURNING owner`,
          [realm, claim, operator, now],
        );
        await writeTouches(
          client,
          realm,
          rows.map(({ owner }) => owner),
        );
        return rows.length;
      }),
    collectParcel: (realm, parcel, operator, now) =>
      inTransaction(pool, "READ WRITE", async (client) => {
        const { rowCount } = await client.query(
          `UPDATE danhba.parcel SET sealed = NULL, collected_at = $4, collected_by = $3
            WHERE realm = $1 AND id = $2 AND sealed IS NOT NULL`,
          [realm, parcel, operator, now],
        );
        const { rows } = await client.query<{ owner: Owner }>(
          `UPDATE danhba.handover SET state = 'collected', collected_at = $4, collected_by = $3
            WHERE realm = $1 AND parcel = $2 AND state = 'set' RETURNING owner`,
          [realm, parcel, operator, now],
        );
        await writeTouches(
          client,
          realm,
          rows.map(({ owner }) => owner),
        );
        return rowCount === 1;
      }),
    request: (realm, request, now) => requestReset(pool, realm, request, now),
    renew: (realm, rows, more, now) => writeRenewals(pool, realm, rows, more, now),
    wake: async (realm) => {
      await write("SELECT pg_notify('danhba', $1)", [realm]);
    },
  };
}

/** Rolls a parcel back of which a row no longer waits. */
class Overtaken extends Error {}
