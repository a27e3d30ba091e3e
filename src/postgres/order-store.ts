/** Standing orders of operators in the database: given, ended, never deleted. */
import type pg from "pg";
import { DanhbaError } from "../model/error.ts";
import type { Instant } from "../model/feed.ts";
import type { Order, OrderDraft } from "../model/order.ts";
import { type Owner, personOwner } from "../model/owner.ts";
import { inTransaction, withClient } from "./pool.ts";
import { writeTouches } from "./touch-store.ts";

const COLUMNS = `id, kind, owner, bytes, person, operator, reason, document_no AS "documentNo", ordered_at AS at,
  ended_at AS "endedAt", ended_by AS "endedBy"`;

/** With the realm as its one parameter. */
export const STANDING_ORDERS = `
  SELECT ${COLUMNS} FROM danhba.instruction WHERE realm = $1 AND ended_at IS NULL ORDER BY id`;

export async function readOrders(pool: pg.Pool, realm: string, all: boolean): Promise<Order[]> {
  return await withClient(pool, async (client) => {
    const everything = `SELECT ${COLUMNS} FROM danhba.instruction WHERE realm = $1 ORDER BY id`;
    const { rows } = await client.query<Order>(all ? everything : STANDING_ORDERS, [realm]);
    return rows;
  });
}

/** A running service carries it out: it is woken when the order is committed. */
export async function writeOrder(
  pool: pg.Pool,
  realm: string,
  order: OrderDraft,
  now: Instant,
): Promise<Order> {
  return await inTransaction(pool, "READ WRITE", async (client) => {
    const { kind, owner, bytes, person, operator, reason, documentNo } = order;
    const { rows } = await client.query<Order>(
      `INSERT INTO danhba.instruction (realm, kind, owner, bytes, person, operator, reason, document_no, ordered_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING ${COLUMNS}`,
      [realm, kind, owner, bytes, person, operator, reason, documentNo, now],
    );
    await writeTouches(client, realm, concernedBy(order));
    await client.query("SELECT pg_notify('danhba', $1)", [realm]);
    return rows[0] as Order;
  });
}

/** @throws DanhbaError USAGE when there is no such order, or it is ended */
export async function closeOrder(
  pool: pg.Pool,
  realm: string,
  id: number,
  operator: string,
  now: Instant,
): Promise<Order> {
  return await inTransaction(pool, "READ WRITE", async (client) => {
    const { rows } = await client.query<Order>(
      `UPDATE danhba.instruction SET ended_at = $3, ended_by = $4
        WHERE realm = $1 AND id = $2 AND ended_at IS NULL RETURNING ${COLUMNS}`,
      [realm, id, now, operator],
    );
    const [ended] = rows;
    if (ended === undefined) {
      throw new DanhbaError("USAGE", { argument: "ID", value: id, problem: "NOT_A_STANDING_ORDER" });
    }
    await writeTouches(client, realm, concernedBy(ended));
    await client.query("SELECT pg_notify('danhba', $1)", [realm]);
    return ended;
  });
}

/** The account, and the person who is to hold it as well. */
const concernedBy = ({ owner, person }: Pick<Order, "owner" | "person">): Owner[] =>
  person === null ? [owner] : [owner, personOwner(person)];
