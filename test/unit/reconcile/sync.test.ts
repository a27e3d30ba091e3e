import { describe, expect, it } from "vitest";
import type { Operation } from "../../../src/model/change.ts";
import { LOCKED_FOR_GOOD } from "../../../src/model/entry.ts";
import { DanhbaError } from "../../../src/model/error.ts";
import { sync } from "../../../src/reconcile/sync.ts";
import type { FeedContent } from "../../support/fakes/fake-feed.ts";
import { person, post, REALM, unit } from "../../support/fakes/province.ts";
import { openWorld, type World } from "../../support/fakes/world.ts";

const SNV = unit("SNV", "Sở Nội vụ", { mailboxName: "snv", headPersonId: "p1" });
const SYT = unit("SYT", "Sở Y tế", { mailboxName: "syt" });
const AN = person("p1", "Nguyễn Văn An", { requestedLocalPart: "annv" });
const BINH = person("p2", "Trần Thị Bình", { requestedLocalPart: "binhtt" });
const TWO: FeedContent = {
  units: [SNV, SYT],
  people: [AN, BINH],
  appointments: [post("p1", "SNV", { title: "Giám đốc", leaderRank: 1 }), post("p2", "SNV")],
};

const NOBODY = `cn=nobody,ou=services,${REALM.suffix}`;
const personDn = (uid: string): string => `uid=${uid},ou=people,${REALM.suffix}`;

async function settled(content: FeedContent, limits = {}): Promise<World> {
  const world = openWorld(content, limits);
  expect((await world.run()).state).toBe("done");
  return world;
}

const refusing = (result: string, isIt: (operation: Operation) => boolean) => (operation: Operation) =>
  isIt(operation) ? { refuse: result } : null;

const kindsLogged = (world: World): string[] =>
  world.verifiedLog().map(({ record }) => `${record.owner} ${record.kinds.join("+")}`);

async function faultOf(work: Promise<unknown>): Promise<string> {
  const outcome = await work.then(
    () => "no fault",
    (error: unknown) => (error instanceof DanhbaError ? error.code : String(error)),
  );
  return outcome;
}

describe("a first run", () => {
  it("creates units, groups, people and mailboxes, logs each once and leaves nothing to do", async () => {
    const world = openWorld(TWO);
    const result = await world.run();
    expect(result).toMatchObject({ state: "done", applied: 9, held: [], failed: [], findings: [] });
    expect(result.counts).toMatchObject({ create: 9, modify: 0, unchanged: 0 });
    expect(world.entry("uid=annv").attributes).toMatchObject({
      cn: ["Nguyễn Văn An"],
      mail: ["annv@soctrang.gov.vn"],
      danhbaStatus: ["active"],
      o: ["Sở Nội vụ"],
    });
    expect(world.entry("cn=unit-SNV").attributes.member).toEqual([
      NOBODY,
      personDn("annv"),
      personDn("binhtt"),
    ]);
    expect(world.entry("cn=heads").attributes.member).toEqual([NOBODY, personDn("annv")]);
    expect(world.entry("uid=snv").attributes.roleOccupant).toEqual([personDn("annv")]);
    expect(kindsLogged(world)).toHaveLength(9);
    expect(await world.run()).toMatchObject({ state: "done", applied: 0, counts: { unchanged: 9 } });
  });

  it("issues the addresses in the ledger together with the intent", async () => {
    const world = await settled(TWO);
    const primaries = world.journal.state.ledger.filter(({ role }) => role === "primary");
    expect(primaries.map(({ owner, localPart }) => `${owner} ${localPart}`).toSorted()).toEqual([
      "agency:SNV snv",
      "agency:SYT syt",
      "person:p1 annv",
      "person:p2 binhtt",
    ]);
  });

  it("commits the intent before the first write and the outcome after the last", async () => {
    const world = openWorld(TWO);
    await world.run();
    const steps = world.power.steps.filter(
      (step) => !/ledger|observe|rulings|run|plan|doubt|lease/.test(step),
    );
    expect(steps[0]).toBe("before intend");
    expect(steps[1]).toBe("after intend");
    expect(steps.at(-2)).toBe("before settle");
    expect(steps.slice(2, -2).every((step) => /add|modify/.test(step))).toBe(true);
  });

  it("never gives an address that a foreign entry already uses", async () => {
    const world = openWorld({ ...TWO, people: [person("p1", "Nguyễn Văn An")] });
    const mail = (
      await openWorld({ ...TWO, people: [person("p1", "Nguyễn Văn An")] }).plan()
    ).plan.items.find(({ owner }) => owner === "person:p1")?.after.mail?.[0] as string;
    const taken = mail.split("@")[0] as string;
    world.directory.put(`cn=old,ou=people,${REALM.suffix}`, { cn: ["old"], mail: [mail.toUpperCase()] });
    await world.run();
    const issued = world.journal.state.ledger.find(({ owner }) => owner === "person:p1");
    expect(issued?.localPart).toBeDefined();
    expect(issued?.localPart).not.toBe(taken);
  });

  it("keeps a mailbox's address when a foreign entry begins to use it too", async () => {
    const world = await settled(TWO);
    world.directory.put(`cn=old,ou=people,${REALM.suffix}`, { cn: ["old"], mail: ["snv@soctrang.gov.vn"] });
    const { plan, findings } = await world.plan();
    expect({ items: plan.items, findings }).toEqual({ items: [], findings: [] });
  });
});

