/** Brings the database schema up to date with the numbered SQL files in `migrations/`. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { runner } from "node-pg-migrate";
import pg from "pg";
import { sessionConfig } from "./pool.ts";
import { databasePlace, translateDatabaseError } from "./translate-error.ts";

/** The package root is two folders up from `src/postgres` and from `dist/postgres` alike. */
const MIGRATIONS = join(import.meta.dirname, "..", "..", "migrations");

/** A starter that waits longer than this for another one's migration gives up. */
const LOCK_TIMEOUT = "60s";

export interface MigrateOptions {
  /** Told the library's progress lines. */
  readonly log?: (line: string) => void;
}

/**
 * Applies what is pending, all or nothing, and returns the names in order (empty = up to date). Of two starters
 * one waits for the other and then finds nothing to do. Throws the `DATABASE_*` errors.
 */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<{ applied: string[] }> {
  return await withSession(url, async (client) => {
    await client.query("SELECT set_config('lock_timeout', $1, false)", [LOCK_TIMEOUT]);
    const applied = await runner({
      dbClient: client,
      dir: MIGRATIONS,
      direction: "up",
      migrationsSchema: "danhba",
      createMigrationsSchema: true,
      migrationsTable: "migration",
      advisoryLockMode: "wait",
      singleTransaction: true,
      log: (line: string) => options.log?.(line),
    });
    return { applied: applied.map(({ name }) => name) };
  });
}

/** Names of the migrations that this version has and the database has not, in order. */
export async function pendingMigrations(url: string): Promise<string[]> {
  const applied = await withSession(url, appliedMigrations);
  return (await migrationNames()).filter((name) => !applied.has(name));
}

/** Names of the migrations of this version, in order. */
export async function migrationNames(): Promise<string[]> {
  const files = (await readdir(MIGRATIONS)).filter((file) => file.endsWith(".sql")).sort();
  return files.map((file) => file.slice(0, -".sql".length));
}

async function appliedMigrations(client: pg.Client): Promise<ReadonlySet<string>> {
  const found = await client.query<{ found: boolean }>(
    "SELECT to_regclass('danhba.migration') IS NOT NULL AS found",
  );
  if (found.rows[0]?.found !== true) return new Set();
  const { rows } = await client.query<{ name: string }>("SELECT name FROM danhba.migration");
  return new Set(rows.map(({ name }) => name));
}

async function withSession<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const place = databasePlace(url);
  const client = new pg.Client(sessionConfig(url, "danhba migrate"));
  // The running query rejects as well; without a listener the event would end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    throw translateDatabaseError(error, place);
  } finally {
    await client.end();
  }
}
