import { describe, expect, it } from "vitest";
import type { FeedContent } from "../../support/fakes/fake-feed.ts";
import { PowerCut } from "../../support/fakes/power.ts";
import { person, post, unit } from "../../support/fakes/province.ts";
import { openWorld, type World } from "../../support/fakes/world.ts";

const SNV = unit("SNV", "Sở Nội vụ", { mailboxName: "snv", headPersonId: "p1" });
const AN = person("p1", "Nguyễn Văn An", { requestedLocalPart: "annv" });
const BEFORE: FeedContent = { units: [SNV], people: [AN], appointments: [post("p1", "SNV")] };
/** A rename, a modify, two group swaps and a mailbox that follows, in one item; a hire and a new unit besides. */
const AFTER: FeedContent = {
  units: [SNV, unit("SYT", "Sở Y tế", { mailboxName: "syt" })],
  people: [{ ...AN, requestedLocalPart: "an.nv", phone: "0299 3 822 123" }, person("p2", "Lý Thị Hoa")],
  appointments: [post("p1", "SNV", { title: "Giám đốc" }), post("p2", "SYT")],
};

async function aboutToChange(): Promise<World> {
  const world = openWorld(BEFORE);
  await world.run();
  world.feed.load(AFTER);
  world.power.restore();
  return world;
}

const summary = (world: World): string[] =>
  world
    .verifiedLog()
    .map(({ record }) => `${record.owner} ${record.kinds.join("+")} ${record.isComplete}`)
    .toSorted();

/** What identifies an entry's content; times and counters of the server may differ. */
const content = (world: World) =>
  world.directory
    .entries()
    .map(({ dn, attributes }) => ({ dn, ...attributes, member: attributes.member?.toSorted() }));

const undisturbed = await aboutToChange();
await undisturbed.run();
const STEPS = undisturbed.power.steps.length;

describe("a power cut", () => {
  it.each(Array.from({ length: STEPS + 1 }, (_, step) => step))(
    "after step %i of a run leaves nothing undone and nothing logged twice once danhba is back",
    async (step) => {
      const world = await aboutToChange();
      world.power.cutAfter(step);
      const cut = world.run();
      if (step < STEPS) await expect(cut).rejects.toThrow(PowerCut);
      else await cut;
      world.restart();
      expect(await world.run()).toMatchObject({ state: "done", failed: [] });
      expect(content(world)).toEqual(content(undisturbed));
      expect(summary(world)).toEqual(summary(undisturbed));
      expect(world.journal.state.items.filter(({ state }) => state === "intent")).toEqual([]);
      expect(world.journal.state.runs.filter(({ state }) => state === "running")).toEqual([]);
    },
  );

  it("during the recovery itself is survived as well", async () => {
    for (let step = 0; step < 40; step += 1) {
      const world = await aboutToChange();
      world.power.cutAfter(Math.floor(STEPS / 2));
      await expect(world.run()).rejects.toThrow(PowerCut);
      world.restart();
      world.power.cutAfter(step);
      await world.run().catch((error: unknown) => {
        if (!(error instanceof PowerCut)) throw error;
      });
      world.restart();
      expect(await world.run()).toMatchObject({ state: "done", failed: [] });
      expect(summary(world)).toEqual(summary(undisturbed));
    }
  });
});

describe("an item in doubt", () => {
  it("that never reached the directory is not taken for done when only letter case would tell", async () => {
    const world = openWorld(BEFORE);
    await world.run();
    world.directory.tamper(world.entry("uid=snv").dn, { cn: ["SỞ NỘI VỤ"] });
    world.directory.trouble = () => ({ lose: "before" });
    await expect(world.run()).rejects.toThrow("LDAP_UNREACHABLE");
    world.directory.trouble = () => null;
    const result = await world.run();
    expect(result).toMatchObject({ state: "done", applied: 1, counts: { modify: 1 } });
    expect(world.entry("uid=snv").attributes.cn).toEqual(["Sở Nội vụ"]);
    expect(summary(world).filter((line) => line.startsWith("agency:SNV modify"))).toHaveLength(1);
  });

  it("that takes a value away and puts it back is known to be done", async () => {
    const world = openWorld(BEFORE);
    await world.run();
    world.directory.remove(world.entry("uid=annv").dn);
    world.directory.trouble = ({ dn }) => (dn.startsWith("uid=snv,") ? { lose: "after" } : null);
    await expect(world.run()).rejects.toThrow("LDAP_UNREACHABLE");
    world.directory.trouble = () => null;
    expect(await world.run()).toMatchObject({ state: "done", applied: 0 });
    expect(summary(world).filter((line) => line === "agency:SNV modify true")).toHaveLength(1);
  });

  it("that can no longer be finished is logged as far as it came", async () => {
    const world = await aboutToChange();
    world.directory.trouble = ({ op }) => (op === "rename" ? { lose: "after" } : null);
    await expect(world.run()).rejects.toThrow("LDAP_UNREACHABLE");
    const { dn } = world.entry("uid=an.nv");
    world.directory.trouble = (operation) =>
      operation.op === "modify" && operation.dn === dn ? { refuse: "constraintViolation" } : null;
    const result = await world.run();
    expect(result.failed).toMatchObject([{ owner: "person:p1", code: "constraintViolation" }]);
    const partial = world.verifiedLog().filter(({ record }) => !record.isComplete);
    expect(partial).toHaveLength(1);
    expect(partial[0]?.record).toMatchObject({
      owner: "person:p1",
      dn,
      before: {},
      after: {},
      references: [],
    });
    world.directory.trouble = () => null;
    expect((await world.run()).state).toBe("done");
    expect(content(world)).toEqual(content(undisturbed));
  });
});
