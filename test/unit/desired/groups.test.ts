import { describe, expect, it } from "vitest";
import type { Desired, DesiredInput } from "../../../src/desired/build-desired.ts";
import type { FeedAppointment, FeedPerson, FeedUnit } from "../../../src/model/feed.ts";
import type { GroupRule } from "../../../src/model/group-rule.ts";
import { desiredOf, entryOf, findingsOf } from "../../support/fakes/desired.ts";
import { person, post, REALM, unit } from "../../support/fakes/province.ts";

const SNV = unit("SNV", "Sở Nội vụ", { mailboxName: "snv", headPersonId: "a" });
const P1 = unit("P1", "Phòng Tổ chức", { kind: "division", parentCode: "SNV", mailboxName: "ptc.snv" });
const T1 = unit("T1", "Tổ Một cửa", { kind: "division", parentCode: "P1", mailboxName: "tmc.snv" });
const HUYEN = unit("H1", "Huyện Mỹ Xuyên", { kind: "district", mailboxName: "huyenmx" });
const UNITS = [SNV, P1, T1, HUYEN];

const PEOPLE = ["a", "b", "c", "d"].map((id) =>
  person(id, "Nguyễn Văn An", { requestedLocalPart: `nv${id}`, staffClass: "cong_chuc" }),
);
const POSTS = [
  post("a", "SNV", { leaderRank: 1 }),
  post("b", "P1", { leaderRank: 2 }),
  post("c", "T1"),
  post("d", "H1", { leaderRank: 1 }),
];

function groups(
  more: Partial<DesiredInput> = {},
  rows: { units?: FeedUnit[]; people?: FeedPerson[]; appointments?: FeedAppointment[] } = {},
): Desired {
  return desiredOf({ units: UNITS, people: PEOPLE, appointments: POSTS, ...rows }, more);
}

const membersOf = (result: Desired, name: string) =>
  entryOf(result, `group:${name}`)?.references.member?.map((owner) => owner.replace("person:", ""));

describe("the groups of a unit", () => {
  it("are the people in it, and the people in it and below it", () => {
    const result = groups();
    expect(
      ["SNV", "P1", "T1", "H1"].map((code) => [
        membersOf(result, `unit-${code}`),
        membersOf(result, `subtree-${code}`),
      ]),
    ).toEqual([
      [["a"], ["a", "b", "c"]],
      [["b"], ["b", "c"]],
      [["c"], ["c"]],
      [["d"], ["d"]],
    ]);
    expect(entryOf(result, "group:subtree-SNV")).toMatchObject({
      dn: `cn=subtree-SNV,ou=groups,${REALM.suffix}`,
      attributes: { danhbaUnit: ["SNV"], description: ["Sở Nội vụ và các đơn vị trực thuộc"] },
      reasons: { create: { code: "GROUP_NEEDED", params: { unit: "SNV" }, clause: "Đ.5.3" } },
    });
  });

  it("count every post of a person, and the person once", () => {
    const appointments = [
      ...POSTS,
      post("a", "P1", { kind: "concurrent" }),
      post("d", "T1", { kind: "secondment" }),
    ];
    const result = groups({}, { appointments });
    expect(membersOf(result, "subtree-SNV")).toEqual(["a", "b", "c", "d"]);
    expect(membersOf(result, "unit-P1")).toEqual(["a", "b"]);
    expect(membersOf(result, "subtree-H1")).toEqual(["d"]);
  });

  it("follow a unit that goes below another one", () => {
    const units = [SNV, { ...P1, parentCode: "H1" }, T1, HUYEN];
    const result = groups({}, { units });
    expect(membersOf(result, "subtree-SNV")).toEqual(["a"]);
    expect(membersOf(result, "subtree-H1")).toEqual(["b", "c", "d"]);
  });

  it("go over to the successor when it is dissolved; its own stay, empty, and are not made anew", () => {
    const units = [SNV, { ...P1, status: "dissolved" as const, successorCode: "H1" }, T1, HUYEN];
    const result = groups({}, { units });
    expect(membersOf(result, "unit-H1")).toEqual(["b", "d"]);
    expect(membersOf(result, "subtree-H1")).toEqual(["b", "c", "d"]);
    expect(membersOf(result, "unit-P1")).toEqual([]);
    expect(membersOf(result, "subtree-P1")).toEqual([]);
    expect(entryOf(result, "group:unit-P1")?.reasons).not.toHaveProperty("create");
    expect(entryOf(result, "group:unit-H1")?.reasons).toHaveProperty("create");
  });

  it("keep the people of a dissolved unit that went nowhere", () => {
    const units = [SNV, { ...P1, status: "dissolved" as const }, T1, HUYEN];
    const result = groups({}, { units });
    expect(membersOf(result, "unit-P1")).toEqual(["b"]);
    expect(entryOf(result, "group:unit-P1")?.reasons).toHaveProperty("create");
  });

  it("hold only people who may sign in", () => {
    const people = PEOPLE.map((it) => (it.id === "b" ? { ...it, status: "long_leave" as const } : it));
    const result = groups({}, { people });
    expect(membersOf(result, "subtree-SNV")).toEqual(["a", "c"]);
    expect(membersOf(result, "class-cong_chuc")).toEqual(["a", "c", "d"]);
  });

  it("have names that no unit code makes equal to those of another group", () => {
    const codes = ["heads", "unit-A", "A", "subtree-A", "class-can_bo", "app-x"];
    const units = codes.map((code) => unit(code, `Đơn vị ${code}`));
    const names = groups({ groupRules: [rule("x")] }, { units, people: [], appointments: [] })
      .entries.map(({ dn }) => dn.toLowerCase())
      .filter((dn) => dn.startsWith("cn="));
    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(
      2 * codes.length + 1 + 4 + 1 + names.filter((dn) => dn.includes("ou=policies")).length,
    );
  });
});

