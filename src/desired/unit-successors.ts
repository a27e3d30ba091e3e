/** Where what belonged to a dissolved unit goes: mergers, splits and chains of them (domain.md §5.3). */
import type { Day, FeedUnit } from "../model/feed.ts";

/** A unit whose first day is still to come is not known yet. */
export const hasBegun = ({ effectiveFrom }: FeedUnit, today: Day): boolean =>
  effectiveFrom === null || effectiveFrom <= today;

/**
 * `effectiveTo` is the first day on which a unit is no longer there; one that HR already calls dissolved works on
 * until then, and one without that day is gone at once.
 */
export const isLive = ({ status, effectiveTo }: FeedUnit, today: Day): boolean =>
  effectiveTo === null ? status === "active" : effectiveTo > today;

/**
 * The live unit at the end of each dissolved unit's chain of successors; null where it ends at a unit that is not
 * `standing`, at one without a successor, or runs in a circle. Live units are not in the result.
 *
 * @param standing the units that have a place in the tree today
 */
export function liveSuccessors(
  units: readonly FeedUnit[],
  standing: ReadonlySet<string>,
  today: Day,
): ReadonlyMap<string, string | null> {
  const byCode = new Map(units.map((unit) => [unit.code, unit]));
  const ends = new Map<string, string | null>();
  for (const unit of units) {
    const chain: string[] = [];
    const seen = new Set<string>();
    let end: string | null = null;
    for (let at: FeedUnit | undefined = unit; at !== undefined && !seen.has(at.code); ) {
      if (isLive(at, today)) {
        end = standing.has(at.code) ? at.code : null;
        break;
      }
      const known = ends.get(at.code);
      if (known !== undefined) {
        end = known;
        break;
      }
      chain.push(at.code);
      seen.add(at.code);
      at = at.successorCode === null ? undefined : byCode.get(at.successorCode);
    }
    for (const code of chain) ends.set(code, end);
  }
  return ends;
}

/**
 * The parent below which each unit stands: the feed's, or for a live unit whose parent is dissolved the parent's
 * live successor. A successor that is itself below the unit (a district that went into one of its communes) takes
 * the place of the dissolved one: nothing ever stands below itself.
 */
export function standingParents(
  units: readonly FeedUnit[],
  successors: ReadonlyMap<string, string | null>,
  today: Day,
): ReadonlyMap<string, string | null> {
  const ofFeed = new Map(units.map(({ code, parentCode }) => [code, parentCode]));
  const parents = new Map(ofFeed);
  const orphaned = units.filter(
    (unit) => isLive(unit, today) && unit.parentCode !== null && successors.has(unit.parentCode),
  );
  // Until its turn comes an orphan counts as a top, so that every edge is judged once by all those before it.
  for (const { code } of orphaned) parents.set(code, null);
  const isBelow = (code: string, above: string): boolean => {
    for (let at: string | null = code; at !== null; at = parents.get(at) ?? null) {
      if (at === above) return true;
    }
    return false;
  };
  for (const { code, parentCode } of orphaned) {
    let at = parentCode;
    let parent: string | null = null;
    for (; at !== null && parent === null; at = ofFeed.get(at) ?? null) {
      const standsFor = successors.get(at) ?? at;
      if (!isBelow(standsFor, code)) parent = standsFor;
    }
    parents.set(code, parent);
  }
  return parents;
}
