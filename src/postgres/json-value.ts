/** Plain data as parameters of type json, jsonb and text[]. */

/** As JSON text holds what no database takes: U+0000, and half a surrogate pair. */
const UNSTORABLE = /\\u0000|\\ud[89a-f]/;

/** jsonb takes neither U+0000 nor half a surrogate pair; both can come in by hostile text in a finding. */
export function jsonValue(value: unknown): string {
  const text = JSON.stringify(value);
  if (!UNSTORABLE.test(text)) return text;
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "string" ? inner.toWellFormed().replaceAll("\0", "\u{FFFD}") : inner,
  );
}

/**
 * Values of a column, one a line, for `string_to_table($n, E'\n')`: JSON text holds no line break. The server takes it
 * apart several times as fast as one array of JSON, which it would have to parse twice.
 */
export const jsonLines = (values: readonly unknown[]): string => values.map(jsonValue).join("\n");

/** A column of texts for `unnest`; what a text of the database cannot hold is replaced as in JSON. */
export const textValues = (values: readonly (string | null)[]): (string | null)[] =>
  values.map((value) => (value === null ? null : value.replaceAll("\0", "\u{FFFD}")));
