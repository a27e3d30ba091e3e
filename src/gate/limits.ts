/** The settings of the gate: how many changes of a kind one run may make without a person's word. */
import { z } from "zod";
import { CHANGE_KINDS, type ChangeKind } from "../model/change.ts";

/**
 * A kind is held when it counts more than `max`, or more than `percent` of the accounts of that sort; `always`
 * is the daily business that passes however small the directory is.
 */
export const KindLimit = z.strictObject({
  max: z.int().min(0),
  percent: z.number().min(0).max(100),
  always: z.int().min(0).default(2),
});
export type KindLimit = z.infer<typeof KindLimit>;

export const GateLimits = z.partialRecord(z.enum(CHANGE_KINDS), KindLimit);
export type GateLimits = Readonly<Partial<Record<ChangeKind, KindLimit>>>;

/** What holds unless the settings say otherwise: kinds that lock people out or change what they are called. */
export const DEFAULT_LIMITS: GateLimits = {
  disable: { max: 50, percent: 5, always: 2 },
  suspend: { max: 50, percent: 5, always: 2 },
  rename: { max: 100, percent: 5, always: 2 },
  delete: { max: 0, percent: 0, always: 0 },
};
