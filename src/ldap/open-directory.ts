/** The directory behind its port: one bound connection that is never silently replaced by an unbound one. */
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { Attribute, Change, Client, type ClientOptions, type Entry, NoSuchObjectError } from "ldapts";
import type { Assertion, AttributeChange, Operation } from "../model/change.ts";
import { type Attributes, BRANCHES, type ObservedEntry } from "../model/entry.ts";
import { DanhbaError } from "../model/error.ts";
import type { DirectoryPort } from "../ports/directory-port.ts";
import { assertSecure } from "./assert-secure.ts";
import { AssertionControl } from "./assertion-control.ts";
import { translateLdapError } from "./translate-error.ts";

export interface DirectoryOptions {
  readonly url: string;
  readonly suffix: string;
  readonly bindDn: string;
  readonly bindPassword: string;
  /** PEM file with the authority of the server's certificate; the system's when null. */
  readonly caFile: string | null;
}

/** A server that does not take a connection, or leaves an operation unanswered, for this long is unreachable. */
const CONNECT_TIMEOUT_MS = 5_000;
const OPERATION_TIMEOUT_MS = 60_000;

/** Entries a page: the driver is fastest with some hundred to a thousand (measured). */
const PAGE_SIZE = 500;

/** Attributes that are read; others, such as passwords and photographs, are nobody's business here. */
const READ = [
  "objectClass",
  "entryUUID",
  "entryCSN",
  "pwdAccountLockedTime",
  "danhbaId",
  "danhbaStatus",
  "danhbaUnit",
  "danhbaMailQuota",
  "uid",
  "cn",
  "sn",
  "givenName",
  "displayName",
  "mail",
  "mailLocalAddress",
  "employeeNumber",
  "employeeType",
  "title",
  "o",
  "ou",
  "description",
  "businessCategory",
  "departmentNumber",
  "telephoneNumber",
  "preferredLanguage",
  "member",
  "roleOccupant",
];
const SPELLING = new Map(READ.map((name) => [name.toLowerCase(), name]));

/**
 * Connects and binds.
 * @throws DanhbaError LDAP_UNREACHABLE, LDAP_AUTH (wrong name or password), LDAP_INSECURE (clear text over a
 * network), SETTINGS_INVALID (the authority's file cannot be read)
 */
export async function openDirectory(options: DirectoryOptions): Promise<DirectoryPort> {
  const { url, suffix } = options;
  assertSecure(url);
  const client = new Client({
    ...transport(url),
    connectTimeout: CONNECT_TIMEOUT_MS,
    timeout: OPERATION_TIMEOUT_MS,
    ...(options.caFile === null ? {} : { tlsOptions: { ca: await readAuthority(options.caFile) } }),
  });
  const guarded = async <T>(
    context: Readonly<Record<string, string>>,
    work: () => Promise<T>,
  ): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw translateLdapError(error, { url, ...context });
    }
  };
  await guarded({ bindDn: options.bindDn }, async () => {
    try {
      await client.bind(options.bindDn, options.bindPassword);
    } catch (error) {
      await client.unbind(); // a refused bind leaves the connection open
      throw error;
    }
  });

  /** The driver would connect again by itself, without a bind: then nothing must be read or written. */
  const bound = <T>(context: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> =>
    guarded(context, () => {
      if (!client.isConnected || !client.isBound) {
        throw new DanhbaError("LDAP_UNREACHABLE", { url, detail: "connection lost" });
      }
      return work();
    });

  const searchBranch = async (base: string): Promise<ObservedEntry[]> => {
    const entries: ObservedEntry[] = [];
    const pages = client.searchPaginated(base, {
      scope: "children",
      attributes: READ,
      paged: { pageSize: PAGE_SIZE },
    });
    for await (const { searchEntries, searchReferences } of pages) {
      if (searchReferences.length > 0)
        throw new DanhbaError("LDAP_INCOMPLETE", { url, base, result: "referral" });
      entries.push(...searchEntries.map(observed));
    }
    return entries;
  };

  return {
    observe: async () => {
      const entries: ObservedEntry[] = [];
      for (const branch of Object.values(BRANCHES)) {
        const base = `${branch},${suffix}`;
        entries.push(...(await bound({ base }, () => searchBranch(base))));
      }
      return entries;
    },
    read: (dn) =>
      bound({ dn }, async () => {
        try {
          const { searchEntries } = await client.search(dn, { scope: "base", attributes: READ });
          return searchEntries[0] === undefined ? null : observed(searchEntries[0]);
        } catch (error) {
          if (error instanceof NoSuchObjectError) return null;
          throw error;
        }
      }),
    write: (operation) => bound({ dn: operation.dn }, () => writeOperation(client, operation)),
    close: () => client.unbind(),
  };
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

async function writeOperation(client: Client, operation: Operation): Promise<void> {
  switch (operation.op) {
    case "add":
      return await client.add(operation.dn, Object.entries(operation.attributes).map(attributeOf));
    case "rename":
      return await client.modifyDN(operation.dn, operation.newDn, controlsFor(operation.expects));
    case "modify":
      return await client.modify(
        operation.dn,
        operation.changes.map(changeOf),
        controlsFor(operation.expects),
      );
  }
}

const attributeOf = ([type, values]: readonly [string, readonly string[]]): Attribute =>
  new Attribute({ type, values: [...values] });

const changeOf = ({ type, attribute, values }: AttributeChange): Change =>
  new Change({ operation: type, modification: attributeOf([attribute, values]) });

const controlsFor = (expects: readonly Assertion[]): AssertionControl[] =>
  expects.length === 0 ? [] : [new AssertionControl(expects)];

/** The driver gives one value alone, and an asked-for attribute that is absent as an empty list. */
function observed(entry: Entry): ObservedEntry {
  const attributes: Record<string, readonly string[]> = {};
  for (const [name, value] of Object.entries(entry)) {
    const spelled = SPELLING.get(name.toLowerCase());
    const values = (Array.isArray(value) ? value : [value]).map(String);
    if (spelled !== undefined && values.length > 0) attributes[spelled] = values;
  }
  const { entryUUID, entryCSN, ...rest } = attributes;
  return {
    dn: entry.dn,
    entryUuid: entryUUID?.[0] ?? "",
    entryCsn: entryCSN?.[0] ?? "",
    attributes: rest satisfies Attributes,
  };
}
