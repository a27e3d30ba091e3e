/** Writes a generated province into `hr.*` part by part, as one delivery. */
import type pg from "pg";
import { COLUMNS, type ColumnsOf } from "../../feed/columns.ts";
import { provinceParts } from "../sample/generate-province.ts";
import { REALM } from "./bench-settings.ts";

/** The seed of the shipped sample. */
const SEED = 172014;
/** People of a part: some tens of megabytes. */
const PART = 20_000;
/** Rows of a statement: its JSON document is some megabytes. */
const ROWS = 10_000;

/** One transaction a table and part; statistics are brought up to date at the end, as autovacuum does in time. */
export async function fillFeed(client: pg.ClientBase, size: number, signal: AbortSignal): Promise<void> {
  let units = 0;
  for (const part of provinceParts({ seed: SEED, people: size }, PART)) {
    signal.throwIfAborted();
    await insert(client, "unit", COLUMNS.units, part.units);
    await insert(client, "person", COLUMNS.people, part.people);
    await insert(client, "appointment", COLUMNS.appointments, part.appointments);
    units += part.units.length;
  }
  await client.query(
    `INSERT INTO hr.delivery (realm, source, mode, declared_people, declared_units)
     VALUES ($1, 'bench', 'full', $2, $3)`,
    [REALM, size, units],
  );
  await client.query("VACUUM ANALYZE");
}

async function insert<Row extends object>(
  client: pg.ClientBase,
  table: "unit" | "person" | "appointment",
  columns: ColumnsOf<Row>,
  rows: readonly Row[],
): Promise<void> {
  const properties = Object.keys(columns) as (keyof Row)[];
  const names = properties.map((property) => columns[property].name).join(", ");
  for (let from = 0; from < rows.length; from += ROWS) {
    const documents = rows
      .slice(from, from + ROWS)
      .map((row) =>
        Object.fromEntries(properties.map((property) => [columns[property].name, row[property] ?? null])),
      );
    await client.query(
      `INSERT INTO hr.${table} (realm, ${names})
       SELECT $1, ${names} FROM json_populate_recordset(NULL::hr.${table}, $2)`,
      [REALM, JSON.stringify(documents)],
    );
  }
}
