import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-status.ts";
import { ERROR_CODES } from "../../src/model/error.ts";
import { codesIn, markdownTable } from "./source-files.ts";

const rows = markdownTable(
  readFileSync("README.md", "utf8"),
  "status",
  "code",
  "meaning",
  "try again later",
).map(([status = "", code = "", meaning = "", retry = ""]) => ({
  status: Number(status),
  code: codesIn(code)[0] ?? null,
  meaning,
  retry,
}));
const faults = rows.filter(({ code }) => code !== null);
const results = rows.filter(({ code }) => code === null);

describe("the table of exit statuses in README.md", () => {
  it("has every error code with its status and whether to try again, and no other", () => {
    const documented = faults.map(({ code, status, retry }) => `${code} ${status} ${retry}`);
    const real = Object.entries(ERROR_CODES).map(
      ([code, { exit, retry }]) => `${code} ${exit} ${retry ? "yes" : "no"}`,
    );
    expect(documented.toSorted()).toEqual(real.toSorted());
  });

  it("has every status of a result", () => {
    const documented = new Set([...results.map(({ status }) => status), ERROR_CODES.USAGE.exit]);
    expect(documented).toEqual(new Set(Object.values(EXIT)));
  });

  it("says something about each, in order", () => {
    for (const { status, meaning } of rows) expect(meaning, String(status)).toMatch(/\w/);
    expect(rows.map(({ status }) => status)).toEqual(
      rows.map(({ status }) => status).toSorted((a, b) => a - b),
    );
  });
});

describe("exit statuses", () => {
  it("are one number per fault from 10 on; only a wrong call or wrong settings share the 1 of results", () => {
    const entries = Object.entries(ERROR_CODES);
    const low = entries.filter(([, { exit }]) => exit < 10).map(([code]) => code);
    expect(low.toSorted()).toEqual(["SETTINGS_INVALID", "USAGE"]);
    const high = entries.map(([, { exit }]) => exit).filter((exit) => exit >= 10);
    expect(new Set(high).size).toBe(high.length);
    for (const exit of high) expect(exit).toBeLessThan(126); // the shell's own begin there
  });

  it("are never 0 for a fault", () => {
    expect(Object.values(ERROR_CODES).filter(({ exit }: { exit: number }) => exit === EXIT.done)).toEqual([]);
  });
});
