import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countedAs, traitOf } from "../../../src/gate/counted-as.ts";
import { type GateInput, judgePlan, type Ruling, type Trait } from "../../../src/gate/judge-plan.ts";
import { type GateLimits, LIMIT_KINDS } from "../../../src/gate/limits.ts";
import { CHANGE_KINDS, type Item } from "../../../src/model/change.ts";
import { type Owner, splitOwner } from "../../../src/model/owner.ts";
import { gateInput, populationOf } from "./gate-input.ts";
import { issue, item } from "./items.ts";

const GROUP = "cn=unit-A,ou=groups";
const AT = "2026-11-21T01:00:00.000Z";

const limit = fc.record({ max: fc.nat(6), percent: fc.nat(100), always: fc.nat(3) });
const limits: fc.Arbitrary<GateLimits> = fc
  .uniqueArray(fc.constantFrom(...LIMIT_KINDS))
  .chain((kinds) =>
    fc.tuple(
      ...kinds.map((kind) => fc.tuple(fc.constant(kind), limit, fc.option(limit, { nil: undefined }))),
    ),
  )
  .map((rows) =>
    Object.fromEntries(
      rows.map(([kind, ofKind, agency]) => [
        kind,
        agency === undefined || kind === "shrink" ? ofKind : { ...ofKind, agency },
      ]),
    ),
  );

interface Drawn {
  readonly item: Item;
  readonly trait: Trait;
  readonly ruling: Ruling["verdict"] | null;
}

const drawn = (index: number): fc.Arbitrary<Drawn> =>
  fc
    .record({
      sort: fc.constantFrom("person", "person", "agency", "group"),
      kinds: fc.subarray([...CHANGE_KINDS], { minLength: 1, maxLength: 3 }),
      requires: fc.array(fc.nat(19), { maxLength: 2 }),
      isInactive: fc.boolean(),
      isNew: fc.boolean(),
      leaves: fc.boolean(),
      orderedBy: fc.constantFrom(null, null, null, "Hoa"),
      agency: fc.constantFrom(null, "A", "B"),
      isDrift: fc.boolean(),
      ruling: fc.constantFrom(null, null, null, "approved", "rejected"),
    })
    .map(({ sort, kinds, requires, isInactive, isNew, leaves, orderedBy, agency, isDrift, ruling }) => {
      const changes = [{ type: "delete", attribute: "member", values: [`uid=${index}`] }] as const;
      return {
        trait: { agency, isDrift },
        ruling: ruling as Ruling["verdict"] | null,
        item: item(`${sort}:${index}` as Owner, kinds as [(typeof kinds)[number]], {
          requires: requires.filter((other) => other !== index).map((other): Owner => `person:${other}`),
          orderedBy,
          ledger: isNew ? [issue(`p${index}`, `person:${index}`)] : [],
          reason: {
            code: isInactive ? "ACCOUNT_INACTIVE" : "PERSON_CHANGED",
            params: {},
            clause: "",
            decisionNo: null,
          },
          operations: leaves ? [{ op: "modify", dn: GROUP, changes, expects: [] }] : [],
        }),
      };
    });

const plan: fc.Arbitrary<{ readonly items: readonly Item[]; readonly input: GateInput }> = fc
  .record({
    drawn: fc
      .integer({ min: 0, max: 20 })
      .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => drawn(index)))),
    limits,
    people: fc.nat(30),
    ofA: fc.nat(10),
    members: fc.nat(20),
    isFrozen: fc.boolean(),
    isFirstLoad: fc.boolean(),
    isRestored: fc.boolean(),
  })
  .map(({ drawn: rows, people, ofA, members, isFrozen, ...rest }) => {
    const said = { operator: "Hoa", reason: "đúng", at: AT };
    const rulings = new Map<string, Ruling>();
    for (const { item: of, ruling } of rows) {
      if (ruling !== null) rulings.set(of.digest, { verdict: ruling, ...said });
    }
    return {
      items: rows.map((row) => row.item),
      input: gateInput({
        limits: rest.limits,
        population: populationOf(people, { A: ofA, B: 3 }, new Map([[GROUP, members]])),
        rulings,
        traits: new Map(rows.map((row) => [row.item.owner, row.trait])),
        frozenAgencies: new Set(isFrozen ? ["A"] : []),
        isFirstLoad: rest.isFirstLoad,
        isRestored: rest.isRestored,
      }),
    };
  });

