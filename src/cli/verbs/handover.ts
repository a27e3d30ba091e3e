/** `danhba handover list` and `danhba handover collect UNIT`: passwords that wait, and their way out. */
import { systemClock } from "../../compose.ts";
import { instantOf } from "../../ports/clock.ts";
import { type Collected, collectPasswords } from "../../reconcile/collect-passwords.ts";
import { type ListedHandover, listHandovers } from "../../reconcile/list-handovers.ts";
import { wayOut } from "../../reconcile/way-out.ts";
import { HANDOVER_STATE_TEXTS, HANDOVER_TEXTS, HANDOVER_WHY_TEXTS } from "../../texts/handovers.ts";
import { timeText, VIEW_TEXTS } from "../../texts/views.ts";
import { EXIT } from "../exit-status.ts";
import { jsonText, type Session, stopSignal, withDatabase, withServices } from "../session.ts";
import { handedOutDocument, handedOutText } from "../views/handed-out-view.ts";
import { table } from "../views/table.ts";
import { checkOutput, writePasswords } from "../write-passwords.ts";

const LISTED = ["waiting", "sealed", "expired"] as const;

export async function handoverListVerb(session: Session): Promise<number> {
  return await withDatabase(session, async ({ handovers }, realm) => {
    const { id } = realm.settings;
    const listed = await listHandovers(handovers, id, instantOf(systemClock));
    const counts = Object.fromEntries(
      LISTED.map((state) => [state, listed.filter((row) => row.state === state).length]),
    );
    if (session.isJson) session.print(jsonText({ formatVersion: 1, realm: id, counts, handovers: listed }));
    else session.print(listText(session, listed));
    return EXIT.done;
  });
}

function listText({ lang }: Session, listed: readonly ListedHandover[]): string {
  const words = HANDOVER_TEXTS[lang];
  const states = HANDOVER_STATE_TEXTS[lang];
  if (listed.length === 0) return words.nobodyWaits;
  const { owner, state, why } = VIEW_TEXTS[lang];
  const heads = [state, words.unit, owner, words.uid, why, words.since, words.days];
  const rows = listed.map((row) => [
    states[row.state],
    row.unit ?? "-",
    row.owner,
    row.localPart ?? "-",
    HANDOVER_WHY_TEXTS[lang][row.why],
    timeText(lang, row.since),
    String(row.days),
  ]);
  const totals = LISTED.map((one) => `${states[one]}: ${listed.filter((row) => row.state === one).length}`);
  return [table([heads, ...rows], [6]), totals.join(", ")].join("\n");
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
