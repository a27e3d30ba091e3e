import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildUnitTree } from "../../../src/desired/unit-tree.ts";
import type { FeedUnit } from "../../../src/model/feed.ts";
import { TODAY, unit } from "../../support/fakes/province.ts";

const TOMORROW = "2026-11-22";
const live = (code: string, more: Partial<FeedUnit> = {}): FeedUnit => unit(code, `Đơn vị ${code}`, more);
const gone = (code: string, successorCode: string | null, more: Partial<FeedUnit> = {}): FeedUnit =>
  live(code, { status: "dissolved", successorCode, ...more });

const told = (units: readonly FeedUnit[]) =>
  buildUnitTree(units, TODAY).findings.map(({ code, owner, params }) =>
    [code, owner, ...Object.values(params)].join(" "),
  );
const endOf = (code: string, ...units: readonly FeedUnit[]) =>
  buildUnitTree(units, TODAY).resolve(code)?.unit.code;
const placeOf = (code: string, ...units: readonly FeedUnit[]) => {
  const { nodes } = buildUnitTree(units, TODAY);
  const path: string[] = [];
  for (let at = nodes.get(code) ?? null; at !== null; at = at.parent) path.push(at.unit.code);
  return path.join(" < ");
};

describe("what belonged to a dissolved unit", () => {
  it("belongs to its successor, or to the end of a chain of them", () => {
    const units = [gone("A", "B"), gone("B", "C"), live("C")];
    expect(["A", "B", "C"].map((code) => endOf(code, ...units))).toEqual(["C", "C", "C"]);
    expect(told(units)).toEqual([]);
    expect(
      buildUnitTree(units, TODAY)
        .mergedInto("C")
        .map((node) => node.unit.code),
    ).toEqual(["A", "B"]);
  });

  it("stays where it is without a successor", () => {
    expect(endOf("A", gone("A", null))).toBe("A");
    expect(told([gone("A", null)])).toEqual([]);
  });

  it.each([
    ["is not in the feed", [gone("A", "X")], ["UNKNOWN_SUCCESSOR unit:A X"]],
    ["is itself", [gone("A", "A")], ["UNKNOWN_SUCCESSOR unit:A A"]],
    [
      "leads back to it",
      [gone("A", "B"), gone("B", "A")],
      ["UNKNOWN_SUCCESSOR unit:A B", "UNKNOWN_SUCCESSOR unit:B A"],
    ],
    ["is dissolved without one", [gone("A", "B"), gone("B", null)], ["UNKNOWN_SUCCESSOR unit:A B"]],
    [
      "is still to begin",
      [gone("A", "B"), live("B", { effectiveFrom: TOMORROW })],
      ["UNKNOWN_SUCCESSOR unit:A B"],
    ],
    [
      "has no place in the tree",
      [gone("A", "B"), live("B", { parentCode: "X" })],
      ["UNKNOWN_SUCCESSOR unit:A B", "UNKNOWN_PARENT unit:B X"],
    ],
  ])("stays where it is, with a finding, when the successor %s", (_case, units, findings) => {
    expect(endOf("A", ...units)).toBe("A");
    expect(told(units)).toEqual(findings);
  });

  it("goes to a live successor even from a unit that has no place itself", () => {
    expect(endOf("A", gone("A", "B", { parentCode: "X" }), live("B"))).toBe("B");
  });

  it("is nowhere for a unit that nobody knows", () => {
    expect(endOf("X", live("A"))).toBeUndefined();
  });
});

describe("a unit that HR calls dissolved from a day on", () => {
  it.each`
    effectiveTo     | end
    ${null}         | ${"B"}
    ${TODAY}        | ${"B"}
    ${TOMORROW}     | ${"A"}
    ${"2020-01-01"} | ${"B"}
  `("until $effectiveTo belongs to $end today", ({ effectiveTo, end }) => {
    const units = [gone("A", "B", { effectiveTo }), live("B")];
    expect(endOf("A", ...units)).toBe(end);
    expect(buildUnitTree(units, TODAY).nextDays.get("A")).toBe(
      effectiveTo === TOMORROW ? TOMORROW : undefined,
    );
  });

  it("has its next day told, be it the first or the last", () => {
    const days = buildUnitTree(
      [
        live("A", { effectiveFrom: "2020-01-01", effectiveTo: "2027-06-01" }),
        live("B", { effectiveFrom: "2027-01-01", effectiveTo: "2028-01-01" }),
        live("C", { effectiveFrom: "2020-01-01" }),
      ],
      TODAY,
    ).nextDays;
    expect(Object.fromEntries(days)).toEqual({ A: "2027-06-01", B: "2027-01-01" });
  });
});

