/** What the inverse of one change is made from, and what may stand in its way. */
import type { LedgerAddress } from "../model/address.ts";
import type { Owner } from "../model/owner.ts";
import type { ConflictCode, DoneChange, DoneReference } from "../model/undo.ts";
import type { SceneEntry, UndoScene } from "./undo-scene.ts";

export interface InverseContext {
  readonly run: number;
  readonly scene: UndoScene;
  readonly ledger: ReadonlyMap<string, LedgerAddress>;
  readonly danhbaIdOf: (owner: Owner) => string;
  readonly placeholderDn: string;
  readonly aliasUntil: string | null;
}

/** Something in the way; `isWhole`: of the whole change. */
export interface Obstacle {
  readonly code: ConflictCode;
  readonly detail: string;
  readonly isWhole: boolean;
}

/** The entry that a reference was changed on, also where it has another name by now. */
export const holderOf = (scene: UndoScene, { dn, holder }: DoneReference): SceneEntry | undefined =>
  (holder === null ? undefined : scene.byId(holder)) ?? scene.at(dn);

/** Passwords are never brought back, and references are compared value by value. */
const APART: ReadonlySet<string> = new Set(["userPassword", "pwdReset", "member", "roleOccupant"]);

/** What the run changed of the entry itself, passwords aside; of an entry it took over it recorded the rest too. */
export function changedAttributes({ before, after }: Pick<DoneChange, "before" | "after">): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.filter((name) => {
    const [was, is] = [before[name] ?? [], after[name] ?? []];
    const isSame = was.length === is.length && was.every((value) => is.includes(value));
    return !isSame && !APART.has(name);
  });
}
