/** Writes one delivery of the HR feed into schema `hr`: all of it in one transaction, or nothing. */
import type pg from "pg";
import type { DeliveredKind, DeliveredRows, Delivery } from "../model/delivery.ts";
import type { DeliveryCounts, FeedWriter, WrittenDelivery } from "../ports/feed-port.ts";
import { inTransaction } from "./pool.ts";

/** Rows per statement: few round trips, and a parameter of some MB at most. */
const CHUNK_ROWS = 5_000;

/** Writes through a pool of role `danhba_feed`; throws the `DATABASE_*` errors, and then nothing is written. */
export function createFeedWriter(pool: pg.Pool): FeedWriter {
  return {
    writeDelivery: (delivery) => inTransaction(pool, "READ WRITE", (client) => write(client, delivery)),
  };
}

async function write(client: pg.PoolClient, delivery: Delivery): Promise<WrittenDelivery> {
  // Two loaders of one realm take turns: their rows come in different orders and would deadlock.
  await client.query("SELECT pg_advisory_xact_lock(hashtextextended('hr.delivery:' || $1, 0))", [
    delivery.realm,
  ]);
  const counts = { units: NOTHING, people: NOTHING, appointments: NOTHING };
  for (const kind of ["units", "people", "appointments"] as const) {
    const tables = delivery.tables.filter((table) => table.kind === kind);
    for (const table of tables) {
      counts[kind] = add(counts[kind], await upsert(client, delivery.realm, table));
    }
    if (delivery.mode === "full" && tables.length > 0) {
      const removed = await removeMissing(client, delivery.realm, kind, tables);
      counts[kind] = add(counts[kind], { ...NOTHING, removed });
    }
  }
  return { deliveryId: await insertDelivery(client, delivery), counts };
}

const NOTHING: DeliveryCounts = { inserted: 0, updated: 0, unchanged: 0, removed: 0 };

function add(a: DeliveryCounts, b: DeliveryCounts): DeliveryCounts {
  return {
    inserted: a.inserted + b.inserted,
    updated: a.updated + b.updated,
    unchanged: a.unchanged + b.unchanged,
    removed: a.removed + b.removed,
  };
}

/** Table, key and columns with their types; SQL text is made of these constants only. */
interface Target {
  readonly table: string;
  readonly key: { readonly property: string; readonly column: string };
  readonly columns: Readonly<Record<string, readonly [column: string, type: string]>>;
}

const DECISION = { decisionNo: ["decision_no", "text"], decisionDate: ["decision_date", "date"] } as const;
const EFFECTIVE = {
  effectiveFrom: ["effective_from", "date"],
  effectiveTo: ["effective_to", "date"],
} as const;

const TARGETS: Readonly<Record<DeliveredKind, Target>> = {
  units: {
    table: "hr.unit",
    key: { property: "code", column: "code" },
    columns: {
      code: ["code", "text"],
      name: ["name", "text"],
      kind: ["kind", "text"],
      parentCode: ["parent_code", "text"],
      mailboxName: ["mailbox_name", "text"],
      headPersonId: ["head_person_id", "text"],
      status: ["status", "text"],
      successorCode: ["successor_code", "text"],
      ...EFFECTIVE,
      ...DECISION,
    },
  },
  people: {
    table: "hr.person",
    key: { property: "id", column: "id" },
    columns: {
      id: ["id", "text"],
      fullName: ["full_name", "text"],
      familyMiddleName: ["family_middle_name", "text"],
      givenName: ["given_name", "text"],
      birthDate: ["birth_date", "date"],
      gender: ["gender", "text"],
      phone: ["phone", "text"],
      staffClass: ["staff_class", "text"],
      status: ["status", "text"],
      statusFrom: ["status_from", "date"],
      registeredAt: ["registered_at", "timestamptz"],
      requestedLocalPart: ["requested_local_part", "text"],
      mailboxExtension: ["mailbox_extension", "text"],
      ...DECISION,
      decidedBy: ["decided_by", "text"],
    },
  },
  appointments: {
    table: "hr.appointment",
    key: { property: "id", column: "id" },
    columns: {
      id: ["id", "text"],
      personId: ["person_id", "text"],
      unitCode: ["unit_code", "text"],
      title: ["title", "text"],
      leaderRank: ["leader_rank", "smallint"],
      kind: ["kind", "text"],
      ...EFFECTIVE,
      ...DECISION,
    },
  },
};

