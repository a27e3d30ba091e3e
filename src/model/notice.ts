/** Changes that the regulation wants somebody to be told of, such as a suspension for inactivity (Quảng Bình 7.2). */
import type { ReasonCode } from "./change.ts";
import type { Instant } from "./feed.ts";
import type { Params } from "./finding.ts";
import type { Owner } from "./owner.ts";

/** Reasons after which the owner, and the unit, are to be told; a notice is recorded with the change itself. */
export const NOTICE_REASONS: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  "ACCOUNT_INACTIVE",
  "ADDRESS_CHANGED",
  "PERSON_TRANSFERRED",
  "TRANSFER_CANCELLED",
  "UNIT_MERGED",
]);

export interface Notice {
  readonly id: number;
  readonly owner: Owner;
  readonly reason: ReasonCode;
  readonly params: Params;
  readonly clause: string;
  /** DN and mail after the change. */
  readonly dn: string;
  readonly run: number;
  readonly at: Instant;
  /** When and by whom the people concerned were told; null: still to be told. */
  readonly toldAt: Instant | null;
  readonly toldBy: string | null;
}
