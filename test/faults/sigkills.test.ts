import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSeededRandom } from "../../src/dev/sample/seeded-random.ts";
import { seeOwn } from "../e2e/directory-view.ts";
import { countLogged, expectSoundLog } from "../e2e/memory-view.ts";
import { loadSampleProvince } from "../e2e/small-province.ts";
import { danhba, mustSync } from "../support/danhba.ts";
import { endState } from "../support/faults/end-state.ts";
import type { Fault } from "../support/faults/fault.ts";
import { runToFault } from "../support/faults/run-fault.ts";
import { settingsFile } from "../support/faults/settings-file.ts";
import { freshWorld, type World } from "../support/world.ts";
import { reportFault } from "./fault-report.ts";

const KILLS = 20;

/** The load takes some 11,600 steps; the last of the kills comes before that many of them. */
const STEPS_UNDER_FIRE = 10_500;

/** Some 50 s on an idle machine. */
const PATIENCE_MS = 600_000;

/** Another one each time; a failure is met again with `FAULT_SEED`. */
const SEED = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);

let undisturbed: World;
let world: World;

beforeAll(async () => {
  [undisturbed, world] = await Promise.all([freshWorld(), freshWorld()]);
  await Promise.all([undisturbed, world].map(loadSampleProvince));
}, PATIENCE_MS);
afterAll(() => Promise.all([undisturbed.stop(), world.stop()]));

describe(`a first load of 2,000 people whose process is killed ${KILLS} times`, () => {
  it(
    "comes to the same directory, ledger and log, with each creation logged once",
    async () => {
      const config = await settingsFile(world, { ldap: { transactions: "off" } });
      const calm = mustSync(undisturbed);
      const doubtful: number[] = [];
      const struck: string[] = [];
      for (const fault of faults()) {
        struck.push(await runToFault(world, config, fault));
        doubtful.push((await world.query("SELECT FROM danhba.run_item WHERE state = 'intent'")).length);
      }
      console.info(`seed ${SEED}: killed ${struck.join("; ")}`);
      expect(Math.max(...doubtful)).toBeGreaterThan(0);
      const written = (await seeOwn(world)).size;

      let last = await danhba(world, ["sync", "--json"]);
      // The server may take a moment to see that the killed process is gone.
      for (; last.status === 20; last = await danhba(world, ["sync", "--json"]));
      expect(last).toMatchObject({ status: 0, stderr: "" });
      expect(last.json()).toMatchObject({ failed: [], held: [] });

      await calm;
      expect(await endState(world)).toEqual(await endState(undisturbed));
      expect(await countLogged(world)).toBe((await seeOwn(world)).size);
      await expectSoundLog(world);
      expect(await mustSync(world)).toMatchObject({ applied: 0 });
      const states = await world.query<{ state: string }>("SELECT state FROM danhba.run ORDER BY id");
      const aborted = states.filter(({ state }) => state === "aborted").length;
      expect(states.map(({ state }) => state).slice(-2)).toEqual(["done", "done"]);
      reportFault({
        fault: `${KILLS} random SIGKILLs (seed ${SEED}) during a first load of 2,000 people`,
        written: `${written} entries by ${aborted} runs; up to ${Math.max(...doubtful)} items in doubt at a time`,
        status: null,
        message: "(killed)",
        end: "directory, ledger and log as undisturbed after one sync; each creation logged once",
      });
    },
    PATIENCE_MS,
  );
});

/** Moments that are equally likely all over the load. */
function* faults(): Generator<Fault> {
  const random = createSeededRandom(SEED);
  const moments = Array.from({ length: KILLS }, () => random.between(1, STEPS_UNDER_FIRE)).toSorted(
    (a, b) => a - b,
  );
  for (const [index, moment] of moments.entries()) {
    const nth = Math.max(1, moment - (moments[index - 1] ?? 0));
    yield { nth, when: random.isTrue(0.5) ? "before" : "after", signal: "SIGKILL" };
  }
}
