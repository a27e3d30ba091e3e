/** The worked examples of the five regulations and of the readings. */
import { readFileSync } from "node:fs";

export interface Vector {
  readonly profile: string;
  readonly kind: string;
  // biome-ignore lint/suspicious/noExplicitAny: the shape depends on the kind
  readonly input: any;
  // biome-ignore lint/suspicious/noExplicitAny: the shape depends on the kind
  readonly expected: any;
  readonly note: string;
}

const FILE = new URL("../../fixtures/naming/vectors.json", import.meta.url);
export const VECTORS: readonly Vector[] = JSON.parse(readFileSync(FILE, "utf8"));

export function vectorsOf(profile: string, ...kinds: readonly string[]): readonly Vector[] {
  const found = VECTORS.filter((vector) => vector.profile === profile && kinds.includes(vector.kind));
  if (found.length === 0) throw new Error(`no vectors of ${profile} ${kinds.join(" ")}`);
  return found;
}
