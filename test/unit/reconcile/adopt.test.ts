import { describe, expect, it } from "vitest";
import type { Attributes } from "../../../src/model/entry.ts";
import { stateAsOf } from "../../../src/reconcile/as-of.ts";
import type { FeedContent } from "../../support/fakes/fake-feed.ts";
import { PowerCut } from "../../support/fakes/power.ts";
import { NOW, person, post, REALM } from "../../support/fakes/province.ts";
import { openWorld, type World } from "../../support/fakes/world.ts";
import { AN, BINH, ENTRIES_OF_TWO, personDn, SNV, settled, TWO } from "./two-people.ts";

/** What `slapadd` writes: what danhba would, without what the server notes. */
const NOTED = /^(createTimestamp|modif|pwdChangedTime)/;
const withoutNoted = (attributes: Attributes): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => !NOTED.test(name)));

/** The tree that a load of `content` makes, below a danhba that knows nothing of it. */
async function loaded(content: FeedContent, now = content): Promise<{ world: World; source: World }> {
  const source = await settled(content);
  const world = openWorld(now);
  for (const { dn, attributes } of source.directory.entries()) {
    world.directory.put(dn, withoutNoted(attributes));
  }
  return { world, source };
}

const entries = (world: World) =>
  world.directory.entries().map(({ dn, attributes }) => ({ dn, ...withoutNoted(attributes) }));
const memory = ({ journal: { state } }: World) => ({
  ledger: state.ledger,
  accounts: [...state.accounts].map(([owner, { status }]) => `${owner} ${status}`).toSorted(),
  handovers: state.handovers.map(({ owner, why, unit }) => `${owner} ${why} ${unit}`).toSorted(),
});
const told = (world: World): string[] =>
  world.verifiedLog().map(({ record }) => `${record.owner} ${record.kind} ${record.reason}`);
const versions = (world: World): string[] => world.directory.entries().map(({ entryCsn }) => entryCsn);

