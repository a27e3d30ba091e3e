/** Who waits for a password: unit by unit, or the accounts of one unit. */
import type { ListedHandover, ListedState } from "../../reconcile/list-handovers.ts";
import { HANDOVER_STATE_TEXTS, HANDOVER_TEXTS, HANDOVER_WHY_TEXTS } from "../../texts/handovers.ts";
import type { Lang } from "../../texts/lang.ts";
import { timeText, VIEW_TEXTS } from "../../texts/views.ts";
import { table } from "./table.ts";

const STATES = ["waiting", "sealed", "expired"] as const satisfies readonly ListedState[];

export function countStates(listed: readonly ListedHandover[]): Readonly<Record<ListedState, number>> {
  const counts = { waiting: 0, sealed: 0, expired: 0 };
  for (const { state } of listed) counts[state] += 1;
  return counts;
}

/** One line per unit with how many wait, and the days of the one that waits longest. */
export function unitsWaitingText(lang: Lang, listed: readonly ListedHandover[]): string {
  const words = HANDOVER_TEXTS[lang];
  if (listed.length === 0) return words.nobodyWaits;
  const states = HANDOVER_STATE_TEXTS[lang];
  const byUnit = [...Map.groupBy(listed, ({ unit }) => unit ?? "-")].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const rows = byUnit.map(([unit, ofUnit]) => {
    const counts = countStates(ofUnit);
    const longest = Math.max(...ofUnit.map(({ days }) => days));
    return [unit, ...STATES.map((state) => String(counts[state])), String(longest)];
  });
  const heads = [words.unit, ...STATES.map((state) => states[state]), words.longest];
  return [table([heads, ...rows], [1, 2, 3, 4]), totalsText(lang, listed), words.oneUnit].join("\n");
}

/** One line per account. */
export function accountsWaitingText(lang: Lang, listed: readonly ListedHandover[]): string {
  const words = HANDOVER_TEXTS[lang];
  if (listed.length === 0) return words.nobodyWaits;
  const { owner, state, why } = VIEW_TEXTS[lang];
  const heads = [state, owner, words.uid, why, words.since, words.days];
  const rows = listed.map((row) => [
    HANDOVER_STATE_TEXTS[lang][row.state],
    row.owner,
    row.localPart ?? "-",
    HANDOVER_WHY_TEXTS[lang][row.why],
    timeText(lang, row.since),
    String(row.days),
  ]);
  return [table([heads, ...rows], [5]), totalsText(lang, listed)].join("\n");
}

function totalsText(lang: Lang, listed: readonly ListedHandover[]): string {
  const counts = countStates(listed);
  return STATES.map((state) => `${HANDOVER_STATE_TEXTS[lang][state]}: ${counts[state]}`).join(", ");
}
