/** `danhba notices` and `danhba notices close ID…`: whom the regulation wants told of a change, and who was. */
import { systemClock } from "../../compose.ts";
import type { Notice } from "../../model/notice.ts";
import { instantOf } from "../../ports/clock.ts";
import type { Lang } from "../../texts/lang.ts";
import { noticeText } from "../../texts/notices.ts";
import { timeText, VIEW_TEXTS } from "../../texts/views.ts";
import { EXIT } from "../exit-status.ts";
import { positiveInteger } from "../options.ts";
import { jsonText, type Session, withDatabase } from "../session.ts";
import { table } from "../views/table.ts";

export async function noticesVerb(session: Session, { all }: { readonly all?: boolean }): Promise<number> {
  return await withDatabase(session, async ({ journal }, realm) => {
    const { id } = realm.settings;
    const notices = await journal.notices(id, all === true);
    if (session.isJson) {
      const documents = notices.map((notice) => ({ ...notice, message: noticeText(session.lang, notice) }));
      session.print(jsonText({ formatVersion: 1, realm: id, notices: documents }));
    } else {
      session.print(noticesText(session.lang, notices));
    }
    return EXIT.done;
  });
}

/** @throws DanhbaError USAGE for a notice that is not open; then none is closed */
export async function noticesCloseVerb(
  session: Session,
  ids: readonly string[],
  { operator }: { readonly operator: string },
): Promise<number> {
  const numbers = ids.map((id) => positiveInteger("ID", id));
  return await withDatabase(session, async ({ journal }, realm) => {
    const { id } = realm.settings;
    await journal.closeNotices(id, numbers, operator, instantOf(systemClock));
    if (session.isJson) session.print(jsonText({ formatVersion: 1, realm: id, closed: numbers, operator }));
    else session.print(`${numbers.join(", ")}: ${VIEW_TEXTS[session.lang].told}`);
    return EXIT.done;
  });
}

function noticesText(lang: Lang, notices: readonly Notice[]): string {
  const words = VIEW_TEXTS[lang];
  if (notices.length === 0) return words.noNotices;
  const rows = notices.map((notice) => [
    String(notice.id),
    timeText(lang, notice.at),
    notice.owner,
    notice.dn,
    noticeText(lang, notice),
    notice.clause,
    notice.toldAt === null ? "" : `${notice.toldBy}, ${timeText(lang, notice.toldAt)}`,
  ]);
  return table([["#", words.time, words.owner, "DN", words.why, words.clause, words.told], ...rows], [0]);
}
