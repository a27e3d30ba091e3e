/** Stands between danhba and a server and counts what is asked and how many bytes come back. */
import { once } from "node:events";
import { createServer, connect as dial, type Socket } from "node:net";
import { performance } from "node:perf_hooks";

export interface Traffic {
  /** SQL statements, or LDAP operations, that were sent. */
  readonly requests: number;
  /** Bytes that the server sent. */
  readonly bytes: number;
}

export interface CountingProxy {
  /** The server's URL, by way of this proxy. */
  readonly url: string;
  traffic(): Traffic;
  /** When anything last went through, by `performance.now()`. */
  lastAt(): number;
  stop(): Promise<void>;
}

/** Told the bytes of one connection as they come; returns how many requests they completed. */
export type RequestCounter = (piece: Buffer) => number;

export async function startCountingProxy(url: string, counter: () => RequestCounter): Promise<CountingProxy> {
  const { port, hostname } = new URL(url);
  const sockets = new Set<Socket>();
  let [requests, bytes, lastAt] = [0, 0, performance.now()];
  const server = createServer((near) => {
    const far = dial(Number(port), hostname);
    const count = counter();
    near.on("data", (piece) => {
      lastAt = performance.now();
      requests += count(piece);
    });
    far.on("data", (piece) => {
      lastAt = performance.now();
      bytes += piece.length;
    });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => undefined); // either end may hang up as it likes: both are closed below
      socket.once("close", () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    far.pipe(near);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("the proxy has no port");
  const own = new URL(url);
  own.port = String(address.port);
  return {
    url: own.href,
    traffic: () => ({ requests, bytes }),
    lastAt: () => lastAt,
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Length of the message that begins at `at`, or null while its head is not there. */
type Framing = (bytes: Buffer, at: number) => number | null;

/** Counts messages of which `isRequest` says that they ask for something. */
function counting(framing: Framing, isRequest: (message: Buffer) => boolean): RequestCounter {
  let waiting: Buffer[] = [];
  let size = 0;
  let needed = 0;
  return (piece) => {
    waiting.push(piece);
    size += piece.length;
    if (size < needed) return 0;
    const bytes = Buffer.concat(waiting);
    let [at, found] = [0, 0];
    for (;;) {
      const length = framing(bytes, at);
      needed = length ?? 0;
      if (length === null || at + length > bytes.length) break;
      if (isRequest(bytes.subarray(at, at + length))) found += 1;
      at += length;
    }
    waiting = [bytes.subarray(at)];
    size = bytes.length - at;
    return found;
  };
}

const [QUERY, EXECUTE] = [0x51, 0x45];

/** Statements of PostgreSQL's protocol 3: simple queries, and executions of prepared ones. */
export function sqlStatements(): RequestCounter {
  let isStarted = false;
  return counting(
    (bytes, at) => {
      // The first message has no letter in front of its length.
      const head = isStarted ? 1 : 0;
      return bytes.length < at + head + 4 ? null : head + bytes.readUInt32BE(at + head);
    },
    (message) => {
      const isFirst = !isStarted;
      isStarted = true;
      return !isFirst && (message[0] === QUERY || message[0] === EXECUTE);
    },
  );
}

/** Of RFC 4511 §4.2, 4.3, 4.11: signing in and out, and giving up, ask nothing of the data. */
const NOT_COUNTED: readonly number[] = [0x60, 0x42, 0x50];

/** LDAP operations: searches, writes and extended ones. */
export function ldapOperations(): RequestCounter {
  return counting(berLength, (message) => !NOT_COUNTED.includes(operationOf(message)));
}

/** X.690 §8.1.3: one byte of length, or the number of bytes that hold it. */
function berLength(bytes: Buffer, at: number): number | null {
  const first = bytes[at + 1];
  if (first === undefined) return null;
  if (first < 0x80) return 2 + first;
  const count = first & 0x7f;
  return bytes.length < at + 2 + count ? null : 2 + count + bytes.readUIntBE(at + 2, count);
}

/** The tag behind the message's id. */
function operationOf(message: Buffer): number {
  const first = message[1] ?? 0;
  const id = first < 0x80 ? 2 : 2 + (first & 0x7f);
  return message[id + 2 + (message[id + 1] ?? 0)] ?? 0;
}
