/** Use case: whose password waits to be collected, lies sealed, or has expired. */
import type { Instant } from "../model/feed.ts";
import type { HandoverWhy } from "../model/handover.ts";
import type { Owner } from "../model/owner.ts";
import type { HandoverPort } from "../ports/handover-port.ts";

export type ListedState = "waiting" | "sealed" | "expired";

export interface ListedHandover {
  readonly state: ListedState;
  readonly owner: Owner;
  readonly localPart: string | null;
  readonly unit: string | null;
  readonly why: HandoverWhy;
  /** Since when it is in this state. */
  readonly since: Instant;
  /** Whole days since then. */
  readonly days: number;
  readonly expiresAt: Instant | null;
}

const DAY_MS = 86_400_000;

export async function listHandovers(
  store: Pick<HandoverPort, "rows">,
  realm: string,
  now: Instant,
): Promise<readonly ListedHandover[]> {
  const rows = await store.rows(realm, { states: ["waiting", "prepared", "set", "expired"] });
  return rows.map(({ owner, localPart, unit, why, state, parcel, requestedAt, expiresAt }) => {
    const listed = state === "expired" ? "expired" : parcel === null ? "waiting" : "sealed";
    const since = listed === "expired" ? (expiresAt ?? requestedAt) : requestedAt;
    const days = Math.max(0, Math.floor((Date.parse(now) - Date.parse(since)) / DAY_MS));
    return { state: listed, owner, localPart, unit, why, since, days, expiresAt };
  });
}
