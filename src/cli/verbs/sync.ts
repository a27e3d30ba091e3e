/** `danhba sync`: plan, gate and apply once. */
import { type SyncResult, syncAlone } from "../../reconcile/sync.ts";
import { exitOfResult } from "../exit-status.ts";
import { jsonText, type Session, stopSignal, withDatabase, withServices } from "../session.ts";
import { outcomeDocument, outcomeText } from "../views/sync-view.ts";

/** Returns the exit status: 0, 3 held, 4 failed items or a proof that differs. */
export async function syncVerb(
  session: Session,
  { acceptClock, anew }: { readonly acceptClock?: boolean; readonly anew?: boolean },
): Promise<number> {
  const stop = stopSignal();
  return await withDatabase(session, async (database, realm) => {
    const result = await withServices(session, database, realm, (services) =>
      syncAlone(services, {
        trigger: "sync",
        stop,
        isAnew: anew === true,
        isClockRight: acceptClock === true,
      }),
    );
    return printResult(session, realm.settings.id, result);
  });
}

export function printResult(session: Session, realm: string, result: SyncResult): number {
  const outcome = { realm, ...result };
  session.print(
    session.isJson ? jsonText(outcomeDocument(session.lang, outcome)) : outcomeText(session.lang, outcome),
  );
  return exitOfResult(result);
}
