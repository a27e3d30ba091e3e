import { describe, expect, it } from "vitest";
import { person, SOC_TRANG } from "../../support/fakes/province.ts";
import { openWorld } from "../../support/fakes/world.ts";
import { AN, BINH, settled, TWO } from "./two-people.ts";

describe("what runs remember", () => {
  it("is the state of every account, since when and why", async () => {
    const world = await settled(TWO);
    const openedAt = new Date(world.clock.now()).toISOString();
    const { accounts } = world.journal.state;
    expect(accounts.get("person:p1")).toMatchObject({ status: "active", reason: "PERSON_HIRED" });
    expect([...accounts.keys()].toSorted()).toEqual(["agency:SNV", "agency:SYT", "person:p1", "person:p2"]);
    world.clock.passDays(1);
    world.feed.load({ ...TWO, people: [AN, person("p2", BINH.fullName, { ...BINH, status: "long_leave" })] });
    await world.run();
    expect(world.journal.state.accounts.get("person:p2")).toEqual({
      status: "suspended",
      since: new Date(world.clock.now()).toISOString(),
      reason: "PERSON_LONG_LEAVE",
      openedAt,
    });
  });

  it("is who needs a password, from which unit", async () => {
    const world = await settled(TWO);
    const waiting = world.journal.state.handovers.map(({ owner, unit, why }) => `${owner} ${unit} ${why}`);
    expect(waiting.toSorted()).toEqual([
      "agency:SNV SNV first",
      "agency:SYT SYT first",
      "person:p1 SNV first",
      "person:p2 SNV first",
    ]);
  });

  it("is since when sign-ins are noted: not at all once the directory stops, and from then when it begins again", async () => {
    const world = await settled(TWO);
    const since = world.journal.state.loginsWatchedSince;
    expect(since).not.toBeNull();
    world.clock.passDays(1);
    await world.run();
    expect(world.journal.state.loginsWatchedSince).toBe(since);

    world.directory.isNotingSignIns = false;
    const result = await world.run();
    expect(result.findings).toContainEqual({ code: "LASTBIND_MISSING", owner: "policy:realm", params: {} });
    expect(world.journal.state.loginsWatchedSince).toBeNull();

    world.directory.isNotingSignIns = true;
    await world.run();
    expect(world.journal.state.loginsWatchedSince).toBe(new Date(world.clock.now()).toISOString());
  });

  it("is no matter where the regulation has no rule on unused accounts", async () => {
    const limits = { ...SOC_TRANG.limits, inactivity: null };
    const world = openWorld(TWO, {}, { profile: { ...SOC_TRANG, limits } });
    world.directory.isNotingSignIns = false;
    const codes = (await world.run()).findings.map(({ code }) => code);
    expect(codes).not.toContain("LASTBIND_MISSING");
  });

  it("is what is due after the run, never what is past", async () => {
    const world = await settled(TWO);
    const now = new Date(world.clock.now()).toISOString();
    for (const { at } of world.journal.state.due) expect(at > now).toBe(true);
  });
});
