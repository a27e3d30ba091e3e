/** One `sync` of a world in this process: the normal run that comes after a fault. */
import { openDatabase, openRealm } from "../../../src/compose.ts";
import { loadSettings } from "../../../src/config/load-settings.ts";
import { type SyncResult, syncAlone } from "../../../src/reconcile/sync.ts";
import type { World } from "../world.ts";

export async function syncHere(world: Pick<World, "env">, config: string): Promise<SyncResult> {
  const loaded = loadSettings(config, (name) => world.env[name] ?? null);
  if ("problems" in loaded) throw new Error(JSON.stringify(loaded.problems));
  const [realm] = loaded.settings.realms;
  if (realm === undefined) throw new Error("the settings hold no realm");
  const database = openDatabase(loaded.settings.databaseUrl, loaded.settings.realms);
  try {
    const opened = await openRealm(realm, database, () => undefined);
    try {
      return await syncAlone(opened.services, { trigger: "sync", stop: new AbortController().signal });
    } finally {
      await opened.close();
    }
  } finally {
    await database.close();
  }
}
