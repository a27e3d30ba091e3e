import { describe, expect, it } from "vitest";
import { judgePlan } from "../../../src/gate/judge-plan.ts";
import { DEFAULT_LIMITS, GateLimits, LIMIT_KINDS } from "../../../src/gate/limits.ts";
import type { Item } from "../../../src/model/change.ts";
import { gateInput, populationOf, traitsOf } from "./gate-input.ts";
import { item, people } from "./items.ts";

const rulesOf = (held: ReturnType<typeof judgePlan>["held"]) =>
  Object.fromEntries(held.map(({ item: { owner }, rule }) => [owner, rule]));
const inactive = (count: number, from: number): Item[] =>
  people(count, "disable", from).map((one) => ({
    ...one,
    reason: { ...one.reason, code: "ACCOUNT_INACTIVE" },
  }));
const of = (max: number, percent = 100, always = 0) => ({ max, percent, always });

describe("the limits of one agency", () => {
  const limits = { disable: { ...of(50, 10), agency: of(50, 50, 5) } };
  const inA = people(15, "disable");
  const inB = people(3, "disable", 100);
  const inC = people(8, "disable", 200);
  const traits = new Map([
    ...traitsOf(inA, { agency: "A" }),
    ...traitsOf(inB, { agency: "B" }),
    ...traitsOf(inC, { agency: "C" }),
  ]);
  const agencies = { A: 20, B: 4, C: 15 };

  it("hold what is beyond them and nothing of the other agencies", () => {
    const { released, held } = judgePlan(
      [...inA, ...inB],
      gateInput({ limits, traits, population: populationOf(1_000, agencies) }),
    );
    expect(released).toEqual(inB);
    expect(held.map(({ rule }) => rule)).toEqual(inA.map(() => "agency.percent"));
    expect(held[0]?.params).toEqual({
      kind: "disable",
      sort: "person",
      agency: "A",
      count: 15,
      total: 20,
      percent: 75,
      limit: 50,
    });
  });

  it.each`
    case                                  | people  | items                       | rules
    ${"one of them, and the realm's"}     | ${170}  | ${[...inA, ...inB]}         | ${["agency.percent", null]}
    ${"the realm's without it too"}       | ${20}   | ${[...inA, ...inB]}         | ${["limit.percent", "limit.percent"]}
    ${"two of them, and the realm's"}     | ${200}  | ${[...inA, ...inB, ...inC]} | ${["limit.percent", "limit.percent", "limit.percent"]}
    ${"two of them, and not the realm's"} | ${1000} | ${[...inA, ...inB, ...inC]} | ${["agency.percent", null, "agency.percent"]}
  `("with $case exceeded hold $rules", (row) => {
    const population = populationOf(row.people, agencies);
    const { held } = judgePlan(row.items, gateInput({ limits, traits, population }));
    const rules = rulesOf(held);
    const first = [inA, inB, inC].slice(0, row.rules.length).map(([one]) => rules[one?.owner ?? ""] ?? null);
    expect(first).toEqual(row.rules);
  });

  it("count at the most, by the live entries of the agency, and let daily business pass", () => {
    const judged = (count: number, total: number, agency = of(10, 50, 5)) => {
      const items = people(count, "suspend");
      const population = populationOf(10_000, { A: total });
      const input = { limits: { suspend: { ...of(1_000), agency } }, population };
      return judgePlan(items, gateInput({ ...input, traits: new Map(traitsOf(items, { agency: "A" })) }));
    };
    expect(judged(5, 5).held).toEqual([]);
    expect(judged(6, 12).held).toEqual([]);
    expect(judged(7, 12).held[0]?.rule).toBe("agency.percent");
    expect(judged(11, 100).held[0]).toMatchObject({ rule: "agency.max", params: { limit: 10 } });
    expect(judged(6, 0).held[0]).toMatchObject({ rule: "agency.percent", params: { percent: 100 } });
  });

  it("count sorts of owners apart, and nothing that belongs to no agency", () => {
    const boxes = inA.map(({ owner, ...one }) => ({
      ...one,
      owner: owner.replace("person", "agency") as "agency:1",
    }));
    const input = { limits, population: populationOf(1_000, { A: 60 }) };
    const both = new Map([...traits, ...traitsOf(boxes, { agency: "A" })]);
    const { held } = judgePlan([...inA, ...boxes], gateInput({ ...input, traits: both }));
    expect(held.map((one) => one.item)).toEqual(boxes);
    expect(judgePlan(inA, gateInput(input)).held).toEqual([]);
  });

  it("are not those of a kind that the settings give limits without an agency's", () => {
    expect(GateLimits.parse({ disable: { max: 1, percent: 2 } })).toEqual({
      disable: { max: 1, percent: 2, always: 2 },
    });
    expect(GateLimits.parse({ disable: { max: 1, percent: 2, agency: { max: 3, percent: 4 } } })).toEqual({
      disable: { max: 1, percent: 2, always: 2, agency: { max: 3, percent: 4, always: 2 } },
    });
    const shrink = { max: 1, percent: 2, agency: { max: 3, percent: 4 } };
    expect(GateLimits.safeParse({ shrink }).error?.issues).toMatchObject([{ path: ["shrink", "agency"] }]);
  });
});

