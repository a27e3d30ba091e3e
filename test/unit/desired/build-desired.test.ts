import { describe, expect, it } from "vitest";
import type { Desired, DesiredInput } from "../../../src/desired/build-desired.ts";
import { danhbaId } from "../../../src/desired/danhba-id.ts";
import type { AccountFacts } from "../../../src/model/account.ts";
import { LOCKED_FOR_GOOD } from "../../../src/model/entry.ts";
import type { FeedPerson, PersonStatus } from "../../../src/model/feed.ts";
import type { Owner } from "../../../src/model/owner.ts";
import { account, desiredOf, entryOf, issued } from "../../support/fakes/desired.ts";
import type { FeedContent } from "../../support/fakes/fake-feed.ts";
import { NOW, person, post, REALM, SOC_TRANG, TODAY, unit } from "../../support/fakes/province.ts";
import { codesOf } from "./one-person.ts";

const SNV = unit("SNV", "Sở Nội vụ", { mailboxName: "snv", headPersonId: "p1", decisionNo: "9/QĐ" });
const P1 = unit("P1", "Phòng Tổ chức", {
  kind: "division",
  parentCode: "SNV",
  mailboxName: "ptc",
  headPersonId: "p2",
});
const AN = person("p1", "Nguyễn Văn An", { requestedLocalPart: "annv" });

const desired = (content: Partial<FeedContent>, more: Partial<DesiredInput> = {}): Desired =>
  desiredOf({ units: [SNV, P1], people: [AN], appointments: [post("p1", "SNV")], ...content }, more);

const HAS_ACCOUNT = [issued("person:p1", "annv")];

const codes = codesOf;
const withStatus = (status: PersonStatus, more: Partial<FeedPerson> = {}) => ({
  people: [{ ...AN, status, ...more }],
});

