/** Directory entries as values: what was observed and what should exist. */
import type { Reason } from "./change.ts";
import type { Owner, OwnerKind } from "./owner.ts";

/** Attribute name as the schema spells it → values; an absent attribute has no key. */
export type Attributes = Readonly<Record<string, readonly string[]>>;

/**
 * `danhbaStatus`. `suspended` and `disabled` (revoked) may not sign in; `retained` has given up its mail addresses
 * too and is kept only for a return. Purged accounts have no entry any more. The moves: `desired/account-life.ts`.
 */
export const ACCOUNT_STATUSES = ["active", "suspended", "disabled", "retained"] as const;
export type AccountStatus = (typeof ACCOUNT_STATUSES)[number];

/**
 * No hash scheme makes a password of this: nobody can sign in with it, and an entry that must have a `userPassword`
 * (RFC 4524 §3.14) has one.
 */
export const UNUSABLE_PASSWORD = "{CRYPT}!";

/** The instant OpenLDAP's ppolicy reads as "locked until an administrator unlocks" (slapo-ppolicy(5)). */
export const LOCKED_FOR_GOOD = "000001010000Z";

/** The attributes that hold the DNs of people; kept as edges and changed by deltas, never rewritten. */
export const REFERENCE_ATTRIBUTES = ["member", "roleOccupant"] as const;
export type ReferenceAttribute = (typeof REFERENCE_ATTRIBUTES)[number];

export interface ObservedEntry {
  readonly dn: string;
  readonly entryUuid: string;
  readonly entryCsn: string;
  readonly attributes: Attributes;
}

/** The members of a group in short: alike for the same members in any order, kept up to date by what comes and goes. */
export interface MemberMark {
  /** Without the placeholder. */
  readonly count: number;
  /** Sum of the members' marks, in decimal. */
  readonly sum: string;
}

/**
 * Why a change of each kind would be made to this entry. Some modifies have a reason of their own, if it is given,
 * else that of `modify`: `transfer` when its unit changes, `posts` when titles or further units of a person do,
 * `retain` when a disabled account gives up its addresses, `head` when who holds a mailbox changes, `quota` and `alias` when nothing else does than the quota, or than
 * addresses that leave `mailLocalAddress`.
 */
export type ReasonsByChange = Readonly<
  Partial<
    Record<
      | "create"
      | "modify"
      | "transfer"
      | "posts"
      | "rename"
      | "suspend"
      | "disable"
      | "restore"
      | "group"
      | "retain"
      | "head"
      | "quota"
      | "alias",
      Reason
    >
  >
>;

export interface DesiredEntry {
  readonly owner: Owner;
  /** UUID, the same for ever; the key by which danhba knows its own entries again. */
  readonly danhbaId: string;
  readonly dn: string;
  /** The unit above this one in the tree; null for everything else. */
  readonly parent: Owner | null;
  readonly objectClasses: readonly string[];
  readonly attributes: Attributes;
  /** The attributes danhba keeps as desired on this entry; all others are left alone. */
  readonly managed: readonly string[];
  /** Set only when the entry is created, such as an unusable password. */
  readonly onCreate: Attributes;
  /** True where danhba takes over an entry that already stands at this DN: its own policies (base.ldif). */
  readonly isAdopting?: boolean;
  /** Login state; null for entries nobody signs in with. */
  readonly status: AccountStatus | null;
  /** Owners whose items, if they have any, must be done first: a merged mailbox gives up its address before. */
  readonly follows?: readonly Owner[];
  /** People this entry refers to, by attribute. */
  readonly references: Readonly<Partial<Record<ReferenceAttribute, readonly Owner[]>>>;
  readonly reasons: ReasonsByChange;
}

/** An account that danhba deletes for good; the ledger keeps its addresses as tombstones. */
export interface Purge {
  readonly owner: Owner;
  readonly danhbaId: string;
  readonly reason: Reason;
  /** The operator who ordered it, or null when its retention has ended. */
  readonly orderedBy: string | null;
}

/** DNs are compared without regard to case; danhba's own never hold escapes or optional spaces. */
export const dnKey = (dn: string): string => dn.toLowerCase();

/** The branch of the realm's suffix in which entries of an owner kind live (design.md §4). */
export const BRANCHES = {
  person: "ou=people",
  agency: "ou=agencies",
  unit: "ou=units",
  group: "ou=groups",
  policy: "ou=policies",
} as const satisfies Record<OwnerKind, string>;

/** Splits a DN of danhba's own (no escapes) into its first RDN and the rest. */
export function splitDn(dn: string): { readonly rdn: string; readonly parent: string } {
  const comma = dn.indexOf(",");
  return comma < 0 ? { rdn: dn, parent: "" } : { rdn: dn.slice(0, comma), parent: dn.slice(comma + 1) };
}