describe("a first load", () => {
  const load = people(20_000, "create");
  const traits = new Map(traitsOf(load, { agency: "A" }));
  const limits = { ...DEFAULT_LIMITS, create: { ...of(10), agency: of(10) } };

  it("of a realm is not limited, whatever stands in the directory already", () => {
    const population = populationOf(300, { A: 5 });
    expect(judgePlan(load, gateInput({ limits, traits, population, isFirstLoad: true })).held).toEqual([]);
    expect(judgePlan(load, gateInput({ limits, traits, population })).held).toHaveLength(20_000);
  });

  it("of a sort is none of a realm's growth: the service may have started before the feed came", () => {
    expect(judgePlan(load, gateInput({ limits, traits, population: populationOf(0) })).held).toEqual([]);
    expect(
      judgePlan(people(3, "disable"), gateInput({ limits, population: populationOf(0) })).held,
    ).toHaveLength(3);
  });

  it("that did not get through goes on: addresses that are issued already are not spent again", () => {
    const again = load.slice(0, 50).map((one) => ({ ...one, ledger: [] }));
    const population = populationOf(300, { A: 5 });
    expect(judgePlan([...again, ...load.slice(50, 60)], gateInput({ limits, population })).held).toEqual([]);
    expect(judgePlan([...again, ...load.slice(50, 61)], gateInput({ limits, population })).held).toHaveLength(
      11,
    );
    const units = Array.from({ length: 11 }, (_, n) => item(`unit:${n}`, ["create"]));
    expect(judgePlan(units, gateInput({ limits, population })).held).toHaveLength(11);
  });

  it("of a new agency is limited with the realm only", () => {
    const { held } = judgePlan(load.slice(0, 11), gateInput({ limits, traits }));
    expect(held[0]?.rule).toBe("limit.max");
    const wide = { ...limits, create: { ...of(100), agency: of(10) } };
    expect(judgePlan(load.slice(0, 11), gateInput({ limits: wide, traits })).held).toEqual([]);
  });
});

describe("inactivity", () => {
  const limits = { disable: of(3), inactivity: of(5) };

  it("is counted for itself: a sweep that is held holds no dismissal back", () => {
    const [sweep, dismissed] = [inactive(9, 0), people(3, "disable", 100)];
    const { released, held } = judgePlan([...sweep, ...dismissed], gateInput({ limits }));
    expect(released).toEqual(dismissed);
    expect(held[0]).toMatchObject({ rule: "limit.max", params: { kind: "inactivity", count: 9 } });
  });

  it("hides no dismissals: those are held when they are too many themselves", () => {
    const [sweep, dismissed] = [inactive(5, 0), people(4, "disable", 100)];
    const { released, held } = judgePlan([...sweep, ...dismissed], gateInput({ limits }));
    expect(released).toEqual(sweep);
    expect(held[0]).toMatchObject({ rule: "limit.max", params: { kind: "disable", count: 4 } });
  });

  it("counts a suspension like a revocation, and a reopened account not at all", () => {
    const kinds = inactive(6, 0).map((one, n) => ({
      ...one,
      kinds: [n < 3 ? "suspend" : "disable"] as const,
    }));
    expect(judgePlan(kinds, gateInput({ limits })).held).toHaveLength(6);
    expect(judgePlan(people(6, "restore"), gateInput({ limits })).held).toEqual([]);
  });
});

describe("drift", () => {
  const drifted = [
    ...people(3, "disable"),
    ...people(3, "modify", 10),
    ...people(3, "create", 20),
    item("person:30", ["restore", "rename", "group"]),
  ];
  const traits = new Map(traitsOf(drifted, { isDrift: true }));

  it("is counted once by item and under no kind but deletion", () => {
    const none = of(0);
    const limits = { disable: none, modify: none, create: none, restore: none, rename: none, group: none };
    expect(judgePlan(drifted, gateInput({ limits: { ...limits, drift: of(10) }, traits })).held).toEqual([]);
    const { held } = judgePlan(drifted, gateInput({ limits: { drift: of(9) }, traits }));
    expect(held).toHaveLength(10);
    expect(held[0]?.params).toMatchObject({ kind: "drift", count: 10 });
    const gone = [item("group:app-x", ["delete", "group"])];
    const input = { limits: { delete: none }, traits: new Map(traitsOf(gone, { isDrift: true })) };
    expect(judgePlan(gone, gateInput(input)).held[0]?.params.kind).toBe("delete");
  });

  it("does not hold what HR asks for on the same day", () => {
    const asked = people(3, "disable", 100);
    const { released } = judgePlan([...drifted, ...asked], gateInput({ limits: { drift: of(9) }, traits }));
    expect(released).toEqual(asked);
  });

  it("is held as a whole after a backup was restored, until somebody approves, and nothing else is", () => {
    const asked = people(3, "disable", 100);
    const input = { limits: DEFAULT_LIMITS, traits, isRestored: true };
    const { released, held } = judgePlan([...drifted, ...asked.slice(0, 2)], gateInput(input));
    expect(released).toEqual(asked.slice(0, 2));
    expect(new Set(held.map(({ rule }) => rule))).toEqual(new Set(["restored"]));
    const said = {
      verdict: "approved",
      operator: "Hoa",
      reason: "đúng",
      at: "2026-11-21T01:00:00.000Z",
    } as const;
    const rulings = new Map(drifted.map(({ digest }) => [digest, said]));
    expect(judgePlan(drifted, gateInput({ ...input, rulings })).held).toEqual([]);
  });
});

