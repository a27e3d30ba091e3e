import { describe, expect, it } from "vitest";
import { exitOfRun } from "../../../src/cli/exit-status.ts";
import { LOCKED_FOR_GOOD } from "../../../src/model/entry.ts";
import type { FeedSnapshot } from "../../../src/model/feed.ts";
import type { Proof } from "../../../src/model/proof.ts";
import type { PreparedPlan } from "../../../src/reconcile/prepared-plan.ts";
import { type ProvedRun, proofFindings, prove } from "../../../src/reconcile/prove.ts";
import type { RealmServices } from "../../../src/reconcile/realm-services.ts";
import type { FeedContent } from "../../support/fakes/fake-feed.ts";
import { NOW, person, post, REALM, unit } from "../../support/fakes/province.ts";
import { openWorld, type World } from "../../support/fakes/world.ts";
import { AN, BINH, NOBODY, personDn, SNV, SYT } from "./two-people.ts";

/** Somebody of every kind: a head, a member of staff, on leave, retired, without a post, no longer in the feed. */
const FIRST: FeedContent = {
  units: [SNV, SYT, unit("SNV-VP", "Văn phòng", { kind: "division", parentCode: "SNV" })],
  people: [
    AN,
    BINH,
    person("p3", "Lê Thị Chi", { requestedLocalPart: "chilt" }),
    person("p4", "Phạm Văn Dũng", { requestedLocalPart: "dungpv" }),
    person("p5", "Hồ Thị Em", { requestedLocalPart: "emht" }),
    person("p6", "Võ Văn Giang", { requestedLocalPart: "giangvv" }),
  ],
  appointments: [
    post("p1", "SNV", { leaderRank: 1 }),
    post("p2", "SNV-VP"),
    post("p3", "SNV"),
    post("p4", "SNV"),
    post("p5", "SNV"),
    post("p6", "SNV"),
  ],
};
const NOW_SO: FeedContent = {
  ...FIRST,
  people: FIRST.people
    .filter(({ id }) => id !== "p6")
    .map((one) => {
      if (one.id === "p3") return { ...one, status: "long_leave" };
      if (one.id === "p4") return { ...one, status: "retired" };
      // An alias that delivers on.
      return one.id === "p2" ? { ...one, requestedLocalPart: "binhmoi" } : one;
    }),
  appointments: FIRST.appointments.filter(({ personId }) => personId !== "p5" && personId !== "p6"),
};

interface Sight {
  readonly world: World;
  readonly prepared: PreparedPlan;
}

async function open(): Promise<Sight> {
  const world = openWorld(FIRST);
  await world.run();
  world.feed.load(NOW_SO);
  expect(await world.run()).toMatchObject({ state: "done", proof: { unexplained: 0 } });
  const prepared = await world.plan();
  expect(prepared.plan.items).toEqual([]);
  return { world, prepared };
}

async function proofOf(
  { world, prepared }: Sight,
  more: Partial<ProvedRun> = {},
  services: Partial<RealmServices> = {},
): Promise<Proof> {
  const run = { findings: prepared.findings, held: [], undone: [], left: [], now: NOW };
  const observed = world.directory.entries();
  return await prove({ ...world.services, ...services }, prepared, { observed, ...run, ...more });
}

const seen = ({ differences }: Proof): string[] => [
  ...new Set(differences.map(({ owner, what }) => `${owner} ${what}`)),
];

const group = (name: string): string => `cn=${name},ou=groups,${REALM.suffix}`;
const mailbox = (name: string): string => `uid=${name},ou=agencies,${REALM.suffix}`;

