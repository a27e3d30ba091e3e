/** Reads the HR feed from schema `hr`: one consistent snapshot, and whether anything changed since one. */
import type pg from "pg";
import type { FeedAppointment, FeedDelivery, FeedPerson, FeedSnapshot, FeedUnit } from "../model/feed.ts";
import type { FeedReader, UnseenChanges } from "../ports/feed-port.ts";
import { inTransaction, withClient } from "./pool.ts";

/** The feed of schema `hr` behind a pool of role `danhba_service`; its methods throw the `DATABASE_*` errors. */
export function createFeedReader(pool: pg.Pool): FeedReader {
  return {
    readFeedSnapshot: (realm) =>
      inTransaction(pool, "REPEATABLE READ READ ONLY", (client) => readSnapshot(client, realm)),
    hasUnseenChanges: async (realm, cursor) => {
      if (cursor === null) return true;
      return await withClient(pool, (client) => isOutdated(client, realm, cursor));
    },
    unseenChanges: async (realm, cursor) =>
      await withClient(pool, (client) => countUnseen(client, realm, cursor)),
  };
}

const UNITS = `
  SELECT code, name, kind, parent_code AS "parentCode", mailbox_name AS "mailboxName",
         head_person_id AS "headPersonId", status, successor_code AS "successorCode",
         effective_from AS "effectiveFrom", effective_to AS "effectiveTo",
         decision_no AS "decisionNo", decision_date AS "decisionDate"
    FROM hr.unit WHERE realm = $1 ORDER BY code COLLATE "C"`;

const PEOPLE = `
  SELECT id, full_name AS "fullName", family_middle_name AS "familyMiddleName", given_name AS "givenName",
         birth_date AS "birthDate", gender, phone, staff_class AS "staffClass", status, status_from AS "statusFrom",
         registered_at AS "registeredAt", requested_local_part AS "requestedLocalPart",
         mailbox_extension AS "mailboxExtension", decision_no AS "decisionNo", decision_date AS "decisionDate",
         decided_by AS "decidedBy"
    FROM hr.person WHERE realm = $1 ORDER BY id COLLATE "C"`;

const APPOINTMENTS = `
  SELECT id, person_id AS "personId", unit_code AS "unitCode", title, leader_rank AS "leaderRank", kind,
         effective_from AS "effectiveFrom", effective_to AS "effectiveTo",
         decision_no AS "decisionNo", decision_date AS "decisionDate"
    FROM hr.appointment WHERE realm = $1 ORDER BY id COLLATE "C"`;

// `id` alone would be the text of the result, by which 9 comes after 10.
const NEWEST_DELIVERY = `
  SELECT id::text, source, mode, declared_people AS "declaredPeople", declared_units AS "declaredUnits",
         loaded_at AS "loadedAt", loaded_by AS "loadedBy"
    FROM hr.delivery WHERE realm = $1 ORDER BY delivery.id DESC LIMIT 1`;

async function readSnapshot(client: pg.PoolClient, realm: string): Promise<FeedSnapshot> {
  const cursor = await client.query<{ cursor: string }>("SELECT pg_current_snapshot()::text AS cursor");
  const units = await client.query<FeedUnit>(UNITS, [realm]);
  const people = await client.query<FeedPerson>(PEOPLE, [realm]);
  const appointments = await client.query<FeedAppointment>(APPOINTMENTS, [realm]);
  const delivery = await client.query<FeedDelivery>(NEWEST_DELIVERY, [realm]);
  return {
    realm,
    cursor: cursor.rows[0]?.cursor ?? "",
    units: units.rows,
    people: people.rows,
    appointments: appointments.rows,
    delivery: delivery.rows[0] ?? null,
  };
}

/*
 * What a cursor has not seen. Order of `seq` says nothing, because a transaction may commit long after one with a
 * higher number; the snapshot itself knows which transactions it showed. Its xmin only lets the index skip what is
 * surely older. A database restored from a dump starts to count transactions anew: then rows of the old count lie
 * in the future (second visibility test) and a cursor does too (the snapshot is outdated as a whole).
 */
const UNSEEN = `
    FROM hr.change
   WHERE realm = $1
     AND xid >= pg_snapshot_xmin($2::pg_snapshot)
     AND NOT pg_visible_in_snapshot(xid, $2::pg_snapshot)
     AND pg_visible_in_snapshot(xid, pg_current_snapshot())`;

const IS_OUTDATED = `
  SELECT pg_snapshot_xmax($2::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot())
         OR EXISTS (SELECT ${UNSEEN}) AS outdated`;

const COUNT_UNSEEN = `SELECT count(*) AS count, min(at) AS "oldestAt" ${UNSEEN}`;

const COUNT_ALL = `SELECT count(*) AS count, min(at) AS "oldestAt" FROM hr.change WHERE realm = $1`;

async function isOutdated(client: pg.PoolClient, realm: string, cursor: string): Promise<boolean> {
  const { rows } = await client.query<{ outdated: boolean }>(IS_OUTDATED, [realm, cursor]);
  return rows[0]?.outdated ?? true;
}

async function countUnseen(
  client: pg.PoolClient,
  realm: string,
  cursor: string | null,
): Promise<UnseenChanges> {
  const { rows } = await (cursor === null
    ? client.query<UnseenChanges>(COUNT_ALL, [realm])
    : client.query<UnseenChanges>(COUNT_UNSEEN, [realm, cursor]));
  return rows[0] ?? { count: 0, oldestAt: null };
}
