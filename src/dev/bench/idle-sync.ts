/** A full run that finds nothing to do. */
import type { BenchWorld } from "./bench-world.ts";
import { type DanhbaPlace, mustSync, type SyncRun } from "./run-danhba.ts";

/** Its peak memory is kept in `peaks`. @throws Error when there was something to do after all */
export async function idleSync({ peaks }: Pick<BenchWorld, "peaks">, place: DanhbaPlace): Promise<SyncRun> {
  const run = await mustSync(place);
  const { applied } = run.document;
  if (applied !== 0) throw new Error(`a run that should find nothing to do made ${applied} changes`);
  peaks.push(run.peakMegabytes);
  return run;
}
