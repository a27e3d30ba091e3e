/** Undoing a run: the order, and what stands in its way. */
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
 * Why a change of the run is left as it is. `CHANGED_SINCE`: something it wrote is no longer as it left it · `GONE`:
 * the entry is not there any more · `TAKEN`: something else stands where it was before · `LEDGER`: the address now
 * belongs to somebody else or is not to be used again · `NO_INVERSE`: it cannot be undone (a deletion, a password)
 */
export type ConflictCode = "CHANGED_SINCE" | "GONE" | "TAKEN" | "LEDGER" | "NO_INVERSE";

export interface UndoConflict {
  readonly seq: number;
  readonly owner: Owner;
  readonly dn: string;
  readonly code: ConflictCode;
  /** Attribute or entry in question. */
  readonly detail: string;
}
