/** Changes as values: the operations of one item, why it is made, and what the plan saw when it decided. */
import type { LedgerAddress } from "./address.ts";
import { type Attributes, dnKey, splitDn } from "./entry.ts";
import type { Params } from "./finding.ts";
import type { Owner } from "./owner.ts";

/** In the order in which a kind names an item that is of several (design.md §5.3). */
export const CHANGE_KINDS = [
  "create",
  "delete",
  "disable",
  "suspend",
  "restore",
  "rename",
  "modify",
  "group",
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** Why a change is made; the code's text is in `src/texts/`. */
export interface Reason {
  readonly code: ReasonCode;
  readonly params: Params;
  /** Clause of the regulation, or the name of a reading in the profile. */
  readonly clause: string;
  readonly decisionNo: string | null;
}

export const REASON_CODES = [
  "PERSON_HIRED",
  "PERSON_TRANSFERRED",
  "PERSON_CHANGED",
  "ADDRESS_CHANGED",
  "PERSON_DUTY_SUSPENDED",
  "PERSON_LONG_LEAVE",
  "PERSON_LEFT_PROVINCE",
  "PERSON_RETIRED",
  "PERSON_RESIGNED",
  "PERSON_DISMISSED",
  "PERSON_DECEASED",
  "PERSON_RETURNED",
  "UNIT_ESTABLISHED",
  "UNIT_CHANGED",
  "UNIT_MOVED",
  "UNIT_DISSOLVED",
  "UNIT_REESTABLISHED",
  "MAILBOX_ISSUED",
  "MAILBOX_CHANGED",
  "GROUP_NEEDED",
  "GROUP_CHANGED",
  "MEMBERSHIP_CHANGED",
  "TRANSFER_CANCELLED",
  "ACCOUNT_INACTIVE",
  "ACCOUNT_REOPENED",
  "ACCOUNT_RETAINED",
  "RETENTION_ENDED",
  "PURGE_ORDERED",
  "QUOTA_CHANGED",
  "ALIAS_ENDED",
  "UNIT_MERGED",
  "HEAD_CHANGED",
  "GROUP_REMOVED",
  "POLICY_NEEDED",
  "POLICY_CHANGED",
  "FIRST_PASSWORD_ISSUED",
  "PASSWORD_RESET",
  "PASSWORD_EXPIRED",
  "RUN_UNDONE",
  "ENTRY_ADOPTED",
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

export interface AttributeChange {
  readonly type: "add" | "delete" | "replace";
  readonly attribute: string;
  /** Empty with `replace` or `delete`: the attribute goes away. */
  readonly values: readonly string[];
}

/**
 * What must still be true of the entry when the write arrives (RFC 4528); all of them. `value` null: the attribute
 * is absent. Never entryCSN: with lastbind a sign-in changes it too.
 */
export interface Assertion {
  readonly attribute: string;
  readonly value: string | null;
}

/** One LDAP write. */
export type Operation =
  | { readonly op: "add"; readonly dn: string; readonly attributes: Attributes }
  | {
      readonly op: "modify";
      readonly dn: string;
      readonly changes: readonly AttributeChange[];
      readonly expects: readonly Assertion[];
    }
  | {
      readonly op: "rename";
      readonly dn: string;
      readonly newDn: string;
      readonly expects: readonly Assertion[];
    }
  | { readonly op: "delete"; readonly dn: string; readonly expects: readonly Assertion[] };

/** A rename that puts the entry under another parent. */
export const isMove = (operation: Operation): boolean =>
  operation.op === "rename" && dnKey(splitDn(operation.dn).parent) !== dnKey(splitDn(operation.newDn).parent);

/** What happens to the address ledger together with an item. */
export type LedgerChange =
  | { readonly change: "issue"; readonly address: LedgerAddress }
  | { readonly change: "retire"; readonly localPart: string; readonly aliasUntil: string | null }
  /** An alias whose time is over, or an address of a purged account: kept for ever, used no more. */
  | { readonly change: "bury"; readonly localPart: string };

/** Why an account needs a password from `handover collect`: it is new, or somebody who knew the old one lost it. */
export interface HandoverNeed {
  readonly owner: Owner;
  readonly why: "first" | "head";
}

/** All operations for one owner: done as a whole, logged as one record. */
export interface Item {
  readonly owner: Owner;
  readonly kind: ChangeKind;
  /** Every kind the item is of, `kind` first; each is counted by the gate. */
  readonly kinds: readonly ChangeKind[];
  /** Where the entry is after the item, and before it (null: not yet there). */
  readonly dn: string;
  readonly dnBefore: string | null;
  readonly operations: readonly Operation[];
  /** The changed attributes of the owner's own entry, all of them where it is taken over; secrets only as "set". */
  readonly before: Attributes;
  readonly after: Attributes;
  readonly reason: Reason;
  /** Owners whose items must be done first; when one of them is not, this one waits. */
  readonly requires: readonly Owner[];
  readonly ledger: readonly LedgerChange[];
  /** Accounts that wait for a password once the item is done. */
  readonly handovers: readonly HandoverNeed[];
  /** The operator who ordered exactly this item: the gate lets it pass, and the log names them. */
  readonly orderedBy: string | null;
  /** SHA-256 of what would be written, in hex; an approval is bound to it. */
  readonly digest: string;
}

export interface Plan {
  readonly items: readonly Item[];
  /** Entries that should exist and do, as they should. */
  readonly unchanged: number;
  /** SHA-256 over the canonical JSON of the items and what the plan saw, in hex. */
  readonly digest: string;
}
