/** Looks at the database for `doctor`, as the login itself: roles, schema, rights and clock; nothing is written. */
import pg from "pg";
import type { DatabaseFacts, DatabaseProbe } from "../ports/doctor-port.ts";
import { migrationNames } from "./migrate.ts";
import { sessionConfig } from "./pool.ts";
import { databasePlace, translateDatabaseError } from "./translate-error.ts";

/** What the service must never be able to do: change what HR says, or what it has logged itself. */
const FORBIDDEN = [
  ["hr", "unit", "INSERT, UPDATE, DELETE, TRUNCATE"],
  ["hr", "person", "INSERT, UPDATE, DELETE, TRUNCATE"],
  ["hr", "appointment", "INSERT, UPDATE, DELETE, TRUNCATE"],
  ["danhba", "change_log", "UPDATE, DELETE, TRUNCATE"],
] as const;

/** @see DatabaseProbe: `look` throws DATABASE_*, and SETTINGS_INVALID for a URL that is none */
export function createDatabaseProbe(url: string): DatabaseProbe {
  return {
    look: async () => {
      const place = databasePlace(url);
      const client = new pg.Client(sessionConfig(url, "danhba doctor"));
      // The running query rejects as well; without a listener the event would end the process.
      client.on("error", () => undefined);
      try {
        await client.connect();
        return await lookAt(client, `${place.host}:${place.port}/${place.database}`);
      } catch (error) {
        throw translateDatabaseError(error, place);
      } finally {
        await client.end();
      }
    },
  };
}

async function lookAt(client: pg.Client, place: string): Promise<DatabaseFacts> {
  const clockOffsetMs = await clockOffset(client);
  const { rows } = await client.query<{ login: string; version: number; superuser: boolean }>(
    `SELECT current_user AS login, current_setting('server_version_num')::int AS version,
       rolsuper AS superuser FROM pg_roles WHERE rolname = current_user`,
  );
  const { login, version, superuser } = rows[0] as { login: string; version: number; superuser: boolean };
  const service = await mayTakeOn(client, "danhba_service", version);
  const isThere = service !== null;
  return {
    place,
    version,
    login,
    isSuperuser: superuser,
    roles: { danhba_service: service, danhba_feed: await mayTakeOn(client, "danhba_feed", version) },
    ...(await migrations(client, service === true)),
    missingRights: isThere ? await missingRights(client) : [],
    excessRights: isThere ? await excessRights(client) : [],
    clockOffsetMs,
  };
}

async function clockOffset(client: pg.Client): Promise<number> {
  const before = Date.now();
  const { rows } = await client.query<{ now: string }>("SELECT clock_timestamp() AS now");
  return Date.parse(rows[0]?.now ?? "") - (before + Date.now()) / 2;
}

/** Whether the login may `SET ROLE`; null: there is no such role. */
async function mayTakeOn(client: pg.Client, role: string, version: number): Promise<boolean | null> {
  const { rows } = await client.query<{ may: boolean }>(
    // The privilege SET exists from PostgreSQL 16 on.
    "SELECT pg_has_role(current_user, oid, $2) AS may FROM pg_roles WHERE rolname = $1",
    [role, version >= 160_000 ? "SET" : "MEMBER"],
  );
  return rows[0]?.may ?? null;
}

/** What is applied stands in a table that the role may read, and a login that created it. */
async function migrations(
  client: pg.Client,
  asService: boolean,
): Promise<Pick<DatabaseFacts, "pending" | "unknown">> {
  const ours = await migrationNames();
  const { rows: found } = await client.query<{ readable: boolean }>(
    `SELECT has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AS readable
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'danhba' AND c.relname = 'migration'`,
  );
  if (found[0] === undefined) return { pending: ours, unknown: [] };
  if (!found[0].readable && !asService) return { pending: null, unknown: [] };
  if (!found[0].readable) await client.query("SET ROLE danhba_service");
  const { rows } = await client.query<{ name: string }>("SELECT name FROM danhba.migration ORDER BY name");
  if (!found[0].readable) await client.query("RESET ROLE");
  const theirs = rows.map(({ name }) => name);
  return {
    pending: ours.filter((name) => !theirs.includes(name)),
    unknown: theirs.filter((name) => !ours.includes(name)),
  };
}

/** The role reads every table of both schemas, and adds to every one of danhba's that others do not fill. */
async function missingRights(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ right: string }>(
    `SELECT wanted || ' ' || n.nspname || '.' || c.relname AS right
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     CROSS JOIN unnest(ARRAY['SELECT', 'INSERT']) AS wanted
     WHERE n.nspname IN ('hr', 'danhba') AND c.relkind = 'r'
       AND (wanted = 'SELECT' OR (n.nspname = 'danhba' AND c.relname NOT IN ('migration', 'entry_count')))
       AND NOT (has_schema_privilege('danhba_service', n.oid, 'USAGE')
                AND has_table_privilege('danhba_service', c.oid, wanted))
     ORDER BY n.nspname DESC, c.relname, wanted`,
  );
  return rows.map(({ right }) => right);
}

async function excessRights(client: pg.Client): Promise<string[]> {
  const found: string[] = [];
  for (const [schema, table, rights] of FORBIDDEN) {
    const { rows } = await client.query<{ right: string }>(
      `SELECT trim(unwanted) AS right
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       CROSS JOIN unnest(string_to_array($3, ',')) AS unwanted
       WHERE n.nspname = $1 AND c.relname = $2 AND has_table_privilege('danhba_service', c.oid, trim(unwanted))`,
      [schema, table, rights],
    );
    found.push(...rows.map(({ right }) => `${right} ${schema}.${table}`));
  }
  return found;
}
