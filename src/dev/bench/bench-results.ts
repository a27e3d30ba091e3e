/** The results of a benchmark as the document `bench/results.json`. */
import { type CaseName, FIGURES } from "./figures.ts";
import type { Machine } from "./machine.ts";
import { type Ratio, ratiosOf, type Series } from "./ratios.ts";
import { summarize } from "./statistics.ts";

/** A case that could not be run at a size, and why. */
export interface NotThere {
  readonly case: CaseName;
  readonly size: number;
  readonly reason: string;
  /** True where it began and a fault ended it; false where what it needs is not there. */
  readonly isFault: boolean;
}

export interface Measured {
  /** ISO 8601. */
  readonly date: string;
  /** Of the checkout; null elsewhere. */
  readonly commit: string | null;
  readonly machine: Machine;
  readonly runs: number;
  readonly sizes: readonly number[];
  readonly series: readonly Series[];
  readonly notThere: readonly NotThere[];
}

export interface ResultFigure {
  readonly case: CaseName;
  readonly size: number;
  readonly figure: string;
  readonly unit: string;
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly min: number;
  readonly max: number;
  readonly includes: string;
}

export interface BenchResults extends Omit<Measured, "series"> {
  readonly formatVersion: 1;
  readonly figures: readonly ResultFigure[];
  readonly ratios: readonly Ratio[];
}

export function benchResults({ series, ...head }: Measured): BenchResults {
  const figures = series.map(({ case: name, size, figure, values }) => {
    const { unit, includes } = FIGURES[figure];
    const { count, median, p95, min, max } = summarize(values);
    return {
      case: name,
      size,
      figure,
      unit,
      count,
      median: rounded(median),
      p95: rounded(p95),
      min: rounded(min),
      max: rounded(max),
      includes,
    };
  });
  const ratios = ratiosOf(series).map((ratio) => ({ ...ratio, value: rounded(ratio.value) }));
  return { formatVersion: 1, ...head, figures, ratios };
}

/** Three places are more than any of these figures is exact to. */
const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
