import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { danhba, mustSync } from "../support/danhba.ts";
import { asAdmin, branchOf } from "../support/directory.ts";
import { freshWorld, REALM, type World } from "../support/world.ts";
import {
  addForeigner,
  canBind,
  dnOf,
  groupsOf,
  holdersOf,
  mustSee,
  personDn,
  seeAll,
  seePerson,
  setPassword,
} from "./directory-view.ts";
import {
  deliver,
  hire,
  loadSmallProvince,
  PEOPLE,
  POSTS,
  setPerson,
  setStatus,
  transfer,
  UNITS,
} from "./small-province.ts";

interface LoggedChange {
  readonly kind: string;
  readonly kinds: readonly string[];
  readonly dn: string;
  readonly dnBefore: string | null;
  readonly reason: string;
  readonly clause: string;
  readonly decisionNo: string | null;
}

const NEVER = "2999-01-01";
const PASSWORD = "Mat-khau-cu-1";

let world: World;

beforeAll(async () => {
  world = await freshWorld();
  await loadSmallProvince(world);
  expect(await mustSync(world)).toMatchObject({ state: "done", failed: [], findings: [] });
});
afterAll(() => world.stop());

/** The last record of one owner. */
async function lastChange(owner: string): Promise<LoggedChange | undefined> {
  const { records } = (await danhba(world, ["log", "--json", "--limit", "1", "--owner", owner])).json<{
    records: LoggedChange[];
  }>();
  return records.at(-1);
}

async function expectNothingToDo(): Promise<void> {
  expect(await mustSync(world)).toMatchObject({ state: "done", applied: 0, held: [], failed: [] });
}

describe("a transfer that makes the suffix wrong", () => {
  it("renames the entry, keeps its ids and the old address, and takes groups and mailboxes along", async () => {
    const before = await mustSee(world, "P06");
    expect(before.mail).toEqual(["ntbinh.sotttt@soctrang.gov.vn"]);
    expect(await holdersOf(world, "phongcntt.sotttt")).toEqual(before.dn);
    await setPassword(world, dnOf(before), PASSWORD);

    await transfer(world, "P06", "HMX-NV", "202/QĐ-UBND");
    expect(await mustSync(world)).toMatchObject({ counts: { rename: 1 }, applied: 1 });

    const after = await mustSee(world, "P06");
    expect(after).toMatchObject({
      dn: [personDn(world, "ntbinh.huyenmx")],
      uid: ["ntbinh.huyenmx"],
      mail: ["ntbinh.huyenmx@soctrang.gov.vn"],
      mailLocalAddress: ["ntbinh.sotttt@soctrang.gov.vn"],
      entryUUID: before.entryUUID,
      danhbaId: before.danhbaId,
      danhbaUnit: ["HMX-NV"],
      o: ["UBND huyện Mỹ Xuyên"],
    });
    expect(await groupsOf(world, dnOf(before))).toEqual([]);
    expect(await groupsOf(world, dnOf(after))).toEqual([
      "class-cong_chuc",
      "subtree-HMX",
      "subtree-HMX-NV",
      "unit-HMX-NV",
    ]);
    // HR has not named a new head yet, so the holder is the same person under the new name.
    expect(await holdersOf(world, "phongcntt.sotttt")).toEqual(after.dn);
    expect(await canBind(world, dnOf(after), PASSWORD)).toBe(true);
    expect(await lastChange("person:P06")).toMatchObject({
      kind: "rename",
      dn: dnOf(after),
      dnBefore: dnOf(before),
      reason: "PERSON_TRANSFERRED",
      clause: "Đ.3.3.b",
      decisionNo: "202/QĐ-UBND",
    });
    await expectNothingToDo();
  });

  it("gives the old address back when the person returns, and to nobody else meanwhile", async () => {
    await hire(world, "P20", "Ngô Tấn Bình", "STTTT");
    await mustSync(world);
    expect((await mustSee(world, "P20")).uid).toEqual(["ntbinh2.sotttt"]);
    await transfer(world, "P06", "STTTT-CNTT", "203/QĐ-UBND");
    await mustSync(world);
    expect(await mustSee(world, "P06")).toMatchObject({
      uid: ["ntbinh.sotttt"],
      mailLocalAddress: ["ntbinh.huyenmx@soctrang.gov.vn"],
    });
    await expectNothingToDo();
  });
});

