/** Which agency a unit belongs to, for numbers by agency: tolerant of any feed, however broken. */
import type { FeedUnit } from "./feed.ts";

/**
 * Code of a unit → code of its agency: the topmost unit above it, itself if there is none. Where a single unit stands
 * above all others (the province), the units right below that one are the agencies. Units on a cycle are agencies of
 * their own; an unknown parent ends the way up.
 */
export function agencyIndex(
  units: readonly Pick<FeedUnit, "code" | "parentCode">[],
): ReadonlyMap<string, string> {
  const parents = new Map(units.map(({ code, parentCode }) => [code, parentCode]));
  const chains = new Map(units.map(({ code }) => [code, chainUp(code, parents)]));
  const tops = new Set([...chains.values()].map((chain) => chain.at(-1)));
  const isOneTop = tops.size === 1 && units.length > 1;
  return new Map(
    [...chains].map(([code, chain]) => [code, (isOneTop ? chain.at(-2) : undefined) ?? chain.at(-1) ?? code]),
  );
}

/** The unit itself first; ends below a unit that is not known, and before a unit is met twice. */
function chainUp(code: string, parents: ReadonlyMap<string, string | null>): string[] {
  const chain = [code];
  for (let next = parents.get(code) ?? null; next !== null; next = parents.get(next) ?? null) {
    if (!parents.has(next)) return chain;
    if (chain.includes(next)) return [code];
    chain.push(next);
  }
  return chain;
}
