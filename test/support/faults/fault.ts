/** Where and how a fault runner ends or stops itself. */

export interface Fault {
  /** Beginning of the step's name; any step without it. */
  readonly step?: string;
  /** Of the steps with that name, from 1. */
  readonly nth: number;
  readonly when: "before" | "after";
  readonly signal: "SIGKILL" | "SIGSTOP";
}

/** What the runner prints when it comes to its end. */
export interface RunnerResult {
  readonly steps: readonly string[];
  readonly state: string;
  readonly applied: number;
  readonly failed: readonly { readonly owner: string; readonly code: string }[];
  readonly held: number;
}

/** What it writes to stderr just before it strikes. */
export const STRUCK = "struck: ";