describe("a retirement", () => {
  it("stops the next bind, leaves every group, and loses nothing that a return needs", async () => {
    const before = await mustSee(world, "P07");
    const dn = dnOf(before);
    await setPassword(world, dn, PASSWORD);
    const { userPassword } = await mustSee(world, "P07");
    expect(await canBind(world, dn, PASSWORD)).toBe(true);
    expect(await groupsOf(world, dn)).toEqual(["class-cong_chuc", "heads", "subtree-HMX", "unit-HMX"]);

    await setStatus(world, ["P07"], "retired");
    expect(await mustSync(world)).toMatchObject({ counts: { disable: 1 } });
    expect(await canBind(world, dn, PASSWORD)).toBe(false);
    expect(await groupsOf(world, dn)).toEqual([]);
    expect(await holdersOf(world, "huyenmx")).toEqual([]);
    expect(await mustSee(world, "P07")).toMatchObject({
      dn: [dn],
      mail: before.mail,
      title: before.title,
      entryUUID: before.entryUUID,
      userPassword,
      danhbaStatus: ["disabled"],
    });
    expect(await lastChange("person:P07")).toMatchObject({
      kind: "disable",
      reason: "PERSON_RETIRED",
      clause: "Đ.4.5",
      decisionNo: "NH/P07",
    });
    await expectNothingToDo();

    await setStatus(world, ["P07"], "working");
    expect(await mustSync(world)).toMatchObject({ counts: { restore: 1 } });
    expect(await canBind(world, dn, PASSWORD)).toBe(true);
    expect(await groupsOf(world, dn)).toEqual(["class-cong_chuc", "heads", "subtree-HMX", "unit-HMX"]);
    expect(await holdersOf(world, "huyenmx")).toEqual([dn]);
    expect((await mustSee(world, "P07")).entryUUID).toEqual(before.entryUUID);
    await expectNothingToDo();
  });

  it("makes no new entry for somebody whose entry an administrator has deleted", async () => {
    await hire(world, "P21", "Quách Hữu Nghĩa", "SNV");
    await mustSync(world);
    await setStatus(world, ["P21"], "resigned");
    await mustSync(world);
    await asAdmin(world.directory, (client) => client.del(personDn(world, "qhnghia")));
    await expectNothingToDo();
    expect(await seePerson(world, "P21")).toBeNull();
  });
});

describe("an absence", () => {
  it.each(["duty_suspended", "long_leave"])(
    "of kind %s suspends the account until its end",
    async (status) => {
      const dn = personDn(world, "dqhuy");
      await setPassword(world, dn, PASSWORD);
      await setStatus(world, ["P09"], status);
      expect(await mustSync(world)).toMatchObject({ counts: { suspend: 1 } });
      expect((await mustSee(world, "P09")).danhbaStatus).toEqual(["suspended"]);
      expect(await canBind(world, dn, PASSWORD)).toBe(false);
      expect(await groupsOf(world, dn)).toEqual([]);
      expect((await lastChange("person:P09"))?.reason).toBe(`PERSON_${status.toUpperCase()}`);
      await expectNothingToDo();
      await setStatus(world, ["P09"], "working");
      expect(await mustSync(world)).toMatchObject({ counts: { restore: 1 } });
      expect(await canBind(world, dn, PASSWORD)).toBe(true);
      await expectNothingToDo();
    },
  );
});

