/** How long a holder may rely on its lease without asking the database again. */

/** The other part is for whoever takes over: it waits for this long after the token has changed. */
const TRUSTED_PART = 0.5;

/** Milliseconds for which a holder trusts a lease of so many seconds after a heartbeat that the database confirmed. */
export const trustMs = (seconds: number): number => seconds * 1_000 * TRUSTED_PART;

export interface Trust {
  readonly ms: number;
  /** Two clocks: the monotonic one stands still while the machine sleeps, the other one may be set back. */
  begin(): Moment;
  /** The database confirmed what it was asked at `asked`; its answer may have taken any time. */
  confirm(asked: Moment): void;
  isFresh(): boolean;
}

export interface Moment {
  readonly monotonic: number;
  readonly wall: number;
}

export function openTrust(seconds: number, clock: () => Moment = processClock): Trust {
  const ms = trustMs(seconds);
  let confirmed: Moment | null = null;
  return {
    ms,
    begin: clock,
    confirm: (asked) => {
      confirmed = asked;
    },
    isFresh: () => {
      if (confirmed === null) return false;
      const { monotonic, wall } = clock();
      return Math.max(monotonic - confirmed.monotonic, wall - confirmed.wall) < ms;
    },
  };
}

const processClock = (): Moment => ({ monotonic: performance.now(), wall: Date.now() });