describe("people who come, move and go", () => {
  it("renames with every membership and keeps the old address as an alias until it ends", async () => {
    const world = await settled(TWO);
    const { entryUuid } = world.entry("uid=annv");
    world.feed.load({ ...TWO, people: [{ ...AN, requestedLocalPart: "an.nv" }, BINH] });
    expect(await world.run()).toMatchObject({ state: "done", counts: { rename: 1 }, applied: 1 });
    const renamed = world.entry("uid=an.nv");
    expect(renamed.entryUuid).toBe(entryUuid);
    expect(renamed.attributes).toMatchObject({
      uid: ["an.nv"],
      mail: ["an.nv@soctrang.gov.vn"],
      mailLocalAddress: ["annv@soctrang.gov.vn"],
    });
    for (const rdn of ["cn=unit-SNV", "cn=heads"])
      expect(world.entry(rdn).attributes.member).not.toContain(personDn("annv"));
    expect(world.entry("uid=snv").attributes.roleOccupant).toEqual([personDn("an.nv")]);

    world.clock.passDays(world.services.profile.aliasDays);
    expect(await world.run()).toMatchObject({ counts: { modify: 1 } });
    expect(world.entry("uid=an.nv").attributes.mailLocalAddress).toBeUndefined();
  });

  it("gives a person who comes back to an earlier address their own one, and nobody else ever", async () => {
    const world = await settled(TWO);
    const renamed = { ...AN, requestedLocalPart: "an.nv" };
    world.feed.load({ ...TWO, people: [renamed, BINH] });
    await world.run();
    world.clock.passDays(1_000);
    world.feed.load({ ...TWO, people: [renamed, { ...BINH, requestedLocalPart: "annv" }] });
    const refused = await world.run();
    expect(refused.findings).toEqual([
      { code: "LOCAL_PART_TAKEN", owner: "person:p2", params: { localPart: "annv", holder: "person:p1" } },
    ]);
    world.feed.load(TWO);
    await world.run();
    expect(world.entry("uid=annv").attributes.employeeNumber).toEqual(["p1"]);
    expect(world.entry("uid=binhtt").attributes.employeeNumber).toEqual(["p2"]);
  });

  it("renames a mailbox and its head in one run", async () => {
    const world = await settled(TWO);
    world.feed.load({
      ...TWO,
      units: [{ ...SNV, mailboxName: "sonoivu" }, SYT],
      people: [{ ...AN, requestedLocalPart: "an.nv" }, BINH],
    });
    expect(await world.run()).toMatchObject({ state: "done", failed: [], counts: { rename: 2 } });
    expect(world.entry("uid=sonoivu").attributes.roleOccupant).toEqual([personDn("an.nv")]);
  });

  it("locks whoever retires, out of all groups, and gives all back on return", async () => {
    const world = await settled(TWO);
    const before = world.entry("uid=annv");
    world.feed.load({ ...TWO, people: [{ ...AN, status: "retired", decisionNo: "12/QĐ" }, BINH] });
    expect(await world.run()).toMatchObject({ counts: { disable: 1, modify: 0 }, state: "done" });
    const gone = world.entry("uid=annv");
    expect(gone.attributes).toEqual({
      ...before.attributes,
      danhbaStatus: ["disabled"],
      pwdAccountLockedTime: [LOCKED_FOR_GOOD],
    });
    expect(world.entry("cn=unit-SNV").attributes.member).toEqual([NOBODY, personDn("binhtt")]);
    expect(world.entry("cn=heads").attributes.member).toEqual([NOBODY]);
    expect(world.entry("uid=snv").attributes.roleOccupant).toBeUndefined();
    expect(world.verifiedLog().at(-1)?.record).toMatchObject({
      owner: "person:p1",
      kinds: ["disable", "group"],
      reason: "PERSON_RETIRED",
      decisionNo: "12/QĐ",
    });

    world.feed.load(TWO);
    expect(await world.run()).toMatchObject({ counts: { restore: 1 } });
    expect(world.entry("uid=annv").attributes).toEqual(before.attributes);
    expect(world.entry("cn=unit-SNV").attributes.member).toContain(personDn("annv"));
  });

  it("does not stumble over a leaver whose entry is gone", async () => {
    const world = await settled(TWO);
    world.directory.remove(personDn("annv"));
    world.feed.load({ ...TWO, people: [{ ...AN, status: "retired" }, BINH] });
    expect(await world.run()).toMatchObject({ state: "done", failed: [], counts: { create: 0, disable: 0 } });
    expect(world.entry("cn=unit-SNV").attributes.member).toEqual([NOBODY, personDn("binhtt")]);
  });

  it("leaves people alone whose row is missing: entry, lock and groups stay", async () => {
    const world = await settled(TWO);
    const before = world.directory.entries();
    world.feed.load({ ...TWO, people: [BINH], appointments: [post("p2", "SNV")] });
    const result = await world.run();
    expect(result.findings).toEqual([{ code: "ABSENT_FROM_FEED", owner: "person:p1", params: {} }]);
    expect(result.applied).toBe(0);
    expect(world.directory.entries()).toEqual(before);
  });

  it("locks a leaver even while the directory refuses another change of the leaver's group", async () => {
    const world = await settled(TWO);
    const isGroupName = (operation: Operation) =>
      operation.op === "modify" && operation.changes.some(({ attribute }) => attribute === "description");
    world.directory.trouble = refusing("constraintViolation", isGroupName);
    world.feed.load({
      ...TWO,
      units: [{ ...SNV, name: "Sở Nội vụ tỉnh" }, SYT],
      people: [{ ...AN, status: "dismissed" }, BINH],
    });
    const result = await world.run();
    expect(result.failed.map(({ owner }) => owner)).toEqual(["group:unit-SNV"]);
    expect(world.entry("uid=annv").attributes.danhbaStatus).toEqual(["disabled"]);
  });
});

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
});