describe("somebody missing from the feed", () => {
  it.each(["a deleted row", "a full delivery without the row"])(
    "by %s is told and not touched",
    async (way) => {
      const before = await mustSee(world, "P10");
      const groups = await groupsOf(world, dnOf(before));
      expect(groups).toEqual(["class-cong_chuc", "subtree-HMX", "subtree-HMX-NV", "unit-HMX-NV"]);
      if (way === "a deleted row") {
        await world.feed("DELETE FROM hr.person WHERE realm = $1 AND id = 'P10'", [REALM]);
        await world.feed("DELETE FROM hr.appointment WHERE realm = $1 AND person_id = 'P10'", [REALM]);
      } else {
        const without = (csv: string) => csv.replace(/^.*P10.*\n/m, "");
        const files = { "units.csv": UNITS, "people.csv": without(PEOPLE), "posts.csv": without(POSTS) };
        expect(await deliver(world, files, "full")).toMatchObject({ status: 0 });
      }
      const { findings, applied } = await mustSync(world);
      expect(applied).toBe(0);
      expect(findings).toContainEqual(
        expect.objectContaining({ code: "ABSENT_FROM_FEED", owner: "person:P10" }),
      );
      expect(await mustSee(world, "P10")).toEqual(before);
      expect(await groupsOf(world, dnOf(before))).toEqual(groups);
      const only = (csv: string) =>
        csv.split("\n").filter((line, index) => index === 0 || line.includes("P10"));
      const back = { "people.csv": only(PEOPLE).join("\n"), "posts.csv": only(POSTS).join("\n") };
      expect(await deliver(world, back)).toMatchObject({ status: 0 });
      expect((await mustSync(world)).findings).not.toContainEqual(
        expect.objectContaining({ owner: "person:P10" }),
      );
      expect(await mustSee(world, "P10")).toEqual(before);
    },
  );
});

describe("what is dated in the future", () => {
  it("does nothing yet, be it a status or a post", async () => {
    await setStatus(world, ["P04"], "retired", NEVER);
    await world.feed(
      `INSERT INTO hr.appointment (realm, id, person_id, unit_code, effective_from)
       VALUES ($1, 'F1', 'P05', 'HMX', $2)`,
      [REALM, NEVER],
    );
    await world.feed("INSERT INTO hr.person (realm, id, full_name) VALUES ($1, 'P22', 'Cao Văn Mới')", [
      REALM,
    ]);
    await world.feed(
      `INSERT INTO hr.appointment (realm, id, person_id, unit_code, effective_from)
       VALUES ($1, 'F2', 'P22', 'HMX', $2)`,
      [REALM, NEVER],
    );
    expect(await mustSync(world)).toMatchObject({ applied: 0, state: "done" });
    expect(await seePerson(world, "P22")).toBeNull();
    expect((await mustSee(world, "P04")).danhbaStatus).toEqual(["active"]);
  });
});

describe("a change of posts", () => {
  it("puts the holder of a concurrent post into a second group and leaves the address alone", async () => {
    const { dn } = await mustSee(world, "P02");
    await world.feed(
      `INSERT INTO hr.appointment (realm, id, person_id, unit_code, title, kind)
       VALUES ($1, 'K1', 'P02', 'STTTT', 'Thành viên', 'concurrent')`,
      [REALM],
    );
    await mustSync(world);
    expect(await mustSee(world, "P02")).toMatchObject({ dn, departmentNumber: ["SNV", "STTTT"] });
    expect(await groupsOf(world, String(dn))).toEqual([
      "class-cong_chuc",
      "subtree-SNV",
      "subtree-STTTT",
      "unit-SNV",
      "unit-STTTT",
    ]);
    await expectNothingToDo();
  });

  it("takes two titles that differ only in case as one", async () => {
    await world.feed(
      `INSERT INTO hr.appointment (realm, id, person_id, unit_code, title, kind)
       VALUES ($1, 'K2', 'P12', 'HMX', 'CÔNG  chức', 'concurrent')`,
      [REALM],
    );
    expect(await mustSync(world)).toMatchObject({ failed: [] });
    expect(await mustSee(world, "P12")).toMatchObject({
      title: ["Công chức"],
      departmentNumber: ["HMX", "HMX-TP"],
    });
    await expectNothingToDo();
  });

  it("hands the mailbox to a new head", async () => {
    const heir = await mustSee(world, "P02");
    await world.feed("UPDATE hr.unit SET head_person_id = 'P02' WHERE realm = $1 AND code = 'SNV'", [REALM]);
    await mustSync(world);
    expect(await holdersOf(world, "sonv")).toEqual(heir.dn);
    expect(await groupsOf(world, dnOf(heir))).toContain("heads");
    expect(await groupsOf(world, personDn(world, "tvan"))).toEqual([
      "class-cong_chuc",
      "subtree-SNV",
      "unit-SNV",
    ]);
    await expectNothingToDo();
  });
});

