/** Rings at the instant at which something is due by itself: one timer for the whole realm, nobody is asked in turn. */
import type { Logger } from "../logging/logger.ts";
import type { Instant } from "../model/feed.ts";
import type { Clock } from "../ports/clock.ts";
import type { JournalPort } from "../ports/journal-port.ts";
import { faultOf } from "./fault-of.ts";

/** Longest sleep: a clock that is set forward meanwhile is noticed at the latest then. */
const LONGEST_MS = 24 * 3_600_000;

/** A moment beyond the instant: timers may ring up to a millisecond early, and what is due must be past. */
const MARGIN_MS = 5;

/** What is still due after the run that it called for waits for something else: asking at once again would not help. */
const AGAIN_MS = 60_000;

export interface DueAlarmOptions {
  readonly realm: string;
  readonly journal: Pick<JournalPort, "nextDue">;
  readonly clock: Clock;
  readonly log: Logger;
}

export class DueAlarm {
  readonly #options: DueAlarmOptions;
  readonly #ring: () => void;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  /** What it rang for last, and when. */
  #rung: { readonly due: Instant | null; readonly at: number } = { due: null, at: 0 };

  constructor(options: DueAlarmOptions, ring: () => void) {
    this.#options = options;
    this.#ring = ring;
  }

  /** Asks what is due next and sets the timer for it; to be called after every run and now and then. */
  async set(): Promise<void> {
    const { realm, journal, clock, log } = this.#options;
    try {
      const next = await journal.nextDue(realm);
      if (next === null) return this.#wait(null, null);
      const from = next === this.#rung.due ? this.#rung.at + AGAIN_MS : Number.NEGATIVE_INFINITY;
      this.#wait(next, Math.max(Date.parse(next) + MARGIN_MS, from) - clock.now());
    } catch (error) {
      if (!this.#isStopped) log.warn({ realm, ...faultOf(error) }, "what is due next could not be read");
    }
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #wait(due: Instant | null, milliseconds: number | null): void {
    clearTimeout(this.#timer);
    if (this.#isStopped || milliseconds === null) return;
    this.#timer =
      milliseconds > LONGEST_MS
        ? setTimeout(() => void this.set(), LONGEST_MS)
        : setTimeout(() => this.#ringFor(due), Math.max(0, milliseconds));
  }

  #ringFor(due: Instant | null): void {
    this.#rung = { due, at: this.#options.clock.now() };
    this.#ring();
  }
}
