/** Fewer writes to the same end: who joins or leaves one group within a transaction does so in one write. */
import type { AttributeChange, Operation } from "../model/change.ts";
import { dnKey } from "../model/entry.ts";
import { isMembershipWrite, type Modify } from "./membership-write.ts";

export interface MergedWrite {
  readonly operation: Operation;
  /** Indexes of the lists whose operations it stands for, in their order, none twice. */
  readonly sources: readonly number[];
}

/**
 * For all-or-nothing groups of writes only: a membership moves back behind other writes, but never past one to the
 * group's own entry, or past a rename or deletion above it. What is refused one after the other is refused merged, but
 * for a group without members in between, and what is taken is taken, with the same entries in the end.
 * @param lists operations of one item each, in the order in which they would be written
 */
export function mergeWrites(lists: readonly (readonly Operation[])[]): MergedWrite[] {
  const merged: MergedWrite[] = [];
  const gathered = new Map<string, GatheredChanges>();
  const flush = (key: string): void => {
    const changes = gathered.get(key);
    if (changes === undefined) return;
    gathered.delete(key);
    merged.push(changes.written());
  };
  for (const [source, operations] of lists.entries()) {
    for (const operation of operations) {
      const key = dnKey(operation.dn);
      if (isMembershipWrite(operation)) {
        if (gathered.get(key)?.isOn(operation) === false) flush(key);
        const changes = gathered.get(key) ?? new GatheredChanges(operation);
        gathered.set(key, changes);
        changes.gather(operation, source);
        continue;
      }
      for (const other of touchedKeys(operation, gathered)) flush(other);
      merged.push({ operation, sources: [source] });
    }
  }
  for (const key of gathered.keys()) flush(key);
  return merged;
}

/** Of these groups, those that the operation writes itself, moves, or makes room for. */
function touchedKeys(operation: Operation, gathered: ReadonlyMap<string, unknown>): string[] {
  const dns = operation.op === "rename" ? [operation.dn, operation.newDn] : [operation.dn];
  const keys = dns.map(dnKey);
  if (operation.op === "modify") return keys.filter((key) => gathered.has(key));
  return [...gathered.keys()].filter((group) => keys.some((key) => isAtOrBelow(group, key)));
}

const isAtOrBelow = (key: string, above: string): boolean => key === above || key.endsWith(`,${above}`);

/** Values that leave and then values that join, in as few rounds as the order of the changes allows. */
interface Round {
  readonly left: Map<string, string>;
  readonly joined: Map<string, string>;
}

class GatheredChanges {
  readonly #first: Modify;
  readonly #sources = new Set<number>();
  readonly #rounds: Round[] = [];

  constructor(first: Modify) {
    this.#first = first;
  }

  /** Whether the write rests on the same as those gathered. */
  isOn({ expects }: Modify): boolean {
    return JSON.stringify(expects) === JSON.stringify(this.#first.expects);
  }

  gather({ changes }: Modify, source: number): void {
    this.#sources.add(source);
    for (const { type, values } of changes) {
      for (const value of values) {
        const key = dnKey(value);
        const { left, joined } = this.#roundFor(type === "delete", key);
        (type === "delete" ? left : joined).set(key, value);
      }
    }
  }

  /** A round deletes before it adds, and each value once; whatever comes in another order begins a new one. */
  #roundFor(isLeaving: boolean, key: string): Round {
    const last = this.#rounds.at(-1);
    const isFull = last?.joined.has(key) || (isLeaving && last?.left.has(key));
    if (last !== undefined && isFull !== true) return last;
    const round: Round = { left: new Map(), joined: new Map() };
    this.#rounds.push(round);
    return round;
  }

  written(): MergedWrite {
    const changes = this.#rounds.flatMap(({ left, joined }): AttributeChange[] => [
      ...change("delete", left),
      ...change("add", joined),
    ]);
    return { operation: { ...this.#first, changes }, sources: [...this.#sources] };
  }
}

const change = (type: "delete" | "add", values: ReadonlyMap<string, string>): AttributeChange[] =>
  values.size === 0 ? [] : [{ type, attribute: "member", values: [...values.values()] }];
