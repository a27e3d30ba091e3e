import type { ChildProcess } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSeededRandom } from "../../src/dev/sample/seeded-random.ts";
import { danhba, mustSync } from "../support/danhba.ts";
import { asAdmin, branchOf } from "../support/directory.ts";
import { waitFor } from "../support/wait-for.ts";
import { freshWorld, type World } from "../support/world.ts";
import { seeContents, seeOwn } from "./directory-view.ts";
import { countLogged, expectSoundLog, seeLedger } from "./memory-view.ts";
import { loadSampleProvince } from "./small-province.ts";

const SEED = 20_261_121;

let undisturbed: World;
let world: World;

beforeAll(async () => {
  [undisturbed, world] = [await freshWorld(), await freshWorld()];
  await loadSampleProvince(undisturbed);
  await mustSync(undisturbed);
  await loadSampleProvince(world);
});
afterAll(async () => {
  await undisturbed.stop();
  await world.stop();
});

/** Runs `sync` and kills it as soon as this many people are in the directory. */
async function syncAndKill(after: number): Promise<void> {
  let program: ChildProcess | undefined;
  const ended = danhba(world, ["sync"], {
    onStart: (started) => {
      program = started;
    },
  });
  // People are created in the order of their ids, so one look at an id tells how far it has come.
  const filter = `(employeeNumber=ST${String(after).padStart(6, "0")})`;
  await asAdmin(world.directory, async (client) => {
    const base = branchOf(world.directory, "people");
    await waitFor(`person ${after}`, async () => {
      const { searchEntries } = await client.search(base, { filter, attributes: ["1.1"] });
      return searchEntries.length > 0;
    });
  });
  program?.kill("SIGKILL");
  expect(await ended).toMatchObject({ status: null });
}

describe("a first load of 2,000 people whose process is killed three times", () => {
  it("comes to the same directory and ledger, with each creation logged once", async () => {
    const random = createSeededRandom(SEED);
    // A leaver has no entry to wait for.
    const staff = await world.query<{ number: number }>(
      `SELECT substr(id, 3)::int AS number FROM hr.person
        WHERE status IN ('working', 'duty_suspended', 'long_leave') ORDER BY id`,
    );
    const numbers = staff.map(({ number }) => number);
    const moments = [100, 700, 1_300]
      .map((low) => numbers[random.between(low, low + 500)] ?? 0)
      .toSorted((a, b) => a - b);
    const inDoubt: number[] = [];
    for (const moment of moments) {
      await syncAndKill(moment);
      const [row] = await world.query<{ count: number }>(
        "SELECT count(*)::int AS count FROM danhba.run_item WHERE state = 'intent'",
      );
      inDoubt.push(row?.count ?? 0);
    }
    console.info(`killed at people ${moments.join(", ")} (seed ${SEED}); in doubt: ${inDoubt.join(", ")}`);
    expect(Math.max(...inDoubt)).toBeGreaterThan(0);

    let last = await danhba(world, ["sync", "--json"]);
    // The server may take a moment to see that the killed process is gone.
    for (; last.status === 20; last = await danhba(world, ["sync", "--json"]));
    expect(last).toMatchObject({ status: 0, stderr: "" });
    expect(last.json()).toMatchObject({ failed: [], held: [] });

    expect(await seeContents(world)).toEqual(await seeContents(undisturbed));
    expect(await seeLedger(world)).toEqual(await seeLedger(undisturbed));
    expect(await countLogged(world)).toBe((await seeOwn(world)).size);
    await expectSoundLog(world);
    expect(await world.query("SELECT FROM danhba.run_item WHERE state = 'intent'")).toEqual([]);
    expect(await mustSync(world)).toMatchObject({ applied: 0 });
    const states = await world.query<{ state: string }>("SELECT state FROM danhba.run ORDER BY id");
    expect(states.map(({ state }) => state)).toEqual(["aborted", "aborted", "aborted", "done", "done"]);
  });
});
