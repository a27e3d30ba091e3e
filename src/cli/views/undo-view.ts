/** What an undo did, or would do: as JSON, and as a few lines. */
import type { HeldSummary } from "../../gate/judge-plan.ts";
import type { UndoConflict } from "../../model/undo.ts";
import type { UndoRun } from "../../reconcile/carry-out-undos.ts";
import { conflictText } from "../../texts/conflicts.ts";
import type { Lang } from "../../texts/lang.ts";
import { failureText } from "../../texts/refusals.ts";
import { VIEW_TEXTS } from "../../texts/views.ts";
import { failedDocument, heldDocument, heldText } from "./parts.ts";

/** Conflicts shown to a person; the JSON document has all. */
const SHOWN_CONFLICTS = 20;

export function undoneDocument(lang: Lang, undone: UndoRun): Record<string, unknown> {
  const { undo, run, runId, state, applied, held, failed, conflicts, outcome } = undone;
  return {
    undo,
    run,
    runId,
    state,
    outcome,
    applied,
    held: held.map((entry) => heldDocument(lang, entry)),
    failed: failed.map((item) => failedDocument(lang, item)),
    conflicts: conflicts.map((conflict) => conflictDocument(lang, conflict)),
  };
}

export const conflictDocument = (lang: Lang, conflict: UndoConflict): Record<string, unknown> => ({
  ...conflict,
  message: textOf(lang, conflict),
});

export function undoneLines(lang: Lang, undone: UndoRun): string[] {
  const words = VIEW_TEXTS[lang];
  const { run, runId, applied, held, failed, conflicts } = undone;
  const lines = [`${words.undoOfRun} ${run} (${words.run} ${runId}): ${words.undone} ${applied}`];
  lines.push(...leftLines(lang, { held, conflicts }));
  if (held.length > 0) {
    lines.push(`${words.approveHint}: danhba approve ${runId} --operator … --reason …`);
  }
  for (const { owner, dn, code, params } of failed) {
    lines.push(`${words.failed}: ${owner} ${dn}: ${failureText(lang, { code, params })}`);
  }
  return lines;
}

/** What an undo leaves: held by the gate, or in conflict. */
export function leftLines(
  lang: Lang,
  { held, conflicts }: { readonly held: readonly HeldSummary[]; readonly conflicts: readonly UndoConflict[] },
): string[] {
  const words = VIEW_TEXTS[lang];
  const lines = held.map((entry) => `${words.held}: ${heldText(lang, entry)}`);
  if (conflicts.length > 0) lines.push(`${words.conflicts} (${conflicts.length}):`);
  for (const conflict of conflicts.slice(0, SHOWN_CONFLICTS)) {
    lines.push(`  ${conflict.owner} ${conflict.dn}: ${textOf(lang, conflict)}`);
  }
  const more = conflicts.length - SHOWN_CONFLICTS;
  return more > 0 ? [...lines, `  … ${more} ${words.moreFindings}`] : lines;
}

function textOf(lang: Lang, { code, detail, isWhole }: UndoConflict): string {
  const text = conflictText(lang, { conflict: code, detail });
  return isWhole ? text : `${text} (${VIEW_TEXTS[lang].restUndone})`;
}
