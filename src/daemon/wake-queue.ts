/** Turns many wake-ups into few runs: waits until the feed has been quiet for a moment, then hands out one. */
import type { RunTrigger } from "../ports/journal-port.ts";

/** A feed that never falls quiet is still followed: a burst is cut after so many times the settling time. */
const LONGEST_BURST = 10;

/** Of two wake-ups the run has the trigger of the higher rank: one that is proved, before one that is not. */
const RANKS: Readonly<Partial<Record<RunTrigger, number>>> = { feed: 0, due: 1, drift: 1 };
const rankOf = (trigger: RunTrigger): number => RANKS[trigger] ?? 2;

export class WakeQueue {
  #trigger: RunTrigger | null = null;
  #lastAt = 0;
  #firstAt = 0;
  #notify: (() => void) | null = null;
  readonly #settleMs: number;

  constructor(settleMs: number) {
    this.#settleMs = settleMs;
  }

  /** Asks for a run; `feed` waits for the burst to end, anything else is due at once. */
  wake(trigger: RunTrigger): void {
    const now = performance.now();
    if (this.#trigger === null) this.#firstAt = now;
    this.#lastAt = now;
    if (this.#trigger === null || rankOf(trigger) >= rankOf(this.#trigger)) this.#trigger = trigger;
    this.#notify?.();
  }

  /** The next run that is due, or null once one of the signals is aborted. */
  async next(signal: AbortSignal): Promise<RunTrigger | null> {
    while (!signal.aborted) {
      const wait = this.#millisecondsToGo();
      if (wait <= 0) {
        const due = this.#trigger;
        this.#trigger = null;
        return due;
      }
      await this.#wakeUpOrTimeout(wait, signal);
    }
    return null;
  }

  /** Infinity when nothing is asked for. */
  #millisecondsToGo(): number {
    if (this.#trigger === null) return Number.POSITIVE_INFINITY;
    if (this.#trigger !== "feed") return 0;
    const quietAt = this.#lastAt + this.#settleMs;
    const latestAt = this.#firstAt + LONGEST_BURST * this.#settleMs;
    return Math.min(quietAt, latestAt) - performance.now();
  }

  #wakeUpOrTimeout(milliseconds: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = Number.isFinite(milliseconds) ? setTimeout(resolve, milliseconds) : undefined;
    const onAbort = (): void => resolve();
    signal.addEventListener("abort", onAbort, { once: true });
    this.#notify = resolve;
    return promise.finally(() => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      this.#notify = null;
    });
  }
}