describe("the groups of staff classes", () => {
  it("are four, whoever belongs to them", () => {
    const classes = ["can_bo", "cong_chuc", "vien_chuc", "nguoi_lao_dong"] as const;
    const people = PEOPLE.map((it, index) => ({
      ...it,
      staffClass: index === 3 ? null : (classes[index] ?? null),
    }));
    const result = groups({}, { people });
    expect(classes.map((it) => membersOf(result, `class-${it}`))).toEqual([["a"], ["b"], ["c"], []]);
    expect(entryOf(result, "group:class-vien_chuc")?.attributes.description).toEqual(["Viên chức"]);
  });
});

function rule(name: string, more: Partial<GroupRule> = {}): GroupRule {
  const any = { units: null, below: false, kinds: null, maxRank: null, classes: null };
  return { name, description: `Nhóm ${name}`, ...any, ...more };
}

describe("the group of an application", () => {
  it.each([
    ["everybody when nothing is asked", {}, ["a", "b", "c", "d"]],
    ["people of named units", { units: ["P1", "H1"] }, ["b", "d"]],
    ["people of units and those below", { units: ["P1"], below: true }, ["b", "c"]],
    ["people of a kind of unit", { kinds: ["division"] }, ["b", "c"]],
    ["leaders down to a rank", { maxRank: 1 }, ["a", "d"]],
    ["leaders down to a lower rank", { maxRank: 2 }, ["a", "b", "d"]],
    ["a staff class", { classes: ["vien_chuc"] }, []],
    ["all conditions together", { units: ["SNV"], below: true, kinds: ["division"], maxRank: 3 }, ["b"]],
    ["nobody for an empty list of units", { units: [] }, []],
  ] as const)("takes %s", (_what, conditions, members) => {
    const result = groups({ groupRules: [rule("x", conditions as Partial<GroupRule>)] });
    expect(membersOf(result, "app-x")).toEqual(members);
    expect(findingsOf(result).filter((finding) => finding.includes("group:"))).toEqual([]);
  });

  it("asks all conditions of one and the same post", () => {
    const appointments = [...POSTS, post("c", "H1", { kind: "concurrent", leaderRank: 2 })];
    const divisionLeaders = rule("x", { kinds: ["division"], maxRank: 2 });
    expect(membersOf(groups({ groupRules: [divisionLeaders] }, { appointments }), "app-x")).toEqual(["b"]);
  });

  it("follows a named unit to its successor", () => {
    const units = [SNV, { ...P1, status: "dissolved" as const, successorCode: "H1" }, T1, HUYEN];
    expect(membersOf(groups({ groupRules: [rule("x", { units: ["P1"] })] }, { units }), "app-x")).toEqual([
      "b",
      "d",
    ]);
  });

  it("says which unit of a rule nobody knows, and takes nobody for its sake", () => {
    const result = groups({ groupRules: [rule("x", { units: ["X9"] })] });
    expect(membersOf(result, "app-x")).toEqual([]);
    expect(findingsOf(result)).toContain("UNKNOWN_UNIT group:app-x X9");
  });

  it("goes away with its rule, and only then", () => {
    const applicationGroups = ["app-x", "app-old"];
    const { purges } = groups({ groupRules: [rule("x")], applicationGroups });
    expect(purges).toEqual([
      {
        owner: "group:app-old",
        danhbaId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        reason: { code: "GROUP_REMOVED", params: { name: "app-old" }, clause: "Đ.5.3", decisionNo: null },
        orderedBy: null,
      },
    ]);
  });
});

describe("the order of the feed", () => {
  it("does not change who is in which group", () => {
    const groupRules = [rule("x", { kinds: ["division"] }), rule("y", { maxRank: 2 })];
    const references = ({ entries }: Desired) =>
      new Map(
        entries.flatMap(({ owner, references: { member } }) =>
          member === undefined ? [] : [[owner, member]],
        ),
      );
    const one = groups({ groupRules });
    const other = groups(
      { groupRules: groupRules.toReversed() },
      { units: UNITS.toReversed(), people: PEOPLE.toReversed(), appointments: POSTS.toReversed() },
    );
    expect(Object.fromEntries(references(other))).toEqual(Object.fromEntries(references(one)));
  });
});
