/** Gives items to the directory in the order of the plan, as many at once as it takes and as may be. */
import { isMove } from "../model/change.ts";
import { claimsOf, type ItemClaims, mustWait } from "../plan/item-claims.ts";
import { isMembershipWrite } from "../plan/membership-write.ts";
import type { Positioned } from "./apply-record.ts";
import { type Applying, applyOneByOne, applyTogether } from "./apply-together.ts";

export interface LoadSizes {
  /** Items of one transaction. */
  readonly items: number;
  /** Writes of one transaction, unless a single item has more. */
  readonly operations: number;
}

interface Load {
  readonly claims: ItemClaims;
  /** Never rejects. */
  readonly ended: Promise<void>;
}

/**
 * Loads are begun in the order of the plan, each when no earlier one that it must wait for (`mustWait`) is under way.
 * So what two items both touch is written in the order of the plan, and what an item requires is decided before it.
 */
export class ApplyLanes {
  readonly #applying: Applying;
  readonly #sizes: LoadSizes;
  readonly #underWay = new Set<Load>();

  constructor(applying: Applying, sizes: LoadSizes) {
    this.#applying = applying;
    this.#sizes = sizes;
  }

  /**
   * Never rejects; a fault is in the record. Items that are not begun after one, or after a stop, have no outcome.
   * @returns once all are begun: the end of those that are under way
   */
  async begin(entries: readonly Positioned[]): Promise<() => Promise<void>> {
    const { record, directory } = this.#applying;
    const begun: Promise<void>[] = [];
    for (let rest = entries; rest.length > 0; ) {
      const load = this.#nextLoad(rest);
      rest = rest.slice(load.length);
      const claims = claimsOf(load.map(({ item }) => item));
      const isHeldUp = (): boolean =>
        this.#underWay.size >= directory.writing.lanes ||
        [...this.#underWay].some((earlier) => mustWait(claims, earlier.claims));
      while (isHeldUp()) await Promise.race([...this.#underWay].map(({ ended }) => ended));
      if (record.isCut()) break;
      begun.push(this.#start(load, claims));
    }
    return async () => {
      await Promise.all(begun);
    };
  }

  /** Those that come next: as many as go into one transaction, or one that goes into none. */
  #nextLoad(rest: readonly Positioned[]): readonly Positioned[] {
    if (!this.#applying.transactions.areOn || isMoving(rest[0])) return rest.slice(0, 1);
    const groups = new Set<string>();
    let operations = 0;
    let count = 0;
    for (const { item } of rest.slice(0, this.#sizes.items)) {
      for (const operation of item.operations) {
        // Memberships of one group become one write.
        if (isMembershipWrite(operation) && groups.has(operation.dn)) continue;
        if (isMembershipWrite(operation)) groups.add(operation.dn);
        operations += 1;
      }
      if (item.operations.some(isMove)) break;
      if (count > 0 && operations > this.#sizes.operations) break;
      count += 1;
    }
    return rest.slice(0, count);
  }

  #start(entries: readonly Positioned[], claims: ItemClaims): Promise<void> {
    const load = { claims, ended: this.#carryOut(entries) };
    this.#underWay.add(load);
    return load.ended.then(() => {
      this.#underWay.delete(load);
    });
  }

  async #carryOut(entries: readonly Positioned[]): Promise<void> {
    const { record, transactions } = this.#applying;
    try {
      await (transactions.areOn && !isMoving(entries[0])
        ? applyTogether(this.#applying, entries)
        : applyOneByOne(this.#applying, entries));
    } catch (error) {
      record.crashed(error);
    }
  }
}

/** `isMove`: no part of any transaction. */
const isMoving = (entry: Positioned | undefined): boolean => entry?.item.operations.some(isMove) === true;
