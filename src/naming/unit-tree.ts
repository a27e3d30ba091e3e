/** The tree of units of one batch: chains to the top, orphans and cycles. */
import type { NamingUnit } from "./naming-input.ts";

export interface UnitPlace {
  readonly unit: NamingUnit;
  /** 0 at the top. */
  readonly depth: number;
  readonly parent: NamingUnit | null;
  /** From the parent up to the top. */
  readonly ancestors: readonly NamingUnit[];
  /** The unit's own fault: its parent is not in the batch, or it is its own ancestor. */
  readonly broken: "unknown-parent" | "cycle" | null;
  /** Whether the chain reaches the top. */
  readonly rooted: boolean;
}

/** Where each unit stands, by code, parents before children. */
export function placeUnits(units: readonly NamingUnit[]): ReadonlyMap<string, UnitPlace> {
  const byCode = new Map(units.map((unit) => [unit.code, unit]));
  const places = [...byCode.values()].map((unit) => place(unit, byCode));
  places.sort((a, b) => a.depth - b.depth || (a.unit.code < b.unit.code ? -1 : 1));
  return new Map(places.map((it) => [it.unit.code, it]));
}

function place(unit: NamingUnit, byCode: ReadonlyMap<string, NamingUnit>): UnitPlace {
  const ancestors: NamingUnit[] = [];
  const seen = new Set([unit.code]);
  let at = unit;
  for (;;) {
    const code = parentCode(at);
    if (code === null)
      return {
        unit,
        depth: ancestors.length,
        parent: ancestors[0] ?? null,
        ancestors,
        broken: null,
        rooted: true,
      };
    const parent = byCode.get(code);
    if (parent === undefined || seen.has(code)) {
      const own =
        parent === undefined ? (at === unit ? "unknown-parent" : null) : code === unit.code ? "cycle" : null;
      return {
        unit,
        depth: ancestors.length,
        parent: ancestors[0] ?? null,
        ancestors,
        broken: own,
        rooted: false,
      };
    }
    seen.add(code);
    ancestors.push(parent);
    at = parent;
  }
}

function parentCode(unit: NamingUnit): string | null {
  return unit.parent === undefined || unit.parent === null || unit.parent === "" ? null : unit.parent;
}
