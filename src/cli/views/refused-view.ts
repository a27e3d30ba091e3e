/** How much the directory refuses at present, as a document and as one line. */
import type { Refusal } from "../../model/refusal.ts";
import type { Lang } from "../../texts/lang.ts";
import { timeText, VIEW_TEXTS } from "../../texts/views.ts";

export interface Refused {
  readonly count: number;
  /** Of these, what is no longer tried by itself. */
  readonly givenUp: number;
  /** When the next of the others is tried again. */
  readonly nextAt: string | null;
}

export function refusedOf(refusals: readonly Refusal[]): Refused {
  const nextTries = refusals.flatMap(({ nextAt }) => nextAt ?? []).toSorted();
  return {
    count: refusals.length,
    givenUp: refusals.length - nextTries.length,
    nextAt: nextTries[0] ?? null,
  };
}

export function refusedText(lang: Lang, { count, givenUp, nextAt }: Refused): string {
  const words = VIEW_TEXTS[lang];
  const next = nextAt === null ? "" : `, ${words.nextTry} ${timeText(lang, nextAt)}`;
  return `${words.refused}: ${count} (${words.givenUp}: ${givenUp}${next})`;
}
