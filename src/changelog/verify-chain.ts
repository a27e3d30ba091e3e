/** Checks the hash chain record by record and names the first broken link. */
import { canonicalHash } from "../model/canonical-hash.ts";
import { type ChainHead, EMPTY_CHAIN } from "./record.ts";

/** A row of the log as it is stored: nothing about it is taken for granted. */
export interface StoredRecord {
  readonly realm: string;
  readonly seq: number;
  readonly record: unknown;
  readonly hash: string;
}

export type BreakCode = "GAP" | "WRONG_HASH" | "WRONG_PREVIOUS" | "WRONG_PLACE" | "CUT_SHORT";

export interface Verification {
  readonly records: number;
  readonly head: ChainHead;
  readonly broken: { readonly seq: number; readonly code: BreakCode } | null;
}

/** Feed rows in order of `seq` to `check`; `finish` compares the end with the head that is kept apart. */
export class ChainVerifier {
  #head: ChainHead = EMPTY_CHAIN;
  #broken: Verification["broken"] = null;
  readonly #realm: string;

  constructor(realm: string) {
    this.#realm = realm;
  }

  check(row: StoredRecord): void {
    if (this.#broken !== null) return;
    const code = this.#fault(row);
    if (code === null) this.#head = { seq: row.seq, hash: row.hash };
    else this.#broken = { seq: code === "GAP" ? this.#head.seq + 1 : row.seq, code };
  }

  finish(kept: ChainHead): Verification {
    const { seq, hash } = this.#head;
    if (this.#broken === null && (kept.seq !== seq || kept.hash !== hash)) {
      this.#broken = { seq: seq + 1, code: "CUT_SHORT" };
    }
    return { records: seq, head: this.#head, broken: this.#broken };
  }

  #fault(row: StoredRecord): BreakCode | null {
    const { record } = row;
    if (row.seq !== this.#head.seq + 1) return "GAP";
    if (!isObject(record)) return "WRONG_HASH";
    if (record.seq !== row.seq || record.realm !== row.realm || row.realm !== this.#realm)
      return "WRONG_PLACE";
    if (record.prev !== this.#head.hash) return "WRONG_PREVIOUS";
    return canonicalHash(record) === row.hash ? null : "WRONG_HASH";
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
