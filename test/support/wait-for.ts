/** Waiting for something that happens elsewhere, without a fixed pause. */
import { setTimeout as pause } from "node:timers/promises";

/** Asks every 20 ms until `isSo`; throws after `patience` milliseconds, naming `what`. */
export async function waitFor(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  patience = 60_000,
): Promise<void> {
  const deadline = performance.now() + patience;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await pause(20);
  }
}