describe("a person's account", () => {
  it.each`
    status              | hasAccount | account        | kind         | reason
    ${"working"}        | ${false}   | ${"active"}    | ${"create"}  | ${"PERSON_HIRED"}
    ${"working"}        | ${true}    | ${"active"}    | ${"restore"} | ${"PERSON_RETURNED"}
    ${"duty_suspended"} | ${false}   | ${"suspended"} | ${"create"}  | ${"PERSON_HIRED"}
    ${"duty_suspended"} | ${true}    | ${"suspended"} | ${"suspend"} | ${"PERSON_DUTY_SUSPENDED"}
    ${"long_leave"}     | ${true}    | ${"suspended"} | ${"suspend"} | ${"PERSON_LONG_LEAVE"}
    ${"left_province"}  | ${true}    | ${"disabled"}  | ${"disable"} | ${"PERSON_LEFT_PROVINCE"}
    ${"retired"}        | ${true}    | ${"disabled"}  | ${"disable"} | ${"PERSON_RETIRED"}
    ${"resigned"}       | ${true}    | ${"disabled"}  | ${"disable"} | ${"PERSON_RESIGNED"}
    ${"dismissed"}      | ${true}    | ${"disabled"}  | ${"disable"} | ${"PERSON_DISMISSED"}
    ${"deceased"}       | ${true}    | ${"disabled"}  | ${"disable"} | ${"PERSON_DECEASED"}
  `(
    "of somebody $status (has one: $hasAccount) is $account, by $reason",
    ({ status, hasAccount, account, kind, reason }) => {
      const result = desired(withStatus(status, { decisionNo: "7/QĐ" }), {
        ledger: hasAccount ? HAS_ACCOUNT : [],
      });
      const entry = entryOf(result, "person:p1");
      expect(entry?.status).toBe(account);
      expect(entry?.reasons[kind as "create"]).toMatchObject({ code: reason });
      const locked = account === "suspended" ? [LOCKED_FOR_GOOD] : undefined;
      expect(entry?.onCreate.pwdAccountLockedTime).toEqual(account === "disabled" ? undefined : locked);
      expect(codes(result)).toEqual([]);
    },
  );

  it.each(["left_province", "retired", "resigned", "dismissed", "deceased"] as const)(
    "is none for somebody %s who never had one",
    (status) => expect(entryOf(desired(withStatus(status)), "person:p1")).toBeUndefined(),
  );

  it("is not needed for a leaver to have a post, a readable name or a known unit", () => {
    const gone = { people: [{ ...AN, fullName: "", status: "deceased" as const }], appointments: [] };
    const result = desired(gone, { ledger: HAS_ACCOUNT });
    expect(entryOf(result, "person:p1")).toMatchObject({
      status: "disabled",
      managed: ["mail", "mailLocalAddress"],
      references: {},
    });
    expect(codes(result)).toEqual([]);
  });

  it.each(["active", "suspended", "disabled"] as const)(
    "stays %s until the day on which a status begins",
    (present) => {
      const reason = present === "suspended" ? "PERSON_LONG_LEAVE" : "PERSON_RESIGNED";
      const accounts = new Map<Owner, AccountFacts>([
        ["person:p1", account("annv", { status: present, reason })],
      ]);
      const pending = withStatus("retired", { statusFrom: "2026-11-22" });
      expect(entryOf(desired(pending, { ledger: HAS_ACCOUNT, accounts }), "person:p1")?.status).toBe(present);
      const begun = withStatus("retired", { statusFrom: TODAY });
      expect(entryOf(desired(begun, { ledger: HAS_ACCOUNT, accounts }), "person:p1")?.status).toBe(
        "disabled",
      );
    },
  );

  it("of a newcomer whose leave is still to come is active", () => {
    expect(
      entryOf(desired(withStatus("long_leave", { statusFrom: "2027-01-01" })), "person:p1")?.status,
    ).toBe("active");
  });

  it("of somebody whose account was purged waits for a status that is still to come", () => {
    const identities = new Map([["p1", { personId: "p1", fullName: AN.fullName, birthDate: null }]]);
    const pending = withStatus("retired", { statusFrom: "2026-11-22" });
    expect(entryOf(desired(pending, { identities }), "person:p1")).toBeUndefined();
  });

  it("is left alone without a post, when the post is unclear or its unit unknown: a finding says which", () => {
    const cases = {
      NO_PRIMARY_POST: [post("p1", "SNV", { kind: "concurrent" })],
      SEVERAL_PRIMARY_POSTS: [post("p1", "SNV"), post("p1", "P1")],
      UNKNOWN_UNIT: [post("p1", "X")],
    };
    for (const [code, appointments] of Object.entries(cases)) {
      const result = desired({ appointments }, { ledger: HAS_ACCOUNT });
      expect(codes(result)).toEqual([`${code} person:p1`]);
      expect(entryOf(result, "person:p1")).toBeUndefined();
    }
  });

  it("is locked all the same while its owner is on leave, and stays locked if it was for good", () => {
    for (const [present, status] of [
      ["active", "suspended"],
      ["suspended", "suspended"],
      ["disabled", undefined],
    ] as const) {
      const accounts = new Map<Owner, AccountFacts>([["person:p1", account("annv", { status: present })]]);
      const away = { ...withStatus("duty_suspended"), appointments: [] };
      const result = desired(away, { ledger: HAS_ACCOUNT, accounts });
      expect(entryOf(result, "person:p1")?.status).toBe(status);
      expect(codes(result)).toEqual(["NO_PRIMARY_POST person:p1"]);
      if (status === undefined) continue;
      expect(entryOf(result, "person:p1")?.reasons.suspend).toMatchObject({ code: "PERSON_DUTY_SUSPENDED" });
      expect(result.due.filter(({ owner }) => owner === "person:p1")).toEqual([]);
    }
  });

  it("waits without a finding for a post that is still to come", () => {
    const result = desired({ appointments: [post("p1", "SNV", { effectiveFrom: "2026-12-01" })] });
    expect([entryOf(result, "person:p1"), codes(result)]).toEqual([undefined, []]);
  });

  it("is left alone when the row is missing, which is a finding and never a departure", () => {
    const result = desired(
      { people: [], appointments: [] },
      { ledger: [...HAS_ACCOUNT, issued("agency:X", "x")] },
    );
    expect(entryOf(result, "person:p1")).toBeUndefined();
    expect(codes(result)).toEqual(["ABSENT_FROM_FEED agency:X", "ABSENT_FROM_FEED person:p1"]);
  });

  it("is none for a post of somebody who is not in the feed", () => {
    expect(codes(desired({ appointments: [post("p1", "SNV"), post("ghost", "SNV")] }))).toEqual([
      "UNKNOWN_PERSON person:ghost",
    ]);
  });
});

