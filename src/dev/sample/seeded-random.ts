/** Random choices that are the same for the same seed, on every machine. */

export interface SeededRandom {
  /** From 0 up to but not including 1. */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  isTrue(probability: number): boolean;
  pick<T>(choices: readonly [T, ...T[]] | readonly T[]): T;
  /** A key, as often as its weight says. */
  pickWeighted(weights: readonly Weighted[]): string;
  shuffle<T>(items: readonly T[]): T[];
}

/** A value and the sum of all weights up to and including its own. */
export interface Weighted {
  readonly value: string;
  readonly upTo: number;
}

/** Prepares a table of weights for `pickWeighted`. */
export function cumulate(weights: Readonly<Record<string, number>>): readonly Weighted[] {
  let sum = 0;
  return Object.entries(weights).map(([value, weight]) => {
    sum += weight;
    return { value, upTo: sum };
  });
}

/** The generator mulberry32: 32 bits of state are plenty for sample data, and it needs no library. */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between,
    isTrue: (probability) => next() < probability,
    pick: (choices) => {
      const choice = choices[between(0, choices.length - 1)];
      if (choice === undefined) throw new RangeError("nothing to pick from");
      return choice;
    },
    pickWeighted: (weights) => {
      const drawn = next() * (weights.at(-1)?.upTo ?? 0);
      const found = weights.find(({ upTo }) => drawn < upTo);
      if (found === undefined) throw new RangeError("nothing to pick from");
      return found.value;
    },
    shuffle: (items) => {
      const shuffled = [...items];
      for (let last = shuffled.length - 1; last > 0; last -= 1) {
        const other = between(0, last);
        [shuffled[last], shuffled[other]] = [shuffled[other] as never, shuffled[last] as never];
      }
      return shuffled;
    },
  };
}
