/** What a row of measured values comes down to. */

export interface Summary {
  readonly count: number;
  readonly median: number;
  /** 95 of 100 values are at most this (nearest rank): of fewer than twenty it is the greatest. */
  readonly p95: number;
  readonly min: number;
  readonly max: number;
}

/** @throws RangeError for no values at all */
export function summarize(values: readonly number[]): Summary {
  const sorted = values.toSorted((one, other) => one - other);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) throw new RangeError("nothing was measured");
  return { count: sorted.length, median: medianOf(sorted), p95: rank(sorted, 0.95), min, max };
}

/** Of an even number of values, the middle between the two in the middle. */
function medianOf(sorted: readonly number[]): number {
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
  return (lower + upper) / 2;
}

const rank = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
