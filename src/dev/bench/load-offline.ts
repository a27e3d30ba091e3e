/** The first load as a file for `slapadd`, which the next `sync` adopts without a change. */
import type { BenchRealm, BenchWorld } from "./bench-world.ts";
import { type DanhbaPlace, HAS_CHANGES, mustSync, runDanhba } from "./run-danhba.ts";
import { slapadd } from "./yardsticks.ts";

/** Times in milliseconds, or why it cannot be done here. */
type OfflineLoad =
  | { readonly plan: number; readonly slapadd: number; readonly adopt: number; readonly adopted: number }
  | { readonly missing: string };

/** @throws Error for what fails but the file itself */
export async function loadOffline(
  world: BenchWorld,
  realm: BenchRealm,
  place: DanhbaPlace,
): Promise<OfflineLoad> {
  const ldif = world.file("first-load.ldif");
  const plan = await runDanhba(place, ["plan", "--ldif"], ldif);
  if (plan.status !== HAS_CHANGES) throw new Error(`danhba plan ended with ${plan.status}: ${plan.stderr}`);
  let added: number;
  try {
    added = await slapadd(world, realm.directory, ldif);
  } catch (error) {
    if (world.signal.aborted || !(error instanceof Error)) throw error;
    return { missing: "slapadd refuses the file of plan --ldif" };
  }
  const sync = await mustSync(place);
  const { adopted = 0, applied } = sync.document;
  if (adopted === 0)
    return { missing: `sync adopts nothing of what slapadd loaded, and makes ${applied} changes` };
  return { plan: plan.milliseconds, slapadd: added, adopt: sync.milliseconds, adopted };
}
