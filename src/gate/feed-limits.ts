/** The settings of the feed certificate: how far a feed may be from the last accepted one without a person's word. */
import { z } from "zod";

/** Rules that count something of something, of the whole feed and of each agency. */
export const COUNTED_RULES = [
  "shrunk",
  "grown",
  "blank",
  "duplicate",
  "orphan",
  "cycle",
  "identity",
  "swapped",
  "encoding",
] as const;
export type CountedRule = (typeof COUNTED_RULES)[number];

/** What is not given is as in `DEFAULT_FEED_LIMITS`. */
const RuleLimits = z.partialRecord(
  z.enum(COUNTED_RULES),
  z.strictObject({
    max: z.int().min(0).optional(),
    percent: z.number().min(0).max(100_000).optional(),
    always: z.int().min(0).optional(),
  }),
);

export const FeedLimits = z.strictObject({
  /** Of the feed as a whole: beyond these nothing is planned. */
  whole: RuleLimits.default({}),
  /** Of one agency: beyond these its people, units and mailboxes are left alone. */
  agency: RuleLimits.default({}),
  /** So few rows may vanish without the place being called emptied. */
  few: z.int().min(0).default(2),
  /** So many rows may go back to what an earlier, overtaken delivery said before an operator is asked. */
  repeatedRows: z.int().min(0).default(10),
  /** Days without a delivery after which every run says so; null: never. */
  ageDays: z.int().min(1).max(3_650).nullable().default(40),
});
export type FeedLimits = z.infer<typeof FeedLimits>;

/** Broken by more than `max`, or more than `percent` of the rows concerned; `always` passes in any feed. */
export interface FeedLimit {
  readonly max: number;
  readonly percent: number;
  readonly always: number;
}

export type FeedScope = "whole" | "agency";

/** No province has so many rows: what is limited by its share only. */
export const NO_MAX = 1_000_000_000;

/**
 * Wide enough for a recruiting season, a merger of agencies or the staff of a school leaving the feed; narrow enough
 * for a truncated file, a lost column or a shifted one, which concern nearly every row.
 */
export const DEFAULT_FEED_LIMITS: Readonly<Record<FeedScope, Readonly<Record<CountedRule, FeedLimit>>>> = {
  whole: {
    shrunk: { max: 500, percent: 10, always: 5 },
    grown: { max: 5_000, percent: 50, always: 200 },
    blank: { max: NO_MAX, percent: 25, always: 5 },
    duplicate: { max: NO_MAX, percent: 10, always: 10 },
    orphan: { max: NO_MAX, percent: 5, always: 5 },
    cycle: { max: NO_MAX, percent: 5, always: 5 },
    identity: { max: NO_MAX, percent: 10, always: 5 },
    swapped: { max: NO_MAX, percent: 25, always: 5 },
    encoding: { max: NO_MAX, percent: 25, always: 10 },
  },
  agency: {
    shrunk: { max: 200, percent: 30, always: 5 },
    grown: { max: 1_000, percent: 100, always: 100 },
    blank: { max: NO_MAX, percent: 50, always: 5 },
    duplicate: { max: NO_MAX, percent: 30, always: 10 },
    orphan: { max: NO_MAX, percent: 30, always: 5 },
    cycle: { max: NO_MAX, percent: 0, always: 0 },
    identity: { max: NO_MAX, percent: 30, always: 5 },
    swapped: { max: NO_MAX, percent: 50, always: 5 },
    encoding: { max: NO_MAX, percent: 50, always: 5 },
  },
};

/** What holds of a rule: the settings, and for what they leave open the usual. */
export function feedLimit(limits: FeedLimits, scope: FeedScope, rule: CountedRule): FeedLimit {
  const { max, percent, always } = limits[scope][rule] ?? {};
  const usual = DEFAULT_FEED_LIMITS[scope][rule];
  return {
    max: max ?? usual.max,
    percent: percent ?? usual.percent,
    always: always ?? usual.always,
  };
}
