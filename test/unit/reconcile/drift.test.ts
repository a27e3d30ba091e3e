import { describe, expect, it } from "vitest";
import { danhbaId } from "../../../src/desired/danhba-id.ts";
import type { DriftMode } from "../../../src/model/drift.ts";
import type { Owner } from "../../../src/model/owner.ts";
import { entryHash } from "../../../src/plan/entry-hash.ts";
import type { ProjectedEntry } from "../../../src/ports/answer-ports.ts";
import { restoredFrom } from "../../../src/reconcile/drift.ts";
import { lookForDrift } from "../../../src/reconcile/look-for-drift.ts";
import type { RunOptions } from "../../../src/reconcile/run-once.ts";
import { type SyncResult, sync } from "../../../src/reconcile/sync.ts";
import { REALM, unit } from "../../support/fakes/province.ts";
import type { World } from "../../support/fakes/world.ts";
import { AN, BINH, personDn, refusing, SNV, SYT, settled, TWO } from "./two-people.ts";

const BINH_DN = personDn("binhtt");
const GROUP = `cn=unit-SNV,ou=groups,${REALM.suffix}`;
/** In days. */
const MINUTE = 1 / (24 * 60);
const SOMEBODY = "cn=somebody,dc=elsewhere";

async function runAs(
  world: World,
  mode: DriftMode,
  trigger: RunOptions["trigger"] = "sync",
): Promise<SyncResult> {
  const lease = await world.journal.acquireLease(REALM.id);
  try {
    const stop = new AbortController().signal;
    return await sync({ ...world.services, drift: mode }, lease, { trigger, stop });
  } finally {
    await lease.release();
  }
}

async function look(world: World): Promise<string> {
  const lease = await world.journal.acquireLease(REALM.id);
  const { directory, answers, clock } = world;
  const services = { directory, projection: answers.projection, realm: REALM, clock };
  const { found } = await lookForDrift(services, lease);
  await lease.release();
  return found;
}

const edit = (world: World, more: Readonly<Record<string, readonly string[]>> = {}): void =>
  world.directory.tamper(BINH_DN, {
    cn: ["Ai đó"],
    modifiersName: [SOMEBODY],
    modifyTimestamp: ["20261121000001Z"],
    ...more,
  });

const knownOf = (world: World, owner: Owner): ProjectedEntry | undefined =>
  world.answers.state.entries.get(danhbaId(REALM.id, owner));

/** Rows that are written from now on, a list for each write. */
function watchWrites(world: World): string[][] {
  const writes: string[][] = [];
  const { projection } = world.answers;
  const write = projection.write.bind(projection);
  Object.assign(projection, {
    write: (...args: Parameters<typeof write>) => {
      writes.push(args[1].seen.map(({ dn }) => dn));
      return write(...args);
    },
  });
  return writes;
}

/** What is asked of the directory from now on. */
function watchReads(world: World): string[] {
  const asked: string[] = [];
  const { directory } = world;
  const names = ["contextCsn", "changedSince", "membersOf", "deletions", "scan", "observe"] as const;
  for (const name of names) {
    const ask = directory[name] as (...args: unknown[]) => unknown;
    const watched = (...args: unknown[]): unknown => {
      asked.push(name);
      return ask.apply(directory, args);
    };
    Object.assign(directory, { [name]: watched });
  }
  return asked;
}

