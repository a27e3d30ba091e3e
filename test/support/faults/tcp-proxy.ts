/** Stands between danhba and a server, sees what danhba sends, and breaks the connection when it is told to. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/**
 * `pass`: it goes on · `cut`: the connection ends and the server never sees it · `swallow`: the server gets it and
 * answers, and the connection ends before the answer arrives.
 */
export type Verdict = "pass" | "cut" | "swallow";

/** Looks at one message to the server; may take its time, and what follows waits. */
export type Watch = (message: Buffer) => Verdict | Promise<Verdict>;

export interface TcpProxy {
  readonly port: number;
  /** Watches from now on, also what is on connections that stand. */
  watch(watch: Watch): void;
  /** Breaks all connections; new ones are taken. */
  cutAll(): void;
  stop(): Promise<void>;
}

/** Cuts whole messages off the front of what has come in. */
export type Framing = () => (chunk: Buffer) => Buffer[];

/** @param framing made anew for each connection */
export async function startProxy(
  target: { host: string; port: number },
  framing: Framing,
): Promise<TcpProxy> {
  let watch: Watch = () => "pass";
  const pairs = new Set<() => void>();
  const server = createServer((client) => {
    const upstream = connect(target);
    const end = (): void => {
      pairs.delete(end);
      client.destroy();
      upstream.destroy();
    };
    pairs.add(end);
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      // Whatever breaks one side breaks the other: that is all a proxy can say.
      socket.on("error", end);
      socket.on("close", end);
    }
    relay(client, upstream, framing(), (message) => watch(message), end);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    watch: (next) => {
      watch = next;
    },
    cutAll: () => {
      for (const end of pairs) end();
    },
    stop: async () => {
      for (const end of pairs) end();
      server.close();
      await once(server, "close");
    },
  };
}

function relay(
  client: Socket,
  upstream: Socket,
  cutOff: (chunk: Buffer) => Buffer[],
  watch: Watch,
  end: () => void,
): void {
  let isSwallowing = false;
  upstream.on("data", (chunk) => {
    if (isSwallowing) end();
    else client.write(chunk);
  });
  let before: Promise<void> = Promise.resolve();
  client.on("data", (chunk: Buffer) => {
    for (const message of cutOff(chunk)) {
      before = before.then(async () => {
        const verdict = await watch(message);
        if (verdict === "cut") return end();
        if (verdict === "swallow") isSwallowing = true;
        if (!upstream.destroyed) upstream.write(message);
      });
    }
  });
}

/** LDAP: each message is one BER sequence (RFC 4511, 5.1). */
export const ldapFraming: Framing = () =>
  framed((buffer) => {
    const first = buffer[1];
    if (first === undefined) return null;
    if (first < 0x80) return 2 + first;
    const bytes = first & 0x7f;
    return buffer.length < 2 + bytes ? null : 2 + bytes + buffer.readUIntBE(2, bytes);
  });

/** PostgreSQL: a start-up message without type, then type and length. */
export const postgresFraming: Framing = () => {
  let isStarted = false;
  return framed((buffer) => {
    const at = isStarted ? 1 : 0;
    if (buffer.length < at + 4) return null;
    isStarted = true;
    return at + buffer.readUInt32BE(at);
  });
};

/** @param lengthOf of the first message in the buffer; null: its head is not complete */
function framed(lengthOf: (buffer: Buffer) => number | null): (chunk: Buffer) => Buffer[] {
  let rest: Buffer = Buffer.alloc(0);
  let wanted: number | null = null;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const messages: Buffer[] = [];
    for (;;) {
      wanted ??= lengthOf(rest);
      if (wanted === null || rest.length < wanted) return messages;
      messages.push(rest.subarray(0, wanted));
      rest = rest.subarray(wanted);
      wanted = null;
    }
  };
}

const LDAP_WRITES: ReadonlySet<number> = new Set([0x66, 0x68, 0x4a, 0x6c]);

/** Whether an LDAP message is a modify, add, delete or rename. */
export function isLdapWrite(message: Buffer): boolean {
  const head = (message[1] ?? 0) < 0x80 ? 2 : 2 + ((message[1] ?? 0) & 0x7f);
  // The message id comes before the operation.
  const tag = message[head + 2 + (message[head + 1] ?? 0)];
  return LDAP_WRITES.has(tag ?? 0);
}

/** The statement of a PostgreSQL message: of a simple query, or of one that is prepared; else empty. */
export function statementOf(message: Buffer): string {
  const type = String.fromCharCode(message[0] ?? 0);
  if (type === "Q") return message.subarray(5, -1).toString();
  return type === "P" ? message.subarray(5).toString() : "";
}
