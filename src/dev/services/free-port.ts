/** A TCP port of the loopback interface that nobody listens on right now. */
import { once } from "node:events";
import { createServer } from "node:net";

/** Somebody may take the port before it is used, so the caller must be ready to try another one. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const closed = once(server, "close");
  server.close();
  await closed;
  if (address === null || typeof address === "string") throw new Error("no port from the system");
  return address.port;
}
