/** Case `memory`: the peak of full runs that find nothing to do, to be compared between sizes. */
import type { BenchCase } from "../bench-case.ts";
import { idleSync } from "../idle-sync.ts";
import { loadedRealm } from "../loaded-realm.ts";

/** Takes what case `verify` has seen already. */
export const memory: BenchCase = async ({ world, runs, record, tell }) => {
  const realm = await loadedRealm(world);
  const place = await realm.place({});
  for (let run = world.peaks.length + 1; run <= runs; run += 1) {
    tell(`${run}/${runs}`);
    await idleSync(world, place);
  }
  for (const peak of world.peaks) record("fullRunPeak", peak);
  return null;
};
