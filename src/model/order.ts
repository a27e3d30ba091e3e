/** Standing orders of operators about one account, each with its document; kept for ever, ended explicitly. */
import type { Instant } from "./feed.ts";
import type { Owner } from "./owner.ts";

/**
 * `purge`: delete a disabled or retained account now · `hold`: no inactivity term runs · `reopen`: the inactivity
 * term begins anew on the day of the order · `quota`: another mailbox size · `delegate`: a person works in an agency
 * mailbox beside its head.
 */
export const ORDER_KINDS = ["purge", "hold", "reopen", "quota", "delegate"] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];

export interface OrderDraft {
  readonly kind: OrderKind;
  readonly owner: Owner;
  /** `quota` only: bytes. */
  readonly bytes: number | null;
  /** `delegate` only: id of the person. */
  readonly person: string | null;
  readonly operator: string;
  readonly reason: string;
  readonly documentNo: string;
}

export interface Order extends OrderDraft {
  readonly id: number;
  readonly at: Instant;
  readonly endedAt: Instant | null;
  readonly endedBy: string | null;
}
