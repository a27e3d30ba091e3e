/** What is known of accounts besides the feed: their entries as observed, and since when they are in their state. */
import { danhbaId } from "../desired/danhba-id.ts";
import type { AccountFacts } from "../model/account.ts";
import type { LedgerAddress } from "../model/address.ts";
import { ACCOUNT_STATUSES, type ObservedEntry } from "../model/entry.ts";
import type { Instant } from "../model/feed.ts";
import { generalizedTimeMs } from "../model/generalized-time.ts";
import type { Owner } from "../model/owner.ts";
import type { RealmMemory } from "../ports/journal-port.ts";

/** Of every owner that has, or had, an address and has an entry with a state. */
export function accountFacts(
  realm: string,
  ledger: readonly LedgerAddress[],
  observed: readonly ObservedEntry[],
  remembered: RealmMemory["accounts"],
): Map<Owner, AccountFacts> {
  const entries = new Map(observed.map((entry) => [entry.attributes.danhbaId?.[0], entry.attributes]));
  const facts = new Map<Owner, AccountFacts>();
  for (const { owner } of ledger) {
    if (facts.has(owner)) continue;
    const attributes = entries.get(danhbaId(realm, owner));
    const status = ACCOUNT_STATUSES.find((known) => known === attributes?.danhbaStatus?.[0]);
    if (attributes === undefined || status === undefined) continue;
    const memory = remembered.get(owner);
    const isOurs = memory?.status === status;
    facts.set(owner, {
      status,
      given: memory === undefined || memory.status === "purged" ? null : memory.status,
      since: isOurs ? memory.since : null,
      reason: isOurs ? memory.reason : null,
      openedAt: memory?.openedAt ?? null,
      localPart: attributes.uid?.[0] ?? "",
      unit: attributes.danhbaUnit?.[0] ?? null,
      createdAt: instantOf(attributes.createTimestamp?.[0]),
      lastLogin: instantOf(attributes.pwdLastSuccess?.[0]),
    });
  }
  return facts;
}

function instantOf(value: string | undefined): Instant | null {
  const time = generalizedTimeMs(value ?? "");
  return time === null ? null : new Date(time).toISOString();
}
