import { describe, expect, it } from "vitest";
import { type DirectoryLook, DriftWatch } from "../../../src/daemon/drift-watch.ts";
import { createLogger } from "../../../src/logging/logger.ts";
import { DanhbaError } from "../../../src/model/error.ts";
import type { Lease } from "../../../src/ports/journal-port.ts";
import type { Look } from "../../../src/reconcile/look-for-drift.ts";

const LEASE: Lease = {
  realm: "r",
  token: 1,
  lost: new AbortController().signal,
  isFresh: () => true,
  confirm: async () => undefined,
  release: async () => undefined,
};

/** Looks come from `answers`, one after the other. */
function open(...answers: readonly (Look | DanhbaError)[]) {
  const seen = { opened: 0, closed: 0, looks: 0, wakes: 0 };
  const connection: DirectoryLook = {
    isQuiet: async () => false,
    look: async () => {
      const answer = answers[seen.looks] ?? { found: "nothing" as const };
      seen.looks += 1;
      if (answer instanceof DanhbaError) throw answer;
      return answer;
    },
    close: async () => {
      seen.closed += 1;
    },
  };
  const openLook = async (): Promise<DirectoryLook> => {
    seen.opened += 1;
    return connection;
  };
  const options = { realm: "r", log: createLogger("silent"), openLook };
  const watch = new DriftWatch(options, LEASE, () => {
    seen.wakes += 1;
  });
  /** One look to its end. */
  const look = async (): Promise<void> => {
    watch.look();
    await watch.pausedFor(async () => undefined);
  };
  return { watch, look, seen };
}

const restored = (mark: string): Look => ({ found: "restored", mark });

describe("DriftWatch", () => {
  it("asks for a run where something was edited, on one connection that it keeps", async () => {
    const { look, watch, seen } = open({ found: "nothing" }, { found: "edited" }, { found: "edited" });
    for (const _look of [1, 2, 3]) await look();
    expect(seen).toEqual({ opened: 1, closed: 0, looks: 3, wakes: 2 });
    await watch.stop();
    expect(seen.closed).toBe(1);
    watch.look();
    expect(seen.looks).toBe(3);
  });

  it("asks once for each restored backup, which stays one until somebody has spoken", async () => {
    const { look, seen } = open(restored("a"), restored("a"), restored("b"), restored("b"));
    for (const _look of [1, 2, 3, 4]) await look();
    expect(seen.wakes).toBe(2);
  });

  it("outlives a fault and connects anew", async () => {
    const { look, seen } = open(new DanhbaError("LDAP_UNREACHABLE"), { found: "edited" });
    await look();
    expect(seen).toEqual({ opened: 1, closed: 1, looks: 1, wakes: 0 });
    await look();
    expect(seen).toEqual({ opened: 2, closed: 1, looks: 2, wakes: 1 });
  });

  it("does not look while a run is at work, and a run waits for the look", async () => {
    const { watch, seen } = open();
    watch.look();
    const looksAtStart = await watch.pausedFor(async () => {
      watch.look();
      return seen.looks;
    });
    expect(looksAtStart).toBe(1);
    expect(seen.looks).toBe(1);
  });
});
