import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PROJECT_ROOT } from "../../src/dev/services/project-root.ts";
import { seeContents, seeVersions } from "../e2e/directory-view.ts";
import { countLogged, expectSoundLog, seeLedger } from "../e2e/memory-view.ts";
import { deliver, loadSampleProvince } from "../e2e/small-province.ts";
import { danhba, mustSync } from "../support/danhba.ts";
import { freshWorld, type World } from "../support/world.ts";
import { reportFault } from "./fault-report.ts";

const sampleText = (name: string): Promise<string> =>
  readFile(join(PROJECT_ROOT, "config/samples/soctrang", name), "utf8");

let world: World;
let before: Awaited<ReturnType<typeof state>>;

beforeAll(async () => {
  world = await freshWorld();
  await loadSampleProvince(world);
  await mustSync(world);
  before = await state();
});
afterAll(() => world.stop());

const state = async () => ({
  versions: await seeVersions(world),
  contents: await seeContents(world),
  ledger: await seeLedger(world),
  logged: await countLogged(world),
});

/** What a run makes of it: nothing is written, and the same is said by `feed check`. */
async function mustFreeze(rule: string, message: RegExp): Promise<string> {
  const outcome = await danhba(world, ["sync", "--json"]);
  expect(outcome).toMatchObject({ status: 3, stderr: "" });
  expect(outcome.json()).toMatchObject({
    state: "held",
    applied: 0,
    failed: [],
    counts: { create: 0, disable: 0 },
  });
  const held = outcome.json().held.find((entry) => entry.rule === rule);
  expect(held?.message).toMatch(message);
  expect(await state()).toEqual(before);
  const check = await danhba(world, ["feed", "check"]);
  expect(check).toMatchObject({ status: 3, stderr: "" });
  expect(check.stdout).toContain(held?.message);
  return held?.message ?? "";
}

async function mustBeAsBefore(): Promise<void> {
  await loadSampleProvince(world);
  expect(await mustSync(world)).toMatchObject({ state: "done", applied: 0, held: [] });
  expect(await state()).toEqual(before);
  await expectSoundLog(world);
}

describe("a delivery of 2,000 people", () => {
  it("that is cut to 10 % is not acted upon, and nothing is lost when the whole one is back", async () => {
    const [head = "", ...rows] = (await sampleText("people.csv")).trimEnd().split("\n");
    const kept = rows.filter((_, at) => at % 10 === 0);
    expect(await deliver(world, { "people.csv": [head, ...kept, ""].join("\n") }, "full")).toMatchObject({
      status: 0,
    });
    const message = await mustFreeze("feed.shrunk", /^1800 of 2000 people are gone \(90 %, limit 10 %\)$/);
    await mustBeAsBefore();
    const end = `all ${before.versions.size} entries as before, also once the right feed is back`;
    reportFault({ fault: "feed cut to 10 % (2,000 people)", written: "0 entries", status: 3, message, end });
  });

  it("whose names and titles are swapped is not acted upon", async () => {
    await world.feed(
      `WITH person AS (
         UPDATE hr.person p SET full_name = a.title FROM hr.appointment a
          WHERE a.realm = p.realm AND a.person_id = p.id AND a.kind = 'primary' AND a.title IS NOT NULL
          RETURNING p.realm, p.id)
       UPDATE hr.appointment a SET title = p.full_name FROM hr.person p
        WHERE a.realm = p.realm AND a.person_id = p.id AND a.kind = 'primary' AND a.title IS NOT NULL`,
    );
    const message = await mustFreeze(
      "feed.swapped",
      /people whose cells hold what belongs into another column/,
    );
    await mustBeAsBefore();
    const end = `all ${before.versions.size} entries as before, also once the right feed is back`;
    reportFault({ fault: "feed: names and titles swapped", written: "0 entries", status: 3, message, end });
  });
});