describe("a tree that was loaded offline", () => {
  it("is taken over without a write, into the same memory as if danhba had made it", async () => {
    const { world, source } = await loaded(TWO);
    const before = versions(world);
    const result = await world.run();
    expect(result).toMatchObject({ state: "done", applied: 0, adopted: ENTRIES_OF_TWO });
    expect(result.counts).toMatchObject({ create: 0, modify: 0, unchanged: ENTRIES_OF_TWO });
    expect(result.proof?.unexplained).toBe(0);
    expect(versions(world)).toEqual(before);
    expect(memory(world)).toEqual(memory(source));
    expect(told(world)).toHaveLength(ENTRIES_OF_TWO);
    expect(told(world).every((line) => line.endsWith(" create ENTRY_ADOPTED"))).toBe(true);
  });

  it("stands in the log as it is, members in their groups", async () => {
    const { world, source } = await loaded(TWO);
    await world.run();
    const past = async ({ journal }: World) =>
      (await stateAsOf(journal, REALM.id, "2027-01-01T00:00:00Z")).entries;
    expect(await past(world)).toEqual(await past(source));
  });

  it("is taken over once, also where a crash came before or after it was recorded", async () => {
    for (let step = 0; ; step += 1) {
      const { world } = await loaded(TWO);
      world.power.cutAfter(step);
      const isCut = await world.run().then(
        () => false,
        (error: unknown) => error instanceof PowerCut,
      );
      world.restart();
      await world.run();
      expect(await world.run()).toMatchObject({ adopted: 0, applied: 0, state: "done" });
      expect(told(world), `step ${step}`).toHaveLength(ENTRIES_OF_TWO);
      if (!isCut) break;
    }
  });

  it("is taken over further where a run was ended in between", async () => {
    const { world, source } = await loaded(TWO);
    const first = [...(await world.plan()).adoptions.items()].slice(0, 9);
    const lease = await world.journal.acquireLease(REALM.id);
    const run = await world.journal.startRun(lease, { trigger: "sync", startedAt: NOW });
    await world.journal.adopt(lease, { id: run, delivery: null }, first, NOW);
    await lease.release();
    expect(await world.run()).toMatchObject({ adopted: ENTRIES_OF_TWO - 9, applied: 0, state: "done" });
    expect(told(world)).toHaveLength(ENTRIES_OF_TWO);
    expect(memory(world).accounts).toEqual(memory(source).accounts);
    const past = async ({ journal }: World) =>
      (await stateAsOf(journal, REALM.id, "2027-01-01T00:00:00Z")).entries;
    expect(await past(world)).toEqual(await past(source));
  });

  it("is taken over as it is and then put right", async () => {
    const { world } = await loaded(TWO);
    world.directory.tamper(personDn("annv"), { title: ["Phó Giám đốc"] });
    const result = await world.run();
    expect(result).toMatchObject({ adopted: ENTRIES_OF_TWO, applied: 1, counts: { modify: 1 } });
    expect(world.entry("uid=annv").attributes.title).toEqual(["Giám đốc"]);
    const ofAn = world.verifiedLog().filter(({ record }) => record.owner === "person:p1");
    expect(ofAn.map(({ record }) => record.after.title)).toEqual([["Phó Giám đốc"], ["Giám đốc"]]);
  });

  it("keeps its names where the feed has changed since: nobody else gets one that was loaded", async () => {
    const plain = { ...AN, requestedLocalPart: null };
    const before = { ...TWO, people: [plain, BINH] };
    const { world } = await loaded(before);
    const name = world.directory.entries().find(({ attributes }) => attributes.employeeNumber?.includes("p1"))
      ?.attributes.uid;
    // A namesake who comes first by the rules.
    const namesake = person("p0", "Nguyễn Văn An", { registeredAt: "2001-01-01" });
    world.feed.load({
      ...before,
      people: [namesake, plain, BINH],
      appointments: [...TWO.appointments, post("p0", "SNV", { leaderRank: 1 })],
    });
    expect(await world.run()).toMatchObject({ adopted: ENTRIES_OF_TWO, counts: { rename: 0, create: 1 } });
    const uids = new Map(
      world.directory.entries().map(({ attributes }) => [attributes.employeeNumber?.[0], attributes.uid]),
    );
    expect(uids.get("p1")).toEqual(name);
    expect(uids.get("p0")).not.toEqual(name);
    const owners = world.journal.state.ledger.map(({ localPart, owner }) => [localPart, owner]);
    expect(owners).toContainEqual([name?.[0], "person:p1"]);
  });

  it("is renamed where the feed asks for another name, and the loaded one stays an alias", async () => {
    const { world } = await loaded(TWO, { ...TWO, people: [{ ...AN, requestedLocalPart: "an.nv" }, BINH] });
    expect(await world.run()).toMatchObject({ adopted: ENTRIES_OF_TWO, counts: { rename: 1, create: 0 } });
    expect(world.entry("uid=an.nv").attributes.mailLocalAddress).toEqual(["annv@soctrang.gov.vn"]);
  });

  it("locks who has left meanwhile", async () => {
    const { world } = await loaded(TWO, { ...TWO, people: [AN, { ...BINH, status: "resigned" }] });
    expect(await world.run()).toMatchObject({ adopted: ENTRIES_OF_TWO, counts: { disable: 1, create: 0 } });
    expect(world.entry("uid=binhtt").attributes.danhbaStatus).toEqual(["disabled"]);
  });

  it("stays where the run that took it over is undone", async () => {
    const { world } = await loaded(TWO);
    const { runId } = await world.run();
    const before = entries(world);
    await world.answers.undos.order(REALM.id, { run: runId, operator: "Lê Hoa", reason: "thử" }, NOW);
    const { undone } = await world.run();
    expect(undone[0]).toMatchObject({ applied: 0, outcome: "partial" });
    expect(new Set(undone[0]?.conflicts.map(({ code }) => code))).toEqual(new Set(["NO_INVERSE"]));
    expect(entries(world)).toEqual(before);
  });

  it("asks for no first password for whoever has had one", async () => {
    const { world } = await loaded(TWO);
    world.directory.tamper(personDn("annv"), { pwdLastSuccess: ["20261101000000Z"] });
    await world.run();
    const waiting = world.journal.state.handovers.map(({ owner }) => owner);
    expect(waiting).toContain("person:p2");
    expect(waiting).not.toContain("person:p1");
  });
});

