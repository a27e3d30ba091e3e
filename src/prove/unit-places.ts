/** Which units of the feed stand today, which work, and where those go that do not: by a plain walk for each. */
import type { Day, FeedUnit } from "../model/feed.ts";

/** What may be part of a DN without an escape. */
const CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export interface UnitPlaces {
  /** Has begun, with a usable code and a way to the top of the tree. */
  readonly isPlaced: (code: string) => boolean;
  readonly isLive: (code: string) => boolean;
  /** The unit itself, or the working one that it went into; null for a unit without a place. */
  readonly home: (code: string) => string | null;
  /** Dissolved units that went into this one. */
  readonly joined: (code: string) => readonly string[];
}

export function unitPlaces(units: readonly FeedUnit[], today: Day): UnitPlaces {
  const byCode = new Map(units.map((unit) => [unit.code, unit]));
  // The directory cannot tell codes apart that differ in case only: the first one counts.
  const firsts = new Map<string, string>();
  for (const { code } of units) {
    const other = firsts.get(code.toLowerCase());
    if (CODE.test(code) && (other === undefined || code < other)) firsts.set(code.toLowerCase(), code);
  }
  const placed = new Map<string, boolean>();
  const isPlaced = (code: string): boolean => {
    const way = new Set<string>();
    let verdict: boolean | undefined;
    for (let at: string | null = code; verdict === undefined; ) {
      const unit: FeedUnit | undefined = byCode.get(at);
      const isThere =
        unit !== undefined &&
        firsts.get(at.toLowerCase()) === at &&
        (unit.effectiveFrom === null || unit.effectiveFrom <= today);
      if (!isThere || way.has(at)) verdict = false;
      else {
        way.add(at);
        verdict = placed.get(at) ?? (unit.parentCode === null ? true : undefined);
        at = unit.parentCode ?? at;
      }
    }
    for (const one of way) placed.set(one, verdict);
    return verdict;
  };
  const isLive = (code: string): boolean => {
    const unit = byCode.get(code);
    if (unit === undefined) return false;
    return unit.effectiveTo === null ? unit.status === "active" : unit.effectiveTo > today;
  };
  const hasBegun = (code: string): boolean => (byCode.get(code)?.effectiveFrom ?? "") <= today;
  const homes = new Map<string, string | null>();
  const find = (code: string): string | null => {
    const seen = new Set<string>();
    for (let at: string | null = code; at !== null && !seen.has(at) && hasBegun(at); ) {
      if (isLive(at)) return isPlaced(at) ? at : isPlaced(code) && !isLive(code) ? code : null;
      seen.add(at);
      at = byCode.get(at)?.successorCode ?? null;
    }
    return isPlaced(code) ? code : null;
  };
  const home = (code: string): string | null => {
    const known = homes.get(code);
    if (known !== undefined) return known;
    const found = byCode.has(code) ? find(code) : null;
    homes.set(code, found);
    return found;
  };
  const joined = new Map<string, string[]>();
  for (const { code } of units) {
    const into = home(code);
    if (into === null || into === code || !isPlaced(code)) continue;
    joined.set(into, [...(joined.get(into) ?? []), code]);
  }
  return { isPlaced, isLive, home, joined: (code) => joined.get(code) ?? [] };
}
