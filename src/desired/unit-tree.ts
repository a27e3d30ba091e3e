/** The organisation tree of a snapshot: which units can stand in the directory, and where. */
import type { Day, FeedUnit } from "../model/feed.ts";
import type { Finding } from "../model/finding.ts";
import { unitOwner } from "../model/owner.ts";

/** Codes are part of DNs: letters, digits and `. _ -`, so that no DN ever needs an escape. */
const CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export interface UnitNode {
  readonly unit: FeedUnit;
  readonly parent: UnitNode | null;
  /** The agency it belongs to: itself or the topmost unit above it. */
  readonly root: FeedUnit;
  readonly isLive: boolean;
}

export interface UnitTree {
  readonly nodes: ReadonlyMap<string, UnitNode>;
  readonly findings: readonly Finding[];
}

/**
 * Units with a bad code, an unknown parent or a parent that is below them are findings, and so are their children; a
 * parent that has not begun is not known yet.
 */
export function buildUnitTree(units: readonly FeedUnit[], today: Day): UnitTree {
  const byCode = new Map(units.map((unit) => [unit.code, unit]));
  const usable = usableCodes(units);
  const nodes = new Map<string, UnitNode>();
  const findings: Finding[] = [];

  const place = (unit: FeedUnit, below: ReadonlySet<string>): UnitNode | null => {
    const known = nodes.get(unit.code);
    if (known !== undefined) return known;
    if (below.has(unit.code)) return null;
    if (!usable.has(unit.code) || hasNotBegun(unit, today)) return null;
    const isLive = isLiveOn(unit, today);
    if (unit.parentCode === null) {
      const node = { unit, parent: null, root: unit, isLive };
      nodes.set(unit.code, node);
      return node;
    }
    const above = byCode.get(unit.parentCode);
    const parent = above === undefined ? null : place(above, new Set([...below, unit.code]));
    if (parent === null) return null;
    const node = { unit, parent, root: parent.root, isLive };
    nodes.set(unit.code, node);
    return node;
  };

  for (const unit of units.toSorted((a, b) => (a.code < b.code ? -1 : 1))) {
    if (hasNotBegun(unit, today)) continue;
    if (place(unit, new Set()) === null) findings.push(misplacement(unit, byCode, usable));
  }
  return { nodes, findings };
}

/** DNs are compared without regard to case, so of codes that differ only in that the first one counts. */
function usableCodes(units: readonly FeedUnit[]): Set<string> {
  const codes = units.map(({ code }) => code).filter((code) => CODE.test(code));
  const firsts = new Map(
    codes
      .toSorted()
      .toReversed()
      .map((code) => [code.toLowerCase(), code]),
  );
  return new Set(firsts.values());
}

const hasNotBegun = (unit: FeedUnit, today: Day): boolean =>
  unit.effectiveFrom !== null && unit.effectiveFrom > today;

function isLiveOn(unit: FeedUnit, today: Day): boolean {
  return unit.status === "active" && (unit.effectiveTo === null || unit.effectiveTo > today);
}

function misplacement(
  unit: FeedUnit,
  byCode: ReadonlyMap<string, FeedUnit>,
  usable: ReadonlySet<string>,
): Finding {
  const owner = unitOwner(unit.code);
  if (!usable.has(unit.code)) {
    return { code: "BAD_VALUE", owner, params: { column: "code", value: unit.code.slice(0, 80) } };
  }
  const seen = new Set<string>();
  for (
    let at: FeedUnit | undefined = unit;
    at !== undefined && at.parentCode !== null;
    at = byCode.get(at.parentCode)
  ) {
    if (seen.has(at.code)) return { code: "UNIT_CYCLE", owner, params: { parent: unit.parentCode ?? "" } };
    seen.add(at.code);
    if (!byCode.has(at.parentCode)) {
      return { code: "UNKNOWN_PARENT", owner, params: { parent: at.parentCode } };
    }
  }
  return { code: "UNKNOWN_PARENT", owner, params: { parent: unit.parentCode ?? "" } };
}
