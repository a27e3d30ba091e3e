/** The options of `danhba dev bench` as they stand on the command line → what is to be run. */
import { DanhbaError } from "../../model/error.ts";
import { CASE_NAMES, type CaseName } from "./figures.ts";

export interface BenchOptions {
  /** People of the provinces, ascending. */
  readonly sizes: readonly number[];
  /** How often each case is measured. */
  readonly runs: number;
  /** In the order in which they are run. */
  readonly cases: readonly CaseName[];
}

const SIZES = [1_000, 10_000, 20_000, 100_000];
const BIG = 1_000_000;
const RUNS = 5;

/**
 * @param texts comma-separated lists and numbers; what is not given is as usual, `big` adds 1,000,000 people
 * @throws DanhbaError USAGE
 */
export function benchOptions(texts: {
  readonly sizes?: string;
  readonly runs?: string;
  readonly case?: string;
  readonly big?: boolean;
}): BenchOptions {
  const sizes = texts.sizes === undefined ? SIZES : parts(texts.sizes).map((part) => count("--sizes", part));
  const names = texts.case === undefined ? [...CASE_NAMES] : parts(texts.case).map(caseName);
  return {
    sizes: [...new Set(texts.big === true ? [...sizes, BIG] : sizes)].toSorted((one, other) => one - other),
    runs: texts.runs === undefined ? RUNS : count("--runs", texts.runs),
    cases: CASE_NAMES.filter((name) => names.includes(name)),
  };
}

const parts = (text: string): string[] => text.split(",").map((part) => part.trim());

function count(argument: string, value: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new DanhbaError("USAGE", { argument, value, problem: "NOT_POSITIVE" });
}

function caseName(value: string): CaseName {
  const found = CASE_NAMES.find((name) => name === value);
  if (found !== undefined) return found;
  throw new DanhbaError("USAGE", {
    argument: "--case",
    value,
    problem: "NOT_ONE_OF",
    known: CASE_NAMES.join(", "),
  });
}
