/** Connections to the directory: only where nobody can listen, with the realm's own authority, bound or closed again. */
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { Client, type ClientOptions, type Control, ResultCodeError } from "ldapts";
import { DanhbaError } from "../model/error.ts";
import { assertSecure } from "./assert-secure.ts";
import { translateLdapError } from "./translate-error.ts";
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

/**
 * A new connection, bound as danhba's account.
 * @throws DanhbaError LDAP_UNREACHABLE, LDAP_AUTH (wrong name or password), and what `createClient` throws
 */
export async function connectBound(options: DirectoryOptions): Promise<Client> {
  const client = await createClient(options);
  try {
    await bindClient(client, options);
  } catch (error) {
    throw translateLdapError(error, { url: options.url, bindDn: options.bindDn });
  }
  return client;
}

/** A server that is being restarted answers again within seconds; longer than this it is gone. */
const PATIENCE_MS = 20_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/**
 * The same, waiting for a server that is being restarted, with growing pauses.
 * @throws DanhbaError as `connectBound`
 */
export async function connectPatiently(options: DirectoryOptions): Promise<Client> {
  const until = performance.now() + PATIENCE_MS;
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(2 * wait, LONGEST_PAUSE_MS)) {
    try {
      return await connectBound(options);
    } catch (error) {
      const isGone = error instanceof DanhbaError && error.code === "LDAP_UNREACHABLE";
      if (!isGone || performance.now() + wait > until) throw error;
    }
    await pause(wait);
  }
}

/** Whether a connection still is one: that it was lost may not have come through yet. */
export async function answers(client: Client): Promise<boolean> {
  if (!client.isBound) return false;
  try {
    await client.search("", { scope: "base", attributes: ["1.1"] });
  } catch (error) {
    if (!(error instanceof ResultCodeError)) return false;
  }
  return client.isBound; // else the driver has connected again by itself, without a bind
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
