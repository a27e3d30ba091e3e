/** One entry as the server shows it, where it shows it. */
import { type Client, ResultCodeError } from "ldapts";
import type { Attributes } from "../model/entry.ts";
import { isCutShort, translateLdapError } from "./translate-error.ts";

/**
 * The values of one entry; null where there is none, or none to be seen. Throws the driver's error when the server
 * cannot answer at all.
 */
export async function readBase(client: Client, dn: string, attributes: string[]): Promise<Attributes | null> {
  try {
    const { searchEntries } = await client.search(dn, { scope: "base", attributes });
    const [entry] = searchEntries;
    if (entry === undefined) return null;
    const { dn: _dn, ...rest } = entry;
    return Object.fromEntries(
      Object.entries(rest).map(([name, value]) => [name, [value].flat().map(String)]),
    );
  } catch (error) {
    if (error instanceof ResultCodeError && !isFault(error)) return null;
    throw error;
  }
}

/** Whether an answer of the server means that it cannot work at all, rather than that it will not show something. */
const isFault = (error: ResultCodeError): boolean =>
  isCutShort(error.code) || translateLdapError(error, {}).code !== "LDAP_REFUSED";