/** One fact, broken by hand after the run, and what the check says of it. */
const SABOTAGE: readonly (readonly [fact: string, how: (world: World) => void, finds: readonly string[]])[] =
  [
    [
      "an entry is gone",
      ({ directory }) => directory.remove(personDn("annv")),
      ["person:p1 missing", "agency:SNV holder", "group:unit-SNV member"],
    ],
    ["displayName", set("annv", { displayName: ["Nguyễn Văn Ân"] }), ["person:p1 name"]],
    ["cn", set("annv", { cn: ["Ai đó"] }), ["person:p1 name"]],
    ["employeeNumber", set("annv", { employeeNumber: ["p9"] }), ["person:p1 number"]],
    ["employeeType", set("annv", { employeeType: ["can_bo"] }), ["person:p1 class"]],
    ["mail", set("annv", { mail: ["khac@soctrang.gov.vn"] }), ["person:p1 address"]],
    ["an alias is lost", set("binhmoi", { mailLocalAddress: [] }), ["person:p2 address"]],
    ["an alias too many", set("annv", { mailLocalAddress: ["la@soctrang.gov.vn"] }), ["person:p1 address"]],
    [
      "an address of somebody else",
      set("annv", { mailLocalAddress: ["binhtt@soctrang.gov.vn"] }),
      ["shared"],
    ],
    ["danhbaStatus", set("annv", { danhbaStatus: ["suspended"] }), ["person:p1 status", "person:p1 lock"]],
    ["a lock is off", set("chilt", { pwdAccountLockedTime: [] }), ["person:p3 lock"]],
    ["a lock is on", set("annv", { pwdAccountLockedTime: [LOCKED_FOR_GOOD] }), ["person:p1 lock"]],
    [
      "a leaver is open",
      set("dungpv", { danhbaStatus: ["active"], pwdAccountLockedTime: [] }),
      ["person:p4 status"],
    ],
    ["danhbaUnit", set("annv", { danhbaUnit: ["SYT"] }), ["person:p1 unit"]],
    ["quota", set("annv", { danhbaMailQuota: ["1"] }), ["person:p1 quota"]],
    ["somebody is in no group", setGroup("unit-SNV-VP", [NOBODY]), ["person:p2 member"]],
    [
      "somebody is in a group too many",
      setGroup("unit-SYT", [NOBODY, personDn("binhmoi")]),
      ["person:p2 member"],
    ],
    [
      "somebody locked is in a group",
      setGroup("unit-SYT", [NOBODY, personDn("dungpv")]),
      ["person:p4 member"],
    ],
    ["a group lists nobody's DN", setGroup("unit-SYT", [NOBODY, personDn("la")]), ["group:unit-SYT member"]],
    [
      "a group lost its placeholder",
      setGroup("unit-SNV-VP", [personDn("binhmoi")]),
      ["group:unit-SNV-VP member"],
    ],
    ["the heads lack one", setGroup("heads", [NOBODY]), ["person:p1 member"]],
    [
      "a group is gone",
      ({ directory }) => directory.remove(group("unit-SNV-VP")),
      ["group:unit-SNV-VP missing"],
    ],
    [
      "a mailbox is gone",
      ({ directory }) => directory.remove(mailbox("snv")),
      ["agency:SNV missing", "agency:SNV vanished"],
    ],
    ["a mailbox's address", setMailbox("snv", { mail: ["x@soctrang.gov.vn"] }), ["agency:SNV address"]],
    ["a mailbox's holder", setMailbox("snv", { roleOccupant: [personDn("binhmoi")] }), ["holder"]],
    ["a mailbox's status", setMailbox("snv", { danhbaStatus: ["disabled"] }), ["agency:SNV status"]],
    [
      "a unit's name",
      ({ directory }) => directory.tamper(`danhbaUnit=SYT,ou=units,${REALM.suffix}`, { ou: ["Sở Khác"] }),
      ["unit:SYT name"],
    ],
    [
      "a unit is gone",
      ({ directory }) => directory.remove(`danhbaUnit=SYT,ou=units,${REALM.suffix}`),
      ["unit:SYT missing"],
    ],
    [
      "an entry too many",
      ({ directory }) =>
        directory.put(personDn("la"), {
          objectClass: ["inetOrgPerson", "danhbaAccount"],
          uid: ["la"],
          cn: ["La"],
          sn: ["La"],
          danhbaId: ["6f1d3c0e-0000-4000-8000-000000000001"],
          danhbaStatus: ["active"],
        }),
      ["policy:realm unexpected", "policy:realm appeared"],
    ],
  ];

function set(uid: string, attributes: Record<string, string[]>) {
  return ({ directory }: World) => directory.tamper(personDn(uid), attributes);
}
function setGroup(name: string, member: string[]) {
  return ({ directory }: World) => directory.tamper(group(name), { member });
}
function setMailbox(uid: string, attributes: Record<string, string[]>) {
  return ({ directory }: World) => directory.tamper(mailbox(uid), attributes);
}

