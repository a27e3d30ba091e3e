/** Whether the server is done with connections that are lost here: only then nothing more comes of them. */
import { setTimeout as pause } from "node:timers/promises";
import { type Client, ResultCodeError } from "ldapts";
import { dnKey } from "../model/entry.ts";
import { DanhbaError } from "../model/error.ts";
import { translateLdapError } from "./translate-error.ts";
import type { DirectoryOptions } from "./connect.ts";
import { senderOf } from "./driver-sender.ts";

/** slapd is done with what it has of a connection in milliseconds; a commit on a slow disk takes seconds. */
const PATIENCE_MS = 30_000;
const LOOK_AGAIN_MS = 50;

/** The port at this end, by which the server's monitor names a connection; 0 for what has none (a local socket). */
export const portOf = (client: Client): number => senderOf(client).socket?.localPort ?? 0;

/**
 * Waits until the server has no connection of danhba's account from one of these ports, or has answered all that came
 * on it. Returns at once where the monitor (`cn=Monitor`) cannot be read. Throws the driver's error.
 * @throws DanhbaError LDAP_UNREACHABLE when the server is still busy with one of them after half a minute
 */
export async function awaitSettled(
  client: Client,
  { url, bindDn, ports }: Pick<DirectoryOptions, "url" | "bindDn"> & { readonly ports: readonly number[] },
): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const left = await connectionsFrom(client, bindDn, ports);
    if (left.length === 0) return;
    if (performance.now() > until) {
      if (left.every(({ isBusy }) => !isBusy)) return;
      throw new DanhbaError("LDAP_UNREACHABLE", { url, detail: "still busy with a connection that was lost" });
    }
    await pause(LOOK_AGAIN_MS);
  }
}

async function connectionsFrom(
  client: Client,
  bindDn: string,
  ports: readonly number[],
): Promise<readonly { readonly isBusy: boolean }[]> {
  try {
    const { searchEntries } = await client.search("cn=Connections,cn=Monitor", {
      scope: "one",
      attributes: [
        "monitorConnectionPeerAddress",
        "monitorConnectionAuthzDN",
        "monitorConnectionOpsExecuting",
        "monitorConnectionOpsPending",
      ],
    });
    return searchEntries
      .filter(
        (entry) =>
          ports.includes(Number(/:(\d+)$/.exec(String(entry.monitorConnectionPeerAddress))?.[1] ?? "0")) &&
          dnKey(String(entry.monitorConnectionAuthzDN)) === dnKey(bindDn),
      )
      .map((entry) => ({
        isBusy:
          Number(entry.monitorConnectionOpsExecuting) + Number(entry.monitorConnectionOpsPending) > 0,
      }));
  } catch (error) {
    if (error instanceof ResultCodeError && translateLdapError(error, {}).code === "LDAP_REFUSED") return [];
    throw error;
  }
}
