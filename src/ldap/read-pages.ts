/** Reads a branch page by page, and takes the list for complete only where the server says that it is. */
import {
  AndFilter,
  type Client,
  type Entry,
  type Filter,
  MessageResponseStatus,
  PagedResultsControl,
  SearchRequest,
  type SearchResponse,
  StatusCodeParser,
} from "ldapts";
import { DanhbaError } from "../model/error.ts";
import { RawSearchRequest } from "./whole-messages.ts";

/** Entries a page: the driver is fastest with some hundred to a thousand (measured). */
export const PAGE_SIZE = 500;

export interface BranchSearch {
  readonly attributes: readonly string[];
  readonly pageSize: number;
  /** Every entry without it. */
  readonly filter?: Filter;
}

/**
 * What each of the driver's operations goes through; its types keep that to themselves. Its own `searchPaginated`
 * (9.2) will not do: it takes an answer without the paging control, and a page without entries, for the end of the
 * list, and asks the server to stop after ten seconds.
 */
interface Sender {
  _nextMessageId(): number;
  _send(message: SearchRequest): Promise<SearchResponse | undefined>;
}

const NO_LIMIT = 0;

/**
 * `(&)`, which is true of everything (RFC 4526). `(objectClass=*)` is not true of entries whose `objectClass` the
 * account may not read: the branch would look empty.
 */
const EVERY_ENTRY = new AndFilter({ filters: [] });
const EMPTY = Buffer.alloc(0);

/**
 * Pages of the entries below `base`, as RFC 2696 has them: the list is complete at a page whose control holds an
 * empty cookie, and nowhere else.
 * @throws DanhbaError LDAP_INCOMPLETE `referral` (a continuation reference: part of the list is elsewhere),
 * `pagingLost` (an answer that does not say whether more is to come), `pagingStuck` (no entries and the same cookie
 * again); the driver's error for any result code but success
 */
export async function* readPages(
  client: Client,
  base: string,
  search: BranchSearch,
): AsyncGenerator<readonly Entry[]> {
  const asked = answers(client, base, search, (options) => ({
    request: new SearchRequest(options),
    count: ({ searchEntries }) => searchEntries.length,
  }));
  for await (const { searchEntries } of asked) yield searchEntries.map((entry) => entry.toObject([], []));
}

/**
 * The same with entries as bytes, each of which `decode` makes something of. @throws as `readPages`, and what `decode`
 * throws
 */
export async function* readRawPages<Decoded>(
  client: Client,
  base: string,
  search: BranchSearch,
  decode: (message: Buffer, start: number) => Decoded,
): AsyncGenerator<readonly Decoded[]> {
  let page: Decoded[] = [];
  const asked = answers(client, base, search, (options) => {
    page = [];
    const request = new RawSearchRequest(options, (message, start) => page.push(decode(message, start)));
    return { request, count: () => page.length };
  });
  for await (const _answer of asked) yield page;
}

interface Asked {
  readonly request: SearchRequest;
  /** How many entries came. */
  readonly count: (answer: SearchResponse) => number;
}

async function* answers(
  client: Client,
  base: string,
  { attributes, pageSize, filter }: BranchSearch,
  ask: (options: RequestOptions) => Asked,
): AsyncGenerator<SearchResponse> {
  let cookie = EMPTY;
  do {
    const controls = [new PagedResultsControl({ critical: true, value: { size: pageSize, cookie } })];
    const asked: AskedSearch = { base, scope: "children", attributes, ...(filter && { filter }) };
    let count: Asked["count"] = () => 0;
    const answer = await askOnce(client, asked, (options) => {
      const { request, count: counted } = ask({ ...options, controls });
      count = counted;
      return request;
    });
    const next = cookieOf(answer);
    if (next === null) throw incomplete(base, "pagingLost");
    const isStuck = count(answer) === 0 && next.length > 0 && next.equals(cookie);
    if (isStuck) throw incomplete(base, "pagingStuck");
    yield answer;
    cookie = next;
  } while (cookie.length > 0);
}

type RequestOptions = ConstructorParameters<typeof SearchRequest>[0];

export interface AskedSearch {
  readonly base: string;
  readonly scope: "base" | "children";
  readonly attributes: readonly string[];
  /** Every entry without it. */
  readonly filter?: Filter;
}

/**
 * One search with one answer.
 * @throws DanhbaError LDAP_INCOMPLETE `referral`; the driver's error for any result code but success; what a raw
 * request threw at an entry
 */
export async function askOnce(
  client: Client,
  { base, scope, attributes, filter = EVERY_ENTRY }: AskedSearch,
  make: (options: RequestOptions) => SearchRequest,
): Promise<SearchResponse> {
  const sender = client as unknown as Sender;
  const request = make({
    messageId: sender._nextMessageId(),
    baseDN: base,
    scope,
    filter,
    attributes: [...attributes],
    sizeLimit: NO_LIMIT,
    timeLimit: NO_LIMIT,
  });
  const answer = await sender._send(request);
  if (answer?.status !== MessageResponseStatus.Success) throw StatusCodeParser.parse(answer);
  if (answer.searchReferences.length > 0) throw incomplete(base, "referral");
  if (request instanceof RawSearchRequest && request.fault !== null) throw request.fault;
  return answer;
}

/** Null where the answer holds no paging control. */
function cookieOf({ controls = [] }: SearchResponse): Buffer<ArrayBuffer> | null {
  const paging = controls.find((control) => control instanceof PagedResultsControl);
  if (paging?.value === undefined) return null;
  return Buffer.from(paging.value.cookie ?? EMPTY);
}

const incomplete = (base: string, result: string): DanhbaError =>
  new DanhbaError("LDAP_INCOMPLETE", { base, result });
