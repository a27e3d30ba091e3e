/** The realm after its first load, which most cases begin with. */
import type { BenchRealm, BenchWorld } from "./bench-world.ts";
import { loadOffline } from "./load-offline.ts";
import { mustSync } from "./run-danhba.ts";

/** Above it a first load is made offline, by `plan --ldif` and `slapadd`. */
export const MOST_PEOPLE_ONLINE = 100_000;

/** Loads it when first asked for. @throws Error where that cannot be done */
export async function loadedRealm(world: BenchWorld): Promise<BenchRealm> {
  const known = world.loaded();
  if (known !== null) return known;
  const realm = await world.openRealm();
  const place = await realm.place({});
  if (world.size <= MOST_PEOPLE_ONLINE) {
    await mustSync(place);
  } else {
    const load = await loadOffline(world, realm, place);
    if ("missing" in load) throw new Error(`no first load: ${load.missing}`);
  }
  await world.keepLoaded(realm);
  return realm;
}
