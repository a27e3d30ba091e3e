import { describe, expect, it } from "vitest";
import { CHANGE_KINDS, REASON_CODES } from "../../../src/model/change.ts";
import { KIND_TEXTS, REASON_TEXTS, RULE_TEXTS } from "../../../src/texts/changes.ts";
import { HELP } from "../../../src/texts/help.ts";
import { PROBLEM_TEXTS, type ProblemCode, problemText } from "../../../src/texts/problems.ts";
import { STATE_TEXTS, timeText, VIEW_TEXTS } from "../../../src/texts/views.ts";

const VIETNAMESE = /[àáảãạăâđèéẻẽẹêìíỉĩịòóỏõọôơùúủũụưỳýỷỹỵằắẳẵặầấẩẫậềếểễệồốổỗộờớởỡợừứửữự]/i;

describe("words", () => {
  it("name every kind of change and every reason in both languages, no two alike", () => {
    for (const [table, codes] of [
      [KIND_TEXTS, CHANGE_KINDS],
      [REASON_TEXTS, REASON_CODES],
    ] as const) {
      expect(Object.keys(table).toSorted()).toEqual([...codes].toSorted());
      expect(new Set(Object.values(table).map(({ en }) => en)).size).toBeGreaterThanOrEqual(codes.length - 1);
      for (const { vi } of Object.values(table)) expect(vi).toMatch(VIETNAMESE);
    }
  });

  it.each([
    ["help", HELP],
    ["views", VIEW_TEXTS],
    ["states", STATE_TEXTS],
  ] as const)("of the %s are the same keys in both languages, and none is empty", (_name, texts) => {
    expect(Object.keys(texts.vi).toSorted()).toEqual(Object.keys(texts.en).toSorted());
    for (const text of [...Object.values(texts.vi), ...Object.values(texts.en)]) expect(text).toMatch(/\S/);
    expect(Object.values(texts.vi).join(" ")).toMatch(VIETNAMESE);
  });
});

describe("the reasons of the gate", () => {
  const params = { kind: "disable", sort: "person", count: 9_000, total: 10_000, percent: 90, limit: 5 };

  it("give the numbers", () => {
    expect(RULE_TEXTS["limit.percent"].en(params)).toBe("9000 of 10000 people: disable (90 %, limit 5 %)");
    expect(RULE_TEXTS["limit.percent"].vi(params)).toBe(
      "thu hồi 9000 trên 10000 cá nhân (90 %, giới hạn 5 %)",
    );
    expect(RULE_TEXTS["limit.max"].en(params)).toContain("limit 5 in one run");
    expect(RULE_TEXTS["limit.max"].vi(params)).toContain("giới hạn 5 mỗi lần chạy");
  });

  it("give the numbers of an agency and of a group, and what is counted across the kinds", () => {
    const ofAgency = { ...params, kind: "inactivity", agency: "SNV", count: 15, total: 20, percent: 75 };
    expect(RULE_TEXTS["agency.percent"].en(ofAgency)).toBe(
      "SNV: 15 of 20 people: locked for inactivity (75 %, limit 5 % of one agency)",
    );
    expect(RULE_TEXTS["agency.max"].vi(ofAgency)).toBe(
      "SNV: khóa do không sử dụng 15 trên 20 cá nhân (75 %, giới hạn 5 mỗi lần chạy cho một cơ quan)",
    );
    expect(RULE_TEXTS["limit.max"].vi({ ...params, kind: "drift" })).toMatch(
      /^bị sửa ngoài hệ thống.* 9000 trên/,
    );
    const ofGroup = { dn: "cn=heads", count: 8, total: 10, percent: 80, limit: 50 };
    expect(RULE_TEXTS["shrink.percent"].en(ofGroup)).toBe(
      "cn=heads: 8 of 10 members leave (80 %, limit 50 %)",
    );
    expect(RULE_TEXTS["shrink.max"].vi(ofGroup)).toContain("8 trên 10 thành viên");
    for (const lang of ["vi", "en"] as const)
      expect(RULE_TEXTS.frozen[lang]({ agency: "SNV" })).toContain("SNV");
    expect(RULE_TEXTS.restored.en({})).toContain("backup");
  });

  it("name the operator, or the owner that is waited for", () => {
    for (const lang of ["vi", "en"] as const) {
      expect(RULE_TEXTS.rejected[lang]({ operator: "Hoa", reason: "sai" })).toMatch(/Hoa.*: sai/);
      expect(RULE_TEXTS.requires[lang]({ owner: "unit:A" })).toContain("unit:A");
    }
  });
});

describe("timeText", () => {
  it("is the time of day in Vietnam for Vietnamese readers, UTC for the others", () => {
    expect(timeText("vi", "2026-11-20T17:30:05.123Z")).toBe("21/11/2026 00:30:05");
    expect(timeText("en", "2026-11-20T17:30:05.123Z")).toBe("2026-11-20T17:30:05Z");
  });
});

describe("the problems of arguments and settings", () => {
  const params = {
    known: "a, b",
    count: 2,
    reason: "x",
    digest: "d",
    is: "p",
    wanted: "q",
    holder: "person:1",
    kind: "quota",
    status: "active",
    unit: "SNV",
    operator: "Hoa",
    other: "--dry-run",
  };

  it.each(Object.keys(PROBLEM_TEXTS.en) as ProblemCode[])(
    "have a text for %s in both languages",
    (problem) => {
      const [vi, en] = (["vi", "en"] as const).map((lang) => problemText(lang, { ...params, problem }));
      expect(vi).not.toBe(en);
      expect(`${vi} ${en}`).not.toContain("undefined");
    },
  );

  it("that are no code stand as they are, names of every object included", () => {
    expect(problemText("vi", { problem: "Too small: expected number to be >=0" })).toContain("Too small");
    expect(problemText("vi", { problem: "toString" })).toBe("toString");
  });
});
