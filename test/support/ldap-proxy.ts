/** Stands between danhba and slapd, passes LDAP messages on one by one, and answers some of them otherwise. */
import { once } from "node:events";
import { createServer, connect as dial, type Socket } from "node:net";
import { BerReader, BerWriter } from "ldapts";

/** Tags of the operations that tests look at (RFC 4511 §4). */
export const OP = {
  bind: 0x60,
  search: 0x63,
  entry: 0x64,
  searchDone: 0x65,
  modify: 0x66,
  add: 0x68,
  rename: 0x6c,
  delete: 0x4a,
  extended: 0x77,
} as const;

/** What the answer to each request begins with, where it has one answer alone. */
const ANSWERS: Readonly<Record<number, number>> = {
  [OP.search]: OP.searchDone,
  [OP.modify]: 0x67,
  [OP.add]: 0x69,
  [OP.rename]: 0x6d,
  [OP.delete]: 0x6b,
  [OP.extended]: 0x78,
};
const REFERENCE = 0x73;
const CONTROLS = 0xa0;

/**
 * What happens to the n-th request of its kind, counted from 1 over all connections; null: it is passed on.
 * `result`: the server never sees it, this code is the answer · `drop`: no answer ever · `cut`: the connection ends
 * when the server's answer begins to come back · `cookie`: the answer comes without its controls · `reference`: a
 * continuation reference comes first · `repeat`: the answer is that of the search before, cookie and all.
 */
export type Trick =
  | { readonly result: number }
  | { readonly drop: true }
  | { readonly cut: true }
  | { readonly cookie: "lost" }
  | { readonly reference: string }
  | { readonly repeat: true }
  | null;

export interface Request {
  readonly op: number;
  /** Of its kind, from 1. */
  readonly nth: number;
  /** DN, base of the search, or name of the extended operation. */
  readonly dn: string;
}

export interface LdapProxy {
  readonly url: string;
  /** Asked for every search, but for those of the server's own entries, and every write. */
  trick: (request: Request) => Trick;
  /** How many requests of a kind came. */
  count(op: number): number;
  /** Ends every connection through it; new ones can be made. */
  cutAll(): Promise<void>;
  stop(): Promise<void>;
}

/** @param url of the server, `ldap://…` */
export async function startLdapProxy(url: string): Promise<LdapProxy> {
  const counts = new Map<number, number>();
  const sockets = new Set<Socket>();
  const proxy = { trick: (): Trick => null } as Pick<LdapProxy, "trick">;
  const server = createServer((client) => {
    const { hostname, port } = new URL(url);
    const upstream = dial(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => undefined); // both ends are closed below
      socket.once("close", () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    const tricks = new Map<number, Trick>();
    let last: Buffer[] = [];
    let current: Buffer[] = [];
    splitMessages(client, (message) => {
      const { id, op, dn } = headOf(message);
      if (ANSWERS[op] === undefined || isOfServer(op, dn)) return void upstream.write(message);
      const nth = (counts.get(op) ?? 0) + 1;
      counts.set(op, nth);
      const trick = proxy.trick({ op, nth, dn });
      if (trick !== null && "drop" in trick) return;
      if (trick !== null && "result" in trick) return void client.write(resultOf(id, op, trick.result));
      if (trick !== null && "repeat" in trick) {
        for (const old of last) client.write(withId(old, id));
        return;
      }
      tricks.set(id, trick);
      upstream.write(message);
    });
    splitMessages(upstream, (message) => {
      const { id, op } = headOf(message);
      const trick = tricks.get(id) ?? null;
      const isDone = op === OP.searchDone;
      if (trick !== null && "cut" in trick) return void client.destroy();
      if (trick !== null && "reference" in trick && isDone) client.write(referenceOf(id, trick.reference));
      const passed = trick !== null && "cookie" in trick && isDone ? withoutControls(message) : message;
      client.write(passed);
      if (op === OP.entry || isDone) current.push(passed);
      if (isDone) [last, current] = [current, []];
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("the proxy has no port");
  return Object.assign(proxy, {
    url: `ldap://127.0.0.1:${address.port}/`,
    count: (op: number) => counts.get(op) ?? 0,
    cutAll: async () => {
      const closed = [...sockets].map((socket) => once(socket, "close"));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  });
}

/** What the server tells of itself, in its root and its monitor, is nobody's data: passed on, not counted. */
const isOfServer = (op: number, dn: string): boolean =>
  op === OP.search && (dn === "" || dn.toLowerCase().endsWith("cn=monitor"));

/** Calls `onMessage` for each whole message, whatever the pieces it comes in. */
function splitMessages(socket: Socket, onMessage: (message: Buffer) => void): void {
  let waiting = Buffer.alloc(0);
  socket.on("data", (piece: Buffer) => {
    waiting = Buffer.concat([waiting, piece]);
    for (let length = lengthOf(waiting); length !== null && waiting.length >= length; ) {
      const message = Buffer.from(waiting.subarray(0, length));
      waiting = waiting.subarray(length);
      onMessage(message);
      length = lengthOf(waiting);
    }
  });
}

/** Bytes of the message that begins here, its own head included; null while that is not known. */
function lengthOf(bytes: Buffer): number | null {
  const first = bytes[1];
  if (first === undefined) return null;
  if (first < 0x80) return 2 + first;
  const count = first & 0x7f;
  return bytes.length < 2 + count ? null : 2 + count + bytes.readUIntBE(2, count);
}

function headOf(message: Buffer): { readonly id: number; readonly op: number; readonly dn: string } {
  const reader = new BerReader(message);
  reader.readSequence();
  const id = reader.readInt() ?? 0;
  const op = reader.peek() ?? 0;
  if (op === OP.delete) return { id, op, dn: reader.readString(OP.delete) ?? "" };
  if (ANSWERS[op] === undefined) return { id, op, dn: "" };
  reader.readSequence(op);
  return { id, op, dn: reader.readString(op === OP.extended ? 0x80 : undefined) ?? "" };
}

function resultOf(id: number, op: number, code: number): Buffer {
  return messageOf(id, (writer) => {
    writer.startSequence(ANSWERS[op]);
    writer.writeEnumeration(code);
    writer.writeString("");
    writer.writeString("said by the proxy");
    writer.endSequence();
  });
}

function referenceOf(id: number, uri: string): Buffer {
  return messageOf(id, (writer) => {
    writer.startSequence(REFERENCE);
    writer.writeString(uri);
    writer.endSequence();
  });
}

const withId = (message: Buffer, id: number): Buffer => rewritten(message, id, true);
const withoutControls = (message: Buffer): Buffer => rewritten(message, headOf(message).id, false);

function rewritten(message: Buffer, id: number, hasControls: boolean): Buffer {
  const reader = new BerReader(message);
  reader.readSequence();
  reader.readInt();
  return messageOf(id, (writer) => {
    while (reader.remain > 0) {
      const begin = reader.offset;
      const tag = reader.readSequence();
      reader.offset += reader.length;
      if (tag === CONTROLS && !hasControls) continue;
      for (const byte of message.subarray(begin, reader.offset)) writer.writeByte(byte);
    }
  });
}

function messageOf(id: number, write: (writer: BerWriter) => void): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  write(writer);
  writer.endSequence();
  return writer.buffer;
}
