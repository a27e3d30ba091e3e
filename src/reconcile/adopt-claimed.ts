/** People whose entries stood in the directory before danhba: their present names stay theirs, as address or as alias. */
import type { Desired } from "../desired/desired-result.ts";
import type { LedgerAddress } from "../model/address.ts";
import type { LedgerChange } from "../model/change.ts";
import type { ObservedEntry } from "../model/entry.ts";
import type { Instant } from "../model/feed.ts";
import type { Owner } from "../model/owner.ts";
import { daysLater } from "../model/vietnam-time.ts";
import { isLocalPart } from "../naming/local-part.ts";
import { type Claims, claimsOf } from "../plan/claims.ts";

export interface WithClaimed {
  readonly desired: Desired;
  readonly claims: Claims;
}

/**
 * A present name that the rules could have given is the address from now on. One that they could not is an alias for
 * the profile's days, and the entry is renamed; one in use for somebody else makes the claim unclear.
 * @param desired what should be by `ledger`
 * @param build what should be, by another ledger
 */
export function withClaimed(
  observed: readonly ObservedEntry[],
  desired: Desired,
  realm: {
    readonly ledger: readonly LedgerAddress[];
    readonly domain: string;
    readonly aliasDays: number;
    readonly now: Instant;
  },
  build: (ledger: readonly LedgerAddress[]) => Desired,
): WithClaimed {
  const { ledger, domain } = realm;
  const holders = new Map(ledger.map(({ localPart, owner }) => [localPart, owner]));
  const isDisputed = (entry: ObservedEntry, owner: Owner): boolean =>
    localPartsOf(entry, domain).some((localPart) => (holders.get(localPart) ?? owner) !== owner);
  const claims = claimsOf(desired.entries, observed, isDisputed);
  const aliasUntil = daysLater(realm.now, realm.aliasDays);
  const present = new Map<string, LedgerAddress>();
  for (const [owner, entry] of claims.entries) {
    for (const localPart of localPartsOf(entry, domain)) {
      if (holders.has(localPart) || present.has(localPart)) continue;
      present.set(localPart, { localPart, owner, role: "alias", form: "", clause: "", aliasUntil });
    }
  }
  if (present.size === 0) return { desired, claims };
  const kept = build([...ledger, ...present.values()]);
  const recorded = new Map(kept.ledger);
  for (const address of present.values()) {
    const changes = recorded.get(address.owner) ?? [];
    if (changes.some((change) => isOf(change, address.localPart))) continue;
    recorded.set(address.owner, [{ change: "issue", address }, ...changes]);
  }
  return { desired: { ...kept, ledger: recorded }, claims };
}

const isOf = (change: LedgerChange, localPart: string): boolean =>
  (change.change === "issue" ? change.address.localPart : change.localPart) === localPart;

/** Of the name and of the addresses in the realm's domain, as far as they are local parts. */
function localPartsOf({ attributes }: ObservedEntry, domain: string): string[] {
  const mails = [...(attributes.mail ?? []), ...(attributes.mailLocalAddress ?? [])];
  const ofMails = mails.flatMap((mail) => {
    const [localPart = "", host] = mail.toLowerCase().split("@");
    return host === domain.toLowerCase() ? [localPart] : [];
  });
  const names = (attributes.uid ?? []).map((uid) => uid.toLowerCase());
  return [...new Set([...names, ...ofMails])].filter(isLocalPart);
}
