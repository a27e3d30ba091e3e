import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BenchResults } from "../../src/dev/bench/bench-results.ts";
import { CASE_NAMES, FIGURES, type FigureName } from "../../src/dev/bench/figures.ts";
import { PROJECT_ROOT } from "../../src/dev/services/project-root.ts";
import { danhba, type Outcome } from "../support/danhba.ts";

const BENCH = join(PROJECT_ROOT, ".danhba/bench");
const here = { env: { ...process.env } as Record<string, string>, programs: new Set<ChildProcess>() };
/** What a benchmark of this process keeps while it runs. */
const dataOf = (program: ChildProcess): string => join(BENCH, String(program.pid));

/** Some twenty processes one after the other: half a minute, and more where others work beside them. */
const PATIENCE = 300_000;

let dir: string;
let data: string;
let outcome: Outcome;
let results: BenchResults;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "danhba-bench-"));
  const file = join(dir, "results.json");
  const args = ["dev", "bench", "--sizes", "60", "--runs", "1", "--output", file, "--lang", "en"];
  outcome = await danhba(here, args, {
    onStart: (program) => {
      data = dataOf(program);
    },
  });
  expect(outcome, outcome.stderr).toMatchObject({ status: 0 });
  results = JSON.parse(await readFile(file, "utf8"));
}, PATIENCE);
afterAll(async () => {
  for (const program of here.programs) program.kill("SIGTERM");
  await rm(dir, { recursive: true, force: true });
});

describe("the benchmark of a tiny province", () => {
  it("runs every case, or says why not", () => {
    const measured = new Set(results.figures.map((figure) => figure.case));
    const notThere = results.notThere.map((entry) => entry.case);
    expect([...measured, ...notThere].toSorted()).toEqual([...CASE_NAMES].toSorted());
    for (const { reason, isFault } of results.notThere) {
      expect(reason).toMatch(/\w/);
      expect(isFault).toBe(false);
    }
  });

  it("measures every figure of these cases, each with what it includes", () => {
    const known = Object.keys(FIGURES) as FigureName[];
    const offline = results.notThere.some((entry) => entry.case === "offline");
    const expected = known.filter((name) => !offline || !name.startsWith("offline"));
    expect(results.figures.map(({ figure }) => figure).toSorted()).toEqual(expected.toSorted());
    for (const { figure, median, p95, min, max, count, includes } of results.figures) {
      expect(min, figure).toBeLessThanOrEqual(median);
      expect(p95, figure).toBeLessThanOrEqual(max);
      expect(median, figure).toBeGreaterThanOrEqual(0);
      expect(count, figure).toBeGreaterThan(0);
      expect(includes, figure).toMatch(/\w/);
    }
  });

  it("makes, finds and renames what it should", () => {
    const median = (name: FigureName) => results.figures.find(({ figure }) => figure === name)?.median;
    expect(median("entries")).toBeGreaterThan(60);
    expect(median("renamed")).toBe(30);
    expect(median("smallGroupMembers")).toBe(10);
    expect(median("groupMembers")).toBeGreaterThan(40);
    expect(median("idleStatements")).toBeGreaterThan(0);
    expect(median("fullRunPeak")).toBeGreaterThan(10);
  });

  it("says with which machine and programs, and prints ratios with their targets", () => {
    expect(results).toMatchObject({ formatVersion: 1, runs: 1, sizes: [60] });
    expect(results.machine).toMatchObject({
      slapd: expect.stringMatching(/^2\.\d/),
      postgres: expect.stringMatching(/^\d\d/),
      node: process.versions.node,
    });
    expect(outcome.stdout).toContain("| first-load | 60 | first load : ldapadd |");
    expect(outcome.stdout).toContain("| ≥ 4 |");
  });

  it("leaves nothing behind", () => {
    expect(existsSync(data)).toBe(false);
  });
});

describe("a benchmark that is interrupted", () => {
  it("stops its servers, removes their data and says so by its exit status", {
    timeout: PATIENCE,
  }, async () => {
    let had = false;
    const args = ["dev", "bench", "--sizes", "60", "--runs", "1", "--output", join(dir, "none.json")];
    const ended = await danhba(here, args, {
      onStart: (program) => {
        data = dataOf(program);
        program.stderr?.on("data", (text: Buffer) => {
          if (!text.includes("first-load")) return;
          had = existsSync(data);
          program.kill("SIGINT");
        });
      },
    });
    expect(ended).toMatchObject({ status: 25, stdout: "" });
    expect([had, existsSync(data)]).toEqual([true, false]);
    expect(existsSync(join(dir, "none.json"))).toBe(false);
  });
});
