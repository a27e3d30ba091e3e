import { describe, expect, it } from "vitest";
import { checkProfile } from "../../../src/naming/check-profile.ts";
import { parseProfile } from "../../../src/naming/profile.ts";
import { BINH_THUAN, PROFILES, profileText, readProfile, SOC_TRANG, SOC_TRANG_YAML } from "./profiles.ts";

/** The problems after one replacement in the shipped file, and the line that was touched. */
function problemsAfter(from: string, to: string) {
  expect(SOC_TRANG_YAML).toContain(from);
  const line = SOC_TRANG_YAML.slice(0, SOC_TRANG_YAML.indexOf(from)).split("\n").length;
  const result = parseProfile(SOC_TRANG_YAML.replace(from, to), "soctrang.yaml");
  return { line, problems: "problems" in result ? result.problems : [] };
}

describe("the shipped profile of Sóc Trăng", () => {
  it("has each example of the regulation", () => {
    const printed = SOC_TRANG.examples
      .filter(({ source }) => source === "regulation")
      .map(({ address }) => address);
    expect(printed).toEqual([
      "sotttt",
      "huyenmx",
      "phongcntt.sotttt",
      "phongvhtt.huyenmx",
      "xatp.huyenmx",
      "ntbinh",
      "dvthong",
      "ntbinh.sotttt",
      "ntbinh2.sotttt",
    ]);
  });

  it("carries the figures of the regulation", () => {
    expect(SOC_TRANG.limits).toMatchObject({
      inactivity: { months: 6, action: "revoke" },
      password: {
        user: { minLength: 8, classes: 4, maxAgeMonths: 1, changeAtFirstLogin: true },
        admin: null,
      },
      deadlines: [{ workingDays: 3 }],
    });
    expect(SOC_TRANG.limits.reports.map(({ every }) => every)).toEqual(["month", "quarter", "year"]);
  });
});

describe.each(PROFILES)("the shipped profile of $id", (profile) => {
  it("gives what its worked examples say", () => {
    expect(checkProfile(profile)).toEqual([]);
  });

  it("has worked examples of the regulation, and its readings in both languages", () => {
    expect(profile.examples.some(({ source }) => source === "regulation")).toBe(true);
    expect(profile.readings.length).toBeGreaterThan(5);
    for (const { vi, en } of profile.readings) expect(vi).not.toBe(en);
  });

  it("rests every kind of change on a clause in the numbering of its text", () => {
    const numbering = profile === BINH_THUAN ? /^(I|II|III|IV|V)\.\d/ : /^Đ\.\d/;
    for (const clause of Object.values(profile.clauses)) expect(clause).toMatch(numbering);
  });
});

describe("a wrong profile", () => {
  it.each([
    ["aliasDays: 180", "aliasDays: soon", "aliasDays"],
    ["aliasDays: 180", "aliasDay: 180", "aliasDay"],
    ["workingDays: 3", "workingDays: -3", "limits.deadlines[0].workingDays"],
    ['"{initials}{given}"', '"{initials}{surname}"', "people.forms[0].template"],
    ["numberFrom: 2, ", "", "people.forms[2]"],
    ["{ word: Ban Quản lý }", "{ word: Ban }", "units.types[9].word"],
    ["form: initials-parent", "form: initials", "units.forms[3].form"],
    ["domain: soctrang.gov.vn", "domain: Sóc Trăng", "domain"],
    ["{ unit: Sở Nội vụ, address", "{ unit: Sở Nội vụ, adress", "examples[12].adress"],
  ])("%s → %s is a problem at %s, with its line", (from, to, path) => {
    const { line, problems } = problemsAfter(from, to);
    expect(problems.map((problem) => ({ path: problem.path, line: problem.line }))).toContainEqual({
      path,
      line,
    });
  });

  it("that is no YAML is a problem with its line", () => {
    const { line, problems } = problemsAfter("aliasDays: 180", "aliasDays: [180");
    expect(problems[0]?.line).toBeGreaterThanOrEqual(line);
    expect(parseProfile("", "empty.yaml")).toMatchObject({ problems: [{ line: 1 }] });
    expect(parseProfile("- a\n- b\n", "list.yaml")).toMatchObject({ problems: [{ line: 1 }] });
  });

  it("whose examples the rules do not give says which, where, and what came out", () => {
    const text = SOC_TRANG_YAML.replace("address: dvthong", "address: doanthong");
    const line = text.slice(0, text.indexOf("doanthong")).split("\n").length;
    expect(checkProfile(readProfile(text))).toEqual([
      {
        path: "examples[6]",
        line,
        message: "Đoàn Văn Thông: the example says doanthong, the rules give dvthong",
      },
    ]);
  });

  it("whose rule was changed fails its own examples", () => {
    const changed = checkProfile(readProfile(SOC_TRANG_YAML.replace("numberFrom: 2", "numberFrom: 1")));
    expect(changed.map(({ message }) => message)).toContain(
      "Nguyễn Thanh Bình: the example says ntbinh2.sotttt, the rules give ntbinh1.sotttt",
    );
  });
});

describe("each province's profile, broken in one place", () => {
  it.each([
    ["travinh", "localPart: txdh", "localPart: TXDH", "units.overrides[0].localPart"],
    ["travinh", "aliasDays: 180", "aliasDays: 180\ncolour: red", "colour"],
    ["quangbinh", "numberFrom: 1", "numberFrom: one", "people.forms[1].numberFrom"],
    ["quangbinh", "action: suspend", "action: forget", "limits.inactivity.action"],
    ["binhthuan", "maxLength: 6", "maxLength: 0", "people.extension.maxLength"],
    ["binhthuan", "agencyDomain: binhthuan.gov.vn", "agencyDomain: Bình Thuận", "agencyDomain"],
    ["quangtri", "code: NO_RULE", "code: GUESS", "people.otherwise.code"],
    ["quangtri", "  create: Đ.9\n", "", "clauses.create"],
    ["soctrang", "months: 6", "months: -6", "limits.inactivity.months"],
  ])("%s: %s → %s is found at %s", (id, from, to, path) => {
    const text = profileText(id);
    expect(text).toContain(from);
    const result = parseProfile(text.replace(from, to), `${id}.yaml`);
    const problems = "problems" in result ? result.problems : [];
    expect(problems.map((problem) => problem.path)).toEqual([path]);
    expect(problems[0]?.line).toBeGreaterThan(1);
  });

  it.each([
    ["travinh", "address: stttt", "address: sotttt"],
    ["quangbinh", "address: annv1.stttt", "address: annv2.stttt"],
    ["binhthuan", "address: remk", "address: krem"],
    ["quangtri", "address: bantochuctinhuy", "address: btctu"],
    ["soctrang", "address: xatp.huyenmx", "address: tp.huyenmx"],
  ])("%s: the example %s changed to %s is found at its line", (id, from, to) => {
    const text = profileText(id).replace(from, to);
    const line = text.slice(0, text.indexOf(to)).split("\n").length;
    const problems = checkProfile(readProfile(text));
    expect(problems).toHaveLength(1);
    // An example of several lines is told at its first.
    expect(line - (problems[0]?.line ?? 0)).toBeLessThan(5);
    expect(problems[0]?.message).toContain(from.replace("address: ", "the rules give "));
  });
});