describe("a refused operation", () => {
  it("fails its item and what requires it; all others are applied, and the next run mends it", async () => {
    const world = openWorld({ ...TWO, units: [SNV, unit("P1", "Phòng Một", { parentCode: "SNV" }), SYT] });
    world.directory.trouble = refusing(
      "constraintViolation",
      ({ op, dn }) => op === "add" && dn.startsWith("danhbaUnit=SNV"),
    );
    const result = await world.run();
    expect(result.state).toBe("failed");
    expect(result.failed).toEqual([
      {
        owner: "unit:SNV",
        dn: `danhbaUnit=SNV,ou=units,${REALM.suffix}`,
        code: "constraintViolation",
        params: expect.objectContaining({ result: "constraintViolation" }),
      },
    ]);
    const states = new Map(world.journal.state.items.map(({ item, state }) => [item.owner, state]));
    expect(states.get("unit:SNV")).toBe("failed");
    expect(states.get("unit:P1")).toBe("dropped");
    expect(states.get("person:p1")).toBe("applied");
    world.directory.trouble = () => null;
    expect((await world.run()).state).toBe("done");
    expect(new Set(kindsLogged(world)).size).toBe(world.verifiedLog().length);
  });

  it("in the middle of an item is logged as far as the item came", async () => {
    const world = await settled(TWO);
    world.directory.trouble = refusing("insufficientAccessRights", ({ dn }) => dn.startsWith("cn=unit-SNV"));
    world.feed.load({ ...TWO, people: [{ ...AN, requestedLocalPart: "an.nv" }, BINH] });
    const result = await world.run();
    expect(result).toMatchObject({ state: "failed", failed: [{ owner: "person:p1" }] });
    const { record } = world.verifiedLog().at(-1) ?? {};
    expect(record).toMatchObject({ isComplete: false, dn: personDn("an.nv"), dnBefore: personDn("annv") });
    expect(record?.after.mail).toEqual(["an.nv@soctrang.gov.vn"]);
    expect(record?.references.every(({ dn }) => !dn.startsWith("cn=unit-SNV"))).toBe(true);

    world.directory.trouble = () => null;
    expect((await world.run()).state).toBe("done");
    expect(world.entry("cn=unit-SNV").attributes.member).toEqual([
      NOBODY,
      personDn("binhtt"),
      personDn("an.nv"),
    ]);
  });

  it("is what happens when an administrator changed, between look and write, what the plan rests on", async () => {
    const world = await settled(TWO);
    world.feed.load({ ...TWO, people: [AN, { ...BINH, fullName: "Trần Thị Bình An" }] });
    let isTampered = false;
    world.directory.trouble = ({ dn }) => {
      if (!isTampered && dn === personDn("binhtt")) world.directory.tamper(dn, { cn: ["Ai đó"] });
      isTampered ||= dn === personDn("binhtt");
      return null;
    };
    expect((await world.run()).failed).toMatchObject([{ owner: "person:p2", code: "assertionFailed" }]);
    expect((await world.run()).state).toBe("done");
    expect(world.entry("uid=binhtt").attributes.cn).toEqual(["Trần Thị Bình An"]);
  });
});

