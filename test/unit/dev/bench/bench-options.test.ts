import { describe, expect, it } from "vitest";
import { benchOptions } from "../../../../src/dev/bench/bench-options.ts";
import { CASE_NAMES } from "../../../../src/dev/bench/figures.ts";

describe("the options of the benchmark", () => {
  it("are all cases at four sizes, five times, unless something else is said", () => {
    const usual = { sizes: [1_000, 10_000, 20_000, 100_000], runs: 5, cases: [...CASE_NAMES] };
    expect(benchOptions({})).toEqual(usual);
    expect(benchOptions({ big: true }).sizes).toEqual([...usual.sizes, 1_000_000]);
  });

  it("take lists, and put sizes and cases into the order in which they are run", () => {
    expect(benchOptions({ sizes: "20000, 2000,2000", runs: "2", case: "group,first-load" })).toEqual({
      sizes: [2_000, 20_000],
      runs: 2,
      cases: ["first-load", "group"],
    });
  });

  it.each([
    [{ sizes: "1000,many" }, "--sizes"],
    [{ sizes: "" }, "--sizes"],
    [{ runs: "0" }, "--runs"],
    [{ case: "first-lode" }, "--case"],
  ])("refuse %j", (texts, argument) => {
    expect(() => benchOptions(texts)).toThrow(
      expect.objectContaining({ code: "USAGE", params: expect.objectContaining({ argument }) }),
    );
  });
});
