/** What a run did, or would do: as the JSON document of design.md §6, and as a few lines. */

import type { Item } from "../../model/change.ts";
import type { SyncResult } from "../../reconcile/sync.ts";
import { KIND_TEXTS, REASON_TEXTS } from "../../texts/changes.ts";
import { findingText } from "../../texts/findings.ts";
import type { Lang } from "../../texts/lang.ts";
import { failureText } from "../../texts/refusals.ts";
import { VIEW_TEXTS } from "../../texts/views.ts";
import { judgementDocument, warningLines } from "./certificate-view.ts";
import { driftLines } from "./drift-view.ts";
import { countsText, failedDocument, findingDocument, heldDocument, heldText } from "./parts.ts";
import { proofLines } from "./proof-view.ts";
import { table } from "./table.ts";
import { undoneDocument, undoneLines } from "./undo-view.ts";
import { visibleLine } from "./visible.ts";

/** A run, or a plan that was only looked at. */
export interface RunOutcome extends Omit<SyncResult, "runId" | "trigger" | "state"> {
  readonly realm: string;
  readonly runId: number | null;
  readonly trigger: string;
  readonly state: string;
}

/** Findings shown to a person; the JSON document has all. */
const SHOWN_FINDINGS = 20;
/** Items shown of a plan. */
const SHOWN_ITEMS = 40;

export function outcomeDocument(lang: Lang, outcome: RunOutcome): Record<string, unknown> {
  const {
    realm,
    runId,
    trigger,
    state,
    digest,
    counts,
    applied,
    held,
    failed,
    findings,
    decisions,
    durationMs,
    certificate,
    drift,
    proof,
    undone,
    adopted,
  } = outcome;
  return {
    formatVersion: 1,
    realm,
    runId,
    trigger,
    state,
    digest,
    counts,
    applied,
    held: held.map((entry) => heldDocument(lang, entry)),
    failed: failed.map((item) => failedDocument(lang, item)),
    findings: findings.map((finding) => findingDocument(lang, finding)),
    decisions,
    durationMs,
    certificate: certificate.map((judgement) => judgementDocument(lang, judgement)),
    drift,
    proof,
    undone: undone.map((run) => undoneDocument(lang, run)),
    adopted,
  };
}

/** One line of numbers, then what is held, what failed and what is odd. */
export function outcomeText(lang: Lang, outcome: RunOutcome): string {
  const words = VIEW_TEXTS[lang];
  const {
    adopted,
    counts,
    held,
    failed,
    findings,
    certificate,
    drift,
    proof,
    applied,
    runId,
    durationMs,
    undone,
  } = outcome;
  const lines = undone.flatMap((run) => undoneLines(lang, run));
  const numbers = countsText(lang, counts);
  if (numbers === "") {
    const isFrozen = certificate.some(({ agency, effect }) => agency === null && effect === "freeze");
    lines.push(isFrozen ? words.feedFrozen : `${words.upToDate} (${counts.unchanged} ${words.unchanged})`);
  } else {
    const run = runId === null ? "" : `${words.run} ${runId}: `;
    lines.push(
      `${run}${numbers}; ${words.applied} ${applied}, ${words.unchanged} ${counts.unchanged} (${(durationMs / 1_000).toFixed(1)} ${words.seconds})`,
    );
  }
  if (adopted > 0) lines.push(`${runId === null ? words.toAdopt : words.adopted}: ${adopted}`);
  lines.push(...warningLines(lang, certificate));
  lines.push(...driftLines(lang, drift));
  lines.push(...proofLines(lang, proof));
  for (const entry of held) lines.push(`${words.held}: ${heldText(lang, entry)}`);
  if (held.length > 0 && runId !== null) {
    lines.push(`${words.approveHint}: danhba approve ${runId} --operator … --reason …`);
  }
  for (const { owner, dn, code, params } of failed) {
    lines.push(`${words.failed}: ${owner} ${dn}: ${failureText(lang, { code, params })}`);
  }
  if (findings.length > 0) lines.push(`${words.findings} (${findings.length}):`);
  for (const { code, owner, params } of findings.slice(0, SHOWN_FINDINGS)) {
    lines.push(`  ${owner} ${code}: ${findingText({ code, params }, lang)}`);
  }
  if (findings.length > SHOWN_FINDINGS)
    lines.push(`  … ${findings.length - SHOWN_FINDINGS} ${words.moreFindings}`);
  return lines.map(visibleLine).join("\n");
}

/** The first items of a plan, one a line. */
export function itemsText(lang: Lang, items: readonly Item[]): string {
  const words = VIEW_TEXTS[lang];
  const rows = items
    .slice(0, SHOWN_ITEMS)
    .map(({ owner, kind, dn, reason }) => [
      KIND_TEXTS[kind][lang],
      owner,
      dn,
      REASON_TEXTS[reason.code][lang],
      reason.clause,
    ]);
  const more = items.length > SHOWN_ITEMS ? `\n… ${items.length - SHOWN_ITEMS} ${words.moreFindings}` : "";
  return table([[words.kind, words.owner, "DN", words.why, words.clause], ...rows]) + more;
}
