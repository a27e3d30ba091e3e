/** Being woken when the feed changes. */

export interface WakeHandlers {
  /** A realm's feed changed, or an operator ruled. */
  readonly onWake: (realm: string) => void;
  /** Listening began (again): whatever came before may have been missed. */
  readonly onListening: () => void;
  /** The connection broke or could not be made; it is tried again after `delayMs`. */
  readonly onBroken: (error: unknown, delayMs: number) => void;
}

/** Starts listening and returns how to stop. */
export type WakeUps = (handlers: WakeHandlers) => { stop(): Promise<void> };
