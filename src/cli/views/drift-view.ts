/** Changes of the directory that came from elsewhere, as lines apart from what the feed calls for. */
import type { Drift } from "../../model/drift.ts";
import { DRIFT_TEXT, driftText } from "../../texts/drift.ts";
import type { Lang } from "../../texts/lang.ts";
import { VIEW_TEXTS } from "../../texts/views.ts";

/** Shown to a person; the JSON document has all. */
const SHOWN = 20;

/** None where there is no drift. */
export function driftLines(lang: Lang, drift: readonly Drift[]): string[] {
  if (drift.length === 0) return [];
  const lines = drift.slice(0, SHOWN).map((one) => `  ${one.owner} ${one.dn}: ${driftText(lang, one)}`);
  const rest = drift.length - lines.length;
  const more = rest > 0 ? [`  … ${rest} ${VIEW_TEXTS[lang].moreFindings}`] : [];
  return [`${DRIFT_TEXT[lang]} (${drift.length}):`, ...lines, ...more];
}
