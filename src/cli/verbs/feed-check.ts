/** `danhba feed check`: the certificate of what is in `hr.*` now; writes nothing, and needs no directory. */
import { systemClock } from "../../compose.ts";
import { checkFeed } from "../../reconcile/check-feed.ts";
import { EXIT } from "../exit-status.ts";
import { jsonText, type Session, withDatabase } from "../session.ts";
import { certificateDocument, certificateText } from "../views/certificate-view.ts";

/** Returns the exit status: 0 sound, 3 something of the feed is frozen. */
export async function feedCheckVerb(session: Session): Promise<number> {
  return await withDatabase(session, async ({ feed, journal, answers }, { settings }) => {
    const { id, domain, ldap } = settings;
    const checked = await checkFeed({
      realm: { id, domain, suffix: ldap.suffix },
      answers,
      feed,
      journal,
      feedLimits: settings.feed,
      clock: systemClock,
    });
    session.print(
      session.isJson
        ? jsonText({ formatVersion: 1, realm: id, ...certificateDocument(session.lang, checked) })
        : certificateText(session.lang, checked),
    );
    return checked.certificate.digest === null ? EXIT.done : EXIT.held;
  });
}
