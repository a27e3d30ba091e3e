/** `danhba handover list` and `danhba handover collect UNIT`: passwords that wait, and their way out. */
import { systemClock } from "../../compose.ts";
import { instantOf } from "../../ports/clock.ts";
import { type Collected, collectPasswords } from "../../reconcile/collect-passwords.ts";
import { listHandovers } from "../../reconcile/list-handovers.ts";
import { wayOut } from "../../reconcile/way-out.ts";
import { HANDOVER_TEXTS } from "../../texts/handovers.ts";
import { timeText } from "../../texts/views.ts";
import { EXIT } from "../exit-status.ts";
import { jsonText, type Session, stopSignal, withDatabase, withServices } from "../session.ts";
import { handedOutDocument, handedOutText } from "../views/handed-out-view.ts";
import { accountsWaitingText, countStates, unitsWaitingText } from "../views/handover-list-view.ts";
import { checkOutput, writePasswords } from "../write-passwords.ts";

/** @param unit its accounts one by one; without it, how many wait in each unit */
export async function handoverListVerb(session: Session, unit?: string): Promise<number> {
  return await withDatabase(session, async ({ handovers }, realm) => {
    const { id } = realm.settings;
    const all = await listHandovers(handovers, id, instantOf(systemClock));
    const listed = unit === undefined ? all : all.filter((row) => row.unit === unit);
    if (session.isJson) {
      const counts = countStates(listed);
      session.print(jsonText({ formatVersion: 1, realm: id, counts, handovers: listed }));
    } else {
      const text = unit === undefined ? unitsWaitingText : accountsWaitingText;
      session.print(text(session.lang, listed));
    }
    return EXIT.done;
  });
}

export interface CollectVerbOptions {
  readonly operator: string;
  readonly document?: string;
  readonly output?: string;
  readonly renew?: boolean;
}

/** Returns the exit status: 0, or 4 when the directory refused a password. */
export async function handoverCollectVerb(
  session: Session,
  unit: string,
  { operator, document, output, renew }: CollectVerbOptions,
): Promise<number> {
  const stop = stopSignal();
  return await withDatabase(session, async (database, realm) => {
    checkOutput(wayOut(realm.settings.handover, unit), { output, isJson: session.isJson });
    const collected = await withServices(session, database, realm, (services) =>
      collectPasswords(services, unit, {
        operator,
        documentNo: document ?? null,
        isRenewing: renew === true,
        stop,
        write: (text) => writePasswords(output, text),
      }),
    );
    const show = output === undefined ? session.tell : session.print;
    if (session.isJson) {
      const head = { formatVersion: 1, realm: realm.settings.id, unit, operator, file: output ?? null };
      session.print(jsonText({ ...head, ...collectedDocument(collected) }));
    } else {
      show(collectedText(session, collected));
    }
    const isRefused = collected.kind === "passwords" && collected.refused.length > 0;
    return isRefused ? EXIT.itemsFailed : EXIT.done;
  });
}

function collectedDocument(collected: Collected): Record<string, unknown> {
  return collected.kind === "passwords"
    ? { kind: collected.kind, ...handedOutDocument(collected) }
    : { ...collected };
}

function collectedText(session: Session, collected: Collected): string {
  const { lang } = session;
  const words = HANDOVER_TEXTS[lang];
  switch (collected.kind) {
    case "nothing":
      return collected.last === null
        ? words.nobodyWaits
        : `${words.nobodyWaits} ${words.lastCollected} ${collected.last.by}, ${timeText(lang, collected.last.at)}.`;
    case "parcel": {
      const told = `${words.parcel} ${timeText(lang, collected.sealedAt)}; ${words.sealedFor}: ${collected.sealedFor.join(", ")}`;
      return collected.left === 0 ? told : `${told}\n${collected.left} ${words.moreParcels}`;
    }
    case "passwords":
      return handedOutText(lang, collected);
  }
}
