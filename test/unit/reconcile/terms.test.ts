import { describe, expect, it } from "vitest";
import { person, post } from "../../support/fakes/province.ts";
import { openWorld } from "../../support/fakes/world.ts";
import { AN, refusing, settled, TWO } from "./two-people.ts";

const NAMESAKE = person("p3", "Nguyễn Thị Lan B");
const delivery = (id: string, loadedAt: string) =>
  ({
    id,
    source: "t",
    mode: "delta",
    declaredPeople: null,
    declaredUnits: null,
    loadedAt,
    loadedBy: "t",
  }) as const;
const THREE = {
  ...TWO,
  people: [...TWO.people, NAMESAKE],
  appointments: [...TWO.appointments, post("p3", "SNV")],
  delivery: delivery("1", "2026-11-20T01:00:00.000Z"),
};

describe("what a run leaves undone", () => {
  it("waits from the delivery on, by the regulation's term, until it is done", async () => {
    const world = openWorld(THREE);
    await world.run();
    expect(world.journal.state.pending).toEqual([
      {
        owner: "person:p3",
        request: "create_or_change",
        since: "2026-11-20T01:00:00.000Z",
        dueOn: "2026-11-26",
        clause: "Đ.4.3",
        waitsFor: "NAMESAKE_MARK",
      },
    ]);
    world.clock.passDays(3);
    world.feed.load({ ...THREE, delivery: delivery("2", "2026-11-23T01:00:00.000Z") });
    await world.run();
    expect(world.journal.state.pending).toMatchObject([{ since: "2026-11-20T01:00:00.000Z" }]);
    world.feed.load({ ...THREE, people: [...TWO.people, { ...NAMESAKE, fullName: "Nguyễn Thị Lan" }] });
    await world.run();
    expect(world.journal.state.pending).toEqual([]);
  });

  it("is what was refused, with what waits for that, and what the gate holds", async () => {
    const world = await settled(TWO);
    world.feed.load({ ...TWO, people: [{ ...AN, phone: "0299 1" }, ...TWO.people.slice(1)] });
    world.directory.trouble = refusing("unwillingToPerform", ({ dn }) => dn.startsWith("uid=annv"));
    expect((await world.run()).state).toBe("failed");
    expect(world.journal.state.pending).toMatchObject([{ owner: "person:p1", waitsFor: "failed" }]);

    const gated = openWorld(TWO, { disable: { max: 0, percent: 0, always: 0 } });
    await gated.run();
    gated.feed.load({ ...TWO, people: TWO.people.map((row) => ({ ...row, status: "resigned" as const })) });
    expect((await gated.run()).state).toBe("held");
    const people = gated.journal.state.pending.filter(({ owner }) => owner.startsWith("person:"));
    expect(people.map(({ owner, request, waitsFor }) => `${owner} ${request} ${waitsFor}`)).toEqual([
      "person:p1 terminate held",
      "person:p2 terminate held",
    ]);
  });

  it("stays as it was when a run is cut short", async () => {
    const world = openWorld(THREE);
    await world.run();
    const people = [...TWO.people, { ...NAMESAKE, fullName: "Nguyễn Thị Lan" }];
    world.feed.load({ ...THREE, people });
    expect((await world.run({ stop: AbortSignal.abort() })).state).toBe("stopped");
    expect(world.journal.state.pending).toHaveLength(1);
  });

  it("says which years the calendar lacks", async () => {
    const calendar = { years: new Set([2025]), holidays: new Set<string>(), swapDays: new Set<string>() };
    const world = openWorld(TWO, {}, { calendar });
    expect((await world.run()).findings).toContainEqual({
      code: "HOLIDAYS_MISSING",
      owner: "policy:realm",
      params: { year: 2026 },
    });
  });
});
