import { describe, expect, it } from "vitest";
import { type Ratio, ratiosOf, type Series } from "../../../../src/dev/bench/ratios.ts";

const series = (
  name: Series["case"],
  figure: Series["figure"],
  size: number,
  ...values: readonly number[]
): Series => ({ case: name, figure, size, values });

const labelled = (ratios: readonly Ratio[]) =>
  ratios.map(({ label, sizes, value, isReached }) => [label.en, sizes, value, isReached]);

describe("ratios", () => {
  it("set one figure against another at each size, and say whether the target is reached", () => {
    const ratios = ratiosOf([
      series("first-load", "loadLogged", 2_000, 900, 4_000, 5_000),
      series("first-load", "ldapadd", 2_000, 1_000),
      series("first-load", "loadLogged", 1_000, 3_900),
      series("first-load", "ldapadd", 1_000, 1_000),
    ]);
    expect(labelled(ratios)).toEqual([
      ["first load : ldapadd", [1_000], 3.9, false],
      ["first load : ldapadd", [2_000], 4, true],
    ]);
  });

  it("set the largest size against the smallest, by p95", () => {
    const ratios = ratiosOf([
      series("one-change", "phoneVisible", 100_000, 30, 10, 60),
      series("one-change", "phoneVisible", 10_000, 1_000),
      series("one-change", "phoneVisible", 1_000, 40, 20, 30),
    ]);
    expect(labelled(ratios)).toEqual([
      ["growth of one change (telephone), p95", [1_000, 100_000], 1.5, true],
    ]);
  });

  it("judge memory by itself, and its growth only among provinces that are large", () => {
    const peak = (size: number, value: number) => series("memory", "fullRunPeak", size, value);
    expect(labelled(ratiosOf([peak(1_000, 100), peak(100_000, 301)]))).toEqual([
      ["peak memory of a full run, MB", [1_000], 100, true],
      ["peak memory of a full run, MB", [100_000], 301, false],
    ]);
    const large = ratiosOf([peak(1_000, 100), peak(100_000, 200), peak(1_000_000, 250)]);
    expect(labelled(large).at(-1)).toEqual(["growth of peak memory", [100_000, 1_000_000], 1.25, false]);
  });

  it("ask nothing where there is no target, and leave out what cannot be told", () => {
    expect(
      labelled(
        ratiosOf([series("renames", "renamesLogged", 60, 5), series("renames", "ldapmodify", 60, 10)]),
      ),
    ).toEqual([["renames : ldapmodify", [60], 0.5, null]]);
    expect(ratiosOf([series("renames", "renamesLogged", 60, 5)])).toEqual([]);
    expect(
      ratiosOf([series("idle-wake", "idleCpu", 1_000, 0), series("idle-wake", "idleCpu", 2_000, 1)]),
    ).toEqual([]);
    expect(ratiosOf([])).toEqual([]);
  });
});