async function upsert(client: pg.PoolClient, realm: string, table: DeliveredRows): Promise<DeliveryCounts> {
  const sql = upsertStatement(TARGETS[table.kind], table.columns);
  let counts = NOTHING;
  for (let start = 0; start < table.rows.length; start += CHUNK_ROWS) {
    const rows = table.rows.slice(start, start + CHUNK_ROWS);
    const { rows: written } = await client.query<{ inserted: number; updated: number }>(sql, [
      realm,
      JSON.stringify(rows),
    ]);
    const { inserted, updated } = written[0] ?? { inserted: 0, updated: 0 };
    counts = add(counts, { inserted, updated, unchanged: rows.length - inserted - updated, removed: 0 });
  }
  return counts;
}

/**
 * `$1` realm, `$2` rows as JSON. Only rows that differ are touched, so that a repeated delivery records no change.
 * `xmax = 0` in RETURNING tells an inserted row version from an updated one.
 */
function upsertStatement(target: Target, properties: readonly string[]): string {
  const delivered = properties.map((property) => {
    const column = target.columns[property];
    if (column === undefined) throw new TypeError(`${target.table} has no column for ${property}`);
    return { property, column: column[0], type: column[1] };
  });
  const columns = delivered.map(({ column }) => column);
  const values = columns.filter((column) => column !== target.key.column);
  const update =
    values.length === 0
      ? "DO NOTHING"
      : `DO UPDATE SET ${values.map((column) => `${column} = excluded.${column}`).join(", ")}
         WHERE (${values.map((column) => `stored.${column}`).join(", ")})
               IS DISTINCT FROM (${values.map((column) => `excluded.${column}`).join(", ")})`;
  return `
    WITH written AS (
      INSERT INTO ${target.table} AS stored (realm, ${columns.join(", ")})
      SELECT $1, ${delivered.map(({ property }) => `"${property}"`).join(", ")}
        FROM json_to_recordset($2::json) AS delivered(${delivered
          .map(({ property, type }) => `"${property}" ${type}`)
          .join(", ")})
      ON CONFLICT (realm, ${target.key.column}) ${update}
      RETURNING (stored.xmax = 0) AS inserted
    )
    SELECT count(*) FILTER (WHERE inserted) AS inserted, count(*) FILTER (WHERE NOT inserted) AS updated
      FROM written`;
}

/** Deletes the realm's rows of one kind that no table of the delivery names; returns how many. */
async function removeMissing(
  client: pg.PoolClient,
  realm: string,
  kind: DeliveredKind,
  tables: readonly DeliveredRows[],
): Promise<number> {
  const { table, key } = TARGETS[kind];
  const result = await client.query(
    `DELETE FROM ${table} AS stored
      WHERE realm = $1
        AND NOT EXISTS (SELECT FROM unnest($2::text[]) AS delivered(key) WHERE delivered.key = stored.${key.column})`,
    [realm, tables.flatMap(keysOf)],
  );
  return result.rowCount ?? 0;
}

function keysOf(table: DeliveredRows): string[] {
  return table.kind === "units" ? table.rows.map(({ code }) => code) : table.rows.map(({ id }) => id);
}

async function insertDelivery(client: pg.PoolClient, delivery: Delivery): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO hr.delivery (realm, source, mode, declared_people, declared_units, content_sha256, loaded_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id::text`,
    [
      delivery.realm,
      delivery.source,
      delivery.mode,
      delivery.declaredPeople,
      delivery.declaredUnits,
      delivery.contentSha256,
      delivery.loadedBy,
    ],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new TypeError("INSERT … RETURNING returned no row");
  return id;
}
