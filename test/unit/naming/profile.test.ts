import { describe, expect, it } from "vitest";
import { checkProfile } from "../../../src/naming/check-profile.ts";
import { parseProfile } from "../../../src/naming/profile.ts";
import {
  BINH_THUAN,
  QUANG_BINH,
  QUANG_TRI,
  readProfile,
  SOC_TRANG,
  SOC_TRANG_YAML,
  TRA_VINH,
} from "./profiles.ts";

/** The problems after one replacement in the shipped file, and the line that was touched. */
function problemsAfter(from: string, to: string) {
  expect(SOC_TRANG_YAML).toContain(from);
  const line = SOC_TRANG_YAML.slice(0, SOC_TRANG_YAML.indexOf(from)).split("\n").length;
  const result = parseProfile(SOC_TRANG_YAML.replace(from, to), "soctrang.yaml");
  return { line, problems: "problems" in result ? result.problems : [] };
}

describe("the shipped profile of Sóc Trăng", () => {
  it("gives what its worked examples say", () => {
    expect(checkProfile(SOC_TRANG)).toEqual([]);
  });

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

it("the grammars of the other four regulations are data of the same shape", () => {
  for (const profile of [TRA_VINH, QUANG_BINH, BINH_THUAN, QUANG_TRI])
    expect(profile.examples).toHaveLength(1);
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
