/** When things take effect: days to come and gone, several on one day, midnight in Vietnam, rows that were wrong. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { instantOf } from "../../src/ports/clock.ts";
import { freshRealm, PROFILE_IDS, type RealRealm } from "../support/real-realm.ts";
import { expectRun, expectSights } from "./events/expect-run.ts";
import { hiredAtB, logOfMove, seenAtB, seenAtC, uidOf } from "./events/movers.ts";
import { provinceOf } from "./events/province.ts";
import { gone, person, post, status, unit } from "./events/rows.ts";

/** TV 6.2, 5.3; QB 7.1, 4.1; BT II.4; QT Đ.9; ST 4.5, 4.4; then changes of a person and heads. */
const CLAUSES = {
  travinh: { disable: "Đ.6.2", restore: "Đ.5.3", modify: "Đ.6.2", head: "Đ.7.1" },
  quangbinh: { disable: "Đ.7.1", restore: "Đ.4.1", modify: "Đ.4.2", head: "Đ.10.3" },
  binhthuan: { disable: "II.4", restore: "II.4", modify: "IV.4", head: "IV.3" },
  quangtri: { disable: "Đ.9", restore: "Đ.9", modify: "Đ.9", head: "Đ.11.5" },
  soctrang: { disable: "Đ.4.5", restore: "Đ.4.4", modify: "Đ.11.3", head: "Đ.12.1" },
} as const;

/** Mailboxes of K and of the unit that it goes into. */
const BOXES = {
  travinh: { K: "sdl", L: "svh" },
  quangbinh: { K: "sdl", L: "svh" },
  binhthuan: { K: "sdl", L: "svh" },
  quangtri: { K: "hoicuuchienbinh", L: "bankinhtetinhuy" },
  soctrang: { K: "sodl", L: "sovh" },
} as const;