describe("a run that ends early", () => {
  it("records a fault of the directory and leaves the item in doubt for the next run", async () => {
    const world = await settled(TWO);
    world.feed.load({ ...TWO, people: [{ ...AN, status: "retired" }, BINH] });
    world.directory.trouble = () => ({ lose: "after" });
    expect(await faultOf(world.run())).toBe("LDAP_UNREACHABLE");
    expect(world.journal.state.runs.at(-1)).toMatchObject({ state: "aborted", fault: "LDAP_UNREACHABLE" });
    expect(world.journal.state.items.filter(({ state }) => state === "intent")).toHaveLength(1);
    world.directory.trouble = () => null;
    expect((await world.run()).state).toBe("done");
    expect(kindsLogged(world).filter((line) => line === "person:p1 disable+group")).toHaveLength(1);
  });

  it.each(["1st", "last"])(
    "finishes the item in hand when asked to stop during the %s one, and says so",
    async (which) => {
      const world = openWorld(TWO);
      const stop = new AbortController();
      const adds = which === "1st" ? 1 : 8;
      world.directory.trouble = () => {
        if (world.directory.written.filter(({ op }) => op === "add").length === adds - 1) stop.abort();
        return null;
      };
      const result = await world.run({ stop: stop.signal });
      expect(result.state).toBe("stopped");
      expect(result.applied).toBe(world.verifiedLog().length);
      expect(result.applied).toBeLessThan(9);
      expect(await world.journal.lastCursor(REALM.id)).toBeNull();
      world.directory.trouble = () => null;
      expect((await world.run()).state).toBe("done");
      expect(world.verifiedLog()).toHaveLength(9);
    },
  );

  it("refuses a reviewed plan that is no longer the plan, before anything is written", async () => {
    const world = openWorld(TWO);
    const { plan } = await world.plan();
    world.feed.load({ ...TWO, people: [AN] });
    expect(await faultOf(world.run({ onlyDigest: plan.digest }))).toBe("PLAN_STALE");
    expect(world.directory.written).toEqual([]);
    world.feed.load(TWO);
    expect(await world.run({ onlyDigest: plan.digest })).toMatchObject({
      state: "done",
      digest: plan.digest,
    });
  });

  it("stops before its next write when another takes over the realm, and logs nothing itself", async () => {
    const world = openWorld(TWO);
    world.directory.trouble = () => {
      if (world.directory.written.length === 2) world.journal.breakLease();
      return null;
    };
    expect(await faultOf(world.run())).toBe("LEASE_LOST");
    expect(world.directory.written).toHaveLength(3);
    expect(world.verifiedLog()).toEqual([]);
    world.directory.trouble = () => null;
    expect((await world.run()).state).toBe("done");
    expect(kindsLogged(world)).toHaveLength(9);
  });

  it("is refused from the start while another holds the lease", async () => {
    const world = openWorld(TWO);
    const lease = await world.journal.acquireLease(REALM.id);
    expect(await faultOf(world.run())).toBe("LEASE_HELD");
    world.journal.breakLease();
    const options = { trigger: "sync", stop: new AbortController().signal } as const;
    expect(await faultOf(sync(world.services, lease, options))).toBe("LEASE_LOST");
  });
});
