/** One line for each fault of the suite: what was written, how it ended, what it said, and how things stand after it. */

export interface FaultRow {
  readonly fault: string;
  /** What reached the directory and the log before and in spite of the fault, with numbers. */
  readonly written: string;
  /** Exit status of the disturbed command; null where a signal ended it. */
  readonly status: number | null;
  /** What a person is told: the line on stderr, or what is held. */
  readonly message: string;
  /** How the end state compares with that of an undisturbed run, as asserted by the test. */
  readonly end: string;
}

export function reportFault({ fault, written, status, message, end }: FaultRow): void {
  console.info(
    ["FAULT", fault, `written: ${written}`, `exit ${status}`, message.trim(), `end: ${end}`].join(" | "),
  );
}
