/** Case `verify`: a full run that finds nothing to do, against reading both sides with their own tools. */
import type { BenchCase } from "../bench-case.ts";
import { idleSync } from "../idle-sync.ts";
import { loadedRealm } from "../loaded-realm.ts";
import { copyRows, ldapsearch } from "../yardsticks.ts";

export const verify: BenchCase = async ({ world, runs, record, tell }) => {
  const realm = await loadedRealm(world);
  const place = await realm.place({});
  for (let run = 1; run <= runs; run += 1) {
    tell(`${run}/${runs}`);
    const sync = await idleSync(world, place);
    record("verify", sync.milliseconds / 1_000);
    const searched = await ldapsearch(world, realm.directory);
    const copied = await copyRows(world, realm.databaseUrl);
    record("readBoth", (searched + copied) / 1_000);
    record("ldapsearch", searched / 1_000);
    record("copy", copied / 1_000);
  }
  return null;
};
