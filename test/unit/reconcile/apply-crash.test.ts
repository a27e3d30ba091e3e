import { describe, expect, it } from "vitest";
import { recover } from "../../../src/reconcile/recover.ts";
import type { FeedContent } from "../../support/fakes/fake-feed.ts";
import { PowerCut } from "../../support/fakes/power.ts";
import { person, post, REALM, unit } from "../../support/fakes/province.ts";
import type { World } from "../../support/fakes/world.ts";
import { apply, content, type Pace, type Planned, planned, setPace } from "./applying.ts";

/** Some 5 s on an idle machine. */
const PATIENCE_MS = 120_000;

const PACE: Pace = { lanes: 3, sizes: { batch: 6, items: 2, operations: 8 }, delays: [3, 0, 5, 1] };

const AN = person("p1", "Nguyễn Văn An", { requestedLocalPart: "annv" });
const BEFORE: FeedContent = {
  units: [
    unit("SNV", "Sở Nội vụ", { mailboxName: "snv", headPersonId: "p1" }),
    unit("P1", "Phòng Một", { parentCode: "SNV" }),
    unit("P2", "Phòng Hai", { parentCode: "P1" }),
  ],
  people: [AN, person("p2", "Lý Thị Hoa"), person("p3", "Trần Bình")],
  appointments: [post("p1", "SNV"), post("p2", "P1"), post("p3", "P2")],
};
/** A unit that moves with what is below it, renames, transfers, leavers, hires, another head. */
const AFTER: FeedContent = {
  units: [
    unit("SNV", "Sở Nội vụ", { mailboxName: "snv", headPersonId: "p2" }),
    unit("SYT", "Sở Y tế", { mailboxName: "syt" }),
    unit("P1", "Phòng Một", { parentCode: "SYT" }),
    unit("P2", "Phòng Hai mới", { parentCode: "P1" }),
  ],
  people: [
    { ...AN, requestedLocalPart: "an.nv", phone: "0299 3 822 123" },
    person("p2", "Lý Thị Hoa"),
    person("p3", "Trần Bình", { status: "retired" }),
    ...["p4", "p5", "p6", "p7"].map((id) => person(id, "Lê An", { requestedLocalPart: `an.${id}` })),
  ],
  appointments: [
    post("p1", "SYT"),
    post("p2", "SNV"),
    post("p3", "P2"),
    ...["p4", "p5", "p6", "p7"].map((id) => post(id, "P1")),
  ],
};

const summary = (world: World): string[] =>
  world
    .verifiedLog()
    .map(({ record }) => `${record.owner} ${record.kinds.join("+")} ${record.isComplete}`)
    .toSorted();

describe.each([
  ["in transactions", true],
  ["one by one", false],
])("a power cut while batches of items are written on several lanes, %s", (_how, isInTransactions) => {
  const begun = async (): Promise<Planned> => {
    const change = await planned(BEFORE, AFTER);
    setPace(change.world, PACE, isInTransactions);
    change.world.power.restore();
    return change;
  };

  it(
    "leaves, whichever step it comes at, what recovery and one run bring to the same end, each change logged once",
    async () => {
      const undisturbed = await begun();
      await apply(undisturbed, PACE);
      const steps = undisturbed.world.power.steps.length;
      expect(undisturbed.items.length).toBeGreaterThan(2 * PACE.sizes.batch);
      const inOrder = undisturbed.items.map(({ owner }) => owner);
      let mostInDoubt = 0;
      for (let step = 0; step < steps; step += 1) {
        const cut = await begun();
        const { world } = cut;
        world.power.cutAfter(step);
        await expect(apply(cut, PACE)).rejects.toThrow(PowerCut);
        world.restart();
        const doubtful = await world.journal.itemsInDoubt(REALM.id);
        mostInDoubt = Math.max(mostInDoubt, doubtful.length);
        const lease = await world.journal.acquireLease(REALM.id);
        expect(await recover(world.services, lease)).toBe(doubtful.length);
        await lease.release();
        const places = world
          .verifiedLog()
          .filter(({ record }) => record.run === world.journal.state.runs.length && record.run > 1)
          .map(({ record }) => inOrder.indexOf(record.owner));
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        expect(await world.run()).toMatchObject({ state: "done", failed: [] });
        expect({ step, end: content(world.directory) }).toEqual({
          step,
          end: content(undisturbed.world.directory),
        });
        expect({ step, log: summary(world) }).toEqual({ step, log: summary(undisturbed.world) });
      }
      expect(mostInDoubt).toBeGreaterThan(PACE.sizes.batch);
      expect(mostInDoubt).toBeLessThanOrEqual(2 * PACE.sizes.batch);
    },
    PATIENCE_MS,
  );

  it(
    "is survived during the recovery as well",
    async () => {
      const undisturbed = await begun();
      await apply(undisturbed, PACE);
      const half = Math.floor(undisturbed.world.power.steps.length / 2);
      for (let step = 0; step < 60; step += 2) {
        const cut = await begun();
        const { world } = cut;
        world.power.cutAfter(half);
        await expect(apply(cut, PACE)).rejects.toThrow(PowerCut);
        world.restart();
        world.power.cutAfter(step);
        const lease = await world.journal.acquireLease(REALM.id).catch(() => null);
        if (lease !== null) {
          await recover(world.services, lease).catch((error: unknown) => {
            if (!(error instanceof PowerCut)) throw error;
          });
        }
        world.restart();
        expect(await world.run()).toMatchObject({ state: "done", failed: [] });
        expect(content(world.directory)).toEqual(content(undisturbed.world.directory));
        expect(summary(world)).toEqual(summary(undisturbed.world));
      }
    },
    PATIENCE_MS,
  );
});
