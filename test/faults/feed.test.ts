import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seeContents, seePerson, seeVersions } from "../e2e/directory-view.ts";
import { expectSoundLog, seeLedger } from "../e2e/memory-view.ts";
import { deliver, hire, loadSmallProvince, PEOPLE, POSTS, UNITS } from "../e2e/small-province.ts";
import { danhba, expectFault, mustSync, type Outcome, startDaemon } from "../support/danhba.ts";
import { waitFor } from "../support/wait-for.ts";
import { freshWorld, REALM, type World } from "../support/world.ts";
import { reportFault } from "./fault-report.ts";

const GOOD = { "units.csv": UNITS, "people.csv": PEOPLE, "posts.csv": POSTS };
/** One more person, and everybody's telephone has another number. */
const NEWER = {
  "units.csv": UNITS,
  "people.csv": `${PEOPLE.replaceAll("0299 000 ", "0299 111 ")}P13,Ông Hữu Khoát,0299 000 0013,cong_chuc,2026-01-01,13/QĐ-SNV\n`,
  "posts.csv": `${POSTS}V13,P13,SNV,Chuyên viên,0,primary,2026-01-01,13/QĐ-SNV\n`,
};
const ALL_OF_HMX = /^.*(HMX|P07|P08|P09|P10|P11|P12).*\n/gm;

interface Certified {
  readonly isSound: boolean;
  readonly isFrozen: boolean;
  readonly frozenAgencies: readonly string[];
  readonly judgements: readonly {
    readonly rule: string;
    readonly agency: string | null;
    readonly message: string;
  }[];
}

const ruling = (verb: "approve" | "reject", run: number) => [
  verb,
  String(run),
  "--operator",
  "Nguyễn Thị Kiểm",
  "--reason",
  "Công văn 12/SNV",
  "--json",
];

/** All that must be the same after a fault as without it. */
const endState = async (world: World) => ({
  contents: await seeContents(world),
  ledger: await seeLedger(world),
  log: await world.query("SELECT owner, record ->> 'kind' AS kind FROM danhba.change_log ORDER BY 1, 2"),
});

/** One more person in every row of a table of CSV text: `change` gets the cells. */
const eachRow = (csv: string, change: (cells: string[]) => string[]): string => {
  const [head = "", ...rows] = csv.trimEnd().split("\n");
  return [head, ...rows.map((row) => change(row.split(",")).join(",")), ""].join("\n");
};
const withCopies = (csv: string, own: readonly number[]): string => {
  const copies = eachRow(csv, (cells) => cells.map((cell, at) => (own.includes(at) ? `X${cell}` : cell)));
  return csv + copies.slice(copies.indexOf("\n") + 1);
};
/** With a birth date, by which twins are told: the day is that of the row. */
const born = (csv: string): string =>
  csv
    .trimEnd()
    .split("\n")
    .map((row, at) => `${row},${at === 0 ? "birth_date" : `1980-01-${String(at).padStart(2, "0")}`}`)
    .join("\n")
    .concat("\n");
const BORN = { ...GOOD, "people.csv": born(PEOPLE) };

let world: World;
let undisturbed: World;

beforeAll(async () => {
  [world, undisturbed] = await Promise.all([freshWorld(), freshWorld()]);
  for (const each of [world, undisturbed]) {
    await loadSmallProvince(each);
    expect(await deliver(each, BORN, "full")).toMatchObject({ status: 0 });
    await mustSync(each);
  }
});
afterAll(async () => {
  await world.stop();
  await undisturbed.stop();
});

/** A run that must hold what `rule` says and write nothing; returns what it says. */
async function mustFreeze(rule: string, fault: string): Promise<{ outcome: Outcome; message: string }> {
  const before = await seeVersions(world);
  const outcome = await danhba(world, ["sync", "--json"]);
  expect(outcome).toMatchObject({ status: 3, stderr: "" });
  const { state, applied, held, counts } = outcome.json();
  expect({ state, applied }, fault).toEqual({ state: "held", applied: 0 });
  expect(held.map(({ kind, rule: broken }) => [kind, broken])).toContainEqual(["feed", rule]);
  expect(held.every(({ kind }) => kind === "feed")).toBe(true);
  expect(Object.values(counts).every((count) => count === 0)).toBe(true);
  expect(await seeVersions(world)).toEqual(before);
  const message = held.find((entry) => entry.rule === rule)?.message ?? "";
  return { outcome, message };
}