describe("the slice of an agency that is frozen", () => {
  const frozen = [...people(2, "modify"), item("agency:A", ["disable"]), item("group:unit-A", ["modify"])];
  const others = people(2, "disable", 10);
  const input = {
    traits: new Map([...traitsOf(frozen, { agency: "A" }), ...traitsOf(others, { agency: "B" })]),
    frozenAgencies: new Set(["A"]),
  };

  it("is left as it is, and the others go on", () => {
    const { released, held } = judgePlan([...frozen, ...others], gateInput(input));
    expect(released).toEqual(others);
    expect(held.map(({ rule, params }) => ({ rule, params }))).toEqual(
      frozen.map(() => ({ rule: "frozen", params: { agency: "A" } })),
    );
  });

  it("counts for no limit", () => {
    const limits = { disable: of(2) };
    const closing = people(9, "disable", 50);
    const traits = new Map([...input.traits, ...traitsOf(closing, { agency: "A" })]);
    expect(judgePlan([...closing, ...others], gateInput({ ...input, limits, traits })).released).toEqual(
      others,
    );
  });

  it("does not keep back what an operator has ordered", () => {
    const ordered = people(1, "delete").map((one) => ({ ...one, orderedBy: "Hoa" }));
    expect(judgePlan(ordered, gateInput({ ...input, limits: DEFAULT_LIMITS })).released).toEqual(ordered);
  });
});

describe("memberships", () => {
  it("that come or go with access are no changes of groups by themselves", () => {
    const limits = { group: of(2) };
    const among = (kind: "disable" | "suspend" | "restore" | "delete", from: number) =>
      people(3, kind, from).map((one) => ({ ...one, kinds: [kind, "group"] as const }));
    const items = [
      ...among("disable", 0),
      ...among("suspend", 10),
      ...among("restore", 20),
      ...among("delete", 30),
    ];
    expect(judgePlan(items, gateInput({ limits })).held).toEqual([]);
    expect(judgePlan(people(3, "group"), gateInput({ limits })).held).toHaveLength(3);
    const moved = people(3, "modify").map((one) => ({ ...one, kinds: ["modify", "group"] as const }));
    expect(judgePlan(moved, gateInput({ limits })).held).toHaveLength(3);
  });
});

describe("the limits that ship", () => {
  const judged = (items: readonly Item[], total: number) =>
    judgePlan(items, gateInput({ limits: DEFAULT_LIMITS, population: populationOf(total) })).held.length;

  it.each`
    what                                         | items                      | people   | held
    ${"twelve hires in an office of twelve"}     | ${people(12, "create")}    | ${12}    | ${0}
    ${"everybody of a small realm changed"}      | ${people(50, "modify")}    | ${50}    | ${0}
    ${"everybody of a realm changed"}            | ${people(51, "modify")}    | ${51}    | ${51}
    ${"a new id for everybody"}                  | ${people(2_000, "create")} | ${2_000} | ${2_000}
    ${"growth by half"}                          | ${people(1_000, "create")} | ${2_000} | ${0}
    ${"five who come back"}                      | ${people(5, "restore")}    | ${12}    | ${0}
    ${"access given back to everybody who left"} | ${people(120, "restore")}  | ${2_000} | ${120}
    ${"two who never signed in"}                 | ${inactive(2, 0)}          | ${12}    | ${0}
    ${"everybody inactive on one day"}           | ${inactive(600, 0)}        | ${2_000} | ${600}
    ${"every membership changed"}                | ${people(2_000, "group")}  | ${2_000} | ${2_000}
  `("hold $held of $what among $people", ({ items, people: total, held }) => {
    expect(judged(items, total)).toBe(held);
  });

  it("are there for every kind: nothing is off", () => {
    expect(Object.keys(DEFAULT_LIMITS).toSorted()).toEqual([...LIMIT_KINDS].toSorted());
  });
});
