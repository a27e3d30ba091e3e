/** Case `offline`: the first load as a file for `slapadd`, which the next `sync` adopts without a change. */
import { type BenchCase, type CaseContext, perSecond } from "../bench-case.ts";
import type { BenchRealm } from "../bench-world.ts";
import { type DanhbaPlace, mustSync, runDanhba } from "../run-danhba.ts";
import { slapadd } from "../yardsticks.ts";

/** `danhba plan`: there are changes. */
const HAS_CHANGES = 2;

export const offline: BenchCase = async (context) => {
  const { world, runs, tell } = context;
  for (let run = 1; run <= runs; run += 1) {
    tell(`${run}/${runs}`);
    const realm = await world.openRealm();
    const missing = await loadOffline(context, realm, await realm.place({}));
    if (missing === null) await world.keepLoaded(realm);
    else await realm.stop();
    if (missing !== null) return missing;
  }
  return null;
};

async function loadOffline(
  { world, record }: CaseContext,
  realm: BenchRealm,
  place: DanhbaPlace,
): Promise<string | null> {
  const ldif = world.file("first-load.ldif");
  const plan = await runDanhba(place, ["plan", "--ldif"], ldif);
  if (plan.status !== HAS_CHANGES) throw new Error(`danhba plan ended with ${plan.status}: ${plan.stderr}`);
  let added: number;
  try {
    added = await slapadd(world, realm.directory, ldif);
  } catch (error) {
    if (world.signal.aborted || !(error instanceof Error)) throw error;
    return `slapadd does not take the file of plan --ldif: ${error.message.split("\n")[0]}`;
  }
  const sync = await mustSync(place);
  const { adopted = 0 } = sync.document;
  if (adopted === 0) return "sync does not adopt what slapadd loaded";
  record("offlinePlan", plan.milliseconds / 1_000);
  record("offlineSlapadd", added / 1_000);
  record("offlineAdopt", sync.milliseconds / 1_000);
  record("offlineRate", perSecond(adopted, plan.milliseconds + added + sync.milliseconds));
  return null;
}
