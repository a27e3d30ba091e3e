/** `danhba runs`: what ran, what is held and why, what should have been done by now; `runs show RUN`: one of them whole. */

import { systemClock } from "../../compose.ts";
import { DanhbaError } from "../../model/error.ts";
import { vietnamDay } from "../../model/vietnam-time.ts";
import { instantOf } from "../../ports/clock.ts";
import type { RunRecord } from "../../ports/journal-port.ts";
import { overdueOf } from "../../reconcile/pending.ts";
import type { Lang } from "../../texts/lang.ts";
import { STATE_TEXTS, timeText, VIEW_TEXTS } from "../../texts/views.ts";
import { EXIT } from "../exit-status.ts";
import { positiveInteger } from "../options.ts";
import { jsonText, type Session, withDatabase } from "../session.ts";
import { overdueDocuments, overdueText } from "../views/overdue-view.ts";
import { countsText, heldText } from "../views/parts.ts";
import { proofLines } from "../views/proof-view.ts";
import { runDocument, shownRunDocument, shownRunText } from "../views/run-view.ts";
import { table } from "../views/table.ts";
import { visibleLine } from "../views/visible.ts";

export async function runsVerb(session: Session, { limit }: { readonly limit: string }): Promise<number> {
  const count = positiveInteger("--limit", limit);
  return await withDatabase(session, async ({ journal }, realm) => {
    const runs = await journal.runs(realm.settings.id, count);
    const today = vietnamDay(instantOf(systemClock));
    const overdue = overdueOf(await journal.pending(realm.settings.id), today, realm.calendar);
    if (session.isJson) {
      const documents = runs.map((run) => runDocument(session.lang, run));
      const document = { realm: realm.settings.id, runs: documents, overdue: overdueDocuments(overdue) };
      session.print(jsonText({ formatVersion: 1, ...document }));
    } else {
      const parts = [runsText(session.lang, runs), overdueText(session.lang, overdue)];
      session.print(parts.filter((part) => part !== "").join("\n"));
    }
    return EXIT.done;
  });
}

/** @throws DanhbaError USAGE for a run that there is not */
export async function runsShowVerb(session: Session, run: string): Promise<number> {
  const id = positiveInteger("RUN", run);
  return await withDatabase(session, async ({ journal }, realm) => {
    const name = realm.settings.id;
    const record = await journal.run(name, id);
    if (record === null) throw new DanhbaError("USAGE", { argument: "RUN", value: id, problem: "UNKNOWN" });
    const held = await journal.heldItems(name, id);
    if (session.isJson) {
      const document = shownRunDocument(session.lang, record, held);
      session.print(jsonText({ formatVersion: 1, realm: name, ...document }));
    } else {
      session.print(shownRunText(session.lang, record, held));
    }
    return EXIT.done;
  });
}

function runsText(lang: Lang, runs: readonly RunRecord[]): string {
  const words = VIEW_TEXTS[lang];
  if (runs.length === 0) return words.noRuns;
  const rows = runs.map(({ id, trigger, state, startedAt, counts, applied, fault }) => {
    const numbers = counts === null ? "" : countsText(lang, counts);
    return [
      String(id),
      timeText(lang, startedAt),
      trigger,
      STATE_TEXTS[lang][state],
      String(applied),
      fault ?? numbers,
    ];
  });
  const heads = [words.run, words.started, words.trigger, words.state, words.applied, ""];
  const held = runs
    .filter(({ state }) => state === "held" || state === "failed")
    .flatMap(({ id, held: waiting }) =>
      waiting.map((entry) => `${words.run} ${id} ${words.held}: ${heldText(lang, entry)}`),
    );
  const proofs = runs
    .filter(({ proof }) => proof !== null && proof.unexplained > 0)
    .flatMap(({ id, proof }) => proofLines(lang, proof).map((line) => `${words.run} ${id} ${line}`));
  return [table([heads, ...rows], [0, 4]), ...[...held, ...proofs].map(visibleLine)].join("\n");
}
