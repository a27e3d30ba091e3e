/** `danhba migrate`: creates or updates the database schema. */
import { migrateDatabase } from "../../compose.ts";
import { VIEW_TEXTS } from "../../texts/views.ts";
import { EXIT } from "../exit-status.ts";
import { jsonText, type Session, settingsOf } from "../session.ts";

export async function migrateVerb(session: Session): Promise<number> {
  const { databaseUrl } = settingsOf(session);
  const { applied } = await migrateDatabase(databaseUrl);
  const words = VIEW_TEXTS[session.lang];
  if (session.isJson) session.print(jsonText({ formatVersion: 1, applied }));
  else session.print(applied.length === 0 ? words.migratedNone : `${words.migrated}: ${applied.join(", ")}`);
  return EXIT.done;
}
