import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseHolidays } from "../../../src/config/holidays.ts";
import { dueAfterWorkingDays } from "../../../src/desired/legal-time.ts";

const SHIPPED = readFileSync("config/holidays.yaml", "utf8");
const NAME = "name: { vi: Tết, en: New Year }";
const year = (more: string, number = 2026) => `years:
  - year: ${number}
    holidays:
      - { day: ${number}-01-01, ${NAME} }
${more}`;

const problemsOf = (text: string): string[] => {
  const result = parseHolidays(text);
  return "problems" in result
    ? result.problems.map(({ line, path, message }) => `${line} ${path}: ${message}`)
    : [];
};

function calendar(text: string) {
  const result = parseHolidays(text);
  if ("problems" in result) throw new TypeError(JSON.stringify(result.problems));
  return result.calendar;
}

describe("the table of holidays that ships", () => {
  const { years, holidays, swapDays } = calendar(SHIPPED);

  it("has three years, with every fixed day of the law", () => {
    expect([...years]).toEqual([2025, 2026, 2027]);
    const fixed = [...years].flatMap((of) => [`${of}-01-01`, `${of}-04-30`, `${of}-05-01`, `${of}-09-02`]);
    expect(fixed.filter((day) => !holidays.has(day))).toEqual([]);
    expect(["2025-11-24", "2026-11-24", "2027-11-24"].map((day) => holidays.has(day))).toEqual([
      false,
      true,
      true,
    ]);
  });

  it("gives each year its five days of the lunar new year", () => {
    for (const [from, to] of [
      ["2025-01-25", "2025-02-02"],
      ["2026-02-14", "2026-02-22"],
      ["2027-02-05", "2027-02-09"],
    ] as const) {
      const days = [...holidays].filter((day) => day >= from && day <= to);
      expect(days, from).toHaveLength(5);
    }
  });

  it("counts a Saturday that was worked for a day off", () => {
    expect([...swapDays]).toEqual(["2025-04-26", "2026-01-10", "2026-08-22"]);
    expect(dueAfterWorkingDays("2026-08-28", 3, { holidays, swapDays })).toBe("2026-09-07");
    expect(dueAfterWorkingDays("2026-08-20", 3, { holidays, swapDays })).toBe("2026-08-24");
  });
});

describe("a table of holidays", () => {
  it("is refused with the line of what is wrong", () => {
    expect(problemsOf(`${year("")}    holiday: []\n`)).toEqual(["5 years[0].holiday: unknown key"]);
    expect(problemsOf(year(`      - { day: 2026-02-30, ${NAME} }\n`))[0]).toMatch(
      /^5 years\[0\]\.holidays\[1\]\.day: /,
    );
    expect(problemsOf(year(`      - { day: 2027-02-01, ${NAME} }\n`))).toEqual([
      "5 years[0].holidays[1].day: is not a day of 2026",
    ]);
    expect(problemsOf(year(`      - { day: 2026-01-01, ${NAME} }\n`))).toEqual([
      "5 years[0].holidays[1].day: 2026-01-01 stands twice",
    ]);
    expect(problemsOf(`years: [\n`)[0]).toMatch(/^\d+ : /);
  });

  it.each([
    ["2026-01-09", "2026-01-01", "2026-01-09 is no Saturday or Sunday"],
    ["2026-01-10", "2026-01-02", "2026-01-02 is not among the holidays"],
    ["2027-01-09", "2026-01-01", "is not a day of 2026"],
  ])("cannot have %s worked for %s", (day, off, message) => {
    expect(problemsOf(year(`    swapDays:\n      - { day: ${day}, for: ${off} }\n`))[0]).toContain(message);
  });

  it("cannot have a year twice", () => {
    expect(problemsOf(`${year("")}${year("").split("\n").slice(1).join("\n")}`)).toEqual([
      "5 years[1].year: 2026 stands twice",
    ]);
  });
});
