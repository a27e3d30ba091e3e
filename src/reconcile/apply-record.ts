/** What became of each item of a run so far, what the directory refused, and whether to go on. */
import type { Item } from "../model/change.ts";
import type { DanhbaError } from "../model/error.ts";
import type { Owner } from "../model/owner.ts";
import type { FailedItem, Outcome } from "../ports/journal-port.ts";
import type { Released } from "./apply-items.ts";
import { partly, type Written } from "./apply-one-by-one.ts";
import { RefusalStreak } from "./refusal-streak.ts";

/** A released item with its place in the plan. */
export type Positioned = Released & { readonly position: number };

/** What a look, or a write whose answer is missing, leaves unknown: the item stays in doubt. */
const DOUBT = "doubt";

export class ApplyRecord {
  readonly #stop: AbortSignal;
  readonly #decided = new Map<number, Outcome | typeof DOUBT>();
  readonly #failed = new Map<number, FailedItem>();
  /** Of items that were refused, and of what requires them. */
  readonly #missing = new Set<Owner>();
  readonly #streak = new RefusalStreak();
  #applied = 0;
  #fault: DanhbaError | null = null;
  #crash: { readonly error: unknown } | null = null;

  constructor(stop: AbortSignal) {
    this.#stop = stop;
  }

  /** The fault that ended the run, or null. */
  get fault(): DanhbaError | null {
    return this.#fault;
  }

  /** What is no fault of the directory's, and after which nothing is known to be as it is noted here; or null. */
  get crash(): { readonly error: unknown } | null {
    return this.#crash;
  }

  get applied(): number {
    return this.#applied;
  }

  /** In the order of the plan. */
  get failed(): readonly FailedItem[] {
    return [...this.#failed].toSorted(([a], [b]) => a - b).map(([, item]) => item);
  }

  /** Whether nothing further is to be begun. */
  isCut(): boolean {
    return this.#stop.aborted || this.#fault !== null || this.#crash !== null;
  }

  /** How many items came to anything, if only to a doubt. */
  get tried(): number {
    return this.#decided.size;
  }

  /** Whether the item is not to be tried since what it requires is missing; noted as dropped. */
  isWaiting(entry: Positioned): boolean {
    const { item, position } = entry;
    if (!item.requires.some((owner) => this.#missing.has(owner))) return false;
    this.#missing.add(item.owner);
    this.#decided.set(position, { ...entry, state: "dropped", code: null });
    return true;
  }

  /** All operations of these items are in the directory. */
  done(entries: readonly Positioned[]): void {
    if (entries.length === 0) return;
    for (const entry of entries) {
      this.#decided.set(entry.position, { ...entry, state: "applied", code: null });
      this.#applied += 1;
    }
    this.#streak.end();
  }

  /** What an item came to that was written by itself. */
  written(entry: Positioned, { done, refusal }: Written): void {
    if (refusal === null) {
      this.done([entry]);
      return;
    }
    if (done > 0) this.#streak.end();
    // The outcome of an item that a fault cut short is unknown, so it stays in doubt.
    if (refusal.code === "LDAP_REFUSED") this.#refused(entry, done, refusal);
    else this.doubted([entry], refusal);
  }

  #refused(entry: Positioned, done: number, refusal: DanhbaError): void {
    const { item, position } = entry;
    const { owner, dn } = item;
    const code = String(refusal.params.result ?? refusal.code);
    this.#missing.add(owner);
    this.#failed.set(position, { owner, dn, code, params: refusal.params });
    this.#decided.set(position, { ...entry, ...outcomeOf(item, done), code });
    this.#fault ??= this.#streak.add(refusal);
  }

  /** A fault, after which nobody knows of these items whether they were written. */
  doubted(entries: readonly Positioned[], fault: DanhbaError): void {
    for (const { position } of entries) this.#decided.set(position, DOUBT);
    this.#fault ??= fault;
  }

  crashed(error: unknown): void {
    this.#crash ??= { error };
  }

  /** In the order of the plan; without those in doubt, and with those that nobody began as dropped. */
  outcomesOf(entries: readonly Positioned[]): Outcome[] {
    return entries.flatMap((entry): Outcome[] => {
      const outcome = this.#decided.get(entry.position) ?? { ...entry, state: "dropped", code: null };
      return outcome === DOUBT ? [] : [outcome];
    });
  }
}

const outcomeOf = (item: Item, done: number) =>
  done === 0 ? ({ state: "failed" } as const) : partly(item, done);
