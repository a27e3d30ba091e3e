/** The result of the independent check after a full run: both sides read again, and compared by a code path of its own. */
import type { Owner } from "./owner.ts";

/** A difference that nothing explains: no finding, nothing held, nothing refused. */
export interface Difference {
  readonly owner: Owner;
  readonly dn: string;
  /** What is not as it should be: `missing`, `address`, `status`, `lock`, `member` …; all in `prove/proof-input.ts`. */
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

export interface Proof {
  /** People of the feed that were looked at, one by one. */
  readonly people: number;
  /**
   * Those of them whose rows and entries were judged by the rules; of the others both are as they were when they were
   * last judged.
   */
  readonly judged: number;
  /** Entries of the directory that were looked at. */
  readonly entries: number;
  /** The first of them; `unexplained` counts all. */
  readonly differences: readonly Difference[];
  readonly unexplained: number;
  /** Differences that a finding, a hold, a refusal or an order explains. */
  readonly tolerated: number;
}
