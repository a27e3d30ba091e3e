import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { summarize } from "../../../../src/dev/bench/statistics.ts";

describe("a row of values", () => {
  it("comes down to its median, its 95th percentile and its ends", () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(summarize(hundred)).toEqual({ count: 100, median: 50.5, p95: 95, min: 1, max: 100 });
    expect(summarize([3, 1, 2])).toEqual({ count: 3, median: 2, p95: 3, min: 1, max: 3 });
    expect(summarize([7])).toEqual({ count: 1, median: 7, p95: 7, min: 7, max: 7 });
  });

  it("has its median and p95 between its ends, in whatever order it comes", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1 }), (values) => {
        const { min, median, p95, max } = summarize(values);
        expect(min).toBeLessThanOrEqual(median);
        expect(median).toBeLessThanOrEqual(p95);
        expect(p95).toBeLessThanOrEqual(max);
        expect(summarize(values.toReversed())).toEqual(summarize(values));
      }),
    );
  });

  it("must not be empty", () => {
    expect(() => summarize([])).toThrow(RangeError);
  });
});
