/** Compares what people type in headings and word lists: spelling counts, case, spaces and composition do not. */

/** The form in which two headings or words are equal when a reader would call them equal. */
export function foldText(text: string): string {
  return text
    .normalize("NFC")
    .toLowerCase()
    .replace(/[\s_\p{Cf}]+/gu, "");
}

/** The candidate with the fewest edits between its folded form and the text's; null without candidates. */
export function nearestText(text: string, candidates: readonly string[]): string | null {
  const wanted = foldText(text);
  const ranked = candidates.map((candidate) => ({
    candidate,
    distance: editDistance(wanted, foldText(candidate)),
  }));
  return (
    ranked.reduce<{ candidate: string; distance: number } | null>(
      (best, next) => (best === null || next.distance < best.distance ? next : best),
      null,
    )?.candidate ?? null
  );
}

/** Levenshtein distance in code points. */
function editDistance(left: string, right: string): number {
  const target = Array.from(right);
  let previous = Array.from({ length: target.length + 1 }, (_, index) => index);
  for (const [row, letter] of Array.from(left).entries()) {
    const current = [row + 1];
    for (const [column, other] of target.entries()) {
      const replaced = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
