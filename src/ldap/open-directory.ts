/** The directory behind its port: one bound connection that is never silently replaced by an unbound one. */
import {
  Attribute,
  Change,
  type Client,
  type Entry,
  type Filter,
  GreaterThanEqualsFilter,
  NoSuchObjectError,
} from "ldapts";
import type { Assertion, AttributeChange, Operation } from "../model/change.ts";
import { type Attributes, BRANCHES, type ObservedEntry } from "../model/entry.ts";
import { DanhbaError } from "../model/error.ts";
import type { DirectoryPort } from "../ports/directory-port.ts";
import { AssertionControl } from "./assertion-control.ts";
import { READ_ATTRIBUTES } from "./attributes.ts";
import { bindClient, createClient, type DirectoryOptions } from "./connect.ts";
import { notesSignIns } from "./notes-sign-ins.ts";
import { translateLdapError } from "./translate-error.ts";

/** Entries a page: the driver is fastest with some hundred to a thousand (measured). */
const PAGE_SIZE = 500;

const SPELLING = new Map(READ_ATTRIBUTES.map((name) => [name.toLowerCase(), name]));

/**
 * Connects and binds.
 * @throws DanhbaError LDAP_UNREACHABLE, LDAP_AUTH (wrong name or password), LDAP_INSECURE (clear text over a
 * network), SETTINGS_INVALID (the authority's file cannot be read)
 */
export async function openDirectory(options: DirectoryOptions): Promise<DirectoryPort> {
  const { url, suffix } = options;
  const client = await createClient(options);
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
  await guarded({ bindDn: options.bindDn }, () => bindClient(client, options));

  /** The driver would connect again by itself, without a bind: then nothing must be read or written. */
  const bound = <T>(context: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> =>
    guarded(context, () => {
      if (!client.isConnected || !client.isBound) {
        throw new DanhbaError("LDAP_UNREACHABLE", { url, detail: "connection lost" });
      }
      return work();
    });

  const searchBranch = async (base: string, filter?: Filter): Promise<ObservedEntry[]> => {
    const entries: ObservedEntry[] = [];
    const pages = client.searchPaginated(base, {
      scope: "children",
      ...(filter === undefined ? {} : { filter }),
      attributes: [...READ_ATTRIBUTES],
      paged: { pageSize: PAGE_SIZE },
    });
    for await (const { searchEntries, searchReferences } of pages) {
      if (searchReferences.length > 0)
        throw new DanhbaError("LDAP_INCOMPLETE", { url, base, result: "referral" });
      entries.push(...searchEntries.map(observed));
    }
    return entries;
  };

  const searchBranches = async (filter?: Filter): Promise<ObservedEntry[]> => {
    const entries: ObservedEntry[] = [];
    for (const branch of Object.values(BRANCHES)) {
      const base = `${branch},${suffix}`;
      for (const entry of await bound({ base }, () => searchBranch(base, filter))) entries.push(entry);
    }
    return entries;
  };

  return {
    observe: () => searchBranches(),
    changedSince: (csn) => searchBranches(new GreaterThanEqualsFilter({ attribute: "entryCSN", value: csn })),
    contextCsn: () =>
      bound({ base: suffix }, async () => {
        const { searchEntries } = await client.search(suffix, { scope: "base", attributes: ["contextCSN"] });
        const values = [searchEntries[0]?.contextCSN ?? []].flat().map(String).toSorted();
        return values.length === 0 ? null : values.join(" ");
      }),
    read: (dn) =>
      bound({ dn }, async () => {
        try {
          const { searchEntries } = await client.search(dn, {
            scope: "base",
            attributes: [...READ_ATTRIBUTES],
          });
          return searchEntries[0] === undefined ? null : observed(searchEntries[0]);
        } catch (error) {
          if (error instanceof NoSuchObjectError) return null;
          throw error;
        }
      }),
    notesSignIns: () => guarded({ bindDn: options.bindDn }, () => notesSignIns(options)),
    write: (operation) => bound({ dn: operation.dn }, () => writeOperation(client, operation)),
    close: () => client.unbind(),
  };
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
    case "delete":
      return await client.del(operation.dn, controlsFor(operation.expects));
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
