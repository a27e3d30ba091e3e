import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadSmallProvince } from "../e2e/small-province.ts";
import { changeEverything } from "../support/faults/change-list.ts";
import { type CopiedWorlds, copiedWorlds } from "../support/faults/copied-world.ts";
import { type EndState, endState } from "../support/faults/end-state.ts";
import { runToFault, startRunner } from "../support/faults/run-fault.ts";
import { settingsFile } from "../support/faults/settings-file.ts";
import { syncHere } from "../support/faults/sync-here.ts";
import type { World } from "../support/world.ts";
import { reportFault } from "./fault-report.ts";

/** Some 50 s on an idle machine. */
const PATIENCE_MS = 600_000;

/** Copies of the state that are worked on side by side. */
const LANES = 2;

let recipient: string;
let lanes: readonly CopiedWorlds[];

beforeAll(async () => {
  recipient = await identityToRecipient(await generateX25519Identity());
  lanes = await Promise.all(Array.from({ length: LANES }, () => copiedWorlds(prepare)));
});
afterAll(() => Promise.all(lanes.map((lane) => lane.stop())));

/** Passwords are made and sealed by every run, so that those of a run are steps too. */
const settingsOf = (world: World, transactions: "auto" | "off"): Promise<string> =>
  settingsFile(world, {
    handover: { sealAtCreation: true, recipients: { realm: [recipient] } },
    ldap: { transactions },
  });

async function prepare(world: World): Promise<void> {
  await loadSmallProvince(world);
  const first = await syncHere(world, await settingsOf(world, "auto"));
  expect(first).toMatchObject({ state: "done", failed: [] });
  await changeEverything(world);
}

async function inCopy<T>(
  lane: CopiedWorlds,
  transactions: "auto" | "off",
  work: (world: World, config: string) => Promise<T>,
): Promise<T> {
  const world = await lane.copy();
  try {
    return await work(world, await settingsOf(world, transactions));
  } finally {
    await world.stop();
  }
}

/** The run without a fault: its steps, and what there is after it. */
const undisturbed = (
  lane: CopiedWorlds,
  transactions: "auto" | "off",
): Promise<{ steps: readonly string[]; end: EndState }> =>
  inCopy(lane, transactions, async (world, config) => {
    const { status, stderr, result } = await startRunner(world, config, null).outcome;
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    return { steps: result?.steps ?? [], end: await endState(world) };
  });

describe.each(["auto", "off"] as const)("a run that is killed (transactions: %s)", (transactions) => {
  it(
    "at any step is finished by the next one: same directory, ledger and log, each change logged once",
    async () => {
      const [{ steps, end }] = (await Promise.all(lanes.map((lane) => undisturbed(lane, transactions)))) as [
        { steps: readonly string[]; end: EndState },
      ];
      console.info(`${steps.length} steps: ${steps.join("; ")}`);
      // After a step the outside is as before the next one; so the last one is the only one with two moments of its own.
      const moments = [
        ...steps.map((_, index) => ({ nth: index + 1, when: "before" as const })),
        { nth: steps.length, when: "after" as const },
      ];
      const left = moments[Symbol.iterator]();
      let doubtful = 0;
      await Promise.all(
        lanes.map(async (lane) => {
          for (const moment of left) {
            await inCopy(lane, transactions, async (world, config) => {
              const at = await runToFault(world, config, { ...moment, signal: "SIGKILL" });
              doubtful += (await world.query("SELECT FROM danhba.run_item WHERE state = 'intent'")).length;
              const { state, failed, held } = await syncHere(world, config);
              expect({ at, state, failed, held }).toEqual({ at, state: "done", failed: [], held: [] });
              expect({ at, ...(await endState(world)) }).toEqual({ at, ...end });
            });
          }
        }),
      );
      expect(doubtful).toBeGreaterThan(0);
      reportFault({
        fault: `SIGKILL before each of ${steps.length} steps and after the last (transactions: ${transactions})`,
        written: `what came before the step; ${doubtful} items were left in doubt in all`,
        status: null,
        message: "(killed)",
        end: "directory, ledger, passwords and log as undisturbed after one sync, no item in doubt",
      });
    },
    PATIENCE_MS,
  );
});
