/** Connections to the directory: only where nobody can listen, with the realm's own authority, bound or closed again. */
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { Client, type ClientOptions, type Control } from "ldapts";
import { DanhbaError } from "../model/error.ts";
import { assertSecure } from "./assert-secure.ts";
import { withWholeMessages } from "./whole-messages.ts";

export interface DirectoryOptions {
  readonly url: string;
  readonly suffix: string;
  readonly bindDn: string;
  readonly bindPassword: string;
  /** PEM file with the authority of the server's certificate; the system's when null. */
  readonly caFile: string | null;
  /** Whether several writes are made as one (RFC 5805); `auto` without it. */
  readonly transactions?: "auto" | "on" | "off";
  /** How many connections to write on; 4 without it. */
  readonly connections?: number;
}

/** A server that does not take a connection, or leaves an operation unanswered, for this long is unreachable. */
const CONNECT_TIMEOUT_MS = 5_000;
const OPERATION_TIMEOUT_MS = 60_000;

/**
 * A client that connects on first use.
 * @throws DanhbaError LDAP_INSECURE (clear text over a network), SETTINGS_INVALID (no LDAP URL, or the authority's
 * file cannot be read)
 */
export async function createClient({ url, caFile }: DirectoryOptions): Promise<Client> {
  assertSecure(url);
  const client = new Client({
    ...transport(url),
    connectTimeout: CONNECT_TIMEOUT_MS,
    timeout: OPERATION_TIMEOUT_MS,
    ...(caFile === null ? {} : { tlsOptions: { ca: await readAuthority(caFile) } }),
  });
  return withWholeMessages(client);
}

/** Binds as danhba's account; throws the driver's error. */
export async function bindClient(
  client: Client,
  { bindDn, bindPassword }: DirectoryOptions,
  controls: Control[] = [],
): Promise<void> {
  try {
    await client.bind(bindDn, bindPassword, controls);
  } catch (error) {
    await client.unbind(); // a refused bind leaves the connection open
    throw error;
  }
}

async function readAuthority(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new DanhbaError(
      "SETTINGS_INVALID",
      { setting: `ldap.caFile ${path}`, problem: "UNREADABLE" },
      error,
    );
  }
}

/** `ldapi://%2Frun%2Fslapd%2Fldapi` is a local socket, which the driver takes as a connection of our making. */
function transport(url: string): Pick<ClientOptions, "url" | "createConnection"> {
  const { protocol, hostname } = new URL(url);
  if (protocol !== "ldapi:") return { url };
  const path = decodeURIComponent(hostname);
  return { url: "ldap://localhost", createConnection: (() => connect(path)) as typeof connect };
}
