/** `danhba daemon`: the service, for every configured realm, until SIGTERM. */
import { openDatabase, openRealm, systemClock } from "../../compose.ts";
import { serveRealm } from "../../daemon/serve-realm.ts";
import { createLogger, type LogLevel } from "../../logging/logger.ts";
import { DanhbaError } from "../../model/error.ts";
import { isQuiet } from "../../reconcile/is-quiet.ts";
import { lookForDrift } from "../../reconcile/look-for-drift.ts";
import { sync } from "../../reconcile/sync.ts";
import { EXIT } from "../exit-status.ts";
import { type Session, settingsOf, stopSignal } from "../session.ts";

const LEVELS: readonly string[] = ["debug", "info", "warn", "error", "silent"] satisfies LogLevel[];

/**
 * Serves all realms side by side; a fault that waiting cannot mend ends all of them.
 * @throws DanhbaError LEASE_HELD when another service is at work in one of the realms
 */
export async function daemonVerb(
  session: Session,
  { logLevel }: { readonly logLevel: string },
): Promise<number> {
  if (!LEVELS.includes(logLevel)) {
    throw new DanhbaError("USAGE", {
      argument: "--log-level",
      value: logLevel,
      problem: "NOT_ONE_OF",
      known: LEVELS.join(", "),
    });
  }
  const settings = settingsOf(session);
  const log = createLogger(logLevel as LogLevel);
  const asked = stopSignal();
  const failed = new AbortController();
  const stop = AbortSignal.any([asked, failed.signal]);
  const database = openDatabase(settings.databaseUrl, settings.realms);
  try {
    const serving = settings.realms.map(async (realm) => {
      try {
        await serveRealm({
          realm: realm.settings.id,
          journal: database.journal,
          feed: database.feed,
          wakeUps: database.wakeUps,
          schedule: realm.settings.schedule,
          clock: systemClock,
          log,
          stop,
          run: async (lease, trigger, stopRun) => {
            const opened = await openRealm(realm, database, () => undefined);
            try {
              return await sync(opened.services, lease, { trigger, stop: stopRun });
            } finally {
              await opened.close();
            }
          },
          openLook: async () => {
            const opened = await openRealm(realm, database, () => undefined);
            const { answers, ...services } = opened.services;
            const looking = { ...services, projection: answers.projection };
            return {
              look: (lease) => lookForDrift(looking, lease),
              isQuiet: () => isQuiet(opened.services),
              close: () => opened.close(),
            };
          },
        });
      } catch (error) {
        failed.abort();
        throw error;
      }
    });
    const results = await Promise.allSettled(serving);
    const fault = results.find((result) => result.status === "rejected");
    if (fault !== undefined) throw fault.reason;
    log.info("stopped");
    return EXIT.done;
  } finally {
    await database.close();
  }
}
