/** The plan of now, where the feed is one that may be acted upon. */
import { instantOf } from "../../src/ports/clock.ts";
import { prepareWhole } from "../../src/reconcile/prepare-whole.ts";
import type { PreparedPlan } from "../../src/reconcile/prepared-plan.ts";
import type { RealmServices } from "../../src/reconcile/realm-services.ts";

export async function mustPrepare(services: RealmServices): Promise<PreparedPlan> {
  const prepared = await prepareWhole(services, instantOf(services.clock));
  if (!prepared.isFrozen) return prepared;
  throw new TypeError(`the feed is frozen: ${JSON.stringify(prepared.certificate.judgements)}`);
}
