/** Puts what is judged together beside what was accepted of it. */
import { type FeedFacts, type SliceFacts, sliceOf } from "../model/feed-certificate.ts";
import { NO_ROWS, sumSlices } from "./feed-facts.ts";
import type { Comparison } from "./feed-rules.ts";

/** By agency: people of the accepted feed who are gone, by their agency then, and people whom it did not have. */
export interface Movement {
  readonly gone: ReadonlyMap<string, number>;
  readonly newcomers: ReadonlyMap<string, number>;
}

/** Makes what is judged together of the slices of some agencies. @param before null: nothing was ever accepted */
export function comparer(facts: FeedFacts, before: FeedFacts | null, { gone, newcomers }: Movement) {
  return (agency: string | null, members: readonly string[]): Comparison => {
    const of = (known: FeedFacts): SliceFacts =>
      sumSlices(members.map((member) => sliceOf(known, member) ?? NO_ROWS));
    const total = (counts: ReadonlyMap<string, number>): number =>
      members.reduce((sum, member) => sum + (counts.get(member) ?? 0), 0);
    const isKnown = before !== null && (agency === null || sliceOf(before, agency) !== undefined);
    return {
      agency,
      now: of(facts),
      before: isKnown ? of(before) : null,
      gone: total(gone),
      newcomers: total(newcomers),
    };
  };
}

/** Every agency that is there or was there. */
export const agenciesOf = (facts: FeedFacts, before: FeedFacts | null): string[] => [
  ...new Set([...Object.keys(facts.agencies), ...Object.keys(before?.agencies ?? {})]),
];
