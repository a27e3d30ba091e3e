/** The time of day, handed in so that the core has none of its own. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00Z. */
  now(): number;
}

/** ISO 8601 in UTC. */
export const instantOf = (clock: Clock): string => new Date(clock.now()).toISOString();
