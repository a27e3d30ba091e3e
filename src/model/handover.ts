/** Passwords that danhba makes and hands out: who waits for one, and how far that has come. */
import type { AttributeChange, Item, ReasonCode } from "./change.ts";
import type { Instant } from "./feed.ts";
import type { Owner } from "./owner.ts";

/**
 * `first`: the account is new · `head`: its earlier holder knew the password · `reset`: asked for, after an identity
 * check · `again`: the one before was never used.
 */
export type HandoverWhy = "first" | "head" | "reset" | "again";

/**
 *     waiting ──▶ prepared ──▶ set ──▶ collected ──▶ used
 *        ▲           │          └──────────┴───────▶ expired
 *        └───────────┘ (the directory would not take it)
 *
 * `prepared`: its hash is on the way into the directory · `set`: it is there, and nobody has it yet, unless it is
 * sealed in a parcel · `used`: changed by its owner · `expired`: never used in time, so made unusable · `void`: overtaken
 * by another password, or the account is gone.
 */
export const HANDOVER_STATES = [
  "waiting",
  "prepared",
  "set",
  "collected",
  "used",
  "expired",
  "void",
] as const;
export type HandoverState = (typeof HANDOVER_STATES)[number];

export interface Handover {
  readonly id: number;
  readonly owner: Owner;
  /** Code of the unit whose collector gets it. */
  readonly unit: string | null;
  readonly why: HandoverWhy;
  readonly state: HandoverState;
  /** The account's name, `uid`; null when it has none any more. */
  readonly localPart: string | null;
  readonly requestedAt: Instant;
  readonly requestedBy: string;
  readonly documentNo: string | null;
  /** Operator for whom the password was made; null: danhba itself, to be sealed. */
  readonly preparedBy: string | null;
  readonly parcel: number | null;
  readonly expiresAt: Instant | null;
  readonly collectedAt: Instant | null;
  readonly collectedBy: string | null;
}

export const RESET_CAUSES = ["lost", "leaked", "other"] as const;
export type ResetCause = (typeof RESET_CAUSES)[number];

/** A password reset that an operator orders; who it is for has been checked (Quảng Bình 6.1–6.2). */
export interface ResetRequest {
  readonly owner: Owner;
  readonly unit: string | null;
  readonly operator: string;
  readonly verifiedBy: string;
  readonly channel: string;
  readonly cause: ResetCause;
  readonly documentNo: string | null;
}

/** `handover` of a realm's settings. */
export interface HandoverSettings {
  readonly recipients: {
    /** age recipients for every unit that has none of its own. */
    readonly realm: readonly string[];
    readonly units: Readonly<Record<string, readonly string[]>>;
  };
  /** Whether passwords are made and sealed as soon as an account needs one. */
  readonly sealAtCreation: boolean;
  /** Whether passwords may be handed out in clear, as slips to be printed, where there is no recipient. */
  readonly slips: boolean;
  readonly expiryDays: number;
}

/** What is on one slip of paper: everything its owner needs to sign in for the first time. */
export interface Slip {
  /** Name of the person or of the agency. */
  readonly name: string;
  readonly isAgency: boolean;
  /** The agency that a person belongs to. */
  readonly agency: string | null;
  readonly unit: string | null;
  readonly uid: string;
  readonly mail: string | null;
  readonly password: string;
  /** Last day on which it can be used, `yyyy-mm-dd`. */
  readonly validUntil: string;
}

/** Reasons of items that set a password, and of those that take one away that was never used. */
export const PASSWORD_SET: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  "FIRST_PASSWORD_ISSUED",
  "PASSWORD_RESET",
]);

/** The hash that an item writes to its own entry; null when it writes none. */
export function passwordIn({ dn, operations }: Pick<Item, "dn" | "operations">): string | null {
  const ofOwn = operations.flatMap((operation): readonly AttributeChange[] =>
    operation.op === "modify" && operation.dn === dn ? operation.changes : [],
  );
  return ofOwn.find(({ attribute }) => attribute === "userPassword")?.values[0] ?? null;
}
