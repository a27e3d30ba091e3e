/** Connections to write on: opened when they are needed, each lent to one user at a time. */
import type { Client } from "ldapts";
import type { MonitoredConnection } from "./monitored-connection.ts";

export interface Lane {
  readonly client: Client;
  /** Null where the server's monitor does not show it. */
  readonly connection: MonitoredConnection | null;
}

export interface WriteLanes {
  /**
   * Lends a bound connection, waiting for one when all are lent. It is closed instead of being lent again when `work`
   * calls `discard`. Throws what `connect` or `work` throws.
   */
  use<Result>(work: (lane: Lane, discard: () => void) => Promise<Result>): Promise<Result>;
  /** Waits for what is under way and closes all connections; nothing may be asked for any more. */
  close(): Promise<void>;
}

export interface LaneOptions {
  /** Most connections at once. */
  readonly size: number;
  /** Opens one and binds. */
  readonly connect: () => Promise<Lane>;
  /** Called for each connection that the server ended while nobody used it. */
  readonly onLostIdle: () => void;
}

export function openWriteLanes({ size, connect, onLostIdle }: LaneOptions): WriteLanes {
  const idle: Lane[] = [];
  const waiting: (() => void)[] = [];
  const underWay = new Set<Promise<unknown>>();
  let lent = 0;

  const take = async (): Promise<void> => {
    if (lent < size) lent += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const giveBack = (): void => {
    const next = waiting.shift();
    if (next === undefined) lent -= 1;
    else next();
  };
  const idleOrNew = async (): Promise<Lane> => {
    for (let lane = idle.pop(); lane !== undefined; lane = idle.pop()) {
      if (lane.client.isBound) return lane;
      onLostIdle();
    }
    return await connect();
  };
  const lend = async <Result>(
    work: (lane: Lane, discard: () => void) => Promise<Result>,
  ): Promise<Result> => {
    await take();
    try {
      const lane = await idleOrNew();
      let isDiscarded = false;
      try {
        return await work(lane, () => {
          isDiscarded = true;
        });
      } finally {
        if (!isDiscarded && lane.client.isBound) idle.push(lane);
        else await lane.client.unbind();
      }
    } finally {
      giveBack();
    }
  };

  return {
    use: (work) => {
      const use = lend(work);
      const over = use.then(
        () => undefined,
        () => undefined, // told to who asked; here it only matters that it is over
      );
      underWay.add(over);
      void over.then(() => underWay.delete(over));
      return use;
    },
    close: async () => {
      await Promise.all(underWay);
      await Promise.all(idle.splice(0).map(({ client }) => client.unbind()));
    },
  };
}
