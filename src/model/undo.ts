/** Undoing a run: the order, what the run did, and what stands in its way. */
import type { ChangeKind, LedgerChange, ReasonCode } from "./change.ts";
import type { Attributes } from "./entry.ts";
import type { Instant } from "./feed.ts";
import type { Owner } from "./owner.ts";

export interface Undo {
  readonly id: number;
  /** The run to undo. */
  readonly run: number;
  readonly operator: string;
  readonly reason: string;
  readonly orderedAt: Instant;
}

/**
 * How an order came to its end. `done`: everything is undone · `partial`: but for conflicts · `rejected`: an operator
 * rejected the rest · `failed`: the directory kept refusing the rest. All but the first can be ordered again.
 */
export type UndoEnd = "done" | "partial" | "rejected" | "failed";

/** References to, or from, the owner that were changed together with it. */
export interface DoneReference {
  readonly dn: string;
  /** `danhbaId` of the entry at `dn`; null for the owner's own. */
  readonly holder: string | null;
  readonly attribute: string;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** What one record of the log says that a run did, with what the run did to the address ledger. */
export interface DoneChange {
  readonly seq: number;
  readonly owner: Owner;
  readonly kind: ChangeKind;
  readonly dn: string;
  readonly dnBefore: string | null;
  readonly before: Attributes;
  readonly after: Attributes;
  readonly references: readonly DoneReference[];
  readonly reason: ReasonCode;
  readonly clause: string;
  readonly decisionNo: string | null;
  readonly ledger: readonly LedgerChange[];
}

/** An owner whose change was undone: what the feed asks of it waits until it asks for something else. */
export interface UndoneOwner extends Pick<Undo, "run" | "operator" | "reason" | "orderedAt"> {
  readonly owner: Owner;
  readonly undo: number;
  /** What the feed asked for when that was first seen after the undo, as a hash (`plan/wish.ts`); null: not yet. */
  readonly wish: string | null;
}

/**
 * Why a change of the run is left as it is. `CHANGED_SINCE`: something it wrote is no longer as it left it · `GONE`:
 * the entry is not there any more · `TAKEN`: something else stands where it was before · `LEDGER`: the address now
 * belongs to somebody else or is not to be used again · `NO_INVERSE`: it cannot be undone (a deletion, a password, that an entry which stood there was taken over)
 */
export type ConflictCode = "CHANGED_SINCE" | "GONE" | "TAKEN" | "LEDGER" | "NO_INVERSE";

export interface UndoConflict {
  /** Of the record in the change log. */
  readonly seq: number;
  readonly owner: Owner;
  readonly dn: string;
  readonly code: ConflictCode;
  /** Attribute or entry in question. */
  readonly detail: string;
  /** Whether nothing of the change is undone; false: only what `detail` names is left. */
  readonly isWhole: boolean;
}
