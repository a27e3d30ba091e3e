/** Plain data as text for a jsonb parameter. */

/** jsonb takes neither U+0000 nor half a surrogate pair; both can come in by hostile text in a finding. */
export function jsonValue(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "string" ? inner.toWellFormed().replaceAll("\0", "\u{FFFD}") : inner,
  );
}
