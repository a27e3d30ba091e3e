/** Case `memory`: the peak of full runs, to be compared between sizes. */
import type { BenchCase } from "../bench-case.ts";
import { mustSync } from "../run-danhba.ts";
import { mustBeIdle } from "./verify.ts";

export const memory: BenchCase = async ({ world, runs, record, tell }) => {
  const realm = await world.loadedRealm();
  const place = await realm.place({});
  for (let run = 1; run <= runs; run += 1) {
    tell(`${run}/${runs}`);
    const sync = await mustSync(place);
    mustBeIdle(sync);
    record("fullRunPeak", sync.peakMegabytes);
  }
  return null;
};
