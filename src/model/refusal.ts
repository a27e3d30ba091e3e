/** Items that the directory refused: how often, and when they are tried again. */
import type { Instant } from "./feed.ts";
import type { Owner } from "./owner.ts";

export interface Refusal {
  readonly owner: Owner;
  /** Of the refused item: another intention is tried at once. */
  readonly digest: string;
  /** LDAP result name, such as `unwillingToPerform`. */
  readonly code: string;
  readonly detail: string;
  readonly attempts: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  /** Null: given up; only an operator's command tries it again. */
  readonly nextAt: Instant | null;
}
