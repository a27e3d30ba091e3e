import { describe, expect, it } from "vitest";
import type { Item, Operation, Plan } from "../../../src/model/change.ts";
import { changeRecord, contentLdif } from "../../../src/plan/ldif.ts";
import { planLdif } from "../../../src/plan/plan-ldif.ts";
import { aGroup, aPerson, aPolicy, aUnit, groupDn, NOBODY, personDn, planOf, seen } from "./entries.ts";

const [ITEM] = planOf([aPerson("1", "an")], []).plan.items as [Item];

const textOf = (plan: Plan): string => [...planLdif(plan)].join("");
const ldif = (...operations: Operation[]): string =>
  textOf({ items: [{ ...ITEM, operations }], unchanged: 0, digest: "" });

const added = (value: string): string[] =>
  changeRecord([], { op: "add", dn: "uid=a", attributes: { cn: [value] } })
    .split("\n")
    .slice(2);

describe("planLdif of a plan of changes", () => {
  it("writes every kind of record, a comment before each item and a dash after each change", () => {
    const text = ldif(
      { op: "add", dn: "uid=an,ou=people,dc=vn", attributes: { objectClass: ["top", "person"], sn: ["An"] } },
      { op: "rename", dn: "uid=an,ou=people,dc=vn", newDn: "uid=an.nv,ou=people,dc=vn", expects: [] },
      { op: "rename", dn: "danhbaUnit=B,danhbaUnit=A,dc=vn", newDn: "danhbaUnit=B,dc=vn", expects: [] },
      {
        op: "modify",
        dn: "cn=g,dc=vn",
        changes: [
          { type: "delete", attribute: "member", values: ["uid=a"] },
          { type: "add", attribute: "member", values: ["uid=b", "uid=c"] },
          { type: "replace", attribute: "title", values: [] },
        ],
        expects: [{ attribute: "danhbaId", value: "1" }],
      },
      { op: "delete", dn: "uid=old,dc=vn", expects: [{ attribute: "entryUUID", value: "1" }] },
    );
    expect(text).toBe(`version: 1

# changes for ldapmodify(1); slapadd(8) takes a first load only
# person:1 create PERSON_HIRED ?.1
dn: uid=an,ou=people,dc=vn
changetype: add
objectClass: top
objectClass: person
sn: An

dn: uid=an,ou=people,dc=vn
changetype: modrdn
newrdn: uid=an.nv
deleteoldrdn: 1

dn: danhbaUnit=B,danhbaUnit=A,dc=vn
changetype: modrdn
newrdn: danhbaUnit=B
deleteoldrdn: 1
newsuperior: dc=vn

dn: cn=g,dc=vn
changetype: modify
delete: member
member: uid=a
-
add: member
member: uid=b
member: uid=c
-
replace: title
-

dn: uid=old,dc=vn
changetype: delete
`);
  });

  it("shows no password, not even a hash", () => {
    const secret = "{SSHA}c2VjcmV0";
    const text = ldif(
      { op: "add", dn: "uid=a", attributes: { userPassword: [secret] } },
      {
        op: "modify",
        dn: "uid=a",
        changes: [{ type: "replace", attribute: "userPassword", values: [secret] }],
        expects: [],
      },
    );
    expect(text).not.toContain(secret);
    expect(text).not.toContain(Buffer.from(secret).toString("base64"));
    expect(text.match(/^userPassword: \{CRYPT\}!$/gm)).toHaveLength(2);
  });

  it("is a header alone for a plan without items", () => {
    expect(textOf({ items: [], unchanged: 3, digest: "" })).toBe("version: 1\n");
  });

  it.each([
    ["plain", "cn: plain"],
    ["a:b <c>", "cn: a:b <c>"],
    ["Đặng", "cn:: xJDhurduZw=="],
    [" leading space", "cn:: IGxlYWRpbmcgc3BhY2U="],
    ["trailing space ", "cn:: dHJhaWxpbmcgc3BhY2Ug"],
    [":colon", "cn:: OmNvbG9u"],
    ["<url", "cn:: PHVybA=="],
    ["two\nlines", "cn:: dHdvCmxpbmVz"],
    ["nul\0", "cn:: bnVsAA=="],
  ])("writes %j so that no reader takes it for anything else", (value, line) => {
    expect(added(value)).toEqual([line]);
  });

  it("folds after 76 characters, with a space before each further line", () => {
    expect(added("x".repeat(72))).toEqual([`cn: ${"x".repeat(72)}`]);
    expect(added("x".repeat(73))).toEqual([`cn: ${"x".repeat(72)}`, " x"]);
    expect(added("x".repeat(72 + 75 + 1))).toEqual([`cn: ${"x".repeat(72)}`, ` ${"x".repeat(75)}`, " x"]);
  });

  it("never lets a hostile owner or clause break out of its comment", () => {
    const item: Item = {
      ...ITEM,
      owner: "person:1\ndn: cn=admin",
      reason: { ...ITEM.reason, clause: "\r\nx" },
    };
    const text = textOf({ items: [item], unchanged: 0, digest: "" });
    expect(text.split("\n")[1]).toBe("# person:1?dn: cn=admin create PERSON_HIRED ??x");
  });
});

