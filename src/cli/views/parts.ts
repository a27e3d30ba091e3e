/** Parts that several documents and tables have in common. */
import type { HeldSummary } from "../../gate/judge-plan.ts";
import { CHANGE_KINDS } from "../../model/change.ts";
import type { Finding } from "../../model/finding.ts";
import type { Counts, FailedItem } from "../../ports/journal-port.ts";
import { FEED_TEXT, KIND_TEXTS, RULE_TEXTS } from "../../texts/changes.ts";
import { findingText } from "../../texts/findings.ts";
import type { Lang } from "../../texts/lang.ts";
import { failureText } from "../../texts/refusals.ts";

/** `{ kind, rule, message, count }` of design.md §6. */
export function heldDocument(lang: Lang, { kind, rule, params, count }: HeldSummary) {
  return { kind, rule, message: RULE_TEXTS[rule][lang](params), count };
}

/** `{ owner, dn, code, message }` of design.md §6. */
export function failedDocument(lang: Lang, { owner, dn, code, params }: FailedItem) {
  return { owner, dn, code, message: failureText(lang, { code, params }) };
}

/** `{ code, owner, message }` of design.md §6. */
export function findingDocument(lang: Lang, finding: Finding) {
  return { code: finding.code, owner: finding.owner, message: findingText(finding, lang) };
}

/** `disable 582. 582 of 1959 people: …`. */
export function heldText(lang: Lang, { kind, rule, params, count }: HeldSummary): string {
  return `${heldKindText(lang, kind)} ${count}. ${RULE_TEXTS[rule][lang](params)}`;
}

/** `create 3, rename 1`; empty when nothing changes. */
const heldKindText = (lang: Lang, kind: HeldSummary["kind"]): string =>
  kind === "feed" ? FEED_TEXT[lang] : KIND_TEXTS[kind][lang];

export function countsText(lang: Lang, counts: Counts): string {
  const changed = CHANGE_KINDS.filter((kind) => counts[kind] > 0);
  return changed.map((kind) => `${KIND_TEXTS[kind][lang]} ${counts[kind]}`).join(", ");
}
