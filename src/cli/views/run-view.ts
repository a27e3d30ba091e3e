/** One run: as a document, and as lines with everything that it holds. */
import type { HeldItem } from "../../gate/judge-plan.ts";
import { groupHeld } from "../../gate/summarize-held.ts";
import type { Item } from "../../model/change.ts";
import type { RunRecord } from "../../ports/journal-port.ts";
import { KIND_TEXTS, REASON_TEXTS, RULE_TEXTS } from "../../texts/changes.ts";
import type { Lang } from "../../texts/lang.ts";
import { failureText } from "../../texts/refusals.ts";
import { STATE_TEXTS, timeText, VIEW_TEXTS } from "../../texts/views.ts";
import { judgementDocument, warningLines } from "./certificate-view.ts";
import { driftLines } from "./drift-view.ts";
import { countsText, failedDocument, findingDocument, heldDocument, heldText } from "./parts.ts";
import { proofLines } from "./proof-view.ts";
import { table } from "./table.ts";
import { visibleLine } from "./visible.ts";

/** Items shown to a person under one rule; the JSON document has all. */
const SHOWN_ITEMS = 40;

/** A run as the documents of `runs` and `runs show` have it. */
export function runDocument(lang: Lang, run: RunRecord): Record<string, unknown> {
  const { id, held, findings, failed, certificate, ...rest } = run;
  return {
    runId: id,
    ...rest,
    held: held.map((entry) => heldDocument(lang, entry)),
    failed: failed.map((item) => failedDocument(lang, item)),
    findings: findings.map((finding) => findingDocument(lang, finding)),
    certificate: certificate.map((judgement) => judgementDocument(lang, judgement)),
  };
}

/** The run with what it holds, or held when it ended, item by item. */
export function shownRunDocument(
  lang: Lang,
  run: RunRecord,
  held: readonly HeldItem[],
): Record<string, unknown> {
  const items = held.map(({ item, rule, params }) => {
    const { ledger: _ledger, ...shown } = item;
    return { ...shown, rule, message: RULE_TEXTS[rule][lang](params) };
  });
  return { ...runDocument(lang, run), items };
}

/** The numbers, the ruling, and under each rule what it holds with values before and after. */
export function shownRunText(lang: Lang, run: RunRecord, held: readonly HeldItem[]): string {
  const words = VIEW_TEXTS[lang];
  const { id, trigger, state, startedAt, counts, applied, fault, ruling } = run;
  const numbers = counts === null ? (fault ?? "") : countsText(lang, counts);
  const lines = [
    `${words.run} ${id} (${trigger}, ${timeText(lang, startedAt)}): ${STATE_TEXTS[lang][state]}; ${words.applied} ${applied}; ${numbers}`,
  ];
  if (ruling !== null) {
    const { verdict, operator, reason, at } = ruling;
    lines.push(visibleLine(`${STATE_TEXTS[lang][verdict]}: ${operator}, ${timeText(lang, at)}: ${reason}`));
  }
  lines.push(
    ...[
      ...warningLines(lang, run.certificate),
      ...driftLines(lang, run.drift),
      ...proofLines(lang, run.proof),
    ].map(visibleLine),
  );
  for (const entry of run.held) {
    if (entry.kind === "feed") lines.push(`${words.held}: ${heldText(lang, entry)}`);
  }
  for (const { summary, items } of groupHeld(held)) {
    lines.push(`${words.held}: ${heldText(lang, summary)}`);
    const heads = [words.kind, words.owner, "DN", words.items, words.why];
    lines.push(table([heads, ...items.slice(0, SHOWN_ITEMS).map((item) => itemRow(lang, item))]));
    if (items.length > SHOWN_ITEMS) lines.push(`… ${items.length - SHOWN_ITEMS} ${words.moreFindings}`);
  }
  for (const { owner, dn, code, params } of run.failed) {
    lines.push(visibleLine(`${words.failed}: ${owner} ${dn}: ${failureText(lang, { code, params })}`));
  }
  if (held.length > 0 && (state === "held" || state === "failed")) {
    lines.push(`${words.approveHint}: danhba approve ${id} --operator … --reason …`);
  }
  return lines.join("\n");
}

function itemRow(lang: Lang, item: Item): string[] {
  const { kinds, owner, dn, dnBefore, reason } = item;
  const isMoved = dnBefore !== null && dnBefore !== dn;
  return [
    kinds.map((kind) => KIND_TEXTS[kind][lang]).join(", "),
    owner,
    isMoved ? `${dnBefore} → ${dn}` : dn,
    changesOf(item).join("; "),
    `${REASON_TEXTS[reason.code][lang]} ${reason.clause} ${reason.decisionNo ?? ""}`.trimEnd(),
  ];
}

/** `title: a → b`; of an entry that is new or goes away its DN says enough; `+cn=…` a group that is joined. */
function changesOf(item: Item): string[] {
  const { kind, dn, before, after, operations } = item;
  const isWhole = kind === "create" || kind === "delete";
  const names = isWhole ? [] : [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const attributes = names.map((name) => `${name}: ${valuesText(before[name])} → ${valuesText(after[name])}`);
  const memberships = operations.flatMap((operation) => {
    if (operation.op !== "modify" || operation.dn === dn) return [];
    const types = new Set(operation.changes.map(({ type }) => type));
    return [`${types.has("add") ? "+" : ""}${types.has("delete") ? "-" : ""}${operation.dn.split(",")[0]}`];
  });
  return [...attributes, ...memberships];
}

const valuesText = (values: readonly string[] = []): string =>
  values.length === 0 ? "–" : values.join(" | ");
