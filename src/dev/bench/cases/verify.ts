/** Case `verify`: a full run that finds nothing to do, against reading both sides with their own tools. */
import type { BenchCase } from "../bench-case.ts";
import { mustSync, type SyncRun } from "../run-danhba.ts";
import { copyRows, ldapsearch } from "../yardsticks.ts";

export const verify: BenchCase = async ({ world, runs, record, tell }) => {
  const realm = await world.loadedRealm();
  const place = await realm.place({});
  for (let run = 1; run <= runs; run += 1) {
    tell(`${run}/${runs}`);
    const sync = await mustSync(place);
    mustBeIdle(sync);
    record("verify", sync.milliseconds / 1_000);
    const searched = await ldapsearch(world, realm.directory);
    const copied = await copyRows(world, realm.databaseUrl);
    record("readBoth", (searched + copied) / 1_000);
    record("ldapsearch", searched / 1_000);
    record("copy", copied / 1_000);
  }
  return null;
};

/** @throws Error when there was something to do after all */
export function mustBeIdle({ document }: SyncRun): void {
  if (document.applied !== 0)
    throw new Error(`a run that should find nothing to do made ${document.applied} changes`);
}
