/** Rows that operators ask for, and what becomes of rows when items are settled. */
import { createHash } from "node:crypto";
import type pg from "pg";
import type { Item } from "../model/change.ts";
import type { Instant } from "../model/feed.ts";
import { type Handover, PASSWORD_SET, passwordIn, type ResetRequest } from "../model/handover.ts";
import { splitOwner } from "../model/owner.ts";
import type { Outcome } from "../ports/journal-port.ts";
import { jsonValue } from "./json-value.ts";
import { inTransaction } from "./pool.ts";
import { writeTouches } from "./touch-store.ts";

/** What a new password makes void: everything but what has come to its end. */
const OVERTAKEN = "('waiting', 'prepared', 'set', 'collected', 'expired')";

export async function requestReset(
  pool: pg.Pool,
  realm: string,
  request: ResetRequest,
  now: Instant,
): Promise<number> {
  const { owner, unit, operator, verifiedBy, channel, cause, documentNo } = request;
  return await inTransaction(pool, "READ WRITE", async (client) => {
    await client.query(
      `UPDATE danhba.handover SET state = 'void', password_hash = NULL
        WHERE realm = $1 AND owner = $2 AND state IN ('waiting', 'prepared', 'set')`,
      [realm, owner],
    );
    const { rows } = await client.query<{ id: number }>(
      `INSERT INTO danhba.handover
         (realm, owner, unit, why, state, requested_at, requested_by, verified_by, channel, cause, document_no)
       VALUES ($1, $2, $3, 'reset', 'waiting', $4, $5, $6, $7, $8, $9) RETURNING id`,
      [realm, owner, unit, now, operator, verifiedBy, channel, cause, documentNo],
    );
    await writeTouches(client, realm, [owner]);
    const [row] = rows;
    if (row === undefined) throw new Error("the request was written but not returned");
    return row.id;
  });
}

export async function writeRenewals(
  pool: pg.Pool,
  realm: string,
  renewed: readonly Pick<Handover, "owner" | "unit">[],
  { operator, documentNo }: { readonly operator: string; readonly documentNo: string | null },
  now: Instant,
): Promise<void> {
  await inTransaction(pool, "READ WRITE", async (client) => {
    const rows = renewed.map(({ owner, unit }) => ({ owner, unit }));
    await client.query(
      `INSERT INTO danhba.handover (realm, owner, unit, why, state, requested_at, requested_by, document_no)
       SELECT $1, r.owner, r.unit, 'again', 'waiting', $3, $4, $5
         FROM jsonb_to_recordset($2) AS r(owner text, unit text)
       ON CONFLICT (realm, owner) WHERE state IN ('waiting', 'prepared', 'set') DO NOTHING`,
      [realm, jsonValue(rows), now, operator, documentNo],
    );
  });
}

/** What an intent keeps of the password that is to be set; null for items that set none. */
export function secretOf(item: Item): string | null {
  const hash = PASSWORD_SET.has(item.reason.code) ? passwordIn(item) : null;
  return hash === null ? null : createHash("sha256").update(hash).digest("hex");
}

/**
 * What settled items mean for the rows there are, in the transaction that settles them:
 *
 * | item | rows of its account |
 * |---|---|
 * | sets exactly the prepared hash | is set, older ones are void |
 * | takes an unused password away | is expired; what was sealed goes |
 * | moves the account to another unit | follows it |
 */
export async function settleHandovers(
  client: pg.PoolClient,
  { realm, run }: { readonly realm: string; readonly run: number },
  outcomes: readonly Outcome[],
  now: Instant,
): Promise<void> {
  const applied = outcomes.filter(({ state }) => state === "applied").map(({ item }) => item);
  await closeSet(client, { realm, run }, applied, now);
  await closeExpired(client, realm, applied);
  await moveRows(client, realm, applied);
}

/**
 * Only the very hash counts: a collection that was overtaken while its item was under way leaves the row as it is. It
 * is known by the intent, which is all that is left of the item after a crash.
 */
async function closeSet(
  client: pg.PoolClient,
  { realm, run }: { readonly realm: string; readonly run: number },
  items: readonly Item[],
  now: Instant,
): Promise<void> {
  const owners = items.filter(({ reason }) => PASSWORD_SET.has(reason.code)).map(({ owner }) => owner);
  if (owners.length === 0) return;
  await client.query(
    `WITH done AS (
       UPDATE danhba.handover h SET state = 'set', password_hash = NULL, set_at = $4
         FROM danhba.run_item i
        WHERE i.run = $2 AND i.owner = ANY ($3) AND h.realm = $1 AND h.owner = i.owner AND h.state = 'prepared'
          AND encode(sha256(convert_to(h.password_hash, 'UTF8')), 'hex') = i.secret
        RETURNING h.id, h.owner)
     UPDATE danhba.handover h SET state = 'void' FROM done
      WHERE h.realm = $1 AND h.owner = done.owner AND h.id < done.id AND h.state IN ${OVERTAKEN}`,
    [realm, run, owners, now],
  );
}

async function closeExpired(client: pg.PoolClient, realm: string, items: readonly Item[]): Promise<void> {
  const owners = items.filter(({ reason }) => reason.code === "PASSWORD_EXPIRED").map(({ owner }) => owner);
  if (owners.length === 0) return;
  await client.query(
    `WITH expired AS (
       UPDATE danhba.handover SET state = 'expired'
        WHERE realm = $1 AND owner = ANY ($2) AND state IN ('set', 'collected') RETURNING parcel)
     UPDATE danhba.parcel p SET sealed = NULL FROM expired WHERE p.id = expired.parcel`,
    [realm, owners],
  );
}

async function moveRows(client: pg.PoolClient, realm: string, items: readonly Item[]): Promise<void> {
  const moved = items
    .filter(({ kind, owner }) => kind !== "create" && splitOwner(owner).kind === "person")
    .flatMap(({ owner, after }) =>
      after.danhbaUnit === undefined ? [] : [{ owner, unit: after.danhbaUnit[0] }],
    );
  if (moved.length === 0) return;
  await client.query(
    `UPDATE danhba.handover h SET unit = m.unit FROM jsonb_to_recordset($2) AS m(owner text, unit text)
      WHERE h.realm = $1 AND h.owner = m.owner
        AND (h.state IN ('waiting', 'expired') OR (h.state IN ('prepared', 'set') AND h.parcel IS NULL))`,
    [realm, jsonValue(moved)],
  );
}