describe("an item that nothing calls for but an edit by hand", () => {
  it("is drift, with what was edited and by whom, and is corrected", async () => {
    const world = await settled(TWO);
    edit(world);
    const result = await world.run();
    expect(result).toMatchObject({ state: "done", applied: 1 });
    expect(result.drift).toEqual([
      {
        owner: "person:p2",
        dn: BINH_DN,
        what: "edited",
        attributes: ["cn"],
        by: SOMEBODY,
        outcome: "corrected",
      },
    ]);
    expect(await world.run()).toMatchObject({ applied: 0, drift: [] });
  });

  it("is nobody's where the server noted a sign-in since, as that hides who wrote before", async () => {
    const world = await settled(TWO);
    edit(world, { pwdLastSuccess: ["20261121000001Z"] });
    expect((await world.run()).drift).toMatchObject([{ owner: "person:p2", by: null }]);
  });

  it("is a member that was taken out of a group, and belongs to the member", async () => {
    const world = await settled(TWO);
    const { member = [] } = world.entry("cn=unit-SNV").attributes;
    const others = member.filter((dn) => dn !== BINH_DN);
    world.directory.tamper(GROUP, { member: others, modifiersName: [SOMEBODY] });
    expect((await world.run()).drift).toMatchObject([
      { owner: "person:p2", attributes: ["member"], by: SOMEBODY, outcome: "corrected" },
    ]);
    expect(world.entry("cn=unit-SNV").attributes.member).toContain(BINH_DN);
  });

  it("is an entry that was renamed or deleted", async () => {
    const world = await settled(TWO);
    world.directory.move(BINH_DN, personDn("somebody"));
    expect((await world.run()).drift).toContainEqual(
      expect.objectContaining({ owner: "person:p2", what: "edited", dn: personDn("somebody") }),
    );
    world.directory.remove(BINH_DN);
    expect((await world.run()).drift).toContainEqual(
      expect.objectContaining({ owner: "person:p2", what: "deleted", by: null, attributes: [] }),
    );
    expect(await world.run()).toMatchObject({ applied: 0, drift: [] });
  });
});

describe("a change that has another reason too", () => {
  it("is none of drift, whatever was edited besides", async () => {
    const world = await settled(TWO);
    edit(world);
    world.feed.load({ ...TWO, people: [AN, { ...BINH, fullName: "Trần Thị Bình An" }] });
    expect(await world.run()).toMatchObject({ applied: 1, drift: [] });
  });

  it("is none of drift where only who holds a mailbox changes", async () => {
    const world = await settled(TWO);
    world.feed.load({ ...TWO, units: [{ ...SNV, headPersonId: "p2" }, SYT] });
    const result = await world.run();
    expect(result.applied).toBeGreaterThan(0);
    expect(result.drift).toEqual([]);
  });

  it("is none of drift while nothing is remembered, nor after an undo", async () => {
    const world = await settled(TWO);
    edit(world);
    const lease = await world.journal.acquireLease(REALM.id);
    await world.answers.projection.forgetIntents(lease, [danhbaId(REALM.id, "person:p2")]);
    await lease.release();
    expect((await world.plan()).drifted.size).toBe(0);
    world.answers.state.entries.clear();
    expect((await world.plan()).drifted.size).toBe(0);
  });

  it("is none of drift after it was refused", async () => {
    const world = await settled(TWO);
    world.feed.load({ ...TWO, people: [AN, { ...BINH, fullName: "Trần Thị Bình An" }] });
    world.directory.trouble = refusing("constraintViolation", ({ dn }) => dn === BINH_DN);
    expect(await world.run()).toMatchObject({ state: "failed", drift: [] });
    world.directory.trouble = () => null;
    expect(await world.run()).toMatchObject({ state: "done", drift: [], applied: 1 });
  });

  it("does not make a refused correction any less drift", async () => {
    const world = await settled(TWO);
    edit(world);
    world.directory.trouble = refusing("constraintViolation", ({ dn }) => dn === BINH_DN);
    expect((await world.run()).drift).toMatchObject([{ owner: "person:p2", outcome: "failed" }]);
    world.directory.trouble = () => null;
    expect((await world.run()).drift).toMatchObject([{ owner: "person:p2", outcome: "corrected" }]);
  });
});