const always = (holds: (drawn: { items: readonly Item[]; input: GateInput }) => void) =>
  fc.assert(fc.property(plan, holds), { numRuns: 500 });
const isSpokenFor = (of: Item, { rulings }: GateInput) => of.orderedBy !== null || rulings.has(of.digest);

describe("whatever the plan, its limits and what was said", () => {
  it("every item is either released or held, in the order of the plan", () => {
    always(({ items, input }) => {
      const { released, held } = judgePlan(items, input);
      const isHeld = new Set(held.map((one) => one.item));
      expect(released).toEqual(items.filter((one) => !isHeld.has(one)));
      expect(held.map((one) => one.item)).toEqual(items.filter((one) => isHeld.has(one)));
      expect(released.length + held.length).toBe(items.length);
    });
  });

  it("nothing is released that requires something held", () => {
    always(({ items, input }) => {
      const { released, held } = judgePlan(items, input);
      const owners = new Set(held.map((one) => one.item.owner));
      expect(released.filter(({ requires }) => requires.some((owner) => owners.has(owner)))).toEqual([]);
    });
  });

  it("what is rejected is held, and what is approved or ordered waits for nothing but what it requires", () => {
    always(({ items, input }) => {
      const { released, held } = judgePlan(items, input);
      for (const { item: of, rule } of held) {
        const verdict = input.rulings.get(of.digest)?.verdict;
        if (verdict === "rejected") expect(rule).toBe("rejected");
        else if (isSpokenFor(of, input)) expect(rule).toBe("requires");
      }
      expect(released.filter(({ digest }) => input.rulings.get(digest)?.verdict === "rejected")).toEqual([]);
    });
  });

  it("no more is released without a word than each limit allows, of the realm and of each agency", () => {
    always(({ items, input }) => {
      const released = judgePlan(items, input).released.filter((one) => !isSpokenFor(one, input));
      const counts = new Map<string, number>();
      for (const one of released) {
        const { agency } = traitOf(one, input);
        const sort = splitOwner(one.owner).kind;
        for (const kind of countedAs(one, traitOf(one, input))) {
          for (const place of ["", ...(agency === null ? [] : [agency])]) {
            const key = `${kind} ${sort} ${place}`;
            counts.set(key, (counts.get(key) ?? 0) + 1);
          }
        }
      }
      for (const [key, count] of counts) {
        const [kind = "", sort = "", place = ""] = key.split(" ");
        const ofKind = input.limits[kind as keyof GateLimits];
        const ofPlace = place === "" ? ofKind : ofKind?.agency;
        const { all, agencies } = input.population;
        const total = (place === "" ? all : agencies.get(place))?.[sort as "person"] ?? 0;
        const isFirst = kind === "create" && (input.isFirstLoad || total === 0);
        if (ofPlace === undefined || isFirst) continue;
        const isWithin =
          count <= ofPlace.max && (total === 0 ? 100 : (100 * count) / total) <= ofPlace.percent;
        expect(count <= ofPlace.always || isWithin, key).toBe(true);
      }
    });
  });

  it("nothing of a frozen agency, and no drift after a restore, is released without a word", () => {
    always(({ items, input }) => {
      for (const one of judgePlan(items, input).released.filter((of) => !isSpokenFor(of, input))) {
        const { agency, isDrift } = traitOf(one, input);
        expect(agency !== null && input.frozenAgencies.has(agency)).toBe(false);
        expect(isDrift && input.isRestored).toBe(false);
      }
    });
  });

  it("what is held and then approved is released as a whole", () => {
    always(({ items, input }) => {
      const rulings = new Map(input.rulings);
      const said = { verdict: "approved", operator: "Hoa", reason: "đúng", at: AT } as const;
      for (const { item: of } of judgePlan(items, input).held) rulings.set(of.digest, said);
      const { held } = judgePlan(items, { ...input, rulings });
      expect(held).toEqual([]);
    });
  });
});
