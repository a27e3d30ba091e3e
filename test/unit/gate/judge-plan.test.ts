import { describe, expect, it } from "vitest";
import { judgePlan, type Ruling } from "../../../src/gate/judge-plan.ts";
import { DEFAULT_LIMITS, GateLimits } from "../../../src/gate/limits.ts";
import { summarizeHeld } from "../../../src/gate/summarize-held.ts";
import type { Item } from "../../../src/model/change.ts";
import { item, people } from "./items.ts";

const AT = "2026-11-21T01:00:00.000Z";
const POPULATION = { person: 1_000, agency: 100, unit: 100, group: 100, policy: 2 };

const ruled = (verdict: Ruling["verdict"], ...items: readonly Item[]): Map<string, Ruling> =>
  new Map(items.map(({ digest }) => [digest, { verdict, operator: "Hoa", reason: "đúng", at: AT }]));

const judge = (
  items: readonly Item[],
  limits: GateLimits,
  persons = 1_000,
  rulings = new Map<string, Ruling>(),
) =>
  judgePlan(items, {
    limits,
    population: { all: { ...POPULATION, person: persons }, agencies: new Map(), members: new Map() },
    rulings,
    traits: new Map(),
    frozenAgencies: new Set(),
    isFirstLoad: false,
    isRestored: false,
  });

const limit = (max: number, percent: number, always: number): GateLimits => ({
  disable: { max, percent, always },
});

describe("the limits", () => {
  it.each`
    case                                     | count | persons  | max    | percent | always | rule
    ${"at the most"}                         | ${50} | ${10000} | ${50}  | ${5}    | ${2}   | ${null}
    ${"one above the most"}                  | ${51} | ${10000} | ${50}  | ${5}    | ${2}   | ${"limit.max"}
    ${"at the percentage"}                   | ${50} | ${1000}  | ${500} | ${5}    | ${2}   | ${null}
    ${"one above the percentage"}            | ${51} | ${1000}  | ${500} | ${5}    | ${2}   | ${"limit.percent"}
    ${"a part of a percent above it"}        | ${6}  | ${119}   | ${500} | ${5}    | ${2}   | ${"limit.percent"}
    ${"above both"}                          | ${60} | ${1000}  | ${50}  | ${5}    | ${2}   | ${"limit.percent"}
    ${"daily business in a small directory"} | ${2}  | ${3}     | ${50}  | ${5}    | ${2}   | ${null}
    ${"more than that in a small directory"} | ${3}  | ${3}     | ${50}  | ${5}    | ${2}   | ${"limit.percent"}
    ${"an empty directory"}                  | ${3}  | ${0}     | ${50}  | ${99}   | ${2}   | ${"limit.percent"}
    ${"an empty directory, daily business"}  | ${2}  | ${0}     | ${50}  | ${5}    | ${2}   | ${null}
    ${"nothing allowed"}                     | ${1}  | ${1000}  | ${0}   | ${0}    | ${0}   | ${"limit.percent"}
    ${"everything allowed"}                  | ${9}  | ${9}     | ${9}   | ${100}  | ${0}   | ${null}
  `("$case: $count of $persons with max $max, $percent %, always $always gives $rule", (row) => {
    const { released, held } = judge(
      people(row.count, "disable"),
      limit(row.max, row.percent, row.always),
      row.persons,
    );
    expect(new Set(held.map(({ rule }) => rule))).toEqual(new Set(row.rule === null ? [] : [row.rule]));
    expect([released.length, held.length]).toEqual(row.rule === null ? [row.count, 0] : [0, row.count]);
  });

  it("say the numbers with the hold", () => {
    const { held } = judge(people(3, "disable"), limit(50, 5, 2), 7);
    expect(held[0]?.params).toEqual({
      kind: "disable",
      sort: "person",
      count: 3,
      total: 7,
      percent: 42.9,
      limit: 5,
    });
  });

  it("hold one kind and let the others go on, in their order", () => {
    const items = [...people(3, "disable"), ...people(4, "modify", 10)];
    const { released, held } = judge(items, limit(2, 100, 0));
    expect(released).toEqual(items.slice(3));
    expect(held.map((entry) => entry.item)).toEqual(items.slice(0, 3));
  });

  it("count every kind of an item, not only the first", () => {
    const items = [0, 1, 2].map((n) => item(`person:${n}`, ["restore", "rename"]));
    const { held } = judge(items, { rename: { max: 2, percent: 100, always: 0 } });
    expect(held.map(({ params }) => params.kind)).toEqual(["rename", "rename", "rename"]);
  });

  it("count people and mailboxes apart, each against its own number", () => {
    const items = [...people(3, "disable"), item("agency:A", ["disable"]), item("agency:B", ["disable"])];
    const { released } = judge(items, limit(2, 100, 0));
    expect(released.map(({ owner }) => owner)).toEqual(["agency:A", "agency:B"]);
  });

  it("that ship hold a mass departure and any deletion, and let a first load through", () => {
    expect(judge(people(60, "disable"), DEFAULT_LIMITS).held).toHaveLength(60);
    expect(judge(people(1, "delete"), DEFAULT_LIMITS).held).toHaveLength(1);
    expect(judge(people(20_000, "create"), DEFAULT_LIMITS, 0).held).toEqual([]);
  });

  it("are data that is checked: whole numbers, a percentage, known kinds", () => {
    expect(GateLimits.parse({ disable: { max: 1, percent: 0.5 } })).toEqual({
      disable: { max: 1, percent: 0.5, always: 2 },
    });
    for (const wrong of [
      { max: -1, percent: 1 },
      { max: 1.5, percent: 1 },
      { max: 1, percent: 101 },
      { max: 1 },
    ]) {
      expect(GateLimits.safeParse({ disable: wrong }).success).toBe(false);
    }
    expect(GateLimits.safeParse({ vanish: { max: 1, percent: 1 } }).success).toBe(false);
  });
});

