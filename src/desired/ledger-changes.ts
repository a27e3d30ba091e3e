/** What the ledger has to record when an owner's address is issued or replaced. */

import type { LedgerAddress } from "../model/address.ts";
import type { LedgerChange } from "../model/change.ts";
import type { Instant } from "../model/feed.ts";
import type { Owner } from "../model/owner.ts";

const DAY_MS = 86_400_000;

/**
 * Nothing when `localPart` is already the owner's primary address; else it is issued, and the one before stays an
 * alias for `aliasDays` (null: for ever).
 */
export function ledgerChanges(
  owner: Owner,
  issued: { readonly localPart: string; readonly form: string; readonly clause: string },
  held: readonly LedgerAddress[],
  aliasDays: number | null,
  now: Instant,
): LedgerChange[] {
  const primary = held.find(({ role }) => role === "primary");
  if (primary?.localPart === issued.localPart) return [];
  const changes: LedgerChange[] = [];
  if (primary !== undefined) {
    const aliasUntil =
      aliasDays === null ? null : new Date(Date.parse(now) + aliasDays * DAY_MS).toISOString();
    changes.push({ change: "retire", localPart: primary.localPart, aliasUntil });
  }
  changes.push({ change: "issue", address: { ...issued, owner, role: "primary", aliasUntil: null } });
  return changes;
}