describe("drift that is only reported", () => {
  it("is left, run after run, with what requires it, and is no failure", async () => {
    const world = await settled(TWO);
    world.directory.remove(GROUP);
    world.feed.load({ ...TWO, people: [{ ...AN, requestedLocalPart: "an.nv" }, BINH] });
    const written = world.directory.written.length;
    for (const _again of [1, 2]) {
      const result = await runAs(world, "report");
      expect(result).toMatchObject({ state: "done", applied: 0, held: [], failed: [] });
      expect(result.drift.map(({ owner, outcome }) => `${owner} ${outcome}`)).toEqual([
        "group:unit-SNV reported",
        "person:p2 reported",
      ]);
    }
    expect(world.directory.written).toHaveLength(written);
    const result = await runAs(world, "correct");
    expect(result).toMatchObject({ state: "done", applied: 3 });
    expect(world.entry("cn=unit-SNV").attributes.member).toContain(personDn("an.nv"));
  });
});

describe("what is remembered of the directory", () => {
  it("is each of danhba's own entries, and nothing is written where nothing changed", async () => {
    const world = await settled(TWO);
    const own = world.directory.entries().filter(({ attributes }) => attributes.danhbaId !== undefined);
    expect(world.answers.state.entries.size).toBe(own.length);
    for (const entry of own) {
      const { userPassword: _unreadable, ...attributes } = entry.attributes;
      const known = world.answers.state.entries.get(entry.attributes.danhbaId?.[0] ?? "");
      expect(known).toMatchObject({ dn: entry.dn, hash: entryHash({ attributes }) });
      expect(known?.intent).toMatch(/^[0-9a-f]{64}$/);
      expect(known?.attributes.member).toBeUndefined();
    }
    const writes = watchWrites(world);
    await world.run();
    await world.run();
    expect(writes.flat()).toEqual([]);
  });

  it("is not written anew for sign-ins", async () => {
    const world = await settled(TWO);
    const writes = watchWrites(world);
    world.directory.tamper(BINH_DN, { pwdLastSuccess: ["20261121000001Z"] });
    await world.run();
    expect(writes.flat()).toEqual([]);
  });

  it("is the same whether a run reads everything again or only what changed", async () => {
    const division = (parentCode: string) => unit("P1", "Phòng Một", { parentCode });
    const below = unit("P2", "Tổ Hai", { parentCode: "P1" });
    const moves = [
      { ...TWO, units: [SNV, SYT, division("SNV"), below] },
      { ...TWO, units: [SNV, SYT, division("SYT"), below] },
      {
        ...TWO,
        units: [SNV, SYT, division("SYT"), below],
        people: [{ ...AN, status: "retired" as const }, BINH],
      },
    ];
    const [full, partial] = [await settled(TWO), await settled(TWO)];
    for (const content of moves) {
      for (const [world, trigger] of [
        [full, "sync"],
        [partial, "feed"],
      ] as const) {
        world.feed.load(content);
        expect(await runAs(world, "correct", trigger)).toMatchObject({ failed: [] });
      }
      const remembered = (world: World) =>
        [...world.answers.state.entries.values()]
          .map(({ dn, intent, hash }) => ({ dn, intent, hash }))
          .toSorted((a, b) => (a.dn < b.dn ? -1 : 1));
      expect(remembered(partial)).toEqual(remembered(full));
      expect(await runAs(partial, "correct", "feed")).toMatchObject({ applied: 0 });
    }
  });

  it("is an entry that is missing, as long as it is to be", async () => {
    const world = await settled(TWO);
    world.directory.remove(BINH_DN);
    await runAs(world, "report");
    expect(knownOf(world, "person:p2")).toMatchObject({ entryUuid: "", intent: expect.any(String) });
    expect(await look(world)).toBe("nothing");
    await runAs(world, "correct");
    expect(knownOf(world, "person:p2")?.entryUuid).not.toBe("");
  });
});