describe("an operator's ruling", () => {
  const three = people(3, "disable");

  it("that approves releases the items, which do not count a second time", () => {
    const items = [...three, ...people(2, "disable", 10)];
    const { released, held } = judge(items, limit(2, 100, 0), 1_000, ruled("approved", ...three));
    expect({ released, held }).toEqual({ released: items, held: [] });
  });

  it("that approves some leaves the others to the limit", () => {
    const items = [...three, ...people(3, "disable", 10)];
    const { released } = judge(items, limit(2, 100, 0), 1_000, ruled("approved", ...three));
    expect(released).toEqual(three);
  });

  it("that rejects holds them even below every limit, with operator and reason", () => {
    const { held } = judge(three, {}, 1_000, ruled("rejected", ...three));
    expect(held.map(({ rule, params }) => ({ rule, params }))).toEqual(
      three.map(() => ({ rule: "rejected", params: { operator: "Hoa", reason: "đúng" } })),
    );
  });

  it("is bound to the digest: what would be written must be what was ruled upon", () => {
    const changed = three.map((entry) => ({ ...entry, digest: `${entry.digest}, changed` }));
    expect(judge(changed, limit(2, 100, 0), 1_000, ruled("approved", ...three)).released).toEqual([]);
  });
});

describe("an item that an operator ordered", () => {
  const ordered = people(3, "delete").map((one) => ({ ...one, orderedBy: "Hoa" }));

  it("is released whatever the limits, and does not count for others", () => {
    const others = people(2, "delete", 10);
    expect(judge([...ordered, ...others], DEFAULT_LIMITS).released).toEqual(ordered);
    const two = { delete: { max: 2, percent: 100, always: 0 } };
    expect(judge([...ordered, ...others], two).held).toEqual([]);
  });

  it("is still held by a rejection, and with what it requires", () => {
    expect(judge(ordered, {}, 1_000, ruled("rejected", ...ordered)).released).toEqual([]);
    const [first] = ordered as [Item];
    const group = item("group:g", ["rename"]);
    const { held } = judge([group, { ...first, requires: ["group:g"] }], {
      rename: { max: 0, percent: 100, always: 0 },
    });
    expect(held.map(({ rule }) => rule)).toEqual(["limit.max", "requires"]);
  });
});

describe("an item that requires a held one", () => {
  const above = item("unit:A", ["rename"]);
  const below = item("unit:B", ["create"], { requires: ["unit:A"] });
  const person = item("person:1", ["group"], { requires: ["unit:B"] });
  const none: GateLimits = { rename: { max: 0, percent: 100, always: 0 } };

  it("is held too, and so is what requires that", () => {
    const { held } = judge([above, below, person], none);
    expect(held.map(({ rule, params }) => [rule, params.owner])).toEqual([
      ["limit.max", undefined],
      ["requires", "unit:A"],
      ["requires", "unit:B"],
    ]);
  });

  it("is held even when it is approved itself", () => {
    expect(judge([above, below], none, 1_000, ruled("approved", below)).released).toEqual([]);
  });

  it("goes with it once that is approved", () => {
    const items = [above, below, person];
    expect(judge(items, none, 1_000, ruled("approved", above)).released).toEqual(items);
  });
});

describe("summarizeHeld", () => {
  it("is one line per kind and rule with the number of items, dependants under one line", () => {
    const items = [
      ...people(3, "disable"),
      ...people(2, "modify", 10).map((one) => ({ ...one, requires: ["person:0"] as const })),
    ];
    const lines = summarizeHeld(judge(items, limit(2, 100, 0)).held);
    expect(lines.map(({ kind, rule, count }) => ({ kind, rule, count }))).toEqual([
      { kind: "disable", rule: "limit.max", count: 3 },
      { kind: "modify", rule: "requires", count: 2 },
    ]);
    expect(lines[0]?.params).toMatchObject({ count: 3, limit: 2 });
    expect(summarizeHeld([])).toEqual([]);
  });
});
