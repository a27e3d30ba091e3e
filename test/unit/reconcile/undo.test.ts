import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Owner } from "../../../src/model/owner.ts";
import type { UndoRun } from "../../../src/reconcile/carry-out-undos.ts";
import type { SyncResult } from "../../../src/reconcile/sync.ts";
import type { FeedContent } from "../../support/fakes/fake-feed.ts";
import { person, post, REALM, unit } from "../../support/fakes/province.ts";
import { openWorld, type World } from "../../support/fakes/world.ts";
import { AN, BINH, faultOf, NOBODY, personDn, refusing, SNV, SYT, settled, TWO } from "./two-people.ts";

const WHO = { operator: "Lê Hoa", reason: "nhập nhầm" };
const AT = "2026-11-21T02:00:00.000Z";

/** Every entry without passwords, which are never brought back, and without what the server notes by itself. */
function contents(world: World): Map<string, object> {
  const noted = /^(userPassword$|pwd(?!Account|Policy)|createTimestamp|modif)/;
  return new Map(
    world.directory
      .entries()
      .map(({ dn, attributes }): [string, object] => [
        dn,
        Object.fromEntries(
          Object.entries(attributes)
            .filter(([name, values]) => !noted.test(name) && values.length > 0)
            .map(([name, values]) => [name, [...values].toSorted()]),
        ),
      ])
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const liveAddresses = (world: World): string[] =>
  world.journal.state.ledger
    .filter(({ role }) => role === "primary" || role === "alias")
    .map(({ localPart, owner, role }) => `${localPart} ${owner} ${role}`)
    .toSorted();

async function undo(world: World, run: number): Promise<{ undone: UndoRun; after: SyncResult }> {
  const { id } = await world.answers.undos.order(REALM.id, { run, ...WHO }, AT);
  const after = await world.run();
  const undone = after.undone.find((one) => one.undo === id);
  if (undone === undefined) throw new TypeError("the order was not carried out");
  return { undone, after };
}

async function approve(world: World, run: number): Promise<SyncResult> {
  await world.journal.rule(REALM.id, run, { verdict: "approved", ...WHO }, AT);
  return await world.run({ trigger: "approve" });
}

const CUC = person("p3", "Lê Thị Cúc", { requestedLocalPart: "cuclt" });
const [ofAn, ofBinh] = TWO.appointments as [
  (typeof TWO.appointments)[number],
  (typeof TWO.appointments)[number],
];

/** What HR does in one delivery, and how many owners it touches. */
const DELIVERIES: Readonly<Record<string, FeedContent>> = {
  "somebody hired": { ...TWO, people: [AN, BINH, CUC], appointments: [ofAn, ofBinh, post("p3", "SYT")] },
  "another title and telephone": {
    ...TWO,
    people: [{ ...AN, phone: "0299 1" }, BINH],
    appointments: [{ ...ofAn, title: "Quyền Giám đốc" }, ofBinh],
  },
  "another address": { ...TWO, people: [{ ...AN, requestedLocalPart: "annguyen" }, BINH] },
  "a transfer": { ...TWO, appointments: [ofAn, { ...ofBinh, unitCode: "SYT" }] },
  "somebody retired": { ...TWO, people: [AN, { ...BINH, status: "retired" }] },
  "somebody suspended": { ...TWO, people: [AN, { ...BINH, status: "duty_suspended" }] },
  "another head": { ...TWO, units: [{ ...SNV, headPersonId: "p2" }, SYT] },
  "a unit renamed": { ...TWO, units: [SNV, { ...SYT, name: "Sở Y tế tỉnh", mailboxName: "soyt" }] },
  "a unit moved below another": { ...TWO, units: [SNV, { ...SYT, parentCode: "SNV" }] },
  "a unit with a unit below it": {
    ...TWO,
    units: [
      SNV,
      SYT,
      unit("STC", "Sở Tài chính", { mailboxName: "stc" }),
      unit("STC-NS", "Phòng Ngân sách", { kind: "division", parentCode: "STC", mailboxName: "ns.stc" }),
    ],
  },
  "everything at once": {
    units: [
      { ...SNV, headPersonId: "p2" },
      { ...SYT, name: "Sở Y tế tỉnh" },
      unit("STC", "Sở Tài chính", { mailboxName: "stc" }),
    ],
    people: [{ ...AN, requestedLocalPart: "annguyen" }, { ...BINH, phone: "0299 2" }, CUC],
    appointments: [{ ...ofAn, unitCode: "SYT" }, ofBinh, post("p3", "STC")],
  },
};

describe("a run that is undone", () => {
  it.each(Object.entries(DELIVERIES))(
    "after %s leaves the directory as it was, and it is not done again",
    async (name, content) => {
      const world = await settled(TWO);
      const before = contents(world);
      const addresses = liveAddresses(world);
      world.feed.load(content);
      const run = await world.run();
      expect(run.applied).toBeGreaterThan(0);
      const done = contents(world);

      const { undone, after } = await undo(world, run.runId);
      const isOnlyPassword = undone.conflicts.every(({ code, isWhole }) => code === "NO_INVERSE" && !isWhole);
      expect(isOnlyPassword, JSON.stringify(undone.conflicts)).toBe(true);
      expect(undone).toMatchObject({
        state: "done",
        failed: [],
        held: [],
        outcome: "done",
        applied: run.applied,
      });
      expect(contents(world)).toEqual(before);
      expect(liveAddresses(world)).toEqual(addresses);

      const held = { rule: "rejected", params: { ...WHO, undoneRun: run.runId } };
      const isAll = (result: SyncResult) => {
        expect(result.applied, name).toBe(0);
        expect(result.drift).toEqual([]);
        expect(result.held.length).toBeGreaterThan(0);
        for (const one of result.held.filter(({ rule }) => rule !== "requires"))
          expect(one).toMatchObject(held);
      };
      isAll(after);
      const again = await world.run();
      isAll(again);
      expect(contents(world)).toEqual(before);
      expect(again.held.reduce((sum, { count }) => sum + count, 0)).toBe(run.applied);

      // An operator may have it again after all, and the feed may take it back.
      expect((await approve(world, again.runId)).failed).toEqual([]);
      expect(contents(world)).toEqual(done);
      expect(await world.run()).toMatchObject({ state: "done", applied: 0, held: [] });
      expect(world.answers.undos.kept.size).toBe(0);
      const codes = world.verifiedLog().filter(({ record }) => record.reason === "RUN_UNDONE");
      expect(codes).toHaveLength(run.applied);
      for (const { record } of codes)
        expect(record.actor).toMatchObject({ kind: "operator", name: "Lê Hoa" });
    },
  );

  it("is done again as soon as HR asks for something else, and forgotten when HR takes it back", async () => {
    const world = await settled(TWO);
    world.feed.load(DELIVERIES["somebody retired"] as FeedContent);
    const { runId } = await world.run();
    await undo(world, runId);
    world.feed.load({ ...TWO, people: [AN, { ...BINH, status: "duty_suspended" }] });
    expect(await world.run()).toMatchObject({ state: "done", counts: { suspend: 1 }, applied: 1 });

    const other = await settled(TWO);
    other.feed.load(DELIVERIES["somebody retired"] as FeedContent);
    await undo(other, (await other.run()).runId);
    other.feed.load(TWO);
    expect(await other.run()).toMatchObject({ state: "done", applied: 0, held: [] });
    other.feed.load(DELIVERIES["somebody retired"] as FeedContent);
    expect(await other.run()).toMatchObject({ state: "done", counts: { disable: 1 }, applied: 1 });
  });

  it("stays undone when somebody edits the entry by hand", async () => {
    const world = await settled(TWO);
    world.feed.load(DELIVERIES["somebody retired"] as FeedContent);
    await undo(world, (await world.run()).runId);
    world.directory.tamper(personDn("binhtt"), { title: ["Ai đó"] });
    expect(await world.run()).toMatchObject({ applied: 0, held: [{ rule: "rejected", count: 1 }] });
    expect(world.entry("uid=binhtt").attributes.danhbaStatus).toEqual(["active"]);
  });

  it("can be undone itself: what it undid is there again, but for deleted entries", async () => {
    const world = await settled(TWO);
    world.feed.load(DELIVERIES["another address"] as FeedContent);
    const run = await world.run();
    const done = contents(world);
    const { undone } = await undo(world, run.runId);
    const redone = await undo(world, undone.runId);
    expect(redone.undone).toMatchObject({ applied: 1, conflicts: [], outcome: "done" });
    expect(redone.after).toMatchObject({ state: "done", applied: 0, held: [] });
    expect(contents(world)).toEqual(done);
  });

  it("is refused a second time, and so is a run that there is not, or that did nothing", async () => {
    const world = await settled(TWO);
    world.feed.load(DELIVERIES["somebody suspended"] as FeedContent);
    const { runId } = await world.run();
    const nothing = await world.run();
    await undo(world, runId);
    for (const run of [runId, nothing.runId, 99]) {
      expect(await faultOf(world.answers.undos.order(REALM.id, { run, ...WHO }, AT))).toBe("USAGE");
    }
  });

  it("gives nobody a password back that was made unusable", async () => {
    const world = await settled(TWO);
    world.feed.load(DELIVERIES["another head"] as FeedContent);
    const { runId } = await world.run();
    const { undone } = await undo(world, runId);
    expect(undone.conflicts).toMatchObject([
      { owner: "agency:SNV", code: "NO_INVERSE", detail: "userPassword", isWhole: false },
    ]);
    const last = world.verifiedLog().findLast(({ record }) => record.owner === "agency:SNV")?.record;
    // The one who leaves now knew it since.
    expect(last?.after).toMatchObject({ userPassword: ["set"] });
  });
});

describe("the undo of a first load", () => {
  const limits = { delete: { max: 0, percent: 0, always: 0 } };

  it("waits for approval, leaves nothing behind, and can be had again with the same addresses", async () => {
    const world = openWorld(TWO, limits);
    const before = contents(world);
    const first = await world.run();
    const done = contents(world);
    const addresses = liveAddresses(world);
    const { undone } = await undo(world, first.runId);
    expect(undone).toMatchObject({ state: "held", outcome: null, conflicts: [] });
    expect(undone.held.reduce((sum, { count }) => sum + count, 0) + undone.applied).toBe(first.applied);

    const approved = await approve(world, undone.runId);
    expect(approved.undone).toMatchObject([{ state: "done", held: [], failed: [], outcome: "done" }]);
    expect(contents(world)).toEqual(before);
    expect(liveAddresses(world)).toEqual([]);
    const again = await world.run();
    expect(again.held.reduce((sum, { count }) => sum + count, 0)).toBe(first.applied);
    expect(again.applied).toBe(0);

    expect((await approve(world, again.runId)).state).toBe("done");
    expect(contents(world)).toEqual(done);
    expect(liveAddresses(world)).toEqual(addresses);
  });

  it("is given up when an operator rejects it", async () => {
    const world = openWorld(TWO, limits);
    const first = await world.run();
    const done = contents(world);
    const { undone } = await undo(world, first.runId);
    // No further run is made as long as nothing is said.
    const runs = world.journal.state.runs.filter(({ trigger }) => trigger === "undo").length;
    await world.run();
    expect(world.journal.state.runs.filter(({ trigger }) => trigger === "undo")).toHaveLength(runs);
    await world.journal.rule(REALM.id, undone.runId, { verdict: "rejected", ...WHO }, AT);
    expect((await world.run()).undone).toMatchObject([{ outcome: "rejected", applied: 0 }]);
    expect((await world.run()).undone).toEqual([]);
    expect(contents(world).size).toBe(done.size);
  });
});

describe("a run after which somebody edited", () => {
  const RENAMED: FeedContent = {
    ...TWO,
    people: [
      { ...AN, requestedLocalPart: "annguyen" },
      { ...BINH, phone: "0299 3" },
    ],
  };
  const foreigner = { objectClass: ["inetOrgPerson"], uid: ["annv"], cn: ["Người lạ"], sn: ["Lạ"] };
  const EDITS: Readonly<Record<string, (world: World) => void>> = {
    "CHANGED_SINCE mail": (world) =>
      world.directory.tamper(personDn("annguyen"), { mail: ["x@soctrang.gov.vn"] }),
    [`CHANGED_SINCE ${personDn("moved")}`]: (world) =>
      world.directory.move(personDn("annguyen"), personDn("moved")),
    [`CHANGED_SINCE member cn=heads,ou=groups,${REALM.suffix}`]: (world) =>
      world.directory.tamper(`cn=heads,ou=groups,${REALM.suffix}`, { member: [NOBODY] }),
    [`GONE ${personDn("annguyen")}`]: (world) => world.directory.remove(personDn("annguyen")),
    [`TAKEN ${personDn("annv")}`]: (world) => world.directory.put(personDn("annv"), foreigner),
  };

  it.each(Object.entries(EDITS))("is undone but for a conflict: %s", async (conflict, edit) => {
    const world = await settled(TWO);
    world.feed.load(RENAMED);
    const { runId } = await world.run();
    edit(world);
    const { undone } = await undo(world, runId);
    expect(undone).toMatchObject({ applied: 1, failed: [], outcome: "partial" });
    expect(undone.conflicts.map(({ code, detail }) => `${code} ${detail}`)).toEqual([conflict]);
    expect(undone.conflicts).toMatchObject([{ owner: "person:p1", isWhole: true }]);
    expect(world.entry("uid=binhtt").attributes.telephoneNumber ?? []).toEqual([]);
    const told = world.journal.state.runs.find(({ id }) => id === undone.runId)?.findings;
    expect(told).toMatchObject([{ code: "UNDO_CONFLICT", owner: "person:p1" }]);
  });

  it("leaves what others stand on: the unit above one that was edited, the group of one who stays", async () => {
    const world = await settled(TWO);
    const division = { kind: "division", parentCode: "STC", mailboxName: "ns.stc" } as const;
    world.feed.load({
      units: [
        SNV,
        SYT,
        unit("STC", "Sở Tài chính", { mailboxName: "stc" }),
        unit("STC-NS", "Phòng Ngân sách", division),
      ],
      people: [AN, BINH, CUC],
      appointments: [ofAn, ofBinh, post("p3", "STC-NS")],
    });
    const { runId } = await world.run();
    world.directory.tamper(personDn("cuclt"), { sn: ["Lê Thị"] });
    const below = world.entry("danhbaUnit=STC-NS").dn;
    world.directory.tamper(below, { ou: ["Phòng Khác"] });
    const { undone } = await undo(world, runId);
    expect(undone.failed).toEqual([]);
    expect(
      undone.conflicts.map(({ owner, code, detail }) => `${owner} ${code} ${detail}`).toSorted(),
    ).toEqual([
      "group:subtree-STC CHANGED_SINCE member",
      "group:subtree-STC-NS CHANGED_SINCE member",
      "group:unit-STC-NS CHANGED_SINCE member",
      "person:p3 CHANGED_SINCE sn",
      `unit:STC CHANGED_SINCE ${below}`,
      "unit:STC-NS CHANGED_SINCE ou",
    ]);
    expect(world.entry("cn=unit-STC-NS").attributes.member).toContain(personDn("cuclt"));
  });

  it("does not bring an address back whose time is over, nor one that is not to be had", async () => {
    const world = await settled(TWO);
    world.feed.load({ ...TWO, people: [{ ...AN, requestedLocalPart: "annguyen" }, BINH] });
    await world.run();
    world.clock.passDays(400);
    const ended = await world.run();
    expect(ended.applied).toBe(1);
    const { undone } = await undo(world, ended.runId);
    expect(undone).toMatchObject({ applied: 0, outcome: "partial" });
    expect(undone.conflicts).toMatchObject([
      { code: "LEDGER", detail: "annv@soctrang.gov.vn", isWhole: true },
    ]);
    expect(world.entry("uid=annguyen").attributes.mailLocalAddress ?? []).toEqual([]);
  });

  it("is undone where a later run changed something else, which stays", async () => {
    const world = await settled(TWO);
    world.feed.load({ ...TWO, people: [{ ...AN, phone: "0299 1" }, BINH] });
    const first = await world.run();
    world.feed.load({ ...TWO, people: [{ ...AN, phone: "0299 1", requestedLocalPart: "annguyen" }, BINH] });
    await world.run();
    // A rename since: the entry is not where the run left it.
    const { undone } = await undo(world, first.runId);
    expect(undone.conflicts).toMatchObject([{ code: "CHANGED_SINCE", detail: personDn("annguyen") }]);

    const other = await settled(TWO);
    other.feed.load({ ...TWO, people: [{ ...AN, phone: "0299 1" }, BINH] });
    const run = await other.run();
    other.feed.load({ ...TWO, people: [{ ...AN, phone: "0299 1", staffClass: "vien_chuc" }, BINH] });
    await other.run();
    expect((await undo(other, run.runId)).undone).toMatchObject({ applied: 1, conflicts: [] });
    expect(other.entry("uid=annv").attributes.employeeType).toEqual(["vien_chuc"]);
    expect(other.entry("uid=annv").attributes.telephoneNumber ?? []).toEqual([]);
  });
});

describe("an undo that is cut short", () => {
  it("comes to the same whichever step the power fails at, with each change undone and logged once", async () => {
    const reference = await settled(TWO);
    const before = contents(reference);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 120 }), async (steps) => {
        const world = await settled(TWO);
        world.feed.load(DELIVERIES["everything at once"] as FeedContent);
        const run = await world.run();
        await world.answers.undos.order(REALM.id, { run: run.runId, ...WHO }, AT);
        world.power.cutAfter(steps);
        await world.run().catch(() => undefined);
        world.restart();
        await world.run();
        expect(contents(world)).toEqual(before);
        const undone = world.verifiedLog().filter(({ record }) => record.reason === "RUN_UNDONE");
        expect(undone).toHaveLength(run.applied);
        expect(new Set(undone.map(({ record }) => record.owner as Owner)).size).toBe(run.applied);
        expect(world.answers.undos.orders).toMatchObject([{ outcome: "done" }]);
        expect((await world.run()).applied).toBe(0);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it("is gone on with after a refusal, until it is given up", async () => {
    const world = await settled(TWO);
    world.feed.load(DELIVERIES["somebody suspended"] as FeedContent);
    const { runId } = await world.run();
    world.directory.trouble = refusing("unwillingToPerform", ({ dn }) => dn === personDn("binhtt"));
    const { undone } = await undo(world, runId);
    expect(undone).toMatchObject({
      state: "failed",
      outcome: null,
      failed: [{ code: "unwillingToPerform" }],
    });
    for (let again = 2; again < world.services.retries.attempts; again += 1) {
      expect((await world.run()).undone).toMatchObject([{ outcome: null }]);
    }
    expect((await world.run()).undone).toMatchObject([{ outcome: "failed" }]);
    expect((await world.run()).undone).toEqual([]);
    expect(world.answers.undos.kept.size).toBe(0);
  });
});
