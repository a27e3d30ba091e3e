/** `danhba undo RUN`: a plan of inverse changes for what still stands as the run left it, through the gate. */
import { systemClock } from "../../compose.ts";
import { DanhbaError } from "../../model/error.ts";
import type { UndoRun } from "../../reconcile/carry-out-undos.ts";
import { syncAlone } from "../../reconcile/sync.ts";
import { previewUndo, undoRun } from "../../reconcile/undo-run.ts";
import { VIEW_TEXTS } from "../../texts/views.ts";
import { EXIT, exitOfRun } from "../exit-status.ts";
import { jsonText, type Session, stopSignal, withDatabase, withServices } from "../session.ts";
import { heldDocument } from "../views/parts.ts";
import { itemsText, outcomeDocument, outcomeText } from "../views/sync-view.ts";
import { conflictDocument, leftLines, undoneDocument } from "../views/undo-view.ts";

export interface UndoOptions {
  readonly operator?: string;
  readonly reason?: string;
  readonly dryRun?: boolean;
}

/** Returns the exit status: 0 undone, 2 `--dry-run` found changes, 3 held, 4 conflicts or failed items. */
export async function undoVerb(session: Session, value: string, options: UndoOptions): Promise<number> {
  const run = Number(value);
  if (!Number.isSafeInteger(run) || run < 1) {
    throw new DanhbaError("USAGE", { argument: "RUN", value, problem: "NOT_A_RUN" });
  }
  if (options.dryRun === true) return await lookAt(session, run);
  const [operator, reason] = [needed(options, "operator"), needed(options, "reason")];
  const stop = stopSignal();
  return await withDatabase(session, async (database, realm) => {
    const name = realm.settings.id;
    const ordered = await undoRun(
      { undos: database.answers.undos, clock: systemClock, realm: name },
      { run, operator, reason },
      () =>
        withServices(session, database, realm, (services) => syncAlone(services, { trigger: "sync", stop })),
    );
    const { order, done } = ordered;
    if (session.isJson) {
      const sync = done === null ? null : outcomeDocument(session.lang, { realm: name, ...done.result });
      const undone = done === null ? null : undoneDocument(session.lang, done.undone);
      const head = { formatVersion: 1, realm: name, undo: order.id, run, operator, reason };
      session.print(jsonText({ ...head, leftToService: done === null, undone, sync }));
    } else if (done === null) {
      session.print(VIEW_TEXTS[session.lang].ruledByDaemon);
    } else {
      session.print(outcomeText(session.lang, { realm: name, ...done.result }));
    }
    return done === null ? EXIT.done : exitOfUndo(done.undone);
  });
}

/** What is left in conflict was asked for and is not done. */
export function exitOfUndo({ state, failed, held, conflicts }: UndoRun): number {
  if (conflicts.some(({ isWhole }) => isWhole)) return EXIT.itemsFailed;
  return exitOfRun(state, failed.length, held.length);
}

async function lookAt(session: Session, run: number): Promise<number> {
  return await withDatabase(session, async (database, realm) => {
    const { plan, held, conflicts } = await withServices(session, database, realm, (services) =>
      previewUndo(services, run),
    );
    if (session.isJson) {
      session.print(
        jsonText({
          formatVersion: 1,
          realm: realm.settings.id,
          run,
          digest: plan.digest,
          held: held.map((entry) => heldDocument(session.lang, entry)),
          conflicts: conflicts.map((conflict) => conflictDocument(session.lang, conflict)),
          items: plan.items.map(({ ledger: _ledger, ...item }) => item),
        }),
      );
    } else {
      if (plan.items.length > 0) session.print(`${itemsText(session.lang, plan.items)}\n`);
      const left = leftLines(session.lang, { held, conflicts });
      if (left.length > 0) session.print(left.join("\n"));
    }
    return plan.items.length > 0 ? EXIT.planHasChanges : EXIT.done;
  });
}

function needed(options: UndoOptions, name: "operator" | "reason"): string {
  const value = options[name];
  if (value !== undefined) return value;
  throw new DanhbaError("USAGE", {
    argument: `--${name}`,
    value: "",
    problem: "NEEDED_WITHOUT",
    other: "--dry-run",
  });
}