describe("a look between runs", () => {
  it("finds nothing after a run, sign-ins, and edits of what is somebody else's", async () => {
    const world = await settled(TWO);
    expect(await look(world)).toBe("nothing");
    world.directory.tamper(BINH_DN, { pwdLastSuccess: ["20261121000001Z"], pwdReset: [] });
    world.directory.put(`cn=guest,ou=people,${REALM.suffix}`, { cn: ["guest"] });
    expect(await look(world)).toBe("nothing");
    expect(world.answers.state.contextCsn).toBe(await world.directory.contextCsn());
  });

  it.each([
    ["an edit", (world: World) => edit(world)],
    ["a new name", (world: World) => world.directory.move(BINH_DN, personDn("x"))],
    [
      "a lock",
      (world: World) => world.directory.tamper(BINH_DN, { pwdAccountLockedTime: ["000001010000Z"] }),
    ],
    ["a member less", (world: World) => world.directory.tamper(GROUP, { member: [personDn("annv")] })],
    ["an entry less", (world: World) => world.directory.remove(BINH_DN)],
    ["an id less", (world: World) => world.directory.tamper(BINH_DN, { danhbaId: [] })],
  ])("finds %s, and a sign-in after it hides nothing", async (_what, happen) => {
    const world = await settled(TWO);
    await look(world);
    happen(world);
    world.directory.tamper(personDn("annv"), { pwdLastSuccess: ["20261121000009Z"] });
    expect(await look(world)).toBe("edited");
  });

  it("asks for one entry where nothing changed, and looks at each sign-in once", async () => {
    const world = await settled(TWO);
    await look(world);
    const asked = watchReads(world);
    expect(await look(world)).toBe("nothing");
    expect(asked).toEqual(["contextCsn"]);
    world.directory.tamper(BINH_DN, { pwdLastSuccess: ["20261121000001Z"] });
    await look(world);
    expect(asked).toEqual(["contextCsn", "contextCsn", "changedSince", "deletions"]);
    expect(knownOf(world, "person:p2")?.entryCsn).toBe(await world.directory.contextCsn());
  });

  it("reads the members of those groups alone that others wrote to", async () => {
    const world = await settled(TWO);
    await look(world);
    const asked = watchReads(world);
    world.directory.tamper(GROUP, { modifiersName: [SOMEBODY] });
    expect(await look(world)).toBe("nothing");
    expect(asked.filter((what) => what === "membersOf")).toHaveLength(1);
    world.feed.load({ ...TWO, people: [AN, { ...BINH, requestedLocalPart: "binh.tt" }] });
    expect((await world.run()).applied).toBeGreaterThan(0);
    const { entryCsn } = world.entry("cn=unit-SNV");
    expect(knownOf(world, "group:unit-SNV")?.entryCsn).toBe(entryCsn);
    asked.splice(0);
    expect(await look(world)).toBe("nothing");
    expect(asked).not.toContain("membersOf");
  });

  it("compares all entries once after a deletion, of others' entries too, and no more after that", async () => {
    const world = await settled(TWO);
    const guest = `cn=guest,ou=people,${REALM.suffix}`;
    world.directory.put(guest, { cn: ["guest"] });
    await look(world);
    const asked = watchReads(world);
    world.directory.remove(guest);
    expect(await look(world)).toBe("nothing");
    expect(asked).toContain("scan");
    asked.splice(0);
    world.directory.tamper(BINH_DN, { pwdLastSuccess: ["20261121000001Z"] });
    expect(await look(world)).toBe("nothing");
    expect(asked).not.toContain("scan");
  });

  it("compares all entries once an hour where the server does not count deletions", async () => {
    const world = await settled(TWO);
    world.directory.isCountingDeletions = false;
    await look(world);
    world.directory.remove(BINH_DN);
    expect(await look(world)).toBe("nothing");
    world.clock.passDays(59 * MINUTE);
    expect(await look(world)).toBe("nothing");
    world.clock.passDays(MINUTE);
    expect(await look(world)).toBe("edited");
    await runAs(world, "correct", "drift");
    world.clock.passDays(120 * MINUTE);
    expect(await look(world)).toBe("nothing");
    const asked = watchReads(world);
    world.clock.passDays(120 * MINUTE);
    expect(await look(world)).toBe("nothing");
    expect(asked).toEqual(["contextCsn"]);
  });

  it("does not go by the count of one of several servers", async () => {
    const world = await settled(TWO);
    const contextCsn = world.directory.contextCsn.bind(world.directory);
    const second = (count: number) => `20261121000000.00000${count}Z#000000#001#000000`;
    let count = 1;
    world.directory.contextCsn = async () => `${await contextCsn()} ${second(count)}`;
    world.answers.state.contextCsn = await world.directory.contextCsn();
    world.directory.deletions = async () => "0 0";
    world.answers.state.deletes = "0 0";
    world.directory.remove(BINH_DN);
    count += 1;
    world.clock.passDays(120 * MINUTE);
    expect(await look(world)).toBe("edited");
  });

  it("finds a backup that was put back, also where it was written to since", async () => {
    const world = await settled(TWO);
    await look(world);
    const known = knownOf(world, "person:p2");
    world.answers.state.entries.set(known?.danhbaId ?? "", {
      ...(known as ProjectedEntry),
      entryCsn: `${(await world.directory.contextCsn())?.replace("20261121", "20261122")}`,
    });
    world.directory.remove(`cn=none,ou=people,${REALM.suffix}`);
    expect(await look(world)).toBe("restored");
    expect(await look(world)).toBe("restored");
  });

  it("finds what somebody edited while a run was at work on other entries", async () => {
    const world = await settled(TWO);
    world.feed.load({ ...TWO, people: [{ ...AN, fullName: "Nguyễn Văn Ân" }, BINH] });
    let isEdited = false;
    world.directory.trouble = () => {
      if (!isEdited) edit(world);
      isEdited = true;
      return null;
    };
    expect(await runAs(world, "correct", "feed")).toMatchObject({ applied: 1, drift: [] });
    expect(await look(world)).toBe("edited");
    expect((await runAs(world, "correct", "drift")).drift).toMatchObject([{ owner: "person:p2" }]);
    expect(await look(world)).toBe("nothing");
  });
});

