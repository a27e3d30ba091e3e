/** Whether writes can be made together (RFC 5805): what the server offers, and whether its version is trusted with it. */
import type { Client } from "ldapts";
import { DanhbaError } from "../model/error.ts";
import type { Writing } from "../ports/directory-port.ts";
import type { DirectoryOptions } from "./connect.ts";
import { readBase } from "./read-base.ts";
import { END_OID, START_OID } from "./transaction.ts";

/** Four connections made the most of slapd (measured: 3,350, 4,480 and 5,130 writes/s with 1, 2 and 4). */
const USUAL_LANES = 4;

/** The oldest version that transactions were measured on, under load and with refusals. */
const OLDEST_TRUSTED = { major: 2, minor: 5 };

/** What a server tells of itself. */
export interface ServerFacts {
  /** `supportedExtension` and `supportedControl` of the root DSE. */
  readonly supported: readonly string[];
  /** `monitoredInfo` of `cn=Monitor`, such as `OpenLDAP: slapd 2.5.13+dfsg-5 (…)`; null where it cannot be read. */
  readonly info: string | null;
}

/** Throws the driver's error when the server cannot be asked. */
export async function readServerFacts(client: Client): Promise<ServerFacts> {
  const root = await readBase(client, "", ["supportedExtension", "supportedControl"]);
  const monitor = await readBase(client, "cn=Monitor", ["monitoredInfo"]);
  return {
    supported: [...(root?.supportedExtension ?? []), ...(root?.supportedControl ?? [])],
    info: monitor?.monitoredInfo?.[0] ?? null,
  };
}

/**
 * | setting | offered | version          | writes together | why               |
 * |---------|---------|------------------|-----------------|-------------------|
 * | `off`   | any     | any              | no              | off               |
 * | other   | no      | any              | no              | unsupported       |
 * | other   | yes     | not to be read   | no              | unknown-version   |
 * | `on`    | yes     | any              | yes             | on                |
 * | `auto`  | yes     | older than known | no              | untrusted-version |
 * | `auto`  | yes     | other            | yes             | on                |
 *
 * The monitor tells more than the version: without it no transaction can be ended safely (`awaitQuiet`).
 */
export function judgeWriting(
  { supported, info }: ServerFacts,
  {
    transactions = "auto",
    connections = USUAL_LANES,
  }: Pick<DirectoryOptions, "transactions" | "connections">,
): Writing {
  const because = (why: Writing["why"]): Writing => ({
    isInTransactions: why === "on",
    why,
    lanes: connections,
  });
  if (transactions === "off") return because("off");
  // OpenLDAP keeps the control that goes with them out of `supportedControl`.
  if (![START_OID, END_OID].every((oid) => supported.includes(oid))) return because("unsupported");
  const version = /\bslapd (\d+)\.(\d+)/.exec(info ?? "");
  if (version === null) return because("unknown-version");
  if (transactions === "on") return because("on");
  const [major, minor] = [Number(version[1]), Number(version[2])];
  const isTrusted =
    major > OLDEST_TRUSTED.major || (major === OLDEST_TRUSTED.major && minor >= OLDEST_TRUSTED.minor);
  return because(isTrusted ? "on" : "untrusted-version");
}

/**
 * What is read of the server, judged by the settings. Throws the driver's error when the server cannot be asked.
 * @throws DanhbaError SETTINGS_INVALID where the settings insist on what the server does not offer, or does not show
 */
export async function detectWriting(client: Client, options: DirectoryOptions): Promise<Writing> {
  const writing = judgeWriting(await readServerFacts(client), options);
  if (options.transactions === "on" && !writing.isInTransactions)
    throw new DanhbaError("SETTINGS_INVALID", {
      setting: "ldap.transactions",
      problem: writing.why === "unknown-version" ? "MONITOR_NOT_READABLE" : "TRANSACTIONS_NOT_OFFERED",
    });
  return writing;
}
