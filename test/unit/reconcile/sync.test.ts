import { describe, expect, it } from "vitest";
import type { Operation } from "../../../src/model/change.ts";
import { LOCKED_FOR_GOOD } from "../../../src/model/entry.ts";
import { person, post, REALM } from "../../support/fakes/province.ts";
import { openWorld } from "../../support/fakes/world.ts";
import {
  AN,
  BINH,
  ENTRIES_OF_TWO,
  kindsLogged,
  NOBODY,
  personDn,
  refusing,
  SNV,
  SYT,
  SYT_HAS_NO_HEAD,
  settled,
  TWO,
} from "./two-people.ts";

describe("a first run", () => {
  it("creates units, groups, people and mailboxes, logs each once and leaves nothing to do", async () => {
    const world = openWorld(TWO);
    const result = await world.run();
    expect(result).toMatchObject({ state: "done", applied: ENTRIES_OF_TWO, held: [], failed: [] });
    expect(result.findings).toEqual([SYT_HAS_NO_HEAD]);
    expect(result.counts).toMatchObject({ create: ENTRIES_OF_TWO, modify: 0, unchanged: 0 });
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
    for (const name of ["subtree-SNV", "class-cong_chuc"])
      expect(world.entry(`cn=${name}`).attributes.member).toEqual([
        NOBODY,
        personDn("annv"),
        personDn("binhtt"),
      ]);
    expect(kindsLogged(world)).toHaveLength(ENTRIES_OF_TWO);
    const nothing = { state: "done", applied: 0, counts: { unchanged: ENTRIES_OF_TWO } };
    expect(await world.run()).toMatchObject(nothing);
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
    const steps = world.power.steps.filter((step) => /intend|settle|add|modify/.test(step));
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
    const foreign = { code: "UNKNOWN_ENTRY", params: { dn: `cn=old,ou=people,${REALM.suffix}` } };
    expect(plan.items).toEqual([]);
    expect(findings).toEqual([SYT_HAS_NO_HEAD, expect.objectContaining(foreign)]);
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
    world.clock.passDays(400);
    world.feed.load({ ...TWO, people: [renamed, { ...BINH, requestedLocalPart: "annv" }] });
    const refused = await world.run();
    expect(refused.findings).toEqual([
      SYT_HAS_NO_HEAD,
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
    expect(result.findings).toEqual([
      { code: "MAILBOX_WITHOUT_OWNER", owner: "agency:SNV", params: { head: "p1" } },
      SYT_HAS_NO_HEAD,
      { code: "ABSENT_FROM_FEED", owner: "person:p1", params: {} },
    ]);
    expect(result.applied).toBe(0);
    expect(world.directory.entries()).toEqual(before);
  });

  it("takes a leaver out of the groups and the mailbox of a unit whose row is broken", async () => {
    const world = await settled(TWO);
    world.feed.load({
      ...TWO,
      units: [{ ...SNV, parentCode: "X" }, SYT],
      people: [{ ...AN, status: "retired" }, BINH],
    });
    expect(await world.run()).toMatchObject({ state: "done", counts: { disable: 1 }, applied: 1 });
    for (const name of ["unit-SNV", "subtree-SNV"])
      expect(world.entry(`cn=${name}`).attributes.member).toEqual([NOBODY, personDn("binhtt")]);
    expect(world.entry("uid=snv").attributes.roleOccupant).toBeUndefined();
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
    expect(result.failed.map(({ owner }) => owner)).toEqual(["group:subtree-SNV", "group:unit-SNV"]);
    expect(world.entry("uid=annv").attributes.danhbaStatus).toEqual(["disabled"]);
  });
});
