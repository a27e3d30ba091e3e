/** `danhba password reset PERSON|ADDRESS`: a new password for one account, after an identity check. */
import type { ResetRequest } from "../../model/handover.ts";
import { findSubject, resetPassword } from "../../reconcile/reset-password.ts";
import { wayOut } from "../../reconcile/way-out.ts";
import { EXIT } from "../exit-status.ts";
import { jsonText, type Session, stopSignal, withDatabase, withServices } from "../session.ts";
import { handedOutDocument, handedOutText } from "../views/handed-out-view.ts";
import { checkOutput, writePasswords } from "../write-passwords.ts";

export interface PasswordResetOptions {
  readonly operator: string;
  readonly verifiedBy: string;
  readonly channel: string;
  readonly cause: ResetRequest["cause"];
  readonly document?: string;
  readonly output?: string;
}

/** Returns the exit status: 0, or 4 when the directory refused the password. */
export async function passwordResetVerb(
  session: Session,
  subject: string,
  { operator, verifiedBy, channel, cause, document, output }: PasswordResetOptions,
): Promise<number> {
  const stop = stopSignal();
  return await withDatabase(session, async (database, realm) => {
    const handed = await withServices(session, database, realm, async (services) => {
      const { unit } = await findSubject(services, subject);
      checkOutput(wayOut(realm.settings.handover, unit), { output, isJson: session.isJson });
      return await resetPassword(services, subject, {
        operator,
        verifiedBy,
        channel,
        cause,
        documentNo: document ?? null,
        stop,
        write: (text) => writePasswords(output, text),
      });
    });
    const show = output === undefined ? session.tell : session.print;
    if (session.isJson) {
      const head = { formatVersion: 1, realm: realm.settings.id, operator, verifiedBy, channel, cause };
      session.print(jsonText({ ...head, file: output ?? null, ...handedOutDocument(handed) }));
    } else {
      show(handedOutText(session.lang, handed));
    }
    return handed.refused.length > 0 ? EXIT.itemsFailed : EXIT.done;
  });
}
