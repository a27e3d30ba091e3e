/** Waiting for a server that was just started. */
import { setTimeout as pause } from "node:timers/promises";
import type { Child } from "./child-process.ts";

/** How long a server may take to answer, in milliseconds: a loaded machine needs seconds, not minutes. */
const PATIENCE = 60_000;
const INTERVAL = 20;

/**
 * Asks until `probe` answers. Returns false when the process ended before (its port may have been taken); throws
 * the probe's last error when patience ends.
 */
export async function waitUntilReady(child: Child, probe: () => Promise<void>): Promise<boolean> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    if (child.hasExited()) return false;
    try {
      await probe();
      return true;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await pause(INTERVAL);
  }
}
