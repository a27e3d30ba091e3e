/** `danhba approve RUN` and `danhba reject RUN`. */
import { systemClock } from "../../compose.ts";
import type { Word } from "../../gate/judge-plan.ts";
import { DanhbaError } from "../../model/error.ts";
import { ruleRun } from "../../reconcile/rule-run.ts";
import { syncAlone } from "../../reconcile/sync.ts";
import { VIEW_TEXTS } from "../../texts/views.ts";
import { EXIT, exitOfResult } from "../exit-status.ts";
import { jsonText, type Session, stopSignal, withDatabase, withServices } from "../session.ts";
import { outcomeDocument, outcomeText } from "../views/sync-view.ts";
import { exitOfUndo } from "./undo.ts";

/** An approval is carried out at once, here or by the running service. */
export async function ruleVerb(
  session: Session,
  run: string,
  verdict: Word["verdict"],
  { operator, reason }: { readonly operator: string; readonly reason: string },
): Promise<number> {
  const id = Number(run);
  if (!Number.isSafeInteger(id) || id < 1) {
    throw new DanhbaError("USAGE", { argument: "RUN", value: run, problem: "NOT_A_RUN" });
  }
  const stop = stopSignal();
  return await withDatabase(session, async (database, realm) => {
    const name = realm.settings.id;
    const { journal } = database;
    const carryOut = () =>
      withServices(session, database, realm, (services) => syncAlone(services, { trigger: "approve", stop }));
    const word: Word = { verdict, operator, reason };
    const ruled = await ruleRun({ journal, clock: systemClock, realm: name }, id, word, carryOut);

    const { items, result, isLeftToService } = ruled;
    const outcome = result === null ? null : { realm: name, ...result };
    if (session.isJson) {
      const sync = outcome === null ? null : outcomeDocument(session.lang, outcome);
      const head = { formatVersion: 1, realm: name, runId: id, verdict, operator, reason, items };
      session.print(jsonText({ ...head, leftToService: isLeftToService, sync }));
    } else if (outcome !== null) {
      session.print(outcomeText(session.lang, outcome));
    } else {
      const words = VIEW_TEXTS[session.lang];
      session.print(`${items} ${words.items}: ${isLeftToService ? words.ruledByDaemon : words.rejected}`);
    }
    if (result === null) return EXIT.done;
    // The run after an undo holds what was undone: what counts is what was asked for.
    const undo = (await journal.run(name, id))?.undo ?? null;
    const undone = undo === null ? undefined : result.undone.find((one) => one.undo === undo);
    return undone === undefined ? exitOfResult(result) : exitOfUndo(undone);
  });
}
