/** What every builder of desired entries needs to know about the realm and its regulation. */

import type { AccountFacts, Identity } from "../model/account.ts";
import type { LedgerAddress } from "../model/address.ts";
import type { Decided } from "../model/decision.ts";
import type { Attributes } from "../model/entry.ts";
import { BRANCHES } from "../model/entry.ts";
import type { Day, Instant } from "../model/feed.ts";
import type { GroupRule } from "../model/group-rule.ts";
import type { Order, OrderKind } from "../model/order.ts";
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
  readonly decided: Decided;
  readonly accounts: ReadonlyMap<Owner, AccountFacts>;
  readonly identities: ReadonlyMap<string, Identity>;
  readonly loginsWatchedSince: Instant | null;
  readonly groupRules: readonly GroupRule[];
  readonly applicationGroups: readonly string[];
  readonly administrators: ReadonlySet<Owner>;
  readonly now: Instant;
  readonly today: Day;
  /** The local part that each owner has now. */
  readonly issued: ReadonlyMap<Owner, string>;
  readonly ledgerOf: (owner: Owner) => readonly LedgerAddress[];
  /** Standing orders of a kind for an owner, in the order in which they were given. */
  readonly ordersFor: (owner: Owner, kind: OrderKind) => readonly Order[];
}

export function entryDn(suffix: string, kind: OwnerKind, rdn: string): string {
  return `${rdn},${BRANCHES[kind]},${suffix}`;
}

/** The entry that stands in every group, since RFC 4519 §3.5 allows none without a member. */
export const placeholderDn = (suffix: string): string => `cn=nobody,ou=services,${suffix}`;

/** Agencies may have a domain of their own (Bình Thuận II.2). */
export function mailDomain({ realm, profile }: DesiredContext, owner: Owner): string {
  const isAgency = splitOwner(owner).kind === "agency";
  return isAgency ? (profile.agencyDomain ?? realm.domain) : realm.domain;
}

/**
 * `mail`, and the earlier addresses that still deliver here as `mailLocalAddress`: the one that is replaced just now
 * is one of them, unless the profile keeps none.
 */
export function addressAttributes(context: DesiredContext, owner: Owner, localPart: string): Attributes {
  const domain = mailDomain(context, owner);
  const isReplacedKept = context.profile.aliasDays > 0;
  const aliases = context
    .ledgerOf(owner)
    .filter(({ localPart: other }) => other !== localPart)
    .filter(({ role }) => role === "alias" || (role === "primary" && isReplacedKept))
    .filter(({ aliasUntil }) => aliasUntil === null || aliasUntil > context.now)
    .map(({ localPart: alias }) => `${alias}@${domain}`)
    .toSorted();
  return { mail: [`${localPart}@${domain}`], mailLocalAddress: aliases };
}

/** The size of a mailbox in bytes (null: no limit is set), and the order under which it differs from the profile's. */
export function quotaOf(
  context: DesiredContext,
  owner: Owner,
): { readonly bytes: number | null; readonly order: Order | null } {
  const order = context.ordersFor(owner, "quota").at(-1) ?? null;
  return { bytes: order?.bytes ?? context.profile.limits.quotaBytes, order };
}
