/** Cuts what the server sends into LDAP messages, and hands those of a raw search on as bytes. */
import { type Client, ProtocolOperation, SearchRequest } from "ldapts";

/**
 * A search whose entries are given to `onEntry` as bytes, one by one as they come, instead of being decoded and kept:
 * a page of entries costs the driver several times what slapd needs to send it.
 */
export class RawSearchRequest extends SearchRequest {
  readonly #onEntry: (message: Buffer, start: number) => void;
  /** What went wrong with an entry; the rest of the answer is passed over. */
  fault: unknown = null;

  constructor(
    options: ConstructorParameters<typeof SearchRequest>[0],
    onEntry: (message: Buffer, start: number) => void,
  ) {
    super(options);
    this.#onEntry = onEntry;
  }

  /** @param start where the content of the SearchResultEntry begins (RFC 4511 §4.5.2) */
  take(message: Buffer, start: number): void {
    if (this.fault !== null) return;
    try {
      this.#onEntry(message, start);
    } catch (error) {
      this.fault = error; // thrown in a socket's handler it would end the process
    }
  }
}

/** Requests that wait for their answers, by message id. */
type Waiting = Map<string, { readonly message: unknown }>;

/** What the driver reads messages with; its types keep that to themselves. */
interface Receiver {
  readonly messageParser: { read: (data: Buffer, waiting: Waiting) => void };
}

const SEQUENCE = 0x30;
const INTEGER = 0x02;
/** The longest head that is needed to know how long a message is: tag, length of the length, four bytes of it. */
const HEAD = 6;

/**
 * Makes the driver's parser see one whole message at a time. By itself it joins the pieces of a long message again with
 * each one that comes, which takes minutes and gigabytes for a group of some hundred thousand members.
 * @returns the same client
 */
export function withWholeMessages(client: Client): Client {
  const parser = (client as unknown as Receiver).messageParser;
  const read = parser.read.bind(parser);
  const deliver = (message: Buffer, waiting: Waiting): void => {
    const entry = entryOf(message);
    const request = entry === null ? undefined : waiting.get(String(entry.id))?.message;
    if (entry !== null && request instanceof RawSearchRequest) request.take(message, entry.start);
    else read(message, waiting);
  };
  let head: Buffer = Buffer.alloc(0);
  let long: { readonly bytes: Buffer; filled: number } | null = null;
  parser.read = (data, waiting) => {
    let at = 0;
    if (long !== null) {
      at = Math.min(data.length, long.bytes.length - long.filled);
      data.copy(long.bytes, long.filled, 0, at);
      long.filled += at;
      if (long.filled < long.bytes.length) return;
      const { bytes } = long;
      long = null;
      deliver(bytes, waiting);
    }
    let rest = head.length > 0 ? Buffer.concat([head, data.subarray(at)]) : data.subarray(at);
    head = Buffer.alloc(0);
    while (rest.length > 0) {
      const length = lengthOf(rest);
      if (length === null) {
        // Where it is not a head that is not all there yet, the parser says what it makes of it.
        if (rest.length >= HEAD) return read(rest, waiting);
        head = Buffer.from(rest);
        return;
      }
      if (rest.length < length) {
        long = { bytes: Buffer.allocUnsafeSlow(length), filled: rest.length };
        rest.copy(long.bytes);
        return;
      }
      deliver(rest.subarray(0, length), waiting);
      rest = rest.subarray(length);
    }
  };
  return client;
}

/** Bytes of the message that begins here, its head included; null where that cannot be told. */
function lengthOf(bytes: Buffer): number | null {
  const first = bytes[1];
  if (first === undefined || bytes[0] !== SEQUENCE) return null;
  if (first < 0x80) return 2 + first;
  const count = first & 0x7f;
  if (count === 0 || count > 4 || bytes.length < 2 + count) return null;
  return 2 + count + bytes.readUIntBE(2, count);
}

/** Message id and place of the content of a SearchResultEntry; null for any other message. */
function entryOf(message: Buffer): { readonly id: number; readonly start: number } | null {
  let at = 1 + lengthSize(message, 1);
  const size = message[at + 1] ?? 0;
  if (message[at] !== INTEGER || size === 0 || size > 4 || at + 2 + size >= message.length) return null;
  const id = message.readIntBE(at + 2, size);
  at += 2 + size;
  if (message[at] !== ProtocolOperation.LDAP_RES_SEARCH_ENTRY) return null;
  return { id, start: at + 1 + lengthSize(message, at + 1) };
}

/** Bytes that a length takes which begins at `at`. */
const lengthSize = (message: Buffer, at: number): number => {
  const first = message[at] ?? 0;
  return first < 0x80 ? 1 : 1 + (first & 0x7f);
};
