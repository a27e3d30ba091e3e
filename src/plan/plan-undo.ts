/** The plan that undoes a run: what it did the other way round, last first, where that still stands as it left it. */

import type { LedgerAddress } from "../model/address.ts";
import type { Item, Plan } from "../model/change.ts";
import type { ObservedEntry } from "../model/entry.ts";
import type { Owner } from "../model/owner.ts";
import type { DoneChange, UndoConflict } from "../model/undo.ts";
import { planDigest } from "./digest.ts";
import { inverseItem } from "./inverse-item.ts";
import { UndoScene } from "./undo-scene.ts";

export interface UndoInput {
  readonly run: number;
  /** What the run did, oldest first. */
  readonly changes: readonly DoneChange[];
  readonly observed: readonly ObservedEntry[];
  readonly ledger: readonly LedgerAddress[];
  readonly danhbaIdOf: (owner: Owner) => string;
  readonly placeholderDn: string;
  /** Until when an address that becomes an alias again delivers; null: for ever. */
  readonly aliasUntil: string | null;
}

export interface UndoPlan {
  readonly plan: Plan;
  readonly conflicts: readonly UndoConflict[];
}

/**
 * Pure and deterministic. An owner's change is undone as a whole or, where anything it wrote has changed since, not at
 * all; a later change of something else on the entry is no conflict and stays. Passwords are never brought back.
 */
export function planUndo(input: UndoInput): UndoPlan {
  const scene = new UndoScene(input.observed);
  const ledger = new Map(input.ledger.map((row) => [row.localPart, row]));
  const items: Item[] = [];
  const conflicts: UndoConflict[] = [];
  for (const change of input.changes.toReversed()) {
    const inverse = inverseItem(change, { ...input, scene, ledger });
    conflicts.push(...inverse.conflicts);
    if (inverse.item !== null) items.push(inverse.item);
  }
  return { plan: { items, unchanged: 0, digest: planDigest(items) }, conflicts };
}
