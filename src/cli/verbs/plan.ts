/** `danhba plan`: what would be done, as text, JSON or LDIF; writes nothing. */
import { judgePlan } from "../../gate/judge-plan.ts";
import { summarizeHeld } from "../../gate/summarize-held.ts";
import { planLdif } from "../../plan/ldif.ts";
import { instantOf } from "../../ports/clock.ts";
import { preparePlan } from "../../reconcile/prepare-plan.ts";
import { runClock } from "../../reconcile/run-clock.ts";
import { countKinds } from "../../reconcile/sync.ts";
import { termsOf } from "../../reconcile/terms.ts";
import { EXIT } from "../exit-status.ts";
import { jsonText, type Session, withDatabase, withServices } from "../session.ts";
import { itemsText, outcomeDocument, outcomeText } from "../views/sync-view.ts";

/** Returns the exit status: 0 nothing to do, 2 there are changes. */
export async function planVerb(
  session: Session,
  { ldif, acceptClock }: { readonly ldif?: boolean; readonly acceptClock?: boolean },
): Promise<number> {
  return await withDatabase(session, async (database, realm) => {
    return await withServices(session, database, realm, async (services) => {
      const begun = services.clock.now();
      const { clock, findings: ofClock } = await runClock(services, acceptClock === true);
      const now = instantOf(clock);
      const prepared = await preparePlan({ ...services, clock }, now);
      const { plan, decisions, population } = prepared;
      const rulings = await services.journal.rulings(services.realm.id);
      const { held } = judgePlan(plan.items, services.limits, population, rulings);
      const undone = { held: held.map(({ item }) => item), failed: [] };
      const { findings: ofTerms } = await termsOf(services, prepared, undone, now);
      const findings = [...ofClock, ...ofTerms, ...prepared.findings];
      const outcome = {
        realm: services.realm.id,
        runId: null,
        trigger: "plan",
        state: "planned",
        digest: plan.digest,
        counts: countKinds({ plan }),
        applied: 0,
        held: summarizeHeld(held),
        failed: [],
        findings,
        decisions,
        durationMs: services.clock.now() - begun,
      };
      if (ldif === true) {
        session.print(planLdif(plan).trimEnd());
      } else if (session.isJson) {
        const items = plan.items.map(({ ledger: _ledger, ...item }) => item);
        session.print(jsonText({ ...outcomeDocument(session.lang, outcome), items }));
      } else {
        if (plan.items.length > 0) session.print(`${itemsText(session.lang, plan.items)}\n`);
        session.print(outcomeText(session.lang, outcome));
        session.print(`digest ${plan.digest}`);
      }
      return plan.items.length > 0 ? EXIT.planHasChanges : EXIT.done;
    });
  });
}
