/** Ends a "process" at a chosen step: every fake counts its steps here, and all fail once the power is off. */

/** Thrown instead of a fault of danhba's own: nothing in the code under test may handle it. */
export class PowerCut extends Error {
  constructor(step: string) {
    super(`power cut at ${step}`);
    this.name = "PowerCut";
  }
}

export interface Power {
  /** Names of the steps made since the power came on. */
  readonly steps: readonly string[];
  step(name: string): void;
  /** Lets so many further steps happen, then everything fails. */
  cutAfter(steps: number): void;
  /** On again, without a cut planned; steps count from nothing. */
  restore(): void;
}

export function openPower(): Power {
  let left = Number.POSITIVE_INFINITY;
  const steps: string[] = [];
  return {
    steps,
    step: (name) => {
      if (left <= 0) throw new PowerCut(name);
      left -= 1;
      steps.push(name);
    },
    cutAfter: (count) => {
      left = count;
    },
    restore: () => {
      left = Number.POSITIVE_INFINITY;
      steps.length = 0;
    },
  };
}
