import { describe, expect, it } from "vitest";
import { SERVICE } from "../../../src/changelog/record.ts";
import type { Item, Operation } from "../../../src/model/change.ts";
import { UNUSABLE_PASSWORD } from "../../../src/model/entry.ts";
import { partly } from "../../../src/reconcile/apply-one-by-one.ts";
import { recover } from "../../../src/reconcile/recover.ts";
import { REALM } from "../../support/fakes/province.ts";
import { openWorld, type World } from "../../support/fakes/world.ts";
import { item } from "../gate/items.ts";
import { NOBODY, personDn } from "./two-people.ts";

const AN = personDn("an");
const GROUP = `cn=g,ou=groups,${REALM.suffix}`;
const BOX = `uid=snv,ou=agencies,${REALM.suffix}`;

/** A person in a group, a mailbox of theirs, and nothing else. */
function withEntries(): World {
  const world = openWorld({ units: [], people: [], appointments: [] });
  world.directory.put(AN, { uid: ["an"], danhbaId: ["1"], danhbaStatus: ["retained"] });
  world.directory.put(GROUP, { cn: ["g"], danhbaId: ["2"], member: [NOBODY, AN] });
  world.directory.put(BOX, {
    uid: ["snv"],
    danhbaId: ["3"],
    roleOccupant: [AN],
    userPassword: ["{SSHA}known"],
    pwdChangedTime: ["20261101000000Z"],
  });
  return world;
}

const uuidOf = (world: World, dn: string): string =>
  world.directory.entries().find((entry) => entry.dn === dn)?.entryUuid ?? "";

const deletion = (world: World): Item =>
  item("person:1", ["delete", "group"], {
    dn: AN,
    dnBefore: AN,
    operations: [
      {
        op: "modify",
        dn: GROUP,
        changes: [{ type: "delete", attribute: "member", values: [AN] }],
        expects: [{ attribute: "danhbaId", value: "2" }],
      },
      { op: "delete", dn: AN, expects: [{ attribute: "entryUUID", value: uuidOf(world, AN) }] },
    ],
    before: { uid: ["an"] },
  });

/** Intends the item, writes its first operations, and lets the next start find out. */
async function recovered(world: World, doubtful: Item, written: number): Promise<string[]> {
  const { journal, directory, services } = world;
  const lease = await journal.acquireLease(REALM.id);
  const run = await journal.startRun(lease, { trigger: "sync", startedAt: "2026-11-21T00:00:00.000Z" });
  const batch = [{ item: doubtful, actor: SERVICE, position: 0 }];
  await journal.intend(lease, run, batch, "2026-11-21T00:00:00.000Z");
  for (const operation of doubtful.operations.slice(0, written)) await directory.write(operation);
  await recover(services, lease);
  return world.verifiedLog().map(({ record }) => `${record.owner} ${record.kind} ${record.isComplete}`);
}

describe("a deletion in doubt", () => {
  it.each([
    [0, []],
    [1, ["person:1 delete true"]],
    [2, ["person:1 delete true"]],
  ])("of which %i writes arrived is finished, or left to the next plan", async (written, log) => {
    const world = withEntries();
    expect(await recovered(world, deletion(world), written)).toEqual(log);
    expect(world.directory.entries().some(({ dn }) => dn === AN)).toBe(written === 0);
  });

  it("is done when another entry stands there by now, which is not touched", async () => {
    const world = withEntries();
    const doubtful = deletion(world);
    for (const operation of doubtful.operations) await world.directory.write(operation);
    world.directory.put(AN, { uid: ["an"], danhbaId: ["9"] });
    expect(await recovered(world, doubtful, 0)).toEqual(["person:1 delete true"]);
    expect(world.entry("uid=an").attributes.danhbaId).toEqual(["9"]);
  });

  it("that is refused is recorded as far as it came, and the entry stays", async () => {
    const world = withEntries();
    const doubtful = deletion(world);
    const [leaving] = doubtful.operations as [Operation];
    await world.directory.write(leaving);
    world.directory.trouble = ({ op }) => (op === "delete" ? { refuse: "busy" } : null);
    expect(await recovered(world, doubtful, 0)).toEqual(["person:1 delete false"]);
    expect(world.entry("uid=an").dn).toBe(AN);
    expect(world.verifiedLog()[0]?.record.before).toEqual({});
  });
});