/** Records of content: comments and lines, in order. */
const recordsOf = (text: string): string[][] =>
  text
    .trimEnd()
    .split("\n\n")
    .map((record) => record.split("\n"));

describe("planLdif of a first load", () => {
  const [unit, below] = [aUnit("A"), aUnit("B", "A")];
  const [an, binh] = [
    aPerson("1", "an"),
    aPerson("2", "binh", { onCreate: { pwdAccountLockedTime: ["000001010000Z"] } }),
  ];
  const group = aGroup("g", ["1", "2"]);
  const policy = aPolicy("default");
  const inBase = {
    ...seen(policy, { pwdMinLength: ["6"] }),
    attributes: { cn: ["default"], pwdMinLength: ["6"] },
  };

  it("is entries without a version line or changetype, parents first, members in their group", () => {
    const records = recordsOf(textOf(planOf([below, unit, an, binh, group], []).plan));
    const dns = records.map((lines) => lines.find((line) => line.startsWith("dn: ")));
    expect(dns).toEqual([unit, below, group, an, binh].map(({ dn }) => `dn: ${dn}`));
    expect(records.flat().filter((line) => /^(version|changetype)/.test(line))).toEqual([]);
    expect(records[2]?.filter((line) => line.startsWith("member: "))).toEqual([
      `member: ${NOBODY}`,
      `member: ${personDn("an")}`,
      `member: ${personDn("binh")}`,
    ]);
    expect(records[4]).toContain("pwdAccountLockedTime: 000001010000Z");
    expect(records[0]?.[0]).toBe(
      "# a first load: entries for slapadd(8) into the base tree, or for ldapadd(1)",
    );
  });

  it("leaves out the policy that the base tree holds, and says so", () => {
    const text = textOf(planOf([policy, an], [inBase]).plan);
    expect(text.match(/^dn: .*$/gm)).toEqual([`dn: ${an.dn}`]);
    expect(text.replaceAll("\n ", "")).toContain(`# not here, since it stands there already: ${policy.dn}`);
  });

  it("is changes as soon as one of them is made to an entry that stands there", () => {
    const joins = planOf([an, binh, group], [seen(group), seen(an)]).plan;
    expect(joins.items.map(({ kind }) => kind)).toContain("create");
    const text = textOf(joins);
    expect(text).toContain(`dn: ${groupDn("g")}\nchangetype: modify`);
    expect(text).toContain(`dn: ${personDn("binh")}\nchangetype: add`);
    expect(textOf(planOf([policy], [inBase]).plan)).toContain("changetype: modify");
  });

  it("comes in pieces of moderate size", () => {
    const many = Array.from({ length: 2_000 }, (_, index) => aPerson(String(index), `an${index}`));
    const pieces = [...planLdif(planOf(many, []).plan)];
    expect(pieces.length).toBeGreaterThan(3);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(70_000);
    expect(recordsOf(pieces.join(""))).toHaveLength(many.length);
  });
});

describe("contentLdif", () => {
  it("writes entries with their classes first, remarks as comments, and whatever is not safe in base64", () => {
    const text = contentLdif(
      ["as of 2026"],
      [
        {
          dn: "uid=an,dc=vn",
          attributes: { cn: ["Đặng An"], objectClass: ["top"] },
          remarks: ["person:1\nx"],
        },
        { dn: "cn=đ,dc=vn", attributes: { description: [" led", "a\nb"] }, remarks: [] },
      ],
    );
    const base64 = (value: string) => Buffer.from(value).toString("base64");
    expect(text).toBe(`version: 1
# as of 2026

# person:1?x
dn: uid=an,dc=vn
objectClass: top
cn:: ${base64("Đặng An")}

dn:: ${base64("cn=đ,dc=vn")}
description:: ${base64(" led")}
description:: ${base64("a\nb")}
`);
  });
});
