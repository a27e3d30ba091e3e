/** What the use cases need from the database to hand out passwords; in clear a password never goes there. */
import type { Instant } from "../model/feed.ts";
import type { Handover, HandoverState, ResetRequest } from "../model/handover.ts";
import type { Owner } from "../model/owner.ts";

export interface HandoverFilter {
  readonly unit?: string;
  readonly owner?: Owner;
  readonly ids?: readonly number[];
  readonly states: readonly HandoverState[];
}

/** A password on its way: the row that waits for it, and its hash. */
export interface PreparedHash {
  readonly id: number;
  readonly hash: string;
}

export interface PreparedHandover extends Handover {
  readonly hash: string;
}

/** Sealed passwords of one unit that nobody has collected. */
export interface Parcel {
  readonly id: number;
  readonly unit: string;
  /** An armoured age file. */
  readonly sealed: string;
  readonly recipients: readonly string[];
  readonly sealedAt: Instant;
  readonly expiresAt: Instant;
}

export interface HandoverPort {
  /** The newest row of each owner, where its state is one of these; by unit, then owner. */
  rows(realm: string, filter: HandoverFilter): Promise<readonly Handover[]>;
  /** Codes of the units in which somebody waits. */
  waitingUnits(realm: string): Promise<readonly string[]>;
  /** Rows whose hash is to be set, by id, from behind `after`. */
  prepared(realm: string, after: number, limit: number): Promise<readonly PreparedHandover[]>;
  /** Rows whose time is over and whose password somebody may still have, by id, from behind `after`. */
  lapsed(realm: string, now: Instant, after: number, limit: number): Promise<readonly Handover[]>;
  /** Parcels that nobody has collected, oldest first; of one unit, or of all. */
  parcels(realm: string, unit?: string): Promise<readonly Parcel[]>;
  /** When and by whom passwords of a unit were last collected; null: never. */
  lastCollection(realm: string, unit: string): Promise<{ readonly by: string; readonly at: Instant } | null>;

  /**
   * Stores hashes for a collection and makes every earlier preparation of these rows worthless.
   * @param claim a UUID of this collection
   * @returns ids of the rows that took it: others were sealed or collected meanwhile
   */
  prepare(
    realm: string,
    claim: string,
    hashes: readonly PreparedHash[],
    more: { readonly operator: string; readonly documentNo: string | null; readonly expiresAt: Instant },
  ): Promise<ReadonlySet<number>>;
  /**
   * Stores hashes with the parcel that holds their passwords, in one transaction.
   * @returns false, and nothing is stored, when one of the rows no longer waits
   */
  seal(realm: string, parcel: Omit<Parcel, "id">, hashes: readonly PreparedHash[]): Promise<boolean>;
  /** Rows that the directory would not take: they wait again. */
  giveBack(realm: string, ids: readonly number[]): Promise<void>;
  /** Rows whose owner has changed the password. */
  markUsed(realm: string, ids: readonly number[]): Promise<void>;
  /**
   * Records that the passwords of a claim were handed out.
   * @returns how many rows of the claim were set; fewer than handed out means that another collection overtook it
   */
  collect(realm: string, claim: string, operator: string, now: Instant): Promise<number>;
  /** The same for a parcel, whose content goes. False: somebody was faster. */
  collectParcel(realm: string, parcel: number, operator: string, now: Instant): Promise<boolean>;
  /** A new row, which makes what the account waited for before void; returns its id. */
  request(realm: string, request: ResetRequest, now: Instant): Promise<number>;
  /** New rows for accounts whose password was never used. */
  renew(
    realm: string,
    rows: readonly Pick<Handover, "owner" | "unit">[],
    more: { readonly operator: string; readonly documentNo: string | null },
    now: Instant,
  ): Promise<void>;
  /** Asks a running service to set what is prepared. */
  wake(realm: string): Promise<void>;
}
