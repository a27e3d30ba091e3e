/** The settings of the gate: how many changes of a kind one run may make without a person's word. */
import { z } from "zod";
import { CHANGE_KINDS } from "../model/change.ts";

/**
 * What is counted apart: kinds of change, and three that cut across them. `inactivity` accounts that are locked because
 * nobody signed in · `drift` corrections of what somebody else wrote · `shrink` members that one group loses.
 */
export const LIMIT_KINDS = [...CHANGE_KINDS, "inactivity", "drift", "shrink"] as const;
export type LimitKind = (typeof LIMIT_KINDS)[number];

/**
 * Held when it counts more than `max`, or more than `percent` of what there is; `always` is the daily business that
 * passes however small the directory is.
 */
const Limit = z.strictObject({
  max: z.int().min(0),
  percent: z.number().min(0).max(100),
  always: z.int().min(0).default(2),
});
export type Limit = z.infer<typeof Limit>;

/** Of the whole realm, by sort of owner, and (`agency`) the same of a single agency; without it no agency has one. */
export const KindLimit = Limit.extend({ agency: Limit.exactOptional() });
export type KindLimit = z.infer<typeof KindLimit>;

export const GateLimits = z
  .partialRecord(z.enum(LIMIT_KINDS), KindLimit)
  .refine(({ shrink }) => shrink?.agency === undefined, {
    path: ["shrink", "agency"],
    message: "is counted by group, not by agency",
  });
export type GateLimits = Readonly<Partial<Record<LimitKind, KindLimit>>>;

const OF_AN_AGENCY: Limit = { max: 50, percent: 50, always: 5 };

/**
 * What holds unless the settings say otherwise; a kind that they name has exactly what they give it.
 *
 * - Locking out, and names: what HR does in a day is far below, a wrong column far above.
 * - `restore` gives access back to people who lost it, an agency's at once when HR's column of states is lost.
 * - `create` spends addresses for ever: a feed that gives everybody a new id is twice as many people. The first load of
 *   a realm, and the first entries of a sort, are no growth (`exceededLimits`).
 * - `modify` and `group` change nobody's access for good; a unit's new name, or a merger, is all of an agency, so that
 *   only the realm has a limit. More than half of it is a column gone wrong, or a new version of danhba.
 * - `inactivity`: when sign-ins were not noted, everybody is inactive on one day.
 * - `drift`: more than a few entries were not edited by hand, but by another program or from a backup.
 */
export const DEFAULT_LIMITS: GateLimits = {
  create: { max: 2_000, percent: 50, always: 50 },
  modify: { max: 5_000, percent: 50, always: 50 },
  rename: { max: 100, percent: 5, always: 2, agency: OF_AN_AGENCY },
  suspend: { max: 50, percent: 5, always: 2, agency: OF_AN_AGENCY },
  disable: { max: 50, percent: 5, always: 2, agency: OF_AN_AGENCY },
  restore: { max: 50, percent: 5, always: 5, agency: OF_AN_AGENCY },
  delete: { max: 0, percent: 0, always: 0 },
  group: { max: 5_000, percent: 50, always: 50 },
  inactivity: { max: 50, percent: 5, always: 2 },
  drift: { max: 100, percent: 10, always: 10 },
  shrink: { max: 500, percent: 50, always: 10 },
};

export interface Excess {
  readonly by: "max" | "percent";
  readonly limit: number;
  /** Rounded to a tenth. */
  readonly percent: number;
}

/** @param total of what there is; of nothing, anything is everything */
export function excessOf(limit: Limit, count: number, total: number): Excess | null {
  if (count <= limit.always) return null;
  const exact = total === 0 ? 100 : (100 * count) / total;
  const percent = Math.round(exact * 10) / 10;
  if (exact > limit.percent) return { by: "percent", limit: limit.percent, percent };
  return count > limit.max ? { by: "max", limit: limit.max, percent } : null;
}