describe("the proof of a run", () => {
  it("looks at every person of the feed and every entry, and finds what is right right", async () => {
    const sight = await open();
    const own = sight.world.directory.entries().filter(({ attributes }) => attributes.danhbaId !== undefined);
    const proof = await proofOf(sight);
    expect(proof).toMatchObject({ people: 5, entries: own.length, differences: [], unexplained: 0 });
    // No row says why p6 still has an account and is in three groups; the run told that p6 is absent.
    expect(proof.tolerated).toBe(4);
    expect(proofFindings(proof)).toEqual([]);
  });

  it.each(SABOTAGE)("sees that %s", async (_fact, how, finds) => {
    const sight = await open();
    how(sight.world);
    const proof = await proofOf(sight);
    expect(proof.unexplained).toBeGreaterThan(0);
    const found = seen(proof).join("\n");
    for (const one of finds) expect(found).toContain(one);
    expect(proofFindings(proof)).toMatchObject([
      { code: "PROOF_DIFFERS", params: { count: proof.unexplained } },
    ]);
  });

  it("sees two primary addresses of one owner, and one address of two owners", async () => {
    const sight = await open();
    const rows = await sight.world.journal.ledger(REALM.id);
    const row = rows.find(({ localPart }) => localPart === "annv");
    if (row === undefined) throw new TypeError("nobody has annv");
    const journal = {
      ...sight.world.journal,
      ledger: async () => [...rows, { ...row, localPart: "an2" }, { ...row, owner: "person:p2" as const }],
    };
    expect(seen(await proofOf(sight, {}, { journal }))).toEqual(
      expect.arrayContaining(["person:p1 ledger", "person:p2 ledger"]),
    );
  });

  it("does not pass where half of the directory was read", async () => {
    const sight = await open();
    const observed = sight.world.directory.entries().filter((_, index) => index % 2 === 0);
    const proof = await proofOf(sight, { observed });
    expect(seen(proof)).toEqual(
      expect.arrayContaining(["unit:SNV-VP vanished", "group:heads missing", "person:p1 missing"]),
    );
    expect(proof.unexplained).toBeGreaterThan(observed.length / 2);
  });

  it("does not pass where half of the feed was read, the first time or the second", async () => {
    const half = <Feed extends FeedSnapshot>(feed: Feed): Feed => ({
      ...feed,
      people: feed.people.slice(0, 2),
    });
    const sight = await open();
    const { feed } = sight.world.services;
    const halved = {
      ...feed,
      readFeedSnapshot: async (realm: string) => half(await feed.readFeedSnapshot(realm)),
    };
    expect(seen(await proofOf(sight, {}, { feed: halved }))).toContain("person:p3 feed");
    const prepared = { ...sight.prepared, feed: half(sight.prepared.feed) };
    expect(seen(await proofOf({ ...sight, prepared }))).toContain("person:p3 feed");
  });

  it("takes for an answer what the run itself has told, held or could not do", async () => {
    const sight = await open();
    sight.world.directory.tamper(personDn("annv"), { mail: ["khac@soctrang.gov.vn"] });
    const told = [{ code: "ADDRESS_IN_USE", owner: "person:p1", params: { address: "", dn: "" } }] as const;
    expect(await proofOf(sight, { findings: [...sight.prepared.findings, ...told] })).toMatchObject({
      unexplained: 0,
      tolerated: 5,
    });
    // A note is told, and explains nothing; nor does what is wrong with the telephone number.
    const notes = [
      { code: "PRIORITY_CONFLICT", owner: "person:p1", params: {} },
      { code: "BAD_VALUE", owner: "person:p1", params: { column: "phone", value: "x" } },
    ] as const;
    expect(await proofOf(sight, { findings: [...sight.prepared.findings, ...notes] })).toMatchObject({
      unexplained: 1,
    });
  });

  it("does not hold a run to rows that HR changed while it went on", async () => {
    const sight = await open();
    sight.world.feed.load({
      ...NOW_SO,
      people: NOW_SO.people.map((one) => (one.id === "p1" ? { ...one, status: "retired" } : one)),
    });
    expect(await proofOf(sight)).toMatchObject({ unexplained: 0 });
    sight.world.directory.tamper(personDn("binhmoi"), { mail: ["khac@soctrang.gov.vn"] });
    expect(seen(await proofOf(sight))).toEqual(["person:p2 address"]);
  });

  it("keeps the first fifty differences and counts all", async () => {
    const people = Array.from({ length: 60 }, (_, index) =>
      person(`q${index}`, "Nguyễn Văn An", {
        requestedLocalPart: `an.so${index}`.replace(/\d+/, (n) => `x${n}`),
      }),
    );
    const world = openWorld({ units: [SNV], people, appointments: people.map(({ id }) => post(id, "SNV")) });
    await world.run();
    const prepared = await world.plan();
    for (const { dn } of world.directory.entries().filter((entry) => entry.attributes.mail !== undefined)) {
      if (dn.includes("ou=people")) world.directory.tamper(dn, { danhbaUnit: ["SYT"] });
    }
    const proof = await proofOf({ world, prepared });
    expect(proof.differences).toHaveLength(50);
    expect(proof.unexplained).toBe(60);
  });

  it("makes a run end with 4 where something differs, whatever else it says", () => {
    expect(exitOfRun("done", 0, 0, 0)).toBe(0);
    expect(exitOfRun("done", 0, 0, 1)).toBe(4);
    expect(exitOfRun("held", 0, 2, 1)).toBe(4);
  });
});