describe.each(PROFILE_IDS)("in %s", (profile) => {
  const clauses = CLAUSES[profile];
  let realm: RealRealm;

  beforeAll(async () => {
    realm = await freshRealm(profile);
    await realm.deliver([
      ...provinceOf(profile),
      ...hiredAtB(profile, "P1", "Phạm Ngọc Đức"),
      ...hiredAtB(profile, "P2", "Hoàng Thị Lan"),
      ...hiredAtB(profile, "P3", "Võ Minh Quân"),
      ...hiredAtB(profile, "P4", "Bùi Văn Tuấn"),
      ...hiredAtB(profile, "P5", "Mai Hữu Lộc"),
      ...hiredAtB(profile, "P6", "Tô Thị Yến"),
      ...hiredAtB(profile, "P7", "Cao Thị Hằng"),
      person("P7", { birth_date: "1980-05-01" }),
    ]);
    expect(await realm.run()).toMatchObject({ state: "done", failed: [], held: [] });
  });
  afterAll(() => realm.stop());

  it("a transfer of a coming day happens at 00:00 in Vietnam, and danhba knows when to wake", async () => {
    const day = realm.clock.day(2);
    const midnight = Date.parse(`${day}T00:00:00+07:00`);
    await realm.deliver([
      post("VP1", { effective_to: day }),
      post("WP1", { person_id: "P1", unit_code: "C", effective_from: day, decision_no: "601/QĐ" }),
    ]);
    await expectRun(realm, { log: [] });
    const nextDue = await realm.services.journal.nextDue(profile);
    expect(Date.parse(nextDue ?? "")).toBe(midnight);

    realm.clock.passMs(midnight - 1 - realm.clock.now());
    await expectRun(realm, { log: [] });
    await expectSights(realm, seenAtB(profile, "P1", "Phạm Ngọc Đức"));

    realm.clock.passMs(1);
    await expectRun(realm, { log: logOfMove(profile, "P1", "601/QĐ") });
    await expectSights(realm, seenAtC(profile, "P1", "Phạm Ngọc Đức"));
  });

  it("a day that is long past acts at once, and so does the correction of a wrong row", async () => {
    await realm.deliver([status("P2", "retired", "602/QĐ", realm.clock.day(-400))]);
    await expectRun(realm, { log: [`P2@B disable PERSON_RETIRED ${clauses.disable} 602/QĐ`] });
    await realm.deliver([status("P2", "working", "603/QĐ")]);
    await expectRun(realm, { log: [`P2@B restore PERSON_RETURNED ${clauses.restore} 603/QĐ`] });
    await expectSights(realm, seenAtB(profile, "P2", "Hoàng Thị Lan"));
  });

  it("a retirement of a coming day leaves the account alone until then", async () => {
    const day = realm.clock.day(1);
    await realm.deliver([status("P2", "retired", "604/QĐ", day)]);
    await expectRun(realm, { log: [] });
    realm.clock.moveTo(day);
    await expectRun(realm, { log: [`P2@B disable PERSON_RETIRED ${clauses.disable} 604/QĐ`] });
    await expectSights(realm, { "P2@B": `disabled ${uidOf(profile, "Hoàng Thị Lan")}` });
  });

  it("several events on one day are one record for each account", async () => {
    const today = realm.clock.today();
    await realm.deliver([
      post("VP3", { effective_to: today }),
      post("WP3", { person_id: "P3", unit_code: "C", effective_from: today, decision_no: "605/QĐ" }),
      post("XP3", { person_id: "P3", unit_code: "A", kind: "concurrent", effective_from: today }),
      person("P3", { phone: "0299 000 0003" }),
      unit("C", { head_person_id: "P3", decision_no: "606/QĐ" }),
      status("P4", "resigned", "607/QĐ", today),
    ]);
    await expectRun(realm, {
      log: [
        ...logOfMove(profile, "P3", "605/QĐ"),
        `P4@B disable PERSON_RESIGNED ${clauses.disable} 607/QĐ`,
        `box:C modify HEAD_CHANGED ${clauses.head} 606/QĐ`,
      ],
    });
    await expectSights(realm, {
      ...seenAtC(profile, "P3", "Võ Minh Quân", "heads subtree-A subtree-C unit-A unit-C"),
      "P4@B": `disabled ${uidOf(profile, "Bùi Văn Tuấn")}`,
    });
  });

  it("somebody who came and went before anybody looked never has an account", async () => {
    await realm.deliver([
      ...hiredAtB(profile, "P8", "Đinh Quang Vinh"),
      status("P8", "resigned", "608/QĐ", realm.clock.day(-1)),
    ]);
    await expectRun(realm, { log: [] });
    await expectSights(realm, { "P8@B": "none" });
  });

  it("a transfer whose old post was never ended counts by the post that began last", async () => {
    await realm.deliver([
      post("VP5", { effective_from: "2020-01-01" }),
      post("WP5", {
        person_id: "P5",
        unit_code: "C",
        effective_from: realm.clock.today(),
        decision_no: "609/QĐ",
      }),
    ]);
    const run = await expectRun(realm, { log: logOfMove(profile, "P5", "609/QĐ") });
    expect(run.findings.filter(({ owner }) => owner.startsWith("person:P5"))).toEqual([]);
    await realm.deliver([gone("appointment", "VP5")]);
    await realm.run();
    await expectSights(realm, seenAtC(profile, "P5", "Mai Hữu Lộc"));
  });

  it("two first posts from one day are asked about, and the account is left alone meanwhile", async () => {
    await realm.deliver([post("WP6", { person_id: "P6", unit_code: "C" })]);
    await expectRun(realm, { log: [], subjects: ["P6@B"], findings: ["P6@B SEVERAL_PRIMARY_POSTS"] });
    await expectSights(realm, seenAtB(profile, "P6", "Tô Thị Yến"));
    await realm.deliver([gone("appointment", "WP6")]);
    await expectRun(realm, { log: [], subjects: ["P6@B"] });
  });

  it("a second post with an end ends by itself, on its day", async () => {
    const day = realm.clock.day(3);
    const both = { "P6@B": `active ${uidOf(profile, "Tô Thị Yến")} in subtree-A subtree-B unit-A unit-B` };
    const log = (decision: string) => [`P6@B modify PERSON_CHANGED ${clauses.modify} ${decision}`];
    const until = { effective_from: realm.clock.today(), effective_to: day, decision_no: "610/QĐ" };
    await realm.deliver([post("WP6", { person_id: "P6", unit_code: "A", kind: "secondment", ...until })]);
    await expectRun(realm, { log: log("610/QĐ") });
    await expectSights(realm, both);
    realm.clock.passMs(Date.parse(`${day}T00:00:00+07:00`) - 1 - realm.clock.now());
    await expectRun(realm, { log: [] });
    realm.clock.passMs(1);
    await expectRun(realm, { log: log("1/QĐ") });
    await expectSights(realm, seenAtB(profile, "P6", "Tô Thị Yến"));
  });

  it("a unit of a coming day begins at its midnight, and one that ends goes into its successor then", async () => {
    const day = realm.clock.day(1);
    const name = profile === "quangtri" ? "Ban Kinh tế Tỉnh ủy" : "Sở Văn hóa";
    await realm.deliver([
      unit("L", { name, kind: "department", effective_from: day, decision_no: "611/QĐ" }),
      unit("K", { effective_to: day, successor_code: "L", decision_no: "612/QĐ" }),
    ]);
    await expectRun(realm, { log: [] });
    await expectSights(realm, { "unit:K": "active", "unit:L": "none" });
    realm.clock.moveTo(day);
    await realm.run();
    const { K, L } = BOXES[profile];
    await expectSights(realm, {
      "unit:K": "disabled",
      "unit:L": "active",
      "box:K": `disabled ${K}, no mail held by nobody`,
      "box:L": `active ${L} +${K} held by nobody`,
    });
    await expectRun(realm, { log: [] });
  });

  it("an id that suddenly means another person stops there and asks", async () => {
    const { journal, clock } = realm.services;
    const called = (cn: string) => ({ ...seenAtB(profile, "P7", "Cao Thị Hằng"), "P7@B.cn": cn });
    await realm.deliver([person("P7", { full_name: "Lưu Văn Khánh", birth_date: "1991-09-09" })]);
    await expectRun(realm, { log: [], subjects: ["P7@B"], findings: ["P7@B IDENTITY_CHANGED"] });
    await expectSights(realm, called("Cao Thị Hằng"));

    // The wrong row is put right: the question goes away.
    await realm.deliver([person("P7", { full_name: "Cao Thị Hằng", birth_date: "1980-05-01" })]);
    await expectRun(realm, { log: [], subjects: ["P7@B"] });

    // It was right after all: an operator says that it is one and the same person.
    await realm.deliver([person("P7", { full_name: "Cao Ngọc Hân", birth_date: "1980-01-05" })]);
    await expectRun(realm, { log: [], subjects: ["P7@B"], findings: ["P7@B IDENTITY_CHANGED"] });
    const asked = (await journal.decisions(profile)).filter(
      ({ state, finding }) => state === "open" && finding.code === "IDENTITY_CHANGED",
    );
    const answer = { localPart: null, operator: "Trần Thị Quản", reason: "đã đối chiếu", documentNo: "9/CV" };
    await journal.decide(
      profile,
      asked.map(({ id }) => id),
      answer,
      instantOf(clock),
    );
    await expectRun(realm, {
      log: [`P7@B modify PERSON_CHANGED ${clauses.modify} 1/QĐ`],
      subjects: ["P7@B"],
    });
    await expectSights(realm, called("Cao Ngọc Hân"));
  });
});
