/** Checks the hash chain record by record and names the first broken link. */
import { canonicalHash } from "../model/canonical-hash.ts";
import type { Instant } from "../model/feed.ts";
import { type ChainHead, EMPTY_CHAIN } from "./record.ts";

/** A row of the log as it is stored: nothing about it is taken for granted. */
export interface StoredRecord {
  readonly realm: string;
  readonly seq: number;
  readonly record: unknown;
  readonly hash: string;
}

/**
 * `GAP`: a record is missing; `WRONG_HASH`: its content was changed; `WRONG_PREVIOUS`: the one before was;
 * `WRONG_PLACE`: it is of another place or realm; `CUT_SHORT`: the end is missing; `REWRITTEN`: all hashes fit, but a
 * checkpoint says that they were others.
 */
export type BreakCode = "GAP" | "WRONG_HASH" | "WRONG_PREVIOUS" | "WRONG_PLACE" | "CUT_SHORT" | "REWRITTEN";

export interface Verification {
  readonly records: number;
  readonly head: ChainHead;
  /** Time of the newest sound record; null where there is none. */
  readonly at: Instant | null;
  readonly broken: { readonly seq: number; readonly code: BreakCode } | null;
}

/** Feed rows in order of `seq` to `check`; `finish` compares the end with the head that is kept apart. */
export class ChainVerifier {
  #head: ChainHead = EMPTY_CHAIN;
  #at: Instant | null = null;
  #broken: Verification["broken"] = null;
  readonly #realm: string;
  readonly #checkpoint: ChainHead;

  /** @param checkpoint an earlier end of the chain that must still be in it */
  constructor(realm: string, checkpoint: ChainHead = EMPTY_CHAIN) {
    this.#realm = realm;
    this.#checkpoint = checkpoint;
  }

  /** Returns whether the chain is whole so far. */
  check(row: StoredRecord): boolean {
    if (this.#broken !== null) return false;
    const code = this.#fault(row);
    if (code !== null) {
      this.#broken = { seq: code === "GAP" ? this.#head.seq + 1 : row.seq, code };
      return false;
    }
    this.#head = { seq: row.seq, hash: row.hash };
    this.#at = String((row.record as { readonly at: unknown }).at);
    return true;
  }

  finish(kept: ChainHead): Verification {
    const { seq, hash } = this.#head;
    const isShort = kept.seq !== seq || kept.hash !== hash || this.#checkpoint.seq > seq;
    if (this.#broken === null && isShort) this.#broken = { seq: seq + 1, code: "CUT_SHORT" };
    return { records: seq, head: this.#head, at: this.#at, broken: this.#broken };
  }

  #fault(row: StoredRecord): BreakCode | null {
    const { record } = row;
    if (row.seq !== this.#head.seq + 1) return "GAP";
    if (!isObject(record)) return "WRONG_HASH";
    if (record.seq !== row.seq || record.realm !== row.realm || row.realm !== this.#realm)
      return "WRONG_PLACE";
    if (record.prev !== this.#head.hash) return "WRONG_PREVIOUS";
    if (canonicalHash(record) !== row.hash) return "WRONG_HASH";
    return row.seq === this.#checkpoint.seq && row.hash !== this.#checkpoint.hash ? "REWRITTEN" : null;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