describe("a person's entry", () => {
  it("holds name, address, unit and posts, the primary one first", () => {
    const appointments = [
      post("p1", "P1", { kind: "concurrent", title: "Trưởng phòng", leaderRank: 2, id: "0" }),
      post("p1", "SNV", { title: "Phó Giám đốc", id: "1" }),
    ];
    const entry = entryOf(
      desired({ people: [{ ...AN, phone: "0299 3.822-123" }], appointments }),
      "person:p1",
    );
    expect(entry).toMatchObject({
      dn: `uid=annv,ou=people,${REALM.suffix}`,
      danhbaId: danhbaId("soctrang", "person:p1"),
      attributes: {
        uid: ["annv"],
        cn: ["Nguyễn Văn An"],
        sn: ["Nguyễn"],
        givenName: ["An"],
        mail: ["annv@soctrang.gov.vn"],
        employeeNumber: ["p1"],
        employeeType: ["cong_chuc"],
        title: ["Phó Giám đốc", "Trưởng phòng"],
        o: ["Sở Nội vụ"],
        departmentNumber: ["SNV", "P1"],
        telephoneNumber: ["0299 3.822-123"],
        danhbaUnit: ["SNV"],
      },
    });
    expect(Object.values(entry?.attributes ?? {}).every((values) => values.length > 0)).toBe(true);
  });

  it.each(["không có", "0299\n3822123; rm", "*", "12", `0${"1".repeat(40)}`, "+", "０２９９"])(
    "leaves out the telephone number %j, which the server would refuse, and says so",
    (phone) => {
      const result = desired({ people: [{ ...AN, phone }] });
      expect(entryOf(result, "person:p1")?.attributes.telephoneNumber).toBeUndefined();
      expect(codes(result)).toEqual(["BAD_VALUE person:p1"]);
    },
  );

  it.each([
    ["Trưởng\u0000phòng\r\ndn: cn=admin", "Trưởng phòng dn: cn=admin"],
    ["  Chuye\u0302n   vie\u0302n\u200b ", "Chuyên viên"],
    ["\u202eevil", "evil"],
    ["\ud800x", "\ufffdx"],
    ["x".repeat(600), "x".repeat(512)],
    [`*)(uid=*),ou=people`, `*)(uid=*),ou=people`],
  ])("writes the title %j as a directory string", (title, written) => {
    const entry = entryOf(desired({ appointments: [post("p1", "SNV", { title })] }), "person:p1");
    expect(entry?.attributes.title).toEqual([written]);
  });

  it.each([null, "", "   ", "\u200b\u0007"])("has no title for %j", (title) => {
    const entry = entryOf(desired({ appointments: [post("p1", "SNV", { title })] }), "person:p1");
    expect(entry?.attributes).not.toHaveProperty("title");
  });

  it("gives once what the server compares as equal", () => {
    const appointments = ["Phó giám đốc", "Phó Giám đốc", "PHÓ GIÁM ĐỐC"].map((title, n) =>
      post("p1", n === 0 ? "SNV" : "P1", { title, id: String(n), kind: n === 0 ? "primary" : "concurrent" }),
    );
    const entry = entryOf(desired({ appointments }), "person:p1");
    expect(entry?.attributes.title).toEqual(["Phó giám đốc"]);
    expect(entry?.attributes.departmentNumber).toEqual(["SNV", "P1"]);
  });

  it("keeps earlier addresses as aliases until they end, to the millisecond", () => {
    const alias = (localPart: string, aliasUntil: string | null) =>
      issued("person:p1", localPart, { role: "alias", aliasUntil });
    const ledger = [
      ...HAS_ACCOUNT,
      alias("z.forever", null),
      alias("b.later", "2026-11-21T01:00:00.001Z"),
      alias("c.now", NOW),
      alias("d.past", "2026-01-01T00:00:00.000Z"),
      issued("person:p1", "e.reserved", { role: "reserved" }),
      issued("person:p2", "f.other", { role: "alias" }),
    ];
    expect(entryOf(desired({}, { ledger }), "person:p1")?.attributes.mailLocalAddress).toEqual([
      "b.later@soctrang.gov.vn",
      "z.forever@soctrang.gov.vn",
    ]);
  });

  it("keeps the name that an account has when the feed's can no longer be read", () => {
    const entry = entryOf(
      desired({ people: [{ ...AN, fullName: "阮文安" }] }, { ledger: HAS_ACCOUNT }),
      "person:p1",
    );
    expect(entry?.managed).toContain("mail");
    expect(entry?.managed).not.toContain("cn");
    expect(entry?.managed).not.toContain("sn");
  });
});

