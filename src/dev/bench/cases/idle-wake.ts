/** Case `idle-wake`: the running service is woken and there is nothing to do. */

import { type BenchCase, CHANGES_PER_RUN } from "../bench-case.ts";
import { REALM } from "../bench-settings.ts";
import { onServer } from "../bench-world.ts";
import { loadedRealm } from "../loaded-realm.ts";
import { watchDaemon } from "../watched-daemon.ts";

export const idleWake: BenchCase = async ({ world, runs, record, tell }) => {
  const realm = await loadedRealm(world);
  const daemon = await watchDaemon(realm, await realm.place({}));
  try {
    await onServer(realm.databaseUrl, async (client) => {
      for (let run = 1; run <= runs; run += 1) {
        tell(`${run}/${runs}`);
        let cpu = 0;
        for (let wake = 0; wake < CHANGES_PER_RUN; wake += 1) {
          const cost = await daemon.costOf(
            () => client.query("SELECT pg_notify('danhba', $1)", [REALM]),
            false,
          );
          record("idleTime", cost.milliseconds);
          record("idleStatements", cost.statements);
          record("idleOperations", cost.operations);
          cpu += cost.cpuMilliseconds;
        }
        record("idleCpu", cpu / CHANGES_PER_RUN);
      }
    });
  } finally {
    await daemon.stop();
  }
  return null;
};
