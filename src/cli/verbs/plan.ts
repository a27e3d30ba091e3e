/** `danhba plan`: what would be done, as text, JSON or LDIF; writes nothing. */
import { planLdif } from "../../plan/plan-ldif.ts";
import { preview } from "../../reconcile/preview.ts";
import { EXIT } from "../exit-status.ts";
import { jsonText, type Session, withDatabase, withServices } from "../session.ts";
import { itemsText, outcomeDocument, outcomeText } from "../views/sync-view.ts";
import { writeOut } from "../write-out.ts";

/** Returns the exit status: 0 nothing to do, 2 there are changes, 3 the whole feed is frozen. */
export async function planVerb(
  session: Session,
  { ldif, acceptClock }: { readonly ldif?: boolean; readonly acceptClock?: boolean },
): Promise<number> {
  return await withDatabase(session, async (database, realm) => {
    return await withServices(session, database, realm, async (services) => {
      const { outcome: found, plan } = await preview(services, acceptClock === true);
      const head = { realm: services.realm.id, runId: null, trigger: "plan", state: "planned", undone: [] };
      const outcome = { ...head, ...found };
      if (ldif === true) {
        await writeOut(planLdif(plan));
      } else if (session.isJson) {
        const items = plan.items.map(({ ledger: _ledger, ...item }) => item);
        session.print(jsonText({ ...outcomeDocument(session.lang, outcome), items }));
      } else {
        if (plan.items.length > 0) session.print(`${itemsText(session.lang, plan.items)}\n`);
        session.print(outcomeText(session.lang, outcome));
        session.print(`digest ${outcome.digest}`);
      }
      if (plan.items.length > 0) return EXIT.planHasChanges;
      return found.held.length > 0 ? EXIT.held : EXIT.done;
    });
  });
}
