/** LISTEN on a connection of its own; when it breaks it is made again, with growing and jittered pauses. */
import pg from "pg";
import type { WakeHandlers } from "../ports/wake-port.ts";
import { sessionConfig } from "./pool.ts";
import { databasePlace, translateDatabaseError } from "./translate-error.ts";

/** Must be the channel that the triggers of migration 0002_hr notify. */
const CHANNEL = "danhba";

/** First and longest pause before connecting again; each is drawn between half and all of it. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 30_000;

/** A connection that says nothing is asked this often whether it is still there. */
const PING_MS = 20_000;

export function listenForWakeUps(url: string, handlers: WakeHandlers): { stop(): Promise<void> } {
  const place = databasePlace(url);
  let isStopped = false;
  let attempt = 0;
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let ping: NodeJS.Timeout | null = null;

  const connect = async (): Promise<void> => {
    const mine = new pg.Client({ ...sessionConfig(url, "danhba listen", "danhba_service"), keepAlive: true });
    client = mine;
    let isBroken = false;
    const onBroken = (error: unknown): void => {
      if (isBroken) return;
      isBroken = true;
      if (ping !== null) clearInterval(ping);
      // It is broken already; ending it only frees the socket.
      mine.end().catch(() => undefined);
      if (isStopped) return;
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2);
      attempt += 1;
      handlers.onBroken(translateDatabaseError(error, place), Math.round(pause));
      timer = setTimeout(() => void connect(), pause);
    };
    mine.on("error", onBroken);
    mine.on("end", () => onBroken(new Error("Connection terminated")));
    mine.on("notification", ({ payload }) => handlers.onWake(payload ?? ""));
    try {
      await mine.connect();
      await mine.query(`LISTEN ${CHANNEL}`);
      attempt = 0;
      ping = setInterval(() => void mine.query("SELECT 1").catch(onBroken), PING_MS);
      handlers.onListening();
    } catch (error) {
      onBroken(error);
    }
  };

  void connect();
  return {
    stop: async () => {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
      if (ping !== null) clearInterval(ping);
      await client?.end();
    },
  };
}