/** The right feed is back. */
async function mustBeAsBefore(files: Readonly<Record<string, string>> = BORN): Promise<void> {
  expect(await deliver(world, files, "full")).toMatchObject({ status: 0 });
  expect(await mustSync(world)).toMatchObject({ state: "done", applied: 0, held: [] });
  expect(await endState(world)).toEqual(await endState(undisturbed));
}

const SAME = "as undisturbed, once the right feed is back";

describe("a feed that lies", () => {
  it("is not acted upon when it has no people any more; files without a row are not even loaded", async () => {
    const heads = Object.fromEntries(
      Object.entries(GOOD).map(([name, csv]) => [name, csv.split("\n", 1)[0] ?? ""]),
    );
    const refused = await deliver(world, heads, "full");
    expect(refused.status).toBe(24);
    expect(refused.stderr).toContain("NO_ROWS");

    await world.feed("DELETE FROM hr.person WHERE realm = $1", [REALM]);
    const { outcome, message } = await mustFreeze("feed.emptied", "emptied");
    expect(message).toBe("no people left, there were 12");
    await mustBeAsBefore();
    reportFault({
      fault: "feed emptied",
      written: "0 of 12 people",
      status: outcome.status,
      message,
      end: SAME,
    });
  });

  it("is not acted upon when every row stands twice under other ids", async () => {
    const twice = {
      "units.csv": UNITS,
      "people.csv": withCopies(born(PEOPLE), [0]),
      "posts.csv": withCopies(POSTS, [0, 1]),
    };
    expect(await deliver(world, twice, "full")).toMatchObject({ status: 0 });
    const { outcome, message } = await mustFreeze("feed.duplicate", "every row twice");
    expect(message).toBe(
      "people whose name and birth date another id has too: 24 more than last accepted, 24 of 24 rows (100 %, limit 10 %)",
    );
    await mustBeAsBefore();
    reportFault({
      fault: "feed: every row twice",
      written: "nothing",
      status: outcome.status,
      message,
      end: SAME,
    });
  });

  it.each([
    ["name and telephone", (cells: string[]) => swap(cells, 1, 2), "feed.swapped"],
    [
      "given name and family name",
      (cells: string[]) => cells.with(1, turned(cells[1] ?? "")),
      "feed.swapped",
    ],
    // Every id now stands beside the person of the row above it.
    [
      "ids, shifted by one row,",
      (cells: string[]) => cells.with(0, shifted(cells[0] ?? "")),
      "feed.identity",
    ],
  ])("is not acted upon when %s are swapped", async (what, change, rule) => {
    const wrong = { ...GOOD, "people.csv": eachRow(born(PEOPLE), change) };
    expect(await deliver(world, wrong, "full")).toMatchObject({ status: 0 });
    const { outcome, message } = await mustFreeze(rule, what);
    expect(message).toContain("12 more than last accepted, 12 of 12 rows (100 %");
    await mustBeAsBefore();
    reportFault({
      fault: `feed: ${what} swapped`,
      written: "nothing",
      status: outcome.status,
      message,
      end: SAME,
    });
  });

  it("is not even loaded with other numbers or another checksum than declared, and not acted upon when loaded", async () => {
    const path = join(world.dir, "people.csv");
    await writeFile(path, born(PEOPLE));
    const load = (...declared: string[]) => danhba(world, ["feed", "import", ...declared, path]);
    const before = await world.query("SELECT count(*) FROM hr.delivery");
    for (const [option, value, code] of [
      ["--declare-people", "13", "DECLARED_COUNT"],
      ["--declare-units", "6", "DECLARED_COUNT"],
      ["--sha256", "0".repeat(64), "DECLARED_SHA256"],
    ] as const) {
      const refused = await load(option, value);
      expect(refused.stderr).toContain(code);
      expect(refused.stderr).toContain(value);
      expectFault(refused, "FEED_REJECTED", 24, "");
    }
    expectFault(await load("--sha256", "abc"), "USAGE", 1, "--sha256");
    expect(await world.query("SELECT count(*) FROM hr.delivery")).toEqual(before);
    const sha256 = createHash("sha256").update(born(PEOPLE)).digest("hex");
    expect(await load("--declare-people", "12", "--sha256", sha256)).toMatchObject({ status: 0 });

    await world.feed(
      "INSERT INTO hr.delivery (realm, mode, declared_people, declared_units) VALUES ($1, 'full', 40, 6)",
      [REALM],
    );
    const { outcome, message } = await mustFreeze("feed.declared", "declared");
    expect(message).toMatch(/^delivery \d+ was declared with 40 people, there are 12$/);
    await mustBeAsBefore();
    reportFault({
      fault: "feed: wrong numbers declared",
      written: "nothing",
      status: outcome.status,
      message,
      end: SAME,
    });
  });

  it("changes nothing when it is delivered twice, and is held when an old delivery comes after a newer one", async () => {
    const newer = { ...NEWER, "people.csv": born(NEWER["people.csv"]) };
    for (const each of [world, undisturbed]) {
      expect(await deliver(each, newer, "full")).toMatchObject({ status: 0 });
      expect(await mustSync(each)).toMatchObject({ counts: { create: 1, modify: 12 } });
    }
    await mustBeAsBefore(newer);

    expect(await deliver(world, BORN, "full")).toMatchObject({ status: 0 });
    const { outcome, message } = await mustFreeze("feed.repeated", "out of order");
    expect(message).toMatch(
      /^delivery \d+ has the content of an earlier one that a later one has replaced: 14 rows go back \(limit 10\)$/,
    );
    await mustBeAsBefore(newer);
    reportFault({
      fault: "feed: deliveries out of order",
      written: "nothing",
      status: outcome.status,
      message,
      end: SAME,
    });
  });

  it("keeps an agency that is missing as it is, and the others go on", async () => {
    const people = born(
      `${NEWER["people.csv"]}P14,Kiên Thị Mỹ,0299 000 0014,vien_chuc,2026-02-01,14/QĐ-SNV\n`,
    );
    const posts = `${NEWER["posts.csv"]}V14,P14,STTTT,Chuyên viên,0,primary,2026-02-01,14/QĐ-SNV\n`;
    const right = { "units.csv": UNITS, "people.csv": people, "posts.csv": posts };
    const without = Object.fromEntries(
      Object.entries(right).map(([name, csv]) => [name, csv.replaceAll(ALL_OF_HMX, "")]),
    );
    const before = await seeVersions(world);
    expect(await deliver(world, without, "full")).toMatchObject({ status: 0 });
    const check = await danhba(world, ["feed", "check", "--json"]);
    expect(check.status).toBe(3);
    expect(check.json<Certified>()).toMatchObject({
      isFrozen: false,
      frozenAgencies: ["HMX"],
      judgements: [{ rule: "feed.emptied", agency: "HMX", message: "HMX: no people left, there were 6" }],
    });
    const outcome = await danhba(world, ["sync", "--json"]);
    expect(outcome).toMatchObject({ status: 3, stderr: "" });
    const { held, applied, counts } = outcome.json();
    expect({ applied, created: counts.create }).toEqual({ applied: 1, created: 1 });
    expect(held.map(({ rule, message }) => [rule, message])).toEqual([
      ["feed.emptied", "HMX: no people left, there were 6"],
    ]);
    expect(await seePerson(world, "P14")).not.toBeNull();
    const after = await seeVersions(world);
    const written = [...after.keys()].filter((dn) => before.get(dn) !== after.get(dn));
    expect(written.filter((dn) => /hmx/i.test(dn))).toEqual([]);

    expect(await deliver(undisturbed, right, "full")).toMatchObject({ status: 0 });
    await mustSync(undisturbed);
    await mustBeAsBefore(right);
    await expectSoundLog(world);
    const message = held[0]?.message ?? "";
    reportFault({
      fault: "feed: one agency missing",
      written: "1 hire of another agency",
      status: outcome.status,
      message,
      end: SAME,
    });
  });
});

