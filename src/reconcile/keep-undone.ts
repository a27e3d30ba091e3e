/** What was undone is not done again by the next run: it is held until the feed asks for something else. */
import type { Ruling } from "../gate/judge-plan.ts";
import type { Item } from "../model/change.ts";
import type { DesiredEntry } from "../model/entry.ts";
import type { Owner } from "../model/owner.ts";
import type { UndoneOwner } from "../model/undo.ts";
import { wishesOf } from "../plan/wish.ts";
import type { AnswerPorts } from "../ports/answer-ports.ts";
import type { Lease } from "../ports/journal-port.ts";

export interface KeptUndone {
  /** What operators said, with an undo as a rejection of the item that would do it again. */
  readonly rulings: ReadonlyMap<string, Ruling>;
  /** Seen for the first time after the undo. */
  readonly wishes: ReadonlyMap<Owner, string>;
  /** Owners whose undone changes are wanted no more, or something else is. */
  readonly over: readonly Owner[];
  /** Owners whose items would do again what was undone. */
  readonly kept: ReadonlySet<Owner>;
}

/**
 * | the feed asks for | an item would do it | the item |
 * |---|---|---|
 * | what was undone, or this is the first look since | yes | held, unless an operator approves it |
 * | what was undone | no: it was approved, or done by hand | – , and the undo is forgotten |
 * | something else | any | judged as any, and the undo is forgotten |
 * | nothing: the owner is not in it, or its slice is frozen | – | – |
 */
export function keepUndone(
  undone: readonly UndoneOwner[],
  items: readonly Item[],
  desired: readonly DesiredEntry[],
  rulings: ReadonlyMap<string, Ruling>,
): KeptUndone {
  if (undone.length === 0) return { rulings, wishes: new Map(), over: [], kept: new Set() };
  const wishes = wishesOf(desired, new Set(undone.map(({ owner }) => owner)));
  const planned = new Map(items.map(({ owner, digest }) => [owner, digest]));
  const all = new Map(rulings);
  const noted = new Map<Owner, string>();
  const over: Owner[] = [];
  const kept = new Set<Owner>();
  for (const { owner, wish, run, operator, reason, orderedAt } of undone) {
    const asked = wishes.get(owner);
    if (asked === undefined) continue;
    const digest = planned.get(owner);
    if (digest === undefined || (wish !== null && wish !== asked)) {
      over.push(owner);
      continue;
    }
    if (wish === null) noted.set(owner, asked);
    kept.add(owner);
    const ruling: Ruling = { verdict: "rejected", operator, reason, at: orderedAt, undoneRun: run };
    if (!rulings.has(digest)) all.set(digest, ruling);
  }
  return { rulings: all, wishes: noted, over, kept };
}

export async function noteUndone(
  { undos }: Pick<AnswerPorts, "undos">,
  lease: Lease,
  { wishes, over }: KeptUndone,
): Promise<void> {
  if (wishes.size > 0) await undos.noteWishes(lease, wishes);
  if (over.length > 0) await undos.releaseUndone(lease, over);
}

/** What an operator let a run do again is no longer undone. @param notDone of the items that were released */
export async function releaseRedone(
  { undos }: Pick<AnswerPorts, "undos">,
  lease: Lease,
  { kept }: KeptUndone,
  released: readonly Item[],
  notDone: readonly Item[],
): Promise<void> {
  const left = new Set(notDone);
  const redone = released.filter((item) => kept.has(item.owner) && !left.has(item));
  if (redone.length > 0)
    await undos.releaseUndone(
      lease,
      redone.map(({ owner }) => owner),
    );
}
