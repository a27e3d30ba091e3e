/** Whether the server notes sign-ins (`lastbind`), seen by a sign-in of our own and without rights on `cn=config`. */
import { InsufficientAccessError, NoSuchObjectError } from "ldapts";
import { generalizedTimeMs } from "../model/generalized-time.ts";
import { bindClient, createClient, type DirectoryOptions } from "./connect.ts";

/**
 * slapd 2.5 notes every sign-in, 2.6 one in so many seconds (`olcLastBindPrecision`, 3600 in our files); the rest is
 * for clocks that differ. A note older than this was not made for us.
 */
const NEWEST_NOTE_MS = 2 * 60 * 60 * 1000;

/**
 * Binds on a connection of its own and reads back `pwdLastSuccess` of danhba's account. False on any doubt: the
 * entry cannot be read, or holds no note or an old one. Throws the driver's error when the server cannot be asked.
 */
export async function notesSignIns(options: DirectoryOptions): Promise<boolean> {
  const client = await createClient(options);
  await bindClient(client, options);
  try {
    const { searchEntries } = await client.search(options.bindDn, {
      scope: "base",
      attributes: ["pwdLastSuccess"],
    });
    const noted = generalizedTimeMs(String(searchEntries[0]?.pwdLastSuccess ?? ""));
    return noted !== null && Math.abs(Date.now() - noted) <= NEWEST_NOTE_MS;
  } catch (error) {
    if (error instanceof NoSuchObjectError || error instanceof InsufficientAccessError) return false;
    throw error;
  } finally {
    await client.unbind();
  }
}
