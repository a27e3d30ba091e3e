import { describe, expect, it } from "vitest";
import { acceptedBaseline } from "../../../src/gate/accept-baseline.ts";
import { FeedLimits } from "../../../src/gate/feed-limits.ts";
import type { FeedSnapshot } from "../../../src/model/feed.ts";
import type { FeedSigns } from "../../../src/model/feed-certificate.ts";
import {
  baselineOf,
  brokenAfter,
  brokenIn,
  certificateOf,
  delivery,
  feedOf,
  NO_SIGNS,
  NOW,
  post,
  unit,
  withPeople,
  withPosts,
} from "./feed-world.ts";

const PROVINCE = feedOf({ A: 40, B: 60, C: 100 });
const move = (feed: FeedSnapshot, from: string, to: string): FeedSnapshot =>
  withPosts(feed, (row) => (row.unitCode === from ? { ...row, unitCode: to } : row));

describe("the life of a province", () => {
  const dissolved = (code: string, into: string) => unit(code, { status: "dissolved", successorCode: into });
  const cases: readonly [string, FeedSnapshot, FeedSnapshot][] = [
    ["a first load after a run without any feed", feedOf({}), feedOf({ A: 1_000, B: 1_000 })],
    [
      "people whose posts are not loaded yet",
      { ...PROVINCE, appointments: [] },
      { ...PROVINCE, appointments: [] },
    ],
    ["posts that come after the people", { ...PROVINCE, appointments: [] }, PROVINCE],
    ["a feed without any change", PROVINCE, PROVINCE],
    ["30 % more people", PROVINCE, feedOf({ A: 52, B: 78, C: 130 })],
    ["a few rows that HR has deleted", PROVINCE, feedOf({ A: 36, B: 57, C: 97 })],
    ["everybody retired", PROVINCE, withPeople(PROVINCE, (row) => ({ ...row, status: "retired" }))],
    ["retired people whose posts are deleted", PROVINCE, withoutPosts("retired")],
    ["an agency merged into another", PROVINCE, move(PROVINCE, "A", "B")],
    [
      "an agency dissolved with a successor",
      PROVINCE,
      { ...move(PROVINCE, "A", "B"), units: [dissolved("A", "B"), unit("B"), unit("C")] },
    ],
    [
      "an agency merged and its row deleted",
      PROVINCE,
      { ...move(PROVINCE, "A", "B"), units: [unit("B"), unit("C")] },
    ],
    [
      "all communes reorganised into new ones",
      feedOf(Object.fromEntries(Array.from({ length: 109 }, (_, at) => [`XA${at}-`, 20]))),
      reorganised(),
    ],
    ["a province put above all agencies", PROVINCE, below("TINH")],
    ["a school with a third of its staff on other posts", PROVINCE, moveSome(14)],
  ];
  it.each(cases)("is not in the way of %s", (_what, before, after) => {
    expect(brokenAfter(before, after)).toEqual([]);
  });

  function withoutPosts(status: "retired"): FeedSnapshot {
    const left = withPeople(PROVINCE, (row) => (row.id.startsWith("A") ? { ...row, status } : row));
    return { ...left, appointments: left.appointments.filter(({ unitCode }) => unitCode !== "A") };
  }
  function reorganised(): FeedSnapshot {
    const old = feedOf(Object.fromEntries(Array.from({ length: 109 }, (_, at) => [`XA${at}-`, 20])));
    const moved = withPosts(old, (row) => ({
      ...row,
      unitCode: `MOI${Number(row.unitCode.slice(2, -1)) % 43}`,
    }));
    const units = Array.from({ length: 43 }, (_, at) => unit(`MOI${at}`, { kind: "commune" }));
    return {
      ...moved,
      units: [...units, ...old.units.map(({ code }, at) => dissolved(code, `MOI${at % 43}`))],
    };
  }
  function below(code: string): FeedSnapshot {
    return {
      ...PROVINCE,
      units: [unit(code), ...PROVINCE.units.map((row) => ({ ...row, parentCode: code }))],
    };
  }
  function moveSome(count: number): FeedSnapshot {
    return withPosts(PROVINCE, (row, at) => (at < count ? { ...row, unitCode: "C" } : row));
  }
});