describe("a person's entry that stood there before danhba", () => {
  const OLD = {
    objectClass: ["inetOrgPerson"],
    cn: ["An cũ"],
    sn: ["An"],
    mail: ["anhcu@soctrang.gov.vn"],
    employeeNumber: ["p1"],
    userPassword: ["{SSHA}x"],
  };
  const plain: FeedContent = { ...TWO, people: [{ ...AN, requestedLocalPart: null }, BINH] };

  it("is taken over with its name and its password, and everything else as it should be", async () => {
    const world = openWorld(plain);
    world.directory.put(personDn("anhcu"), { uid: ["anhcu"], ...OLD });
    const uuid = world.entry("uid=anhcu").entryUuid;
    const result = await world.run();
    expect(result).toMatchObject({ state: "done", failed: [], counts: { modify: 1, rename: 0, restore: 0 } });
    expect(result.findings.map(({ code }) => code)).not.toContain("UNKNOWN_ENTRY");
    const entry = world.entry("uid=anhcu");
    expect(entry.entryUuid).toBe(uuid);
    expect(entry.attributes).toMatchObject({
      cn: ["Nguyễn Văn An"],
      danhbaStatus: ["active"],
      userPassword: ["{SSHA}x"],
      objectClass: expect.arrayContaining(["inetOrgPerson", "danhbaAccount"]),
    });
    expect(world.journal.state.ledger).toContainEqual(
      expect.objectContaining({ localPart: "anhcu", owner: "person:p1", role: "primary" }),
    );
    expect(told(world)).toContain("person:p1 modify ENTRY_ADOPTED");
    expect(world.journal.state.handovers.map(({ owner }) => owner)).not.toContain("person:p1");
    expect(result.proof?.unexplained).toBe(0);
    expect(await world.run()).toMatchObject({ applied: 0, adopted: 0 });
  });

  it("is renamed where HR asks for another name; the name it had delivers on", async () => {
    const world = openWorld(TWO);
    world.directory.put(personDn("anhcu"), { uid: ["anhcu"], ...OLD });
    const uuid = world.entry("uid=anhcu").entryUuid;
    expect(await world.run()).toMatchObject({ state: "done", counts: { rename: 1 } });
    const entry = world.entry("uid=annv");
    expect(entry.entryUuid).toBe(uuid);
    expect(entry.attributes.mailLocalAddress).toEqual(["anhcu@soctrang.gov.vn"]);
    expect(world.journal.state.ledger).toContainEqual(
      expect.objectContaining({ localPart: "anhcu", owner: "person:p1", role: "alias" }),
    );
    expect(await world.run()).toMatchObject({ applied: 0, adopted: 0 });
  });

  it.each<[string, (world: World) => void]>([
    [
      "two entries have the number",
      ({ directory }) => {
        directory.put(personDn("anhcu"), { uid: ["anhcu"], ...OLD });
        directory.put(personDn("ankhac"), { uid: ["ankhac"], ...OLD, mail: ["ankhac@soctrang.gov.vn"] });
      },
    ],
    [
      "it is no inetOrgPerson",
      ({ directory }) =>
        directory.put(personDn("anhcu"), { uid: ["anhcu"], ...OLD, objectClass: ["account"] }),
    ],
    [
      "its address is somebody else's by the ledger",
      ({ directory, journal }) => {
        directory.put(personDn("anhcu"), { uid: ["anhcu"], ...OLD });
        const row = {
          localPart: "anhcu",
          role: "tombstone",
          form: "",
          clause: "",
          aliasUntil: null,
        } as const;
        journal.state.ledger.push({ ...row, owner: "person:p9" });
      },
    ],
  ])("is not touched, and no other is made, where %s", async (_why, arrange) => {
    const world = openWorld({ ...plain, units: [SNV] });
    arrange(world);
    const before = world.directory.entries().filter(({ dn }) => dn.includes("uid=an"));
    const result = await world.run();
    expect(result.findings).toContainEqual(
      expect.objectContaining({ code: "ADOPTION_UNCLEAR", owner: "person:p1" }),
    );
    expect(world.directory.entries().filter(({ dn }) => dn.includes("uid=an"))).toEqual(before);
    expect(told(world).filter((line) => line.startsWith("person:p1 "))).toEqual([]);
    expect(result.proof?.unexplained).toBe(0);
  });

  it("is again as it was when the run is undone", async () => {
    const world = openWorld(TWO);
    world.directory.put(personDn("anhcu"), { uid: ["anhcu"], ...OLD });
    const before = withoutNoted(world.entry("uid=anhcu").attributes);
    const { runId } = await world.run();
    await world.answers.undos.order(REALM.id, { run: runId, operator: "Lê Hoa", reason: "thử" }, NOW);
    await world.run();
    expect(withoutNoted(world.entry("uid=anhcu").attributes)).toMatchObject(before);
    expect(world.entry("uid=anhcu").attributes.danhbaId).toBeUndefined();
  });
});