describe("the ledger", () => {
  it("gets what is issued, with form and clause", () => {
    expect(desired({}).ledger.get("person:p1")).toEqual([
      {
        change: "issue",
        address: expect.objectContaining({
          owner: "person:p1",
          localPart: "annv",
          role: "primary",
          form: "requested",
        }),
      },
    ]);
  });

  it("gets nothing for an address that is issued already", () => {
    const ledger = [...HAS_ACCOUNT, issued("agency:SNV", "snv"), issued("agency:P1", "ptc")];
    expect(desired({}, { ledger }).ledger.size).toBe(0);
  });

  it("retires the earlier address for the profile's days before it issues the new one", () => {
    const until = new Date(Date.parse(NOW) + SOC_TRANG.aliasDays * 86_400_000).toISOString();
    expect(desired({}, { ledger: [issued("person:p1", "old")] }).ledger.get("person:p1")).toMatchObject([
      { change: "retire", localPart: "old", aliasUntil: until },
      { change: "issue", address: { localPart: "annv" } },
    ]);
  });
});

describe("a unit's entries", () => {
  it("are its place in the tree, its group and its mailbox", () => {
    const result = desired({ appointments: [post("p1", "P1")] });
    expect(entryOf(result, "unit:P1")).toMatchObject({
      dn: `danhbaUnit=P1,danhbaUnit=SNV,ou=units,${REALM.suffix}`,
      parent: "unit:SNV",
      attributes: { ou: ["Phòng Tổ chức"], businessCategory: ["division"] },
    });
    expect(entryOf(result, "group:unit-P1")).toMatchObject({
      dn: `cn=unit-P1,ou=groups,${REALM.suffix}`,
      references: { member: ["person:p1"] },
      onCreate: { member: [`cn=nobody,ou=services,${REALM.suffix}`] },
    });
    expect(entryOf(result, "agency:SNV")).toMatchObject({
      dn: `uid=snv,ou=agencies,${REALM.suffix}`,
      status: "active",
      references: { roleOccupant: ["person:p1"] },
      attributes: { cn: ["Sở Nội vụ"], mail: ["snv@soctrang.gov.vn"] },
      reasons: { create: { code: "MAILBOX_ISSUED", decisionNo: "9/QĐ" } },
    });
  });

  it("name as head only somebody with a live account; heads of divisions are not heads of agencies", () => {
    const two = {
      people: [AN, person("p2", "Trần Thị Bình")],
      appointments: [post("p1", "SNV"), post("p2", "P1")],
    };
    const both = desired(two);
    expect(entryOf(both, "agency:P1")?.references.roleOccupant).toEqual(["person:p2"]);
    expect(entryOf(both, "group:heads")?.references.member).toEqual(["person:p1"]);
    const suspended = desired({ ...two, ...withStatus("long_leave") }, { ledger: HAS_ACCOUNT });
    expect(entryOf(suspended, "agency:SNV")?.references.roleOccupant).toEqual([]);
    expect(entryOf(suspended, "group:heads")?.references.member).toEqual([]);
    expect(entryOf(suspended, "group:unit-SNV")?.references.member).toEqual([]);
  });

  it("have each head once among the heads, whoever leads two agencies", () => {
    const result = desired({
      units: [SNV, unit("SYT", "Sở Y tế", { mailboxName: "syt", headPersonId: "p1" })],
    });
    expect(entryOf(result, "group:heads")?.references.member).toEqual(["person:p1"]);
  });

  it("stay when it is dissolved: the mailbox is locked under its address, and nobody holds it", () => {
    const units = [{ ...SNV, status: "dissolved" as const, headPersonId: "p1" }];
    const result = desired({ units }, { ledger: [issued("agency:SNV", "snv"), ...HAS_ACCOUNT] });
    expect(entryOf(result, "agency:SNV")).toMatchObject({
      dn: `uid=snv,ou=agencies,${REALM.suffix}`,
      status: "disabled",
      references: { roleOccupant: [] },
      reasons: { disable: { code: "UNIT_DISSOLVED" } },
    });
    expect(entryOf(result, "unit:SNV")).toBeDefined();
    expect(entryOf(result, "group:heads")?.references.member).toEqual([]);
    expect(result.ledger.has("agency:SNV")).toBe(false);
  });

  it("have no mailbox when it was dissolved before it got one", () => {
    expect(entryOf(desired({ units: [{ ...SNV, status: "dissolved" }] }), "agency:SNV")).toBeUndefined();
  });

  it.each([
    ["Sở\u0000Nội vụ\nou: evil", "Sở Nội vụ ou: evil"],
    ["  So\u031b\u0309  No\u0323\u0302i vu\u0323 ", "Sở Nội vụ"],
    ["", "SNV"],
    ["\u200b", "SNV"],
  ])("write the name %j as a directory string, or the code where nothing is left", (name, written) => {
    const result = desired({ units: [{ ...SNV, name }] });
    expect(entryOf(result, "unit:SNV")?.attributes.ou).toEqual([written]);
    expect(entryOf(result, "agency:SNV")?.attributes.cn).toEqual([written]);
  });

  it("let nobody sign in to a mailbox with the password it is created with", () => {
    expect(entryOf(desired({}), "agency:SNV")?.onCreate.userPassword?.[0]).toMatch(/^\{CRYPT\}!.{36}$/);
  });
});

