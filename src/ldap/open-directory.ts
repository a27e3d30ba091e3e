/** The directory behind its port: bound connections that are never silently replaced by unbound ones. */
import type { Client } from "ldapts";
import { DanhbaError } from "../model/error.ts";
import type { DirectoryPort, Writing } from "../ports/directory-port.ts";
import { answers, connectBound, connectPatiently, type DirectoryOptions } from "./connect.ts";
import { detectWriting } from "./detect-transactions.ts";
import { notesSignIns } from "./notes-sign-ins.ts";
import { openReading } from "./open-reading.ts";
import { translateLdapError, translateReadError } from "./translate-error.ts";
import { openWritingSide } from "./write-directory.ts";

/**
 * Connects and binds.
 * @throws DanhbaError LDAP_UNREACHABLE, LDAP_AUTH (wrong name or password), LDAP_INSECURE (clear text over a
 * network), SETTINGS_INVALID (the authority's file cannot be read, or the server does not offer the transactions that
 * are asked for)
 */
export async function openDirectory(options: DirectoryOptions): Promise<DirectoryPort> {
  const { url, suffix } = options;
  let client = await connectBound(options);
  const writingSide = openWritingSide({
    ...options,
    writing: await detectOrClose(client, options),
    reconnect: async () => {
      if (!(await answers(client))) client = await connectPatiently(options);
      return client;
    },
  });

  /** The driver would connect again by itself, without a bind: then nothing must be read or written. */
  const bound = (): Client => {
    if (client.isConnected && client.isBound) return client;
    throw new DanhbaError("LDAP_UNREACHABLE", { url, detail: "connection lost" });
  };
  return {
    ...openReading({ url, suffix }, bound),
    notesSignIns: async () => {
      try {
        bound();
        return await notesSignIns(options);
      } catch (error) {
        throw translateReadError(error, { url, base: options.bindDn });
      }
    },
    get writing() {
      return writingSide.writing;
    },
    write: writingSide.write,
    writeTogether: writingSide.writeTogether,
    goWithoutTransactions: writingSide.goWithoutTransactions,
    close: async () => {
      await writingSide.close();
      await client.unbind();
    },
  };
}

/** @throws DanhbaError as `detectWriting`, LDAP_UNREACHABLE */
async function detectOrClose(client: Client, options: DirectoryOptions): Promise<Writing> {
  try {
    return await detectWriting(client, options);
  } catch (error) {
    await client.unbind();
    throw translateLdapError(error, { url: options.url, bindDn: options.bindDn });
  }
}
