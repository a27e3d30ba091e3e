/** The reading side of the directory port, on one bound connection. */
import { type Client, type Entry, type Filter, GreaterThanEqualsFilter, NoSuchObjectError } from "ldapts";
import { BRANCHES, type ObservedEntry } from "../model/entry.ts";
import { DanhbaError } from "../model/error.ts";
import type { DirectoryPort } from "../ports/directory-port.ts";
import { READ_ATTRIBUTES } from "./attributes.ts";
import { countDeletions } from "./count-deletions.ts";
import {
  findAt,
  findByValues,
  findReferrers,
  isAskedWithoutMembers,
  membersOf,
  WITHOUT_MEMBERS,
} from "./find-entries.ts";
import { observedEntry } from "./observed-entry.ts";
import { PAGE_SIZE, readPages } from "./read-pages.ts";
import { scanBranch } from "./scan-entries.ts";
import { SeenIds } from "./seen-ids.ts";
import { translateReadError } from "./translate-error.ts";
import { whyNoAddress, whyNotWhole } from "./whole-entries.ts";

export type ReadingPort = Pick<
  DirectoryPort,
  | "observe"
  | "scan"
  | "findOwn"
  | "findAt"
  | "findUses"
  | "findNumbers"
  | "findReferrers"
  | "membersOf"
  | "deletions"
  | "read"
  | "contextCsn"
  | "changedSince"
>;

/** @param bound the connection; throws where it was lost, so that nothing is read on one that is not bound */
export function openReading(
  { url, suffix }: { readonly url: string; readonly suffix: string },
  bound: () => Client,
): ReadingPort {
  const reading = async <T>(base: string, work: (client: Client) => Promise<T>): Promise<T> => {
    try {
      return await work(bound());
    } catch (error) {
      throw translateReadError(error, { url, base });
    }
  };
  const readBranches = async (filter: Filter | null): Promise<ObservedEntry[]> => {
    const entries: ObservedEntry[] = [];
    const seen = new Set<string>();
    for (const branch of Object.values(BRANCHES)) {
      const base = `${branch},${suffix}`;
      const found = await reading(base, (client) => readBranch(client, base, seen, filter));
      for (const entry of found) entries.push(entry);
    }
    return entries;
  };
  return {
    observe: () => readBranches(null),
    changedSince: (csn) => readBranches(new GreaterThanEqualsFilter({ attribute: "entryCSN", value: csn })),
    async *scan(marks) {
      const seen = new SeenIds();
      for (const branch of Object.values(BRANCHES)) {
        const base = `${branch},${suffix}`;
        try {
          yield* scanBranch(bound(), base, seen, marks);
        } catch (error) {
          throw translateReadError(error, { url, base });
        }
      }
    },
    findOwn: (ids) =>
      reading(suffix, (client) =>
        findByValues(
          client,
          suffix,
          ids.map((value) => ({ attribute: "danhbaId", value })),
        ),
      ),
    findNumbers: (numbers) =>
      reading(suffix, (client) =>
        findByValues(
          client,
          suffix,
          numbers.map((value) => ({ attribute: "employeeNumber", value })),
        ),
      ),
    findAt: (dns) => reading(suffix, (client) => findAt(client, dns)),
    findUses: (localParts, domains) =>
      reading(suffix, (client) => findByValues(client, suffix, usesOf(localParts, domains))),
    findReferrers: (dns) => reading(suffix, (client) => findReferrers(client, suffix, dns)),
    membersOf: (dn) => reading(dn, (client) => membersOf(client, dn)),
    deletions: () => reading("cn=Monitor", countDeletions),
    contextCsn: () =>
      reading(suffix, async (client) => {
        const entry = await readIfThere(client, suffix, ["contextCSN"]);
        const values = [entry?.contextCSN ?? []].flat().map(String).toSorted();
        return values.length === 0 ? null : values.join(" ");
      }),
    read: (dn) =>
      reading(dn, async (client) => {
        const entry = await readIfThere(client, dn, READ_ATTRIBUTES);
        return entry === null ? null : observedEntry(entry);
      }),
  };
}

const usesOf = (localParts: readonly string[], domains: readonly string[]) =>
  localParts.flatMap((localPart) => {
    const addresses = domains.map((domain) => `${localPart}@${domain}`);
    return [
      { attribute: "uid", value: localPart },
      ...["mail", "mailLocalAddress"].flatMap((attribute) =>
        addresses.map((value) => ({ attribute, value })),
      ),
    ];
  });

/** @param filter null: everything, with the members of groups; else they are left out */
async function readBranch(
  client: Client,
  base: string,
  seen: Set<string>,
  filter: Filter | null,
): Promise<ObservedEntry[]> {
  const entries: ObservedEntry[] = [];
  const pages = readPages(client, base, {
    attributes: filter === null ? READ_ATTRIBUTES : WITHOUT_MEMBERS,
    pageSize: PAGE_SIZE,
    ...(filter === null ? {} : { filter }),
  });
  for await (const page of pages) for (const entry of page) entries.push(observedEntry(entry));
  const wrong =
    filter === null
      ? (whyNotWhole(base, entries, seen) ?? whyNoAddress(base, entries))
      : whyNotWhole(base, entries, seen, isAskedWithoutMembers);
  if (wrong !== null) throw new DanhbaError("LDAP_INCOMPLETE", wrong);
  return entries;
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
