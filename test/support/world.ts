/** What one end-to-end test file works on: a database, a directory and the command line's environment for both. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { inject } from "vitest";
import { randomName } from "../../src/dev/services/random-secret.ts";
import { type FreshDatabase, freshDatabase } from "./database.ts";
import { type FreshDirectory, freshDirectory } from "./directory.ts";

/** The realm of `config/danhba.yaml`. */
export const REALM = "soctrang";

export interface World {
  readonly directory: FreshDirectory;
  /** The whole environment of the programs under test: nothing of ours leaks in. */
  readonly env: Readonly<Record<string, string>>;
  /** For files that a test writes; goes with the world. */
  readonly dir: string;
  /** Programs that were started here and may still run. */
  readonly programs: Set<ChildProcess>;
  /** As a superuser. */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** As the HR side does: one statement in a transaction of its own under role `danhba_feed`. */
  feed(text: string, values?: readonly unknown[]): Promise<void>;
  /** Ends everything that was started here, also what a failed test left running. */
  stop(): Promise<void>;
}

/** `{ isEmpty: true }`: the database has no migration yet. */
export async function freshWorld({ isEmpty = false } = {}): Promise<World> {
  return await worldOn(await freshDatabase({ isEmpty }), await freshDirectory());
}

/** The same on servers that are there; they go with it. */
export async function worldOn(database: FreshDatabase, directory: FreshDirectory): Promise<World> {
  const dir = join(inject("scratch"), randomName());
  await mkdir(dir);
  const pool = new pg.Pool({ connectionString: database.url, application_name: "test", max: 2 });
  // A test may restart the server: the pool replaces what breaks while nobody uses it.
  pool.on("error", () => undefined);
  const programs = new Set<ChildProcess>();
  return {
    directory,
    dir,
    programs,
    env: {
      PATH: process.env.PATH ?? "",
      DANHBA_ENV_FILE: "/dev/null",
      // Compiled code is kept from one start to the next: a start takes half the time.
      NODE_COMPILE_CACHE: join(inject("scratch"), "compile-cache"),
      DATABASE_URL: database.url,
      LDAP_URL: directory.url,
      LDAP_SUFFIX: directory.suffix,
      LDAP_BIND_DN: directory.bindDn,
      LDAP_BIND_PASSWORD: directory.bindPassword,
    },
    query: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
      (await pool.query<Row>(text, [...values])).rows,
    feed: async (text, values = []) => {
      const client = await pool.connect();
      try {
        await client.query("BEGIN");
        await client.query("SET LOCAL ROLE danhba_feed");
        await client.query(text, [...values]);
        await client.query("COMMIT");
        client.release();
      } catch (error) {
        client.release(true);
        throw error;
      }
    },
    stop: async () => {
      await Promise.all([...programs].map(kill));
      await pool.end();
      await directory.stop();
      await database.drop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function kill(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const ended = once(program, "close");
  program.kill("SIGKILL");
  await ended;
}
