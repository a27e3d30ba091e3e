import { describe, expect, it } from "vitest";
import {
  IMPORT_PROBLEM_PARAMS,
  type ImportProblem,
  type ImportProblemCode,
} from "../../../src/model/import-problem.ts";
import {
  IMPORT_PROBLEM_TEXTS,
  importProblemLine,
  importProblemLines,
} from "../../../src/texts/import-problems.ts";

const CODES = Object.keys(IMPORT_PROBLEM_PARAMS) as ImportProblemCode[];

describe("the texts of import problems", () => {
  it.each(CODES)("say everything that %s knows, in both languages", (code) => {
    const params = Object.fromEntries(IMPORT_PROBLEM_PARAMS[code].map((name) => [name, `<${name}>`]));
    for (const lang of ["vi", "en"] as const) {
      const text = IMPORT_PROBLEM_TEXTS[lang][code](params);
      for (const value of Object.values(params)) expect(text).toContain(value);
      expect(text).not.toContain("undefined");
      expect(text).toMatch(/\.$/);
    }
  });
});

const problem = (line: number): ImportProblem => ({
  file: "people.csv",
  line,
  column: "birth_date",
  code: "BAD_DAY",
  params: { value: "31/02/1980" },
});

describe("importProblemLine", () => {
  it("gives file, line, column and reason", () => {
    expect(importProblemLine(problem(12), "vi")).toMatch(
      /^people\.csv:12 \[birth_date\] BAD_DAY: "31\/02\/1980" không phải là ngày có thật\./,
    );
  });

  it("leaves out a place that the problem does not have", () => {
    const params = { kind: "people", declared: 2, found: 1 };
    const line = importProblemLine(
      { file: null, line: null, column: null, code: "DECLARED_COUNT", params },
      "en",
    );
    expect(line).toMatch(/^DECLARED_COUNT: The sender declared 2 rows of people/);
  });
});

describe("importProblemLines", () => {
  it("shows the first ones and the number of all", () => {
    const lines = importProblemLines(
      Array.from({ length: 73 }, (_, index) => problem(index + 2)),
      "en",
    );
    expect(lines).toHaveLength(51);
    expect(lines.at(-1)).toBe("… and 23 more, 73 problems in all.");
  });

  it("shows a few as they are", () => {
    expect(importProblemLines([problem(2)], "vi")).toHaveLength(1);
  });
});
