/** The directory behind its port: one bound connection that is never silently replaced by an unbound one. */
import { type Client, type Entry, type Filter, GreaterThanEqualsFilter, NoSuchObjectError } from "ldapts";
import { type Attributes, BRANCHES, type ObservedEntry } from "../model/entry.ts";
import { DanhbaError } from "../model/error.ts";
import type { DirectoryPort, Writing } from "../ports/directory-port.ts";
import { READ_ATTRIBUTES } from "./attributes.ts";
import { answers, connectBound, connectPatiently, type DirectoryOptions } from "./connect.ts";
import { detectWriting } from "./detect-transactions.ts";
import { notesSignIns } from "./notes-sign-ins.ts";
import { readPages } from "./read-pages.ts";
import { translateLdapError, translateReadError } from "./translate-error.ts";
import { whyNoAddress, whyNotWhole } from "./whole-entries.ts";
import { openWritingSide } from "./write-directory.ts";

/** Entries a page: the driver is fastest with some hundred to a thousand (measured). */
const PAGE_SIZE = 500;

const SPELLING = new Map(READ_ATTRIBUTES.map((name) => [name.toLowerCase(), name]));

/**
 * Connects and binds.
 * @throws DanhbaError LDAP_UNREACHABLE, LDAP_AUTH (wrong name or password), LDAP_INSECURE (clear text over a
 * network), SETTINGS_INVALID (the authority's file cannot be read; transactions that the server does not offer)
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
  const assertBound = (): void => {
    if (client.isConnected && client.isBound) return;
    throw new DanhbaError("LDAP_UNREACHABLE", { url, detail: "connection lost" });
  };
  const reading = async <T>(base: string, work: () => Promise<T>): Promise<T> => {
    try {
      assertBound();
      return await work();
    } catch (error) {
      throw translateReadError(error, { url, base });
    }
  };

  const searchBranch = async (base: string, seen: Set<string>, filter?: Filter): Promise<ObservedEntry[]> => {
    const entries: ObservedEntry[] = [];
    const pages = readPages(client, base, {
      attributes: READ_ATTRIBUTES,
      pageSize: PAGE_SIZE,
      ...(filter === undefined ? {} : { filter }),
    });
    for await (const page of pages) for (const entry of page) entries.push(observed(entry));
    const wrong =
      whyNotWhole(base, entries, seen) ?? (filter === undefined ? whyNoAddress(base, entries) : null);
    if (wrong !== null) throw new DanhbaError("LDAP_INCOMPLETE", wrong);
    return entries;
  };

  const searchBranches = async (filter?: Filter): Promise<ObservedEntry[]> => {
    const entries: ObservedEntry[] = [];
    const seen = new Set<string>();
    for (const branch of Object.values(BRANCHES)) {
      const base = `${branch},${suffix}`;
      for (const entry of await reading(base, () => searchBranch(base, seen, filter))) entries.push(entry);
    }
    return entries;
  };

  return {
    observe: () => searchBranches(),
    changedSince: (csn) => searchBranches(new GreaterThanEqualsFilter({ attribute: "entryCSN", value: csn })),
    present: async () => {
      const present = new Map<string, string>();
      for (const branch of Object.values(BRANCHES)) {
        const base = `${branch},${suffix}`;
        await reading(base, () => addStamps(client, base, present));
      }
      return present;
    },
    contextCsn: () =>
      reading(suffix, async () => {
        const entry = await readIfThere(client, suffix, ["contextCSN"]);
        const values = [entry?.contextCSN ?? []].flat().map(String).toSorted();
        return values.length === 0 ? null : values.join(" ");
      }),
    read: (dn) =>
      reading(dn, async () => {
        const entry = await readIfThere(client, dn, READ_ATTRIBUTES);
        return entry === null ? null : observed(entry);
      }),
    notesSignIns: () => reading(options.bindDn, () => notesSignIns(options)),
    scan: () => {
      throw new TypeError("scan");
    },
    findOwn: async (ids) => {
      throw new TypeError(`findOwn ${ids.length}`);
    },
    findAt: async (dns) => {
      throw new TypeError(`findAt ${dns.length}`);
    },
    findUses: async (localParts) => {
      throw new TypeError(`findUses ${localParts.length}`);
    },
    findReferrers: async (dns) => {
      throw new TypeError(`findReferrers ${dns.length}`);
    },
    membersOf: async (dn) => {
      throw new TypeError(`membersOf ${dn}`);
    },
    deletions: async () => null,
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

/** @throws DanhbaError LDAP_INCOMPLETE `attributeHidden` or `entryRepeated`, as `whyNotWhole` has it */
async function addStamps(client: Client, base: string, present: Map<string, string>): Promise<void> {
  const attributes = ["entryUUID", "entryCSN"];
  for await (const page of readPages(client, base, { attributes, pageSize: PAGE_SIZE })) {
    for (const { dn, entryUUID, entryCSN } of page) {
      const attribute = attributes.find((_, index) => [entryUUID, entryCSN][index] === undefined);
      if (attribute !== undefined)
        throw new DanhbaError("LDAP_INCOMPLETE", { base, dn, result: "attributeHidden", attribute });
      if (present.has(String(entryUUID)))
        throw new DanhbaError("LDAP_INCOMPLETE", { base, dn, result: "entryRepeated" });
      present.set(String(entryUUID), String(entryCSN));
    }
  }
}

/**
 * One entry; null where the server says that there is none.
 * @throws DanhbaError LDAP_INCOMPLETE `entryHidden` for one that the server knows and does not show, or `referral`
 */
async function readIfThere(client: Client, dn: string, attributes: readonly string[]): Promise<Entry | null> {
  try {
    const { searchEntries, searchReferences } = await client.search(dn, {
      scope: "base",
      attributes: [...attributes],
    });
    const [entry] = searchEntries;
    if (entry !== undefined) return entry;
    const result = searchReferences.length > 0 ? "referral" : "entryHidden";
    throw new DanhbaError("LDAP_INCOMPLETE", { dn, result });
  } catch (error) {
    if (error instanceof NoSuchObjectError) return null;
    throw error;
  }
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
