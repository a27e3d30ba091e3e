/** What was asked for and is not done yet, with the day by which the regulation wants it done. */
import type { Day, Instant } from "./feed.ts";
import type { Owner } from "./owner.ts";

export const REQUEST_KINDS = ["create_or_change", "password_reset", "terminate"] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** One per owner and kind, from when it was first seen until the change is applied or no longer asked for. */
export interface Pending {
  readonly owner: Owner;
  readonly request: RequestKind;
  /** When the delivery or request that asks for it arrived. */
  readonly since: Instant;
  /** Last day in time; null where the regulation sets no term. */
  readonly dueOn: Day | null;
  readonly clause: string | null;
  /** What it waits for: `held`, `failed`, or the code of a finding. */
  readonly waitsFor: string;
}