describe("what an operator says of a frozen feed", () => {
  const left = "id,full_name\nP01,Trần Văn An\nP02,Lê Thị Hoa\nP03,Nguyễn Thanh Bình\n";
  const cut = {
    "people.csv": left,
    "posts.csv": POSTS.replaceAll(/^.*(P04|P05|P06|P07|P08|P09|P10|P11|P12).*\n/gm, ""),
  };
  let run: number;

  it("keeps it frozen, run after run, when it is rejected", async () => {
    expect(await deliver(world, cut, "full")).toMatchObject({ status: 0 });
    const { outcome } = await mustFreeze("feed.shrunk", "rejected");
    run = outcome.json().runId;
    const { lag, heldRuns } = (await danhba(world, ["status", "--json"])).json<{
      lag: { count: number };
      heldRuns: number[];
    }>();
    // Nothing is left for a running service to wake up for, again and again.
    expect({ unseen: lag.count, heldRuns }).toEqual({ unseen: 0, heldRuns: [run] });
    expect(await danhba(world, ruling("reject", run))).toMatchObject({ status: 0 });
    for (let again = 0; again < 2; again += 1) {
      const next = await mustFreeze("feed.shrunk", "rejected");
      expect(next.outcome.json().digest).toBe(outcome.json().digest);
      run = next.outcome.json().runId;
    }
    const text = (await danhba(world, ["runs", "--lang", "vi", "--limit", "1"])).stdout;
    expect(text).toContain("dữ liệu nhân sự");
    expect(text).toContain("thiếu 11 trên 14 người (78.6 %, giới hạn 10 %)");
    const shown = await danhba(world, ["feed", "check"]);
    expect(shown).toMatchObject({ status: 3, stderr: "" });
    expect(shown.stdout).toContain("frozen: feed.shrunk 11 of 14 people are gone (78.6 %, limit 10 %)");
  });

  it("lets it through when it is approved, once, and compares the next one with it", async () => {
    const outcome = await danhba(world, ruling("approve", run));
    expect(outcome).toMatchObject({ status: 0, stderr: "" });
    expect(outcome.json<{ sync: object }>().sync).toMatchObject({ state: "done", held: [], certificate: [] });
    expect(await mustSync(world)).toMatchObject({ state: "done", applied: 0, held: [] });
    expect((await danhba(world, ["feed", "check", "--json"])).json<Certified>()).toMatchObject({
      isSound: true,
    });
    expectFault(await danhba(world, ruling("approve", run)), "PLAN_STALE", 22, `run ${run} `);
    // Who is absent is left alone, whatever was approved.
    expect(await seePerson(world, "P12")).toMatchObject({ danhbaStatus: ["active"] });
  });

  it("is carried out by a running service, which makes no run while it waits", async () => {
    const daemon = await startDaemon(undisturbed);
    try {
      const before = await seeVersions(undisturbed);
      await undisturbed.feed("DELETE FROM hr.appointment WHERE realm = $1", [REALM]);
      await waitFor("a held run", () => daemon.runs().some(({ state }) => state === "held"));
      const held = daemon.runs().find(({ state }) => state === "held")?.runId ?? 0;
      await undisturbed.feed("UPDATE hr.person SET phone = '0299 1' WHERE realm = $1 AND id = 'P01'", [
        REALM,
      ]);
      await waitFor(
        "a second held run",
        () => daemon.runs().filter(({ state }) => state === "held").length > 1,
      );
      expect(await seeVersions(undisturbed)).toEqual(before);
      const newest = daemon.runs().at(-1)?.runId ?? 0;
      // The same is held as before: whoever approves may name either run.
      const outcome = await danhba(undisturbed, ruling("approve", held));
      expect(outcome.json<{ leftToService: boolean }>()).toMatchObject({ leftToService: true });
      await waitFor("the approved run", () =>
        daemon
          .runs()
          .some(({ runId = 0, state }) => runId > newest && state !== undefined && state !== "held"),
      );
      const runs = daemon.runs().map(({ state }) => state);
      expect(runs.filter((state) => state === "held")).toHaveLength(2);
    } finally {
      await daemon.stop();
    }
  });

  it("does not stand in the way of somebody who is hired by SQL meanwhile", async () => {
    await hire(world, "P20", "Sơn Thị Sà Rương", "SNV");
    expect(await mustSync(world)).toMatchObject({ counts: { create: 1 }, held: [] });
  });
});

const swap = (cells: string[], a: number, b: number): string[] => {
  const [first = "", second = ""] = [cells[a], cells[b]];
  return cells.with(a, second).with(b, first);
};
/** `Trần Văn An` → `An Trần Văn`. */
const turned = (name: string): string => {
  const words = name.split(" ");
  return [words.at(-1), ...words.slice(0, -1)].join(" ");
};
/** `P01` → `P02`, … `P12` → `P01`. */
const shifted = (id: string): string => `P${String((Number(id.slice(1)) % 12) + 1).padStart(2, "0")}`;
