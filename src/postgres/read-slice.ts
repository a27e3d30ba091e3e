/** Reads the feed, or the people who are asked for, inside a transaction that shows one moment. */
import type pg from "pg";
import type { FeedAppointment, FeedDelivery, FeedPerson, FeedUnit } from "../model/feed.ts";
import type { FeedSlice } from "../ports/scope-ports.ts";
import {
  DOUBLES,
  type Extent,
  NEWEST_DELIVERY,
  personDigests,
  personRows,
  postRows,
  UNIT_DIGESTS,
  unitRows,
} from "./feed-rows.ts";

/** @param ids null: everybody */
export async function readSlice(
  client: pg.PoolClient,
  realm: string,
  ids: readonly string[] | null,
): Promise<FeedSlice> {
  const rowsOf = async <Row extends object>(text: string, values: readonly unknown[] = [realm]) =>
    (await client.query<Row>(text, [...values])).rows;
  const extent = ids === null ? "whole" : "some";
  const place = ids === null ? [realm] : [realm, ids];
  const cursor = await rowsOf<{ cursor: string }>("SELECT pg_current_snapshot()::text AS cursor", []);
  const units = await rowsOf<FeedUnit>(unitRows());
  const people = await rowsOf<FeedPerson>(personRows(extent), place);
  const appointments = await rowsOf<FeedAppointment>(postRows(extent), place);
  const delivery = await rowsOf<FeedDelivery>(NEWEST_DELIVERY);
  return {
    realm,
    cursor: cursor[0]?.cursor ?? "",
    units,
    people,
    appointments,
    delivery: delivery[0] ?? null,
    digests: await readDigests(client, realm, ids),
    unitDigests: await digestsOf(client, `SELECT code, encode(digest, 'hex') FROM (${UNIT_DIGESTS}) AS d`, [
      realm,
    ]),
    doubles: ids === null ? [] : await rowsOf<FeedPerson>(DOUBLES, place),
  };
}

/** Lower-case hex by person id. @param ids null: everybody */
export async function readDigests(
  client: pg.PoolClient,
  realm: string,
  ids: readonly string[] | null,
): Promise<Map<string, string>> {
  const extent: Extent = ids === null ? "whole" : "some";
  const text = `SELECT id, encode(digest, 'hex') FROM (${personDigests(extent)}) AS d`;
  return await digestsOf(client, text, ids === null ? [realm] : [realm, ids]);
}

async function digestsOf(
  client: pg.PoolClient,
  text: string,
  values: unknown[],
): Promise<Map<string, string>> {
  const { rows } = await client.query<[string, string]>({ text, values, rowMode: "array" });
  return new Map(rows);
}