describe("the result", () => {
  it("has one entry per owner and per DN, whatever the feed says", () => {
    const { entries } = desired({
      people: [AN, person("p2", "Nguyễn Văn An")],
      appointments: [post("p1", "SNV"), post("p2", "P1")],
    });
    expect(new Set(entries.map(({ owner }) => owner)).size).toBe(entries.length);
    expect(new Set(entries.map(({ dn }) => dn)).size).toBe(entries.length);
    expect(new Set(entries.map((entry) => entry.danhbaId)).size).toBe(entries.length);
  });

  it("has its findings in order of owner and code", () => {
    const result = desired({
      people: [person("p9", ""), { ...AN, phone: "x" }],
      appointments: [post("p9", "SNV"), post("p1", "SNV")],
    });
    expect(codes(result)).toEqual(
      codes(result).toSorted((a, b) => (a.split(" ")[1] ?? "").localeCompare(b.split(" ")[1] ?? "")),
    );
    expect(result.findings).not.toEqual([]);
  });
});

describe("danhbaId", () => {
  it("is a UUID of version 5 that never changes and differs by realm and owner", () => {
    expect(danhbaId("soctrang", "person:p1")).toBe(danhbaId("soctrang", "person:p1"));
    expect(danhbaId("soctrang", "person:p1")).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    const ids = [
      danhbaId("soctrang", "person:p1"),
      danhbaId("travinh", "person:p1"),
      danhbaId("soctrang", "agency:p1"),
    ];
    expect(new Set(ids).size).toBe(3);
    expect(ids[0]).toBe("9edc58f0-fb77-5602-a0ba-523dac5f7dd0");
  });
});
