/** Free text of the feed as a directory string (RFC 4517 §3.3.6). */

/** Longest value written; longer free text is cut, since no title or unit name of a real office reaches it. */
const MAX_LENGTH = 512;

/** NFC (TCVN 6909:2001), controls and format characters as single spaces; null when nothing is left. */
export function directoryText(raw: string | null): string | null {
  const text = (raw ?? "")
    .toWellFormed()
    .normalize("NFC")
    .replaceAll(/[\p{C}\p{Z}]+/gu, " ")
    .trim();
  if (text.length <= MAX_LENGTH) return text === "" ? null : text;
  return [...text].slice(0, MAX_LENGTH).join("").trim();
}

/** The value as a list of one, or an empty list when there is none. */
export const listOf = (value: string | null): readonly string[] => (value === null ? [] : [value]);

/** The first of those values that the server would take for one (caseIgnoreMatch, RFC 4517 §4.2.11). */
export function distinctValues(values: readonly string[]): readonly string[] {
  const seen = new Map<string, string>();
  for (const value of values) {
    const key = value.normalize("NFKC").toLowerCase();
    if (!seen.has(key)) seen.set(key, value);
  }
  return [...seen.values()];
}

/** Drops attributes without values: an absent attribute has no key. */
export function presentOnly(
  attributes: Readonly<Record<string, readonly string[]>>,
): Record<string, readonly string[]> {
  const present: Record<string, readonly string[]> = {};
  for (const [name, values] of Object.entries(attributes)) {
    if (values.length > 0) present[name] = values;
  }
  return present;
}
