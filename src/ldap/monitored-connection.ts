/** What slapd's monitor (`cn=Monitor`) tells of danhba's own connections: whether the server is done with them. */
import { setTimeout as pause } from "node:timers/promises";
import { type Client, type Entry, EqualityFilter, ResultCodeError } from "ldapts";
import { dnKey } from "../model/entry.ts";
import { DanhbaError } from "../model/error.ts";
import { senderOf } from "./driver-sender.ts";
import { readBase } from "./read-base.ts";
import { translateLdapError } from "./translate-error.ts";

const CONNECTIONS = "cn=Connections,cn=Monitor";
const ATTRIBUTES = [
  "monitorConnectionAuthzDN",
  "monitorConnectionPeerAddress",
  "monitorConnectionStartTime",
  "monitorConnectionOpsReceived",
  "monitorConnectionOpsExecuting",
  "monitorConnectionOpsPending",
];

export interface MonitoredConnection {
  readonly dn: string;
  /** With the DN, which a restarted server gives out again, this names a connection for good. */
  readonly startTime: string;
}

/** Connections that begin at the same moment look alike, once or twice. */
const LOOKS = 20;

/**
 * The entry of this very connection; null where the monitor does not show it. It is known by the port at this end, or,
 * where something stands between, by how much was sent on it so far. Throws the driver's error.
 */
export async function findOwnConnection(client: Client, bindDn: string): Promise<MonitoredConnection | null> {
  const { socket } = senderOf(client);
  for (let look = 0; look < LOOKS; look += 1) {
    const listed = await listConnections(client, bindDn);
    const sent = senderOf(client).messageId - FIRST_MESSAGE_ID;
    const byPort = listed.filter((entry) =>
      String(entry.monitorConnectionPeerAddress).endsWith(`:${socket?.localPort}`),
    );
    const byCount = listed.filter((entry) => Number(entry.monitorConnectionOpsReceived) === sent);
    const found = [byPort, byCount].find(({ length }) => length === 1)?.[0];
    if (found !== undefined) return { dn: found.dn, startTime: String(found.monitorConnectionStartTime) };
  }
  return null;
}

/** The driver's first message has the next one. */
const FIRST_MESSAGE_ID = 1;

/** How long the server may take to be done with what it has answered, in ms; it takes microseconds. */
const PATIENCE_MS = 30_000;
/** So many questions are asked at once; after that the processor is left to the server in between. */
const EAGER_LOOKS = 5;
const PAUSE_MS = 5;

/**
 * Waits until slapd is done with every operation of this connection, the question itself aside. An answer does not say
 * so: the thread that sent it still uses the operation.
 * @throws DanhbaError LDAP_UNREACHABLE when that is not seen
 */
export async function awaitQuiet(client: Client, { dn }: MonitoredConnection): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  for (let look = 1; performance.now() < until; look += 1) {
    const entry = await readBase(client, dn, ["monitorConnectionOpsExecuting"]);
    if (entry?.monitorConnectionOpsExecuting?.[0] === "1") return;
    if (look > EAGER_LOOKS) await pause(PAUSE_MS);
  }
  throw new DanhbaError("LDAP_UNREACHABLE", {
    dn,
    detail: "the server is not done with what it has answered",
  });
}

const LOOK_AGAIN_MS = 50;

/**
 * Waits until the server has closed these connections, or at least is done with all that came on them.
 * @throws DanhbaError LDAP_UNREACHABLE when it is still busy with one of them after half a minute; throws the driver's
 * error
 */
export async function awaitClosed(
  client: Client,
  bindDn: string,
  connections: readonly MonitoredConnection[],
): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  // A server that was restarted within a second may have given this one the name and time of one that was lost.
  const own = await findOwnConnection(client, bindDn);
  for (;;) {
    const left = (await listConnections(client, bindDn)).filter(
      (entry) =>
        entry.dn !== own?.dn &&
        connections.some(
          ({ dn, startTime }) => entry.dn === dn && entry.monitorConnectionStartTime === startTime,
        ),
    );
    if (left.length === 0) return;
    if (performance.now() > until) {
      if (left.every(isIdle)) return; // a connection whose end never reached the server
      throw new DanhbaError("LDAP_UNREACHABLE", { detail: "still busy with a connection that was lost" });
    }
    await pause(LOOK_AGAIN_MS);
  }
}

const isIdle = (entry: Entry): boolean =>
  Number(entry.monitorConnectionOpsExecuting) + Number(entry.monitorConnectionOpsPending) === 0;

/** Those of danhba's account; none where the monitor cannot be read. */
async function listConnections(client: Client, bindDn: string): Promise<readonly Entry[]> {
  try {
    const { searchEntries } = await client.search(CONNECTIONS, {
      scope: "one",
      filter: new EqualityFilter({ attribute: "objectClass", value: "monitorConnection" }),
      attributes: ATTRIBUTES,
    });
    return searchEntries.filter(
      ({ monitorConnectionAuthzDN: account }) => dnKey(String(account)) === dnKey(bindDn),
    );
  } catch (error) {
    if (error instanceof ResultCodeError && translateLdapError(error, {}).code === "LDAP_REFUSED") return [];
    throw error;
  }
}
