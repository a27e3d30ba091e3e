import { describe, expect, it } from "vitest";
import type { FeedContent } from "../../support/fakes/fake-feed.ts";
import { REALM } from "../../support/fakes/province.ts";
import { AN, BINH, faultOf, SNV, SYT, settled, TWO } from "./two-people.ts";

describe("what the gate holds", () => {
  const limits = { disable: { max: 1, percent: 100, always: 0 } };
  const bothGone: FeedContent = {
    ...TWO,
    people: [
      { ...AN, status: "retired" },
      { ...BINH, status: "resigned" },
    ],
  };

  it("waits while the rest is applied, and is carried out once an operator approves it", async () => {
    const world = await settled(TWO, limits);
    world.feed.load({ ...bothGone, units: [SNV, { ...SYT, name: "Sở Y tế tỉnh" }] });
    const held = await world.run();
    expect(held).toMatchObject({
      state: "held",
      held: [{ kind: "disable", rule: "limit.max", params: { count: 2, total: 2, limit: 1 }, count: 2 }],
    });
    expect(world.entry("danhbaUnit=SYT").attributes.ou).toEqual(["Sở Y tế tỉnh"]);
    expect(world.entry("uid=annv").attributes.danhbaStatus).toEqual(["active"]);

    const ruling = { verdict: "approved", operator: "Lê Hoa", reason: "QĐ 45" } as const;
    expect(await world.journal.rule(REALM.id, held.runId, ruling, "2026-11-21T02:00:00.000Z")).toEqual({
      items: 2,
    });
    expect(await world.run({ trigger: "approve" })).toMatchObject({ state: "done", counts: { disable: 2 } });
    const actors = world.verifiedLog().map(({ record }) => `${record.kind} ${record.actor.name}`);
    expect(actors.filter((actor) => actor === "disable Lê Hoa")).toHaveLength(2);
    expect((await world.journal.run(REALM.id, held.runId))?.state).toBe("approved");
  });

  it("stays undone once an operator rejects it, run after run, until the feed says otherwise", async () => {
    const world = await settled(TWO, limits);
    world.feed.load(bothGone);
    const { runId } = await world.run();
    const ruling = { verdict: "rejected", operator: "Lê Hoa", reason: "sai" } as const;
    await world.journal.rule(REALM.id, runId, ruling, "2026-11-21T02:00:00.000Z");
    const after = await world.run();
    expect(after.held).toEqual([
      { kind: "disable", rule: "rejected", params: { operator: "Lê Hoa", reason: "sai" }, count: 2 },
    ]);
    world.feed.load(TWO);
    expect((await world.run()).state).toBe("done");
    expect(world.journal.state.rulings.size).toBe(0);
  });

  it("cannot be approved once a later run holds something else", async () => {
    const world = await settled(TWO, { disable: { max: 0, percent: 0, always: 0 } });
    world.feed.load({ ...TWO, people: [{ ...AN, status: "retired" }, BINH] });
    const first = await world.run();
    world.feed.load(bothGone);
    await world.run();
    const ruling = { verdict: "approved", operator: "x", reason: "y" } as const;
    expect(await faultOf(world.journal.rule(REALM.id, first.runId, ruling, "2026-11-21T02:00:00.000Z"))).toBe(
      "PLAN_STALE",
    );
  });

  it("cannot be approved once a later run holds nothing, also where items had failed beside it", async () => {
    const world = await settled(TWO, { disable: { max: 0, percent: 0, always: 0 } });
    world.feed.load({ ...TWO, people: [{ ...AN, status: "retired" }, BINH] });
    const { runId } = await world.run();
    const [row] = world.journal.state.runs.filter(({ id }) => id === runId);
    if (row !== undefined)
      world.journal.state.runs.splice(world.journal.state.runs.indexOf(row), 1, { ...row, state: "failed" });
    world.feed.load(TWO);
    await world.run();
    const word = { verdict: "approved", operator: "x", reason: "y" } as const;
    expect(await faultOf(world.journal.rule(REALM.id, runId, word, "2026-11-21T02:00:00.000Z"))).toBe(
      "PLAN_STALE",
    );
  });

  it("is listed item by item with the rule that holds it", async () => {
    const world = await settled(TWO, limits);
    world.feed.load(bothGone);
    const { runId } = await world.run();
    const held = await world.journal.heldItems(REALM.id, runId);
    expect(held.map(({ item, rule }) => `${item.owner} ${item.kind} ${rule}`)).toEqual([
      "person:p1 disable limit.max",
      "person:p2 disable limit.max",
    ]);
    expect(await world.journal.heldItems(REALM.id, runId - 1)).toEqual([]);
  });
});
