/** The same state of directory and database again and again: each disturbed run gets a fresh copy. */
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { inject } from "vitest";
import { randomName } from "../../../src/dev/services/random-secret.ts";
import { runStatement } from "../../../src/dev/services/run-statement.ts";
import { startSlapd } from "../../../src/dev/services/start-slapd.ts";
import { copyDatabase, freshDatabase } from "../database.ts";
import { waitFor } from "../wait-for.ts";
import { type World, worldOn } from "../world.ts";

export interface CopiedWorlds {
  /** A world in the state that was prepared. Its servers are those of the copy before, which must be stopped. */
  copy(): Promise<World>;
  stop(): Promise<void>;
}

/** @param prepare brings a fresh world into the state that every copy begins with */
export async function copiedWorlds(prepare: (world: World) => Promise<void>): Promise<CopiedWorlds> {
  const programs = inject("slapd");
  const dir = join(inject("scratch"), randomName());
  const state = join(dir, "openldap");
  const kept = join(dir, "kept");
  const server = await startSlapd({ dir, ...(programs ? { programs } : {}) });
  // Stopped with its world, the server only rests: the next copy is put into its place.
  const directory = { ...server, stop: () => server.suspend() };
  const { url: serverUrl } = inject("postgres");
  const base = await freshDatabase();
  const template = new URL(base.url).pathname.slice(1);
  const first = await worldOn({ ...base, drop: async () => undefined }, directory);
  try {
    await prepare(first);
  } finally {
    await first.stop();
  }
  await cp(state, kept, { recursive: true });
  return {
    copy: async () => {
      await rm(state, { recursive: true, force: true });
      await cp(kept, state, { recursive: true });
      await server.resume();
      const url = await copyDatabase(template);
      const name = url.pathname.slice(1);
      const drop = async (): Promise<void> => {
        // The driver may still be about to end sessions; told to by the server, it would throw.
        const look = new pg.Client({ connectionString: serverUrl });
        await look.connect();
        await waitFor("the end of all sessions", async () => {
          const { rowCount } = await look.query("SELECT FROM pg_stat_activity WHERE datname = $1", [name]);
          return rowCount === 0;
        });
        await look.end();
        await runStatement(serverUrl, `DROP DATABASE ${pg.escapeIdentifier(name)}`);
      };
      return await worldOn({ url: url.href, drop }, directory);
    },
    stop: async () => {
      await server.stop();
      await base.drop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
