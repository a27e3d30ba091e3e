import { describe, expect, it } from "vitest";
import { LOCKED_FOR_GOOD } from "../../../src/model/entry.ts";
import { person } from "../../support/fakes/province.ts";
import { openWorld, type World } from "../../support/fakes/world.ts";
import { AN, BINH, settled, TWO } from "./two-people.ts";

const RETIRED = {
  ...TWO,
  people: [person("p1", AN.fullName, { ...AN, status: "retired", statusFrom: "2026-11-25" }), BINH],
};

const codes = (result: { readonly findings: readonly { readonly code: string }[] }): string[] =>
  result.findings.map(({ code }) => code).filter((code) => code === "CLOCK_BEHIND");
const timesOf = (world: World): string[] => world.verifiedLog().map(({ record }) => record.at);

describe("a clock that jumps back", () => {
  it("does nothing twice and undoes nothing: time goes on from the newest run", async () => {
    const world = await settled(TWO);
    world.feed.load(RETIRED);
    world.clock.set("2026-11-25T03:00:00.000Z");
    expect(await world.run()).toMatchObject({ state: "done", counts: { disable: 1 } });
    expect(world.entry("uid=annv").attributes.pwdAccountLockedTime).toEqual([LOCKED_FOR_GOOD]);
    const { length } = world.verifiedLog();

    world.clock.set("2026-11-20T03:00:00.000Z");
    const result = await world.run();
    expect(result).toMatchObject({ state: "done", applied: 0 });
    expect(result.findings).toContainEqual({
      code: "CLOCK_BEHIND",
      owner: "policy:realm",
      params: { clock: "2026-11-20T03:00:00.000Z", newest: "2026-11-25T03:00:00.000Z" },
    });
    expect(world.verifiedLog()).toHaveLength(length);
    expect(world.journal.state.runs.at(-1)?.startedAt).toBe("2026-11-25T03:00:00.000Z");
  });

  it("never puts a record, a state or a notice before what is recorded", async () => {
    const world = await settled(TWO);
    const before = timesOf(world).at(-1) ?? "";
    world.clock.passDays(-30);
    world.feed.load({ ...TWO, people: [AN, { ...BINH, phone: "0299 1" }] });
    expect(await world.run()).toMatchObject({ applied: 1 });
    expect((timesOf(world).at(-1) ?? "") >= before).toBe(true);
  });

  it("is told only when it is more than a minute, and not once it has caught up", async () => {
    const world = await settled(TWO);
    world.clock.passDays(-50 / 86_400);
    expect(codes(await world.run())).toEqual([]);
    world.clock.passDays(-20 / 86_400);
    expect(codes(await world.run())).toEqual(["CLOCK_BEHIND"]);
    world.clock.passDays(1);
    expect(codes(await world.run())).toEqual([]);
  });

  it("is believed when an operator says so, then and afterwards", async () => {
    const world = await settled(TWO);
    world.clock.passDays(-365);
    const now = new Date(world.clock.now()).toISOString();
    expect(codes(await world.run({ isClockRight: true }))).toEqual([]);
    expect(world.journal.state.runs.at(-1)?.startedAt).toBe(now);
    expect(codes(await world.run())).toEqual([]);
    expect(world.journal.state.runs.at(-1)?.startedAt).toBe(now);
  });

  it("says how long a run took by the clock itself", async () => {
    const world = openWorld(TWO);
    await world.run();
    world.clock.passDays(-1);
    expect((await world.run()).durationMs).toBe(0);
  });
});
