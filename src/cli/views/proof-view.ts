/** What the independent check after a run came to, for people. */
import type { Proof } from "../../model/proof.ts";
import type { Lang } from "../../texts/lang.ts";
import { numberText, VIEW_TEXTS } from "../../texts/views.ts";

/** Differences that are shown; the JSON document has up to fifty. */
const SHOWN = 10;

/** `Independent check: 1,959 people, 2,210 entries; …`, then what nothing explains; nothing where no check was made. */
export function proofLines(lang: Lang, proof: Proof | null): string[] {
  if (proof === null) return [];
  const words = VIEW_TEXTS[lang];
  const { people, judged, entries, unexplained, tolerated, differences } = proof;
  const anew = judged === people ? "" : ` (${numberText(lang, judged)} ${words.proofJudged})`;
  const counts = [
    `${numberText(lang, people)} ${words.proofPeople}${anew}`,
    `${numberText(lang, entries)} ${words.proofEntries}`,
  ].join(", ");
  const explained = tolerated > 0 ? `; ${numberText(lang, tolerated)} ${words.proofExplained}` : "";
  return [
    `${words.proof}: ${words.proofChecked} ${counts}; ${numberText(lang, unexplained)} ${words.proofUnexplained}${explained}`,
    ...differences
      .slice(0, SHOWN)
      .map(
        ({ owner, dn, what, expected, found }) =>
          `  ${owner} ${dn} ${what}: ${words.proofExpected} ${quoted(expected)}, ${words.proofFound} ${quoted(found)}`,
      ),
    ...(unexplained > SHOWN ? [`  … ${numberText(lang, unexplained - SHOWN)} ${words.moreFindings}`] : []),
  ];
}

const quoted = (text: string): string => `"${text}"`;
