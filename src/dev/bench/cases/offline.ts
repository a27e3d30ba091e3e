/** Case `offline`: the first load as a file for `slapadd`, which the next `sync` adopts. */
import { type BenchCase, perSecond } from "../bench-case.ts";
import { loadOffline } from "../load-offline.ts";

export const offline: BenchCase = async ({ world, runs, record, tell }) => {
  for (let run = 1; run <= runs; run += 1) {
    tell(`${run}/${runs}`);
    const realm = await world.openRealm();
    const load = await loadOffline(world, realm, await realm.place({}));
    await realm.stop();
    if ("missing" in load) return load.missing;
    const { plan, slapadd, adopt, adopted } = load;
    record("offlinePlan", plan / 1_000);
    record("offlineSlapadd", slapadd / 1_000);
    record("offlineAdopt", adopt / 1_000);
    record("offlineRate", perSecond(adopted, plan + slapadd + adopt));
  }
  return null;
};
