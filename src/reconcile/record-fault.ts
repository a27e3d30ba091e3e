/** How a run ends that a fault cut short. */
import { DanhbaError } from "../model/error.ts";
import type { Finding } from "../model/finding.ts";
import { instantOf } from "../ports/clock.ts";
import type { Lease, RunEnd } from "../ports/journal-port.ts";
import type { RealmServices } from "./realm-services.ts";

/** The run ends as aborted in the database too, if the database still answers; the first fault is what counts. */
export async function recordFault(
  services: RealmServices,
  lease: Lease,
  runId: number,
  error: unknown,
): Promise<void> {
  const fault = error instanceof DanhbaError ? error.code : "INTERNAL";
  const end: RunEnd = {
    state: "aborted",
    counts: null,
    failed: [],
    findings: [] satisfies Finding[],
    fault,
    pending: null,
    drift: [],
    proof: null,
    endedAt: instantOf(services.clock),
  };
  try {
    await services.journal.endRun(lease, runId, end);
  } catch (second) {
    if (!(second instanceof DanhbaError)) throw second;
    // The next run finds this one still running and closes it.
  }
}