describe("a feed that is not to be acted upon", () => {
  const cases: readonly [string, FeedSnapshot, readonly string[]][] = [
    ["without people", { ...PROVINCE, people: [] }, ["feed.emptied"]],
    ["without units", { ...PROVINCE, units: [] }, ["feed.emptied"]],
    ["without posts", { ...PROVINCE, appointments: [] }, ["feed.emptied"]],
    ["cut to 10 %", feedOf({ A: 4, B: 6, C: 10 }), ["feed.shrunk"]],
    ["half as long", feedOf({ A: 20, B: 30, C: 50 }), ["feed.shrunk"]],
    ["four times as long", feedOf({ A: 160, B: 240, C: 400 }), ["feed.grown"]],
    [
      "with other ids for everybody",
      feedOf({ A: [101, 140], B: [101, 160], C: [101, 200] }),
      ["feed.shrunk"],
    ],
    [
      "with posts cut to 10 %",
      { ...PROVINCE, appointments: PROVINCE.appointments.filter((_, at) => at % 10 === 0) },
      ["feed.shrunk"],
    ],
    ["with units cut to one", { ...PROVINCE, units: [unit("C")] }, ["feed.orphan"]],
    ["with no birth dates", withPeople(PROVINCE, (row) => ({ ...row, birthDate: null })), ["feed.blank"]],
    ["with no titles", withPosts(PROVINCE, (row) => ({ ...row, title: " " })), ["feed.blank"]],
  ];
  it.each(cases)("is frozen as a whole %s", (_what, after, rules) => {
    const certificate = certificateOf(after, { baseline: baselineOf(PROVINCE) });
    for (const rule of rules) expect(brokenIn(certificate)).toContain(rule);
    expect(certificate).toMatchObject({ isFrozen: true, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it("says so with the numbers", () => {
    const { judgements } = certificateOf(feedOf({ A: 4, B: 6, C: 10 }), { baseline: baselineOf(PROVINCE) });
    expect(judgements).toEqual([
      {
        rule: "feed.shrunk",
        agency: null,
        effect: "freeze",
        params: { count: 180, total: 200, percent: 90, limit: "10 %" },
      },
    ]);
  });

  it("is frozen too where the directory is small", () => {
    const twelve = feedOf({ A: 2, B: 4, C: 6 });
    expect(brokenAfter(twelve, { ...twelve, people: [], appointments: [] })).toContain("feed.emptied");
    expect(brokenAfter(twelve, feedOf({ A: 1, B: 0, C: 0 }))).toContain("feed.shrunk");
    expect(brokenAfter(feedOf({ A: 6, B: 6 }), feedOf({ A: 1, B: 0 }))).toContain("feed.shrunk");
    expect(brokenAfter(twelve, feedOf({ A: 1, B: 3, C: 4 }))).toEqual([]);
  });

  it("is frozen without people where people are known, though no feed was ever accepted by its numbers", () => {
    expect(brokenIn(certificateOf(feedOf({ A: 0 }), { remembered: 12 }))).toEqual(["feed.emptied"]);
    expect(brokenIn(certificateOf(feedOf({ A: 0 })))).toEqual([]);
  });
});

describe("one agency", () => {
  const slices: readonly [string, FeedSnapshot, readonly string[]][] = [
    ["that is missing", without("A"), ["feed.emptied A"]],
    ["that is missing, and is the largest", without("C"), ["feed.emptied C"]],
    ["that lost half of its people", feedOf({ A: 20, B: 60, C: 100 }), ["feed.shrunk A"]],
    ["that got three times as many", feedOf({ A: 200, B: 60, C: 100 }), ["feed.grown A"]],
    [
      "without titles",
      withPosts(PROVINCE, (row) => (row.unitCode === "A" ? { ...row, title: null } : row)),
      ["feed.blank A"],
    ],
    [
      "whose units stand above each other",
      {
        ...PROVINCE,
        units: [...PROVINCE.units, unit("D", { parentCode: "E" }), unit("E", { parentCode: "D" })],
      },
      ["feed.cycle D", "feed.cycle E"],
    ],
    [
      "with posts of people who are not there",
      {
        ...PROVINCE,
        appointments: [
          ...PROVINCE.appointments,
          ...Array.from({ length: 10 }, (_, at) => post(`X${at}`, "D")),
        ],
        units: [...PROVINCE.units, unit("D")],
      },
      ["feed.orphan D"],
    ],
  ];
  it.each(slices)("%s is frozen alone", (_what, after, rules) => {
    const certificate = certificateOf(after, { baseline: baselineOf(PROVINCE) });
    expect(brokenIn(certificate)).toEqual(rules);
    expect(certificate.isFrozen).toBe(false);
    expect([...certificate.frozenAgencies]).toEqual(rules.map((rule) => rule.split(" ")[1]));
  });

  it("is frozen with the whole feed where most agencies are wrong", () => {
    expect(brokenAfter(PROVINCE, feedOf({ A: 0, B: 0, C: 99 }))).toEqual([
      "feed.shrunk",
      "feed.emptied A",
      "feed.emptied B",
    ]);
    expect(certificateOf(feedOf({ A: 40, B: 0, C: 0 }), { baseline: baselineOf(PROVINCE) }).isFrozen).toBe(
      true,
    );
  });

  it("keeps those whose unit or post is missing in its slice", () => {
    const { slices: people, gone } = certificateOf(
      { ...PROVINCE, units: [unit("B"), unit("C")], appointments: PROVINCE.appointments.slice(1) },
      { baseline: baselineOf(PROVINCE) },
    );
    expect([people.get("A1"), people.get("A2"), people.get("B1")]).toEqual(["A", "A", "B"]);
    expect([...gone]).toEqual([["A1", "A"]]);
  });

  it("may have a code that objects have by themselves", () => {
    const odd = feedOf({ constructor: 3, ["__proto__"]: 3, toString: 3 });
    expect(
      brokenAfter(PROVINCE, { ...PROVINCE, units: [...PROVINCE.units, ...odd.units, unit("__proto__")] }),
    ).toEqual([]);
    expect(brokenAfter(odd, odd)).toEqual([]);
  });

  function without(code: string): FeedSnapshot {
    return {
      ...PROVINCE,
      units: PROVINCE.units.filter((row) => row.code !== code),
      people: PROVINCE.people.filter(({ id }) => !id.startsWith(code)),
      appointments: PROVINCE.appointments.filter(({ unitCode }) => unitCode !== code),
    };
  }
});

describe("signs of damage", () => {
  const all = new Set(PROVINCE.people.map(({ id }) => id));
  const ofA = new Set([...all].filter((id) => id.startsWith("A")));
  it.each<[keyof FeedSigns, string]>([
    ["twins", "feed.duplicate"],
    ["damaged", "feed.encoding"],
    ["others", "feed.identity"],
    ["swapped", "feed.swapped"],
  ])("%s freeze what they are in: the whole, an agency, or nothing where they are few", (sign, rule) => {
    const broken = (ids: ReadonlySet<string>) =>
      brokenIn(
        certificateOf(PROVINCE, { baseline: baselineOf(PROVINCE), signs: { ...NO_SIGNS, [sign]: ids } }),
      );
    expect(broken(all)).toEqual([rule]);
    expect(broken(ofA)).toEqual([`${rule} A`]);
    expect(broken(new Set(["A1", "B1", "B2", "C1", "C2"]))).toEqual([]);
  });

  it("are asked about once: what was accepted of them does not count again", () => {
    const signs = { ...NO_SIGNS, swapped: ofA };
    const first = certificateOf(PROVINCE, { signs });
    const ruled = new Map([
      [first.digest ?? "", { verdict: "approved", operator: "A", reason: "B", at: NOW } as const],
    ]);
    const approved = certificateOf(PROVINCE, { signs, rulings: ruled });
    expect(approved).toMatchObject({ judgements: [], digest: null, isFrozen: false });
    expect(approved.accepted).toEqual(first.judgements);
    const baseline = acceptedBaseline(approved, null, NOW);
    expect(brokenIn(certificateOf(PROVINCE, { signs, baseline }))).toEqual([]);
  });
});

describe("a delivery", () => {
  it("is held when it was declared with other numbers, until it is accepted", () => {
    const wrong = { ...PROVINCE, delivery: delivery("7", { declaredPeople: 201, declaredUnits: 3 }) };
    const { judgements } = certificateOf(wrong);
    expect(judgements).toMatchObject([
      { rule: "feed.declared", params: { table: "people", declared: 201, found: 200 } },
    ]);
    expect(
      brokenIn(
        certificateOf({ ...PROVINCE, delivery: delivery("7", { declaredPeople: 200, declaredUnits: 3 }) }),
      ),
    ).toEqual([]);
    expect(
      brokenIn(certificateOf({ ...PROVINCE, delivery: delivery("7", { mode: "delta", declaredPeople: 1 }) })),
    ).toEqual([]);
    const accepted = { ...baselineOf(PROVINCE), delivery: "7" };
    expect(brokenIn(certificateOf(wrong, { baseline: accepted }))).toEqual([]);
  });

  it("is held when it brings back what a later one has replaced, until it is accepted", () => {
    const again = { ...PROVINCE, delivery: delivery("9") };
    expect(brokenIn(certificateOf(again, { repeatedRows: 11 }))).toEqual(["feed.repeated"]);
    expect(certificateOf(again, { repeatedRows: 10 })).toMatchObject({
      isFrozen: false,
      judgements: [{ rule: "feed.repeated", effect: "warn", params: { count: 10, limit: 10 } }],
    });
    const accepted = { ...baselineOf(PROVINCE), delivery: "9" };
    expect(brokenIn(certificateOf(again, { repeatedRows: 11, baseline: accepted }))).toEqual([]);
  });

  it("that is old is told of, and freezes nothing", () => {
    const old = { ...PROVINCE, delivery: delivery("3", { loadedAt: "2026-10-01T00:00:00.000Z" }) };
    expect(certificateOf(old)).toMatchObject({
      judgements: [{ rule: "feed.age", effect: "warn", params: { days: 51, limit: 40 } }],
      isFrozen: false,
      digest: null,
    });
    expect(brokenIn(certificateOf(old, { limits: FeedLimits.parse({ ageDays: null }) }))).toEqual([]);
  });
});

describe("the digest of a certificate", () => {
  const cut = { ...feedOf({ A: 4, B: 6, C: 10 }), delivery: delivery("2") };
  const digestOf = (feed: FeedSnapshot): string | null =>
    certificateOf(feed, { baseline: baselineOf(PROVINCE), now: NOW }).digest;

  it("stays the same while the feed does, whatever else is in it", () => {
    const later = certificateOf(
      withPeople(cut, (row) => ({ ...row, phone: "0299" })),
      {
        baseline: baselineOf(PROVINCE),
        now: "2026-12-31T00:00:00.000Z",
      },
    );
    expect(later.digest).toBe(digestOf(cut));
  });

  it("is another for other numbers and for another delivery", () => {
    expect(digestOf({ ...cut, delivery: delivery("3") })).not.toBe(digestOf(cut));
    expect(digestOf({ ...feedOf({ A: 4, B: 6, C: 11 }), delivery: delivery("2") })).not.toBe(digestOf(cut));
  });

  it("lets nothing through by a rejection", () => {
    const rulings = new Map([
      [digestOf(cut) ?? "", { verdict: "rejected", operator: "A", reason: "B", at: NOW } as const],
    ]);
    expect(certificateOf(cut, { baseline: baselineOf(PROVINCE), rulings }).isFrozen).toBe(true);
  });
});

it("limits that the settings give replace the usual ones, number by number", () => {
  const limits = FeedLimits.parse({
    whole: { shrunk: { percent: 95 } },
    agency: { shrunk: { percent: 95 } },
  });
  expect(brokenAfter(PROVINCE, feedOf({ A: 4, B: 6, C: 10 }), { limits })).toEqual([]);
  const strict = FeedLimits.parse({ whole: { grown: { always: 0, percent: 0 } } });
  expect(brokenAfter(PROVINCE, feedOf({ A: 41, B: 60, C: 100 }), { limits: strict })).toEqual(["feed.grown"]);
});
