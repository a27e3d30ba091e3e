/** When an owner's desired state changes next without a new row of the feed (design.md §3). */
import type { Instant } from "./feed.ts";
import type { Owner } from "./owner.ts";

export const DUE_REASONS = [
  "POST",
  "STATUS",
  "UNIT",
  "ALIAS",
  "INACTIVITY",
  "RETENTION",
  "PASSWORD",
] as const;
export type DueReason = (typeof DUE_REASONS)[number];

/** The earliest instant only: what follows it is found out when it comes. */
export interface Due {
  readonly owner: Owner;
  readonly at: Instant;
  readonly why: DueReason;
}
