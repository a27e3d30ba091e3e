import { describe, expect, it } from "vitest";
import { benchResults } from "../../../../src/dev/bench/bench-results.ts";
import { benchTable } from "../../../../src/dev/bench/bench-table.ts";

const results = benchResults({
  date: "2026-11-22T01:02:03.000Z",
  commit: "0123456789abcdef",
  machine: {
    cpu: "Abacus",
    cores: 2,
    memoryBytes: 4 * 2 ** 30,
    system: "Linux 6.1",
    node: "24.0.0",
    slapd: "2.5.13",
    postgres: "18.4",
  },
  runs: 3,
  sizes: [20_000],
  series: [
    { case: "first-load", size: 20_000, figure: "loadLogged", values: [3_000.123_456, 3_200, 3_100] },
    { case: "first-load", size: 20_000, figure: "ldapadd", values: [800] },
  ],
  notThere: [{ case: "offline", size: 20_000, reason: "no slapadd", isFault: false }],
});

describe("the results", () => {
  it("say of every figure what it includes, with unit, median and spread", () => {
    expect(results.figures[0]).toMatchObject({
      figure: "loadLogged",
      unit: "entries/s",
      count: 3,
      median: 3_100,
      min: 3_000.123,
      max: 3_200,
      includes: expect.stringContaining("transactions: auto"),
    });
    expect(results.ratios[0]).toMatchObject({ sizes: [20_000], value: 3.875, isReached: false });
  });

  it("are two tables and a line for what was not run, in English", () => {
    expect(benchTable(results, "en").split("\n")).toEqual([
      "Machine: 2 × Abacus, 4 GiB, Linux 6.1; slapd 2.5.13, PostgreSQL 18.4, Node.js 24.0.0; 2026-11-22, 0123456789; runs: 3.",
      "",
      "| case | people | what | measured | must | reached |",
      "|---|---|---|---|---|---|",
      "| first-load | 20,000 | first load : ldapadd | 3.88 | ≥ 4 | **no** |",
      "",
      "| case | people | figure | median | from – to | p95 | values |",
      "|---|---|---|---|---|---|---|",
      "| first-load | 20,000 | danhba, until the last is logged | 3,100 entries/s | 3,000 – 3,200 |  | 3 |",
      "| first-load | 20,000 | ldapadd of the same entries | 800 entries/s |  |  | 1 |",
      "",
      "Not run: offline, 20,000: no slapadd",
    ]);
  });

  it("are the same tables in Vietnamese", () => {
    expect(benchTable(results, "vi")).toContain(
      "| first-load | 20.000 | nạp lần đầu : ldapadd | 3,88 | ≥ 4 |",
    );
  });
});
