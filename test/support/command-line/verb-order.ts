/** What a test and its verb runner tell each other. */

/** The next command line. */
export interface Order {
  readonly args: readonly string[];
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What the runner writes to stdout and stderr once the verb is over. */
  readonly endMark: string;
}

/** The verb is over, with this exit status. */
export interface Ended {
  readonly status: number;
}