describe("a directory that went back in time", () => {
  const csn = (second: number, server = "000") => `2026112200000${second}.000000Z#000000#${server}#000000`;
  const entry = (entryCsn: string) => ({ dn: "uid=a", entryUuid: "u", entryCsn, attributes: {} });
  const projection = (entryCsn: string, contextCsn: string | null = null) => ({
    entries: new Map([
      [
        "1",
        {
          danhbaId: "1",
          dn: "uid=a",
          entryUuid: "u",
          entryCsn,
          hash: "",
          intent: null,
          owner: null,
          members: null,
        },
      ],
    ]),
    contextCsn,
  });

  it("has an entry that is older than it was seen to be", () => {
    expect(
      restoredFrom({ observed: [entry(csn(1))], projection: projection(csn(3)), contextCsn: csn(9) }),
    ).toEqual({ was: "2026-11-22T00:00:03Z", is: "2026-11-22T00:00:01Z" });
  });

  it("is as a whole older than it was seen to be", () => {
    const observed = [entry(csn(1))];
    const known = projection(csn(1), csn(5));
    expect(restoredFrom({ observed, projection: known, contextCsn: csn(4) })).not.toBeNull();
    expect(restoredFrom({ observed, projection: known, contextCsn: csn(5) })).toBeNull();
  });

  it("is not one whose entry another server wrote, nor one that went on", () => {
    const contextCsn = csn(9);
    const known = projection(csn(3));
    expect(restoredFrom({ observed: [entry(csn(1, "002"))], projection: known, contextCsn })).toBeNull();
    expect(restoredFrom({ observed: [entry(csn(4))], projection: known, contextCsn })).toBeNull();
  });
});
