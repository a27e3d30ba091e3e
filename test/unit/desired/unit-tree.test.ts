import { describe, expect, it } from "vitest";
import { buildUnitTree } from "../../../src/desired/unit-tree.ts";
import type { FeedUnit } from "../../../src/model/feed.ts";
import { TODAY, unit } from "../../support/fakes/province.ts";

const below = (code: string, parentCode: string, more: Partial<FeedUnit> = {}): FeedUnit =>
  unit(code, `Đơn vị ${code}`, { parentCode, ...more });
const top = (code: string, more: Partial<FeedUnit> = {}): FeedUnit => unit(code, `Đơn vị ${code}`, more);

function tree(...units: readonly FeedUnit[]) {
  const { nodes, findings } = buildUnitTree(units, TODAY);
  return {
    placed: [...nodes.values()]
      .map(({ unit: { code }, parent, root, isLive }) => {
        return `${code} below ${parent?.unit.code ?? "-"} of ${root.code}${isLive ? "" : ", dissolved"}`;
      })
      .toSorted(),
    findings: findings.map(({ code, owner, params }) => [code, owner, ...Object.values(params)].join(" ")),
  };
}

describe("buildUnitTree", () => {
  it("places units below their parents, each under the topmost as its agency", () => {
    expect(tree(below("C", "B"), below("B", "A"), top("A"))).toEqual({
      placed: ["A below - of A", "B below A of A", "C below B of A"],
      findings: [],
    });
  });

  it("leaves out a unit with an unknown parent and all below it", () => {
    expect(tree(top("A"), below("B", "X"), below("C", "B"))).toEqual({
      placed: ["A below - of A"],
      findings: ["UNKNOWN_PARENT unit:B X", "UNKNOWN_PARENT unit:C X"],
    });
  });

  it.each([
    ["two", [below("A", "B"), below("B", "A")]],
    ["three", [below("A", "B"), below("B", "C"), below("C", "A")]],
    ["one", [below("A", "A")]],
  ])("leaves out a circle of %s and says so for each", (_many, units) => {
    const { placed, findings } = tree(...units);
    expect(placed).toEqual([]);
    expect(findings).toEqual(units.map(({ code, parentCode }) => `UNIT_CYCLE unit:${code} ${parentCode}`));
  });

  it("leaves out what hangs below a circle", () => {
    expect(tree(below("A", "B"), below("B", "A"), below("D", "A")).findings).toContain("UNIT_CYCLE unit:D A");
  });

  it.each([
    "",
    "a b",
    "x,ou=evil",
    "x+cn=y",
    'q"',
    "Đ",
    "-a",
    ".a",
    "a".repeat(65),
    "a\\2c",
    "a=b",
    "#a",
    "\0",
  ])("refuses the code %j, which would not stand in a DN as it is", (code) => {
    const { placed, findings } = tree(top(code), below("B", code));
    expect(placed).toEqual([]);
    expect(findings.toSorted()).toEqual([
      `BAD_VALUE unit:${code} code ${code}`,
      `UNKNOWN_PARENT unit:B ${code}`,
    ]);
  });

  it.each(["A", "a.b_c-d", "1", "H31.6", "a".repeat(64)])("takes the code %s", (code) => {
    expect(tree(top(code)).findings).toEqual([]);
  });

  it.each`
    status         | from            | to              | state
    ${"active"}    | ${null}         | ${null}         | ${"live"}
    ${"active"}    | ${TODAY}        | ${null}         | ${"live"}
    ${"active"}    | ${"2026-11-22"} | ${null}         | ${"absent"}
    ${"active"}    | ${null}         | ${TODAY}        | ${"dissolved"}
    ${"active"}    | ${null}         | ${"2026-11-22"} | ${"live"}
    ${"dissolved"} | ${null}         | ${null}         | ${"dissolved"}
  `("a unit that is $status from $from to $to is $state today", ({ status, from, to, state }) => {
    const { placed, findings } = tree(top("A", { status, effectiveFrom: from, effectiveTo: to }));
    const expected = { live: ["A below - of A"], dissolved: ["A below - of A, dissolved"], absent: [] };
    expect({ placed, findings }).toEqual({ placed: expected[state as keyof typeof expected], findings: [] });
  });

  it("does not establish a unit before its day because another one already names it as its parent", () => {
    expect(tree(top("NEW", { effectiveFrom: "2026-12-01" }), below("B", "NEW"))).toEqual({
      placed: [],
      findings: ["UNKNOWN_PARENT unit:B NEW"],
    });
  });

  it("keeps live units below a dissolved one where they are", () => {
    expect(tree(top("A", { status: "dissolved" }), below("B", "A")).placed).toEqual([
      "A below - of A, dissolved",
      "B below A of A",
    ]);
  });

  it("survives a chain of three thousand units", () => {
    const chain = Array.from({ length: 3_000 }, (_, n) =>
      n === 0 ? top("u0") : below(`u${n}`, `u${n - 1}`),
    );
    expect(tree(...chain.toReversed()).placed).toHaveLength(3_000);
  });
});
