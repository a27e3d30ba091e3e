/** What a case of the benchmark is given, and gives back. */
import type { BenchWorld } from "./bench-world.ts";
import type { FigureName } from "./figures.ts";

export interface CaseContext {
  readonly world: BenchWorld;
  /** How often everything is measured. */
  readonly runs: number;
  /** Keeps one value of a figure. */
  readonly record: (figure: FigureName, value: number) => void;
  /** For whoever waits: what is under way. */
  readonly tell: (text: string) => void;
}

/** Resolves to the reason why it cannot be run here, or null when it was. */
export type BenchCase = (context: CaseContext) => Promise<string | null>;

/** Entries, renames or whatever per second. */
export const perSecond = (count: number, milliseconds: number): number => (count * 1_000) / milliseconds;

/** Changes that are measured one by one: thirty in five runs. */
export const CHANGES_PER_RUN = 6;
