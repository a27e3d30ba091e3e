/** What every builder of desired entries needs to know about the realm and its regulation. */

import type { LedgerAddress } from "../model/address.ts";
import type { Attributes } from "../model/entry.ts";
import { BRANCHES } from "../model/entry.ts";
import type { Instant } from "../model/feed.ts";
import { type Owner, type OwnerKind, splitOwner } from "../model/owner.ts";
import type { Profile } from "../naming/profile.ts";

export interface RealmPlace {
  readonly id: string;
  /** Mail domain of the addresses. */
  readonly domain: string;
  /** DN below which the realm's branches are. */
  readonly suffix: string;
}

export interface DesiredContext {
  readonly realm: RealmPlace;
  readonly profile: Profile;
  readonly now: Instant;
  readonly ledgerOf: (owner: Owner) => readonly LedgerAddress[];
}

export function entryDn(suffix: string, kind: OwnerKind, rdn: string): string {
  return `${rdn},${BRANCHES[kind]},${suffix}`;
}

/** The entry that stands in every group, since RFC 4519 §3.5 allows none without a member. */
export const placeholderDn = (suffix: string): string => `cn=nobody,ou=services,${suffix}`;

/**
 * `mail`, and the earlier addresses that still deliver here as `mailLocalAddress`. Agencies may have a domain
 * of their own (Bình Thuận II.2).
 */
export function addressAttributes(context: DesiredContext, owner: Owner, localPart: string): Attributes {
  const { realm, profile } = context;
  const isAgency = splitOwner(owner).kind === "agency";
  const domain = isAgency ? (profile.agencyDomain ?? realm.domain) : realm.domain;
  const aliases = context
    .ledgerOf(owner)
    .filter(({ localPart: other, role }) => other !== localPart && (role === "alias" || role === "primary"))
    .filter(({ aliasUntil }) => aliasUntil === null || aliasUntil > context.now)
    .map(({ localPart: alias }) => `${alias}@${domain}`)
    .toSorted();
  return { mail: [`${localPart}@${domain}`], mailLocalAddress: aliases };
}
