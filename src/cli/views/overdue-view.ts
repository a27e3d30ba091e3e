/** What should have been done by now: the same list in `status` and `runs`. */
import type { Overdue } from "../../reconcile/pending.ts";
import type { Lang } from "../../texts/lang.ts";
import { REQUEST_TEXTS, waitsForText } from "../../texts/orders.ts";
import { dayText, VIEW_TEXTS } from "../../texts/views.ts";
import { table } from "./table.ts";

export const overdueDocuments = (overdue: readonly Overdue[]): Record<string, unknown>[] =>
  overdue.map(({ owner, request, since, dueOn, clause, waitsFor, workingDaysLate }) => ({
    owner,
    request,
    since,
    dueOn,
    clause,
    waitsFor,
    workingDaysLate,
  }));

/** Rows shown to a person; the JSON document has all. */
const SHOWN = 20;

/** Empty when nothing is late. */
export function overdueText(lang: Lang, overdue: readonly Overdue[]): string {
  if (overdue.length === 0) return "";
  const words = VIEW_TEXTS[lang];
  const rows = overdue
    .slice(0, SHOWN)
    .map(({ owner, request, dueOn, workingDaysLate, clause, waitsFor }) => [
      owner,
      REQUEST_TEXTS[lang][request],
      dayText(lang, dueOn),
      String(workingDaysLate),
      clause ?? "",
      waitsForText(lang, waitsFor),
    ]);
  const heads = [words.owner, words.request, words.dueOn, words.daysLate, words.clause, words.waitsFor];
  const more = overdue.length > SHOWN ? `\n… ${overdue.length - SHOWN} ${words.moreFindings}` : "";
  return `${words.overdue} (${overdue.length}):\n${table([heads, ...rows], [3])}${more}`;
}
