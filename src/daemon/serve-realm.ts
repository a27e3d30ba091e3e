/** The service for one realm: holds the lease, follows the feed, runs on schedule, and outlives faults. */

import { setTimeout as delay } from "node:timers/promises";
import cron from "node-cron";
import type { Logger } from "../logging/logger.ts";
import { DanhbaError, ERROR_CODES } from "../model/error.ts";
import type { Clock } from "../ports/clock.ts";
import type { FeedReader } from "../ports/feed-port.ts";
import type { JournalPort, Lease, RunTrigger } from "../ports/journal-port.ts";
import type { WakeUps } from "../ports/wake-port.ts";
import type { SyncResult } from "../reconcile/sync.ts";
import { type DirectoryLook, DriftWatch } from "./drift-watch.ts";
import { DueAlarm } from "./due-alarm.ts";
import { faultOf } from "./fault-of.ts";
import { tellRun } from "./tell-run.ts";
import { WakeQueue } from "./wake-queue.ts";

export interface ServeOptions {
  readonly realm: string;
  readonly journal: JournalPort;
  readonly feed: FeedReader;
  readonly wakeUps: WakeUps;
  readonly schedule: { readonly full: string; readonly settleMs: number; readonly pollSeconds: number };
  readonly clock: Clock;
  readonly log: Logger;
  readonly stop: AbortSignal;
  /** One run under the lease; opens and closes its own directory connection. */
  readonly run: (lease: Lease, trigger: RunTrigger, stop: AbortSignal) => Promise<SyncResult>;
  /** Connects for looks at the directory between runs. */
  readonly openLook: () => Promise<DirectoryLook>;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Until `stop`. Faults that may pass (database or directory out of reach, lease lost) are logged and tried again
 * with growing pauses; whoever has lost the lease to another waits like this until that one gives it back.
 * @throws DanhbaError LEASE_HELD when another service is there at the start; any fault that waiting cannot mend
 */
export async function serveRealm(options: ServeOptions): Promise<void> {
  const { realm, journal, log, stop } = options;
  let isFirst = true;
  for (let attempt = 0; !stop.aborted; attempt += 1) {
    try {
      const lease = await journal.acquireLease(realm);
      log.info({ realm, token: lease.token }, "lease acquired");
      isFirst = false;
      attempt = 0;
      try {
        await serveUnderLease(options, lease);
      } finally {
        await lease.release();
      }
    } catch (error) {
      if (isFirst || !mayPass(error)) throw error;
      log.error({ realm, ...faultOf(error) }, "the service is interrupted and tries again");
      await pause(attempt, stop);
    }
  }
}

async function serveUnderLease(options: ServeOptions, lease: Lease): Promise<void> {
  const { realm, schedule, log, stop, wakeUps } = options;
  const over = AbortSignal.any([stop, lease.lost]);
  const queue = new WakeQueue(schedule.settleMs);
  // Nobody repeats what was announced while nothing listened, so a run follows every time that listening begins;
  // where it cannot begin, the first run does not wait for it.
  let isBegun = false;
  const begin = (): void => {
    queue.wake(isBegun ? "feed" : "start");
    isBegun = true;
  };
  const listener = wakeUps({
    onWake: (woken) => {
      if (woken === realm) queue.wake("feed");
    },
    onListening: () => {
      log.info({ realm }, "listening for feed changes");
      begin();
    },
    onBroken: (error, delayMs) => {
      log.warn({ realm, delayMs, ...faultOf(error) }, "listening is interrupted");
      if (!isBegun) begin();
    },
  });
  const alarm = new DueAlarm(options, () => queue.wake("due"));
  const task = cron.schedule(schedule.full, () => queue.wake("schedule"), { timezone: "Asia/Ho_Chi_Minh" });
  const watch = new DriftWatch(options, lease, () => queue.wake("drift"));
  const poll = setInterval(() => {
    watch.look();
    void pollFeed(options, queue);
    void alarm.set();
  }, schedule.pollSeconds * 1_000);
  try {
    for (let failures = 0; ; ) {
      const trigger = await queue.next(over);
      if (trigger === null) break;
      const isDone = await watch.pausedFor(async () => {
        // Others write to the database too, and a change may have been seen by the run before.
        if (trigger === "feed" && (await watch.isQuiet())) return true;
        return await runOnce(options, lease, trigger);
      });
      await alarm.set();
      failures = isDone ? 0 : failures + 1;
      if (!isDone) {
        await pause(failures - 1, over);
        queue.wake(trigger);
      }
    }
    if (lease.lost.aborted && !stop.aborted) throw lease.lost.reason;
  } finally {
    clearInterval(poll);
    alarm.stop();
    await watch.stop();
    await task.destroy();
    await listener.stop();
  }
}

/** False when a fault that may pass ended the run. */
async function runOnce(options: ServeOptions, lease: Lease, trigger: RunTrigger): Promise<boolean> {
  const { realm, log, stop } = options;
  try {
    tellRun(log, realm, await options.run(lease, trigger, stop));
    return true;
  } catch (error) {
    if (lease.lost.aborted) throw lease.lost.reason;
    if (!mayPass(error)) throw error;
    log.error({ realm, trigger, ...faultOf(error) }, "run aborted, will be tried again");
    return false;
  }
}

/** Backstop for a notification that got lost: costs one small query. */
async function pollFeed({ realm, journal, feed, log }: ServeOptions, queue: WakeQueue): Promise<void> {
  try {
    const cursor = await journal.lastCursor(realm);
    if (await feed.hasUnseenChanges(realm, cursor)) queue.wake("feed");
  } catch (error) {
    log.warn({ realm, ...faultOf(error) }, "the feed could not be looked at");
  }
}

const mayPass = (error: unknown): boolean => error instanceof DanhbaError && ERROR_CODES[error.code].retry;

async function pause(attempt: number, signal: AbortSignal): Promise<void> {
  const longest = Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS);
  try {
    await delay(longest * (0.5 + Math.random() / 2), undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error; // else asked to stop while waiting
  }
}
