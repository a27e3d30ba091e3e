/** Starting a server on a port that somebody else may grab first. */
import type { Child } from "./child-process.ts";
import { freePort } from "./free-port.ts";
import { waitUntilReady } from "./wait-until-ready.ts";

/** Losing the race for a port five times in a row does not happen by chance. */
const ATTEMPTS = 5;

/** What a server says when the port was taken: PostgreSQL's and slapd's words. */
const PORT_TAKEN = /address already in use|could not bind|bind\(.*\) failed/i;

/** Starts on a free port, or on `port` alone when it is given; throws with the server's own words. */
export async function startOnFreePort(
  start: (port: number) => Promise<Child>,
  probe: (port: number) => Promise<void>,
  fixedPort?: number,
): Promise<{ readonly child: Child; readonly port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = fixedPort ?? (await freePort());
    const child = await start(port);
    let isReady = false;
    try {
      isReady = await waitUntilReady(child, () => probe(port));
    } finally {
      if (!isReady) await child.kill();
    }
    if (isReady) return { child, port };
    if (!PORT_TAKEN.test(child.output()) || attempt === ATTEMPTS) {
      throw new Error(`ended at once: ${child.output().trim().slice(-1_000)}`);
    }
  }
}