describe("live units below a dissolved one", () => {
  it("stand below its successor", () => {
    const units = [
      live("TOP"),
      gone("D", "S", { parentCode: "TOP" }),
      live("S"),
      live("C", { parentCode: "D" }),
    ];
    expect(placeOf("C", ...units)).toBe("C < S");
    expect(buildUnitTree(units, TODAY).nodes.get("C")?.root.code).toBe("S");
  });

  it("stand where the dissolved one stood when they are the successor themselves, and the others below them", () => {
    const units = [
      live("TOP"),
      gone("D", "S", { parentCode: "TOP" }),
      live("S", { parentCode: "D" }),
      live("C", { parentCode: "D" }),
    ];
    expect(placeOf("S", ...units)).toBe("S < TOP");
    expect(placeOf("C", ...units)).toBe("C < S < TOP");
    expect(placeOf("D", ...units)).toBe("D < TOP");
  });

  it("stand at the top when the dissolved one stood there", () => {
    const units = [gone("D", "S"), live("S", { parentCode: "D" }), live("C", { parentCode: "S" })];
    expect(placeOf("C", ...units)).toBe("C < S");
  });

  it("stay below it while it has no successor", () => {
    expect(placeOf("C", gone("D", null), live("C", { parentCode: "D" }))).toBe("C < D");
  });

  it("leave dissolved units where they were", () => {
    const units = [live("S"), gone("D", "S"), gone("C", "S", { parentCode: "D" })];
    expect(placeOf("C", ...units)).toBe("C < D");
  });

  it("never stand below themselves, whatever successors and parents the feed names", () => {
    const codes = ["A", "B", "C", "D", "E", "F"];
    const maybe = fc.option(fc.constantFrom(...codes, "X"), { nil: null });
    const row = fc.record({ isGone: fc.boolean(), parentCode: maybe, successorCode: maybe });
    fc.assert(
      fc.property(fc.array(row, { minLength: 6, maxLength: 6 }), (rows) => {
        const units = rows.map(({ isGone, parentCode, successorCode }, index) =>
          live(codes[index] ?? "", {
            parentCode,
            successorCode,
            status: isGone ? ("dissolved" as const) : ("active" as const),
          }),
        );
        const tree = buildUnitTree(units, TODAY);
        for (const node of tree.nodes.values()) {
          const seen = new Set<unknown>();
          for (let at: typeof node | null = node; at !== null; at = at.parent) {
            expect(seen.has(at)).toBe(false);
            seen.add(at);
            if (at.parent === null) expect(at.unit).toBe(node.root);
          }
          const end = tree.resolve(node.unit.code);
          expect(end === node || end?.isLive).toBe(true);
          // Nothing live stands below a unit that went into another one.
          if (node.isLive && node.parent !== null && !node.parent.isLive) {
            expect(tree.resolve(node.parent.unit.code)).toBe(node.parent);
          }
        }
        expect(buildUnitTree(units.toReversed(), TODAY)).toEqual(
          expect.objectContaining({ nodes: tree.nodes }),
        );
      }),
      { numRuns: 500 },
    );
  });

  it("are found at once in a long chain of successors and in one unit that took in thousands", () => {
    const chain = Array.from({ length: 5_000 }, (_, n) => gone(`u${n}`, `u${n + 1}`));
    expect(endOf("u0", ...chain, live("u5000"))).toBe("u5000");
    const many = Array.from({ length: 5_000 }, (_, n) => gone(`u${n}`, "S"));
    expect(buildUnitTree([...many, live("S")], TODAY).mergedInto("S")).toHaveLength(5_000);
  });
});
