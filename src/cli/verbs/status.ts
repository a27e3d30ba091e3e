/** `danhba status`: health, lag, who holds the lease, what is due next and what is overdue. */
import { systemClock } from "../../compose.ts";
import { DanhbaError } from "../../model/error.ts";
import { vietnamDay } from "../../model/vietnam-time.ts";
import { instantOf } from "../../ports/clock.ts";
import { overdueOf } from "../../reconcile/pending.ts";
import { STATE_TEXTS, timeText, VIEW_TEXTS } from "../../texts/views.ts";
import { EXIT } from "../exit-status.ts";
import { jsonText, type Session, withDatabase } from "../session.ts";
import { overdueDocuments, overdueText } from "../views/overdue-view.ts";
import { refusedOf, refusedText } from "../views/refused-view.ts";

/** @throws DanhbaError SERVICE_DOWN when the service is required and does not run */
export async function statusVerb(
  session: Session,
  { requireDaemon }: { readonly requireDaemon?: boolean },
): Promise<number> {
  return await withDatabase(session, async ({ journal, feed, answers }, realm) => {
    const { id } = realm.settings;
    const holder = await journal.leaseHolder(id);
    const runs = await journal.runs(id, 50);
    const [lastRun] = runs;
    const held = runs.filter(({ state }) => state === "held");
    const lag = await feed.unseenChanges(id, await journal.lastCursor(id));
    const head = await journal.chainHead(id);
    const pending = await journal.pending(id);
    const overdue = overdueOf(pending, vietnamDay(instantOf(systemClock)), realm.calendar);
    const due = { next: await journal.nextDue(id), count: await journal.countDue(id) };
    const refused = refusedOf(await answers.refusals.read(id));
    if (session.isJson) {
      session.print(
        jsonText({
          formatVersion: 1,
          realm: id,
          lease: holder,
          lag,
          lastRun:
            lastRun === undefined
              ? null
              : {
                  runId: lastRun.id,
                  state: lastRun.state,
                  startedAt: lastRun.startedAt,
                  endedAt: lastRun.endedAt,
                },
          heldRuns: held.map(({ id: run }) => run),
          pending: pending.length,
          overdue: overdueDocuments(overdue),
          due,
          refused,
          log: head,
        }),
      );
    } else {
      const { lang } = session;
      const words = VIEW_TEXTS[lang];
      const service =
        holder === null
          ? words.daemonOff
          : `${words.daemonOn} (${words.process} ${holder.pid} ${words.on} ${holder.host}, ${words.since} ${timeText(lang, holder.acquiredAt)})`;
      const run =
        lastRun === undefined
          ? words.never
          : `${lastRun.id} ${STATE_TEXTS[lang][lastRun.state]} ${timeText(lang, lastRun.startedAt)}`;
      const oldest = lag.oldestAt === null ? "" : ` (${words.oldest} ${timeText(lang, lag.oldestAt)})`;
      session.print(
        [
          `${id}: ${service}`,
          `${words.lag}: ${lag.count}${oldest}`,
          `${words.lastRun}: ${run}`,
          `${words.held}: ${held.map(({ id: number }) => number).join(", ") || "0"}`,
          `${words.records}: ${head.seq}`,
          `${words.pending}: ${pending.length}`,
          `${words.nextDue}: ${due.next === null ? words.never : timeText(lang, due.next)} (${words.dueOwners}: ${due.count})`,
          ...(refused.count === 0 ? [] : [refusedText(lang, refused)]),
          ...(overdue.length === 0 ? [] : [overdueText(lang, overdue)]),
        ].join("\n"),
      );
    }
    if (requireDaemon === true && holder === null) throw new DanhbaError("SERVICE_DOWN", { realm: id });
    return EXIT.done;
  });
}