describe("a change of name", () => {
  it("is written to the entry and keeps the address", async () => {
    const before = await mustSee(world, "P08");
    await setPerson(world, "P08", "full_name", "Vũ Thị Ngọc Mai");
    expect(await mustSync(world)).toMatchObject({ counts: { modify: 1 } });
    expect(await mustSee(world, "P08")).toMatchObject({
      dn: before.dn,
      entryUUID: before.entryUUID,
      mail: ["vtmai@soctrang.gov.vn"],
      cn: ["Vũ Thị Ngọc Mai"],
      sn: ["Vũ"],
      givenName: ["Mai"],
    });
    await expectNothingToDo();
  });

  it("in the case of one letter is written as well", async () => {
    await setPerson(world, "P08", "full_name", "Vũ thị Ngọc Mai");
    expect(await mustSync(world)).toMatchObject({ counts: { modify: 1 } });
    expect((await mustSee(world, "P08")).cn).toEqual(["Vũ thị Ngọc Mai"]);
    await expectNothingToDo();
  });
});

describe("other people's work in the directory", () => {
  it("does not last where it deletes an entry: the same address comes back", async () => {
    const before = await mustSee(world, "P03");
    await asAdmin(world.directory, (client) => client.del(dnOf(before)));
    expect(await mustSync(world)).toMatchObject({ failed: [] });
    const after = await mustSee(world, "P03");
    expect(after).toMatchObject({ dn: before.dn, mail: before.mail, danhbaId: before.danhbaId });
    expect(await groupsOf(world, dnOf(after))).toEqual([
      "class-cong_chuc",
      "heads",
      "subtree-STTTT",
      "unit-STTTT",
    ]);
    expect(await holdersOf(world, "sotttt")).toEqual(after.dn);
    await expectNothingToDo();
  });

  it("is never overwritten where it has a name or an address of its own", async () => {
    await addForeigner(world, "lqminh", "someone@elsewhere.vn");
    await addForeigner(world, "stranger", "dhphuc@soctrang.gov.vn");
    const foreigners = async () =>
      [...(await seeAll(world))].filter(([dn]) => /^uid=(lqminh|stranger),/.test(dn));
    const before = await foreigners();
    await hire(world, "P30", "Lưu Quang Minh", "SNV");
    await hire(world, "P31", "Đỗ Hồng Phúc", "SNV");
    await mustSync(world);
    expect(await foreigners()).toEqual(before);
    expect((await mustSee(world, "P30")).uid).toEqual(["lqminh.sonv"]);
    expect((await mustSee(world, "P31")).uid).toEqual(["dhphuc.sonv"]);
    await expectNothingToDo();
  });

  it("is reported where it stands at an address that was issued long ago", async () => {
    await hire(world, "P32", "Hồ Xuân Lộc", "SNV");
    await mustSync(world);
    await asAdmin(world.directory, (client) => client.del(personDn(world, "hxloc")));
    await addForeigner(world, "hxloc", "hxloc@elsewhere.vn");
    const sync = await mustSync(world);
    expect(sync.findings).toContainEqual(
      expect.objectContaining({ code: "FOREIGN_ENTRY", owner: "person:P32" }),
    );
    expect((await seeAll(world)).get(personDn(world, "hxloc"))?.danhbaId).toBeUndefined();
    await asAdmin(world.directory, (client) => client.del(personDn(world, "hxloc")));
    expect(await mustSync(world)).toMatchObject({ failed: [] });
    expect((await mustSee(world, "P32")).dn).toEqual([personDn(world, "hxloc")]);
  });

  it("leaves entries outside danhba's keeping alone", async () => {
    const dn = `cn=portal,${branchOf(world.directory, "groups")}`;
    await asAdmin(world.directory, (client) =>
      client.add(dn, { objectClass: "groupOfNames", cn: "portal", member: personDn(world, "tvan") }),
    );
    const before = (await seeAll(world)).get(dn);
    await expectNothingToDo();
    expect((await seeAll(world)).get(dn)).toEqual(before);
  });
});