describe("a password in doubt", () => {
  const write = (more: Partial<Extract<Operation, { op: "modify" }>> = {}): Operation => ({
    op: "modify",
    dn: BOX,
    changes: [{ type: "replace", attribute: "userPassword", values: [UNUSABLE_PASSWORD] }],
    expects: [{ attribute: "danhbaId", value: "3" }],
    ...more,
  });

  it("is known by what was written with it, since nobody can read it", async () => {
    const changes = [
      { type: "delete", attribute: "roleOccupant", values: [AN] },
      { type: "replace", attribute: "userPassword", values: [UNUSABLE_PASSWORD] },
    ] as const;
    const losing = item("agency:A", ["modify"], { dn: BOX, operations: [write({ changes })] });
    expect(await recovered(withEntries(), losing, 0)).toEqual([]);
    expect(await recovered(withEntries(), losing, 1)).toEqual(["agency:A modify true"]);
  });

  it("was not written while the server notes the same change of it as before", async () => {
    const sawTime = (value: string) => [{ attribute: "pwdChangedTime", value }];
    const as = (value: string) =>
      item("agency:A", ["modify"], { dn: BOX, operations: [write({ expects: sawTime(value) })] });
    expect(await recovered(withEntries(), as("20261101000000Z"), 0)).toEqual([]);
    expect(await recovered(withEntries(), as("20261031000000Z"), 0)).toEqual(["agency:A modify true"]);
  });
});

describe("a new entry in doubt", () => {
  it("without an id is known by all that can be read of it", async () => {
    const dn = `cn=default,ou=policies,${REALM.suffix}`;
    const attributes = { cn: ["default"], pwdMinLength: ["8"], userPassword: ["x"] };
    const policy = item("policy:default", ["create"], { dn, operations: [{ op: "add", dn, attributes }] });
    const world = withEntries();
    world.directory.put(dn, { cn: ["default"], pwdMinLength: ["8"] });
    expect(await recovered(world, policy, 0)).toEqual(["policy:default create true"]);
    const other = withEntries();
    other.directory.put(dn, { cn: ["default"], pwdMinLength: ["6"] });
    expect(await recovered(other, policy, 0)).toEqual([]);
  });
});

describe("an item that was done in part", () => {
  it("needs passwords only for what was done", () => {
    const losing = (dn: string): Operation => ({
      op: "modify",
      dn,
      changes: [{ type: "replace", attribute: "userPassword", values: [UNUSABLE_PASSWORD] }],
      expects: [],
    });
    const joining: Operation = { op: "modify", dn: GROUP, changes: [], expects: [] };
    const leaver = item("person:1", ["disable"], {
      operations: [joining, losing(BOX), joining, losing("uid=other")],
      handovers: [
        { owner: "agency:A", why: "head" },
        { owner: "agency:B", why: "head" },
      ],
    });
    const owners = (done: number) => partly(leaver, done).item.handovers.map(({ owner }) => owner);
    expect([0, 1, 2, 3, 4].map(owners)).toEqual([
      [],
      [],
      ["agency:A"],
      ["agency:A"],
      ["agency:A", "agency:B"],
    ]);
    const hired = item("person:2", ["create"], {
      operations: [{ op: "add", dn: AN, attributes: {} }, joining],
      handovers: [{ owner: "person:2", why: "first" }],
    });
    expect(partly(hired, 1).item.handovers).toEqual(hired.handovers);
  });
});
