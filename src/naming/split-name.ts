/** A cleaned name cut into syllables (domain.md §3.1 step 6). */

export interface Syllable {
  /** As written, with the apostrophe of a prefix: `K'`, `Rẻm`. */
  readonly written: string;
  /** Without apostrophes; not yet romanised. */
  readonly letters: string;
}

/** `K'`, `H'`, `Y'` and `Ka'` are words of their own in K'ho, Ê-đê and Raglai names, written with or without space. */
const PREFIX = /^(ka|k|h|y)'+/i;

/** Splits on spaces and hyphens; a leading `K' H' Y' Ka'` of a word stands alone, other apostrophes are dropped. */
export function splitName(text: string): readonly Syllable[] {
  return text.split(/[\s-]+/u).flatMap((word) => {
    const prefix = word.match(PREFIX);
    if (prefix === null) return syllable(word);
    return [...syllable(prefix[0]), ...syllable(word.slice(prefix[0].length))];
  });
}

function syllable(written: string): Syllable[] {
  const letters = written.replaceAll("'", "");
  return letters === "" ? [] : [{ written, letters }];
}
