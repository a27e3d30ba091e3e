/** What the ledger has to record when an owner's addresses are issued, replaced or over. */

import type { LedgerAddress } from "../model/address.ts";
import type { LedgerChange } from "../model/change.ts";
import type { Instant } from "../model/feed.ts";
import type { Owner } from "../model/owner.ts";
import { daysLater } from "../model/vietnam-time.ts";

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
    const aliasUntil = aliasDays === null ? null : daysLater(now, aliasDays);
    changes.push({ change: "retire", localPart: primary.localPart, aliasUntil });
  }
  changes.push({ change: "issue", address: { ...issued, owner, role: "primary", aliasUntil: null } });
  return changes;
}

/** Aliases whose time is over: kept for ever, used no more. @param kept an alias that is issued again just now */
export function endedAliases(held: readonly LedgerAddress[], now: Instant, kept: string): LedgerChange[] {
  return held
    .filter(({ role, aliasUntil }) => role === "alias" && aliasUntil !== null && aliasUntil <= now)
    .filter(({ localPart }) => localPart !== kept)
    .map(({ localPart }) => ({ change: "bury", localPart }));
}

/** All addresses of an account that is deleted; what is reserved stays reserved. */
export function allBuried(held: readonly LedgerAddress[]): LedgerChange[] {
  return held
    .filter(({ role }) => role === "primary" || role === "alias")
    .map(({ localPart }) => ({ change: "bury", localPart }));
}

/** When the next alias ends, those included that `changes` make; null when none does. */
export function nextAliasEnd(
  held: readonly LedgerAddress[],
  changes: readonly LedgerChange[],
  now: Instant,
): Instant | null {
  const retired = changes.flatMap((change) => (change.change === "retire" ? [change.aliasUntil] : []));
  const ends = [
    ...held.filter(({ role }) => role === "alias").map(({ aliasUntil }) => aliasUntil),
    ...retired,
  ];
  return ends.reduce<Instant | null>((next, end) => {
    if (end === null || end <= now) return next;
    return next === null || end < next ? end : next;
  }, null);
}
