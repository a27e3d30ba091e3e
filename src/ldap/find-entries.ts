/** Finds entries by what is indexed: a few searches for a few entries, however many there are. */
import { type Client, EqualityFilter, NoSuchObjectError, OrFilter, SearchRequest } from "ldapts";
import { BRANCHES, type ObservedEntry, type ReferenceAttribute } from "../model/entry.ts";
import { DanhbaError } from "../model/error.ts";
import type { Referrer } from "../ports/directory-port.ts";
import { READ_ATTRIBUTES } from "./attributes.ts";
import { EntryReader, placeOf } from "./entry-reader.ts";
import { observedEntry } from "./observed-entry.ts";
import { type AskedSearch, askOnce } from "./read-pages.ts";
import { whyNotWhole } from "./whole-entries.ts";
import { RawSearchRequest } from "./whole-messages.ts";

/** Lists of members are read by `membersOf` alone: one change to a group of 100,000 would bring all of them. */
export const WITHOUT_MEMBERS = READ_ATTRIBUTES.filter((name) => name !== "member");

/** Values in one filter: the server looks each up in its index, and tries each on every entry that it found. */
const TERMS = 200;
/** Searches under way at once on one connection; slapd works on some side by side and refuses more than a thousand. */
const AT_ONCE = 16;

const MEMBER = placeOf("member");
/** Where entries that refer to others stand. */
const HOLDERS = { member: BRANCHES.group, roleOccupant: BRANCHES.agency } as const satisfies Record<
  ReferenceAttribute,
  string
>;

/** Entries of the managed branches in which one of these attributes has one of these values. @throws as `searchNow` */
export async function findByValues(
  client: Client,
  suffix: string,
  terms: readonly { readonly attribute: string; readonly value: string }[],
): Promise<readonly ObservedEntry[]> {
  const searches = chunksOf(terms, TERMS).flatMap((chunk) => {
    const filters = chunk.map((term) => new EqualityFilter(term));
    return Object.values(BRANCHES).map((branch) => ({ base: `${branch},${suffix}`, filters }));
  });
  const found = new Map<string, ObservedEntry>();
  const answers = await inLanes(searches, async ({ base, filters }) => {
    const entries = await searchNow(client, { base, scope: "children", filter: new OrFilter({ filters }) });
    const wrong = whyNotWhole(base, entries, new Set(), isAskedWithoutMembers);
    if (wrong !== null) throw new DanhbaError("LDAP_INCOMPLETE", wrong);
    return entries;
  });
  // One entry may have values of two chunks.
  for (const entry of answers.flat()) found.set(entry.entryUuid, entry);
  return [...found.values()];
}

/** The entries at these DNs, those that are there. @throws as `searchNow`, and `entryHidden` for what is not shown */
export async function findAt(client: Client, dns: readonly string[]): Promise<readonly ObservedEntry[]> {
  const answers = await inLanes(dns, async (dn) => {
    const entries = await ifThere(() => searchNow(client, { base: dn, scope: "base" }));
    if (entries?.length === 0) throw new DanhbaError("LDAP_INCOMPLETE", { dn, result: "entryHidden" });
    return entries ?? [];
  });
  return answers.flat();
}

/** One search for each DN and attribute; only the names of the entries come back. @throws as `searchNow` */
export async function findReferrers(
  client: Client,
  suffix: string,
  dns: readonly string[],
): Promise<readonly Referrer[]> {
  const attributes = Object.keys(HOLDERS) as ReferenceAttribute[];
  const searches = dns.flatMap((target) => attributes.map((attribute) => ({ target, attribute })));
  const answers = await inLanes(searches, async ({ target, attribute }) => {
    const entries = await searchNow(client, {
      base: `${HOLDERS[attribute]},${suffix}`,
      scope: "children",
      filter: new EqualityFilter({ attribute, value: target }),
      attributes: ["1.1"],
    });
    return entries.map(({ dn }) => ({ holder: dn, attribute, target }));
  });
  return answers.flat();
}

/** All values of `member` of one entry; empty where there is none. @throws as `findAt` */
export async function membersOf(client: Client, dn: string): Promise<readonly string[]> {
  const reader = new EntryReader();
  let members: readonly string[] | null = null;
  const answer = await ifThere(() =>
    askOnce(client, { base: dn, scope: "base", attributes: ["member"] }, (options) => {
      const request = new RawSearchRequest(options, (message, start) => {
        reader.read(message, start);
        members = reader.values(MEMBER);
      });
      return request;
    }),
  );
  if (answer !== null && members === null)
    throw new DanhbaError("LDAP_INCOMPLETE", { dn, result: "entryHidden" });
  return members ?? [];
}

/** Only what is asked for can be missing. */
export const isAskedWithoutMembers = (attribute: string): boolean => attribute !== "member";

/**
 * Everything that one search finds, in one answer.
 * @throws DanhbaError LDAP_INCOMPLETE `referral`; the driver's error for any result code but success
 */
async function searchNow(
  client: Client,
  asked: Omit<AskedSearch, "attributes"> & { readonly attributes?: readonly string[] },
): Promise<readonly ObservedEntry[]> {
  const { searchEntries } = await askOnce(
    client,
    { attributes: WITHOUT_MEMBERS, ...asked },
    (options) => new SearchRequest(options),
  );
  return searchEntries.map((entry) => observedEntry(entry.toObject([], [])));
}

/** Null where the server says that the base is not there. */
async function ifThere<Answer>(ask: () => Promise<Answer>): Promise<Answer | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NoSuchObjectError) return null;
    throw error;
  }
}

/** Answers in the order of `tasks`; after a fault no more is begun. */
async function inLanes<Task, Answer>(
  tasks: readonly Task[],
  work: (task: Task) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  let next = 0;
  let isFailed = false;
  const lane = async (): Promise<void> => {
    while (next < tasks.length && !isFailed) {
      const place = next;
      next += 1;
      try {
        answers[place] = await work(tasks[place] as Task);
      } catch (error) {
        isFailed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return answers;
}

function chunksOf<Value>(values: readonly Value[], size: number): (readonly Value[])[] {
  const chunks: (readonly Value[])[] = [];
  for (let start = 0; start < values.length; start += size) chunks.push(values.slice(start, start + size));
  return chunks;
}
