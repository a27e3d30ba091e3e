/** Forms of addresses as data: `{initials}{given}{number}.{agency}`. */

/** `family` is the first syllable, `middle` the last one before the given name; empty where there is none. */
export const PERSON_PARTS = [
  "initials",
  "given",
  "full",
  "family",
  "middle",
  "number",
  "agency",
  "extension",
] as const;
export type PersonPart = (typeof PERSON_PARTS)[number];

/** `type` and `name` in full, `nameInitials` first letters; `whole…` takes type and name together. */
export const UNIT_PARTS = [
  "type",
  "name",
  "nameInitials",
  "whole",
  "wholeInitials",
  "parent",
  "root",
] as const;

export interface Template<Part extends string> {
  readonly source: string;
  readonly pieces: readonly (Part | { readonly literal: string })[];
  readonly parts: ReadonlySet<Part>;
}

/**
 * Reads `{part}` and literal text (`a`–`z`, digits, dot).
 * @returns the template, or a message on what is wrong with it
 */
export function parseTemplate<Part extends string>(
  source: string,
  allowed: readonly Part[],
): Template<Part> | { readonly problem: string } {
  const pieces: (Part | { literal: string })[] = [];
  for (const [token, part, literal] of source.matchAll(/\{([^{}]*)\}|([a-z0-9.]+)|[\s\S]/g)) {
    const known = allowed.find((name) => name === part);
    if (known !== undefined) pieces.push(known);
    else if (literal !== undefined) pieces.push({ literal });
    else
      return {
        problem: `"${token}" is not one of ${allowed.map((name) => `{${name}}`).join(" ")} or a–z, 0–9, "."`,
      };
  }
  if (pieces.length === 0) return { problem: "an empty form makes no address" };
  return { source, pieces, parts: new Set(pieces.filter((piece) => typeof piece === "string")) };
}

/** The template filled in. */
export function renderTemplate<Part extends string>(
  template: Template<Part>,
  valueFor: (part: Part) => string,
): string {
  return template.pieces
    .map((piece) => (typeof piece === "string" ? valueFor(piece) : piece.literal))
    .join("");
}
