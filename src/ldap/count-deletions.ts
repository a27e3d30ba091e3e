/** How many deletions the server has counted, as its monitor tells (slapd-monitor(5)). */
import type { Client } from "ldapts";
import { InsufficientAccessError, NoSuchObjectError, SearchRequest } from "ldapts";
import { askOnce } from "./read-pages.ts";

/** Of deletions by LDAP clients; what replication deletes here is not among them. */
const DELETIONS = { base: "cn=Delete,cn=Operations,cn=Monitor", attribute: "monitorOpCompleted" };
/** The count begins anew with the server. */
const START = { base: "cn=Start,cn=Time,cn=Monitor", attribute: "monitorTimestamp" };

/** `<start> <count>`; null where the monitor is missing or not readable. Throws the driver's error for anything else. */
export async function countDeletions(client: Client): Promise<string | null> {
  const [start, count] = await Promise.all([readValue(client, START), readValue(client, DELETIONS)]);
  return start === null || count === null ? null : `${start} ${count}`;
}

async function readValue(
  client: Client,
  { base, attribute }: { readonly base: string; readonly attribute: string },
): Promise<string | null> {
  try {
    const asked = { base, scope: "base", attributes: [attribute] } as const;
    const { searchEntries } = await askOnce(client, asked, (options) => new SearchRequest(options));
    const value = searchEntries[0]?.attributes[0]?.values[0];
    return value === undefined ? null : String(value);
  } catch (error) {
    if (error instanceof NoSuchObjectError || error instanceof InsufficientAccessError) return null;
    throw error;
  }
}
