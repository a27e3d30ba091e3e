/** The organisation tree of a snapshot: which units can stand in the directory, and where. */
import type { Day, FeedUnit } from "../model/feed.ts";
import type { Finding } from "../model/finding.ts";
import { unitOwner } from "../model/owner.ts";
import { hasBegun, isLive, liveSuccessors, standingParents } from "./unit-successors.ts";

/** Codes are part of DNs: letters, digits and `. _ -`, so that no DN ever needs an escape. */
const CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export interface UnitNode {
  readonly unit: FeedUnit;
  /** The unit above; never a dissolved one that went into a live unit. */
  readonly parent: UnitNode | null;
  /** The agency it belongs to: itself or the topmost unit above it. */
  readonly root: FeedUnit;
  readonly isLive: boolean;
}

export interface UnitTree {
  readonly nodes: ReadonlyMap<string, UnitNode>;
  readonly findings: readonly Finding[];
  /**
   * Where people and addresses of a unit belong today: the unit itself while it is live, else the live unit at the
   * end of its successors, else the dissolved unit itself; undefined for a unit that has no place in the tree.
   */
  readonly resolve: (code: string) => UnitNode | undefined;
  /** Dissolved units whose successors end at this one, in the order of their codes. */
  readonly mergedInto: (code: string) => readonly UnitNode[];
  /** The next day on which each unit begins or ends. */
  readonly nextDays: ReadonlyMap<string, Day>;
}

/**
 * Units with a bad code, an unknown parent or a parent that is below them are findings, and so are their children; a
 * parent that has not begun is not known yet. Live units below a dissolved one stand below its live successor.
 */
export function buildUnitTree(units: readonly FeedUnit[], today: Day): UnitTree {
  const byCode = new Map(units.map((unit) => [unit.code, unit]));
  const usable = usableCodes(units);
  const begun = units.filter((unit) => hasBegun(unit, today)).toSorted(byCodes);
  const rooted = rootedCodes(begun.filter(({ code }) => usable.has(code)));
  const standing = begun.filter(({ code }) => rooted.has(code));
  const successors = liveSuccessors(begun, rooted, today);
  const nodes = placeNodes(standing, successors, today);

  const merged = new Map<string, UnitNode[]>();
  const findings: Finding[] = [];
  for (const unit of begun) {
    const owner = unitOwner(unit.code);
    const node = nodes.get(unit.code);
    const { successorCode } = unit;
    if (node === undefined) findings.push(misplacement(unit, byCode, usable));
    if (node === undefined || node.isLive) continue;
    const into = successors.get(unit.code) ?? null;
    if (into !== null) {
      const known = merged.get(into);
      if (known === undefined) merged.set(into, [node]);
      else known.push(node);
    } else if (successorCode !== null) {
      findings.push({ code: "UNKNOWN_SUCCESSOR", owner, params: { successor: successorCode.slice(0, 80) } });
    }
  }
  return {
    nodes,
    findings,
    resolve: (code) => nodes.get(successors.get(code) ?? code),
    mergedInto: (code) => merged.get(code) ?? [],
    nextDays: new Map(
      units.flatMap((unit): [string, Day][] => {
        const [day] = [unit.effectiveFrom, unit.effectiveTo]
          .filter((date): date is Day => date !== null && date > today)
          .toSorted();
        return day === undefined || !usable.has(unit.code) ? [] : [[unit.code, day]];
      }),
    ),
  };
}

const byCodes = (a: FeedUnit, b: FeedUnit): number => (a.code < b.code ? -1 : 1);

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

/** The units from which the feed's parents lead to the top. */
function rootedCodes(units: readonly FeedUnit[]): Set<string> {
  const byCode = new Map(units.map((unit) => [unit.code, unit]));
  const verdicts = new Map<string, boolean>();
  for (const unit of units) {
    const chain = new Set<string>();
    let at: FeedUnit | undefined = unit;
    let verdict: boolean | undefined;
    while (verdict === undefined) {
      if (at === undefined || chain.has(at.code)) verdict = false;
      else {
        chain.add(at.code);
        verdict = verdicts.get(at.code) ?? (at.parentCode === null ? true : undefined);
        at = at.parentCode === null ? undefined : byCode.get(at.parentCode);
      }
    }
    for (const code of chain) verdicts.set(code, verdict);
  }
  return new Set([...verdicts].flatMap(([code, isRooted]) => (isRooted ? [code] : [])));
}

/** @param units all of them with a way to the top by the feed's parents */
function placeNodes(
  units: readonly FeedUnit[],
  successors: ReadonlyMap<string, string | null>,
  today: Day,
): Map<string, UnitNode> {
  const parents = standingParents(units, successors, today);
  const byCode = new Map(units.map((unit) => [unit.code, unit]));
  const nodes = new Map<string, UnitNode>();
  for (const unit of units) {
    const chain: FeedUnit[] = [];
    let at: FeedUnit | undefined = unit;
    while (at !== undefined && !nodes.has(at.code)) {
      chain.push(at);
      at = byCode.get(parents.get(at.code) ?? "");
    }
    let parent = at === undefined ? null : (nodes.get(at.code) ?? null);
    for (const below of chain.toReversed()) {
      const node: UnitNode = {
        unit: below,
        parent,
        root: parent?.root ?? below,
        isLive: isLive(below, today),
      };
      nodes.set(below.code, node);
      parent = node;
    }
  }
  return nodes;
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
