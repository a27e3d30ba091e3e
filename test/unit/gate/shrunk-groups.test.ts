import { describe, expect, it } from "vitest";
import { judgePlan } from "../../../src/gate/judge-plan.ts";
import type { ChangeKind, Item, Operation } from "../../../src/model/change.ts";
import { gateInput, populationOf } from "./gate-input.ts";
import { item } from "./items.ts";

const GROUP = "cn=unit-A,ou=groups,dc=st";
const OTHER = "cn=heads,ou=groups,dc=st";
const LIMITS = { shrink: { max: 100, percent: 50, always: 2 } };
const MEMBERS = new Map([
  [GROUP.toLowerCase(), 10],
  [OTHER.toLowerCase(), 10],
]);

const change = (dn: string, remove: readonly string[], add: readonly string[] = []): Operation => ({
  op: "modify",
  dn,
  changes: [
    ...(remove.length === 0 ? [] : [{ type: "delete", attribute: "member", values: remove } as const]),
    ...(add.length === 0 ? [] : [{ type: "add", attribute: "member", values: add } as const]),
  ],
  expects: [],
});

const leave = (
  count: number,
  from = 0,
  kinds: [ChangeKind, ...ChangeKind[]] = ["group"],
  more: Partial<Item> = {},
) =>
  Array.from({ length: count }, (_, n) =>
    item(`person:${from + n}`, kinds, { operations: [change(GROUP, [`uid=${from + n}`])], ...more }),
  );
const join = (count: number, from: number) =>
  leave(count, from, ["group"], { operations: [change(GROUP, [], ["uid=new"])] });

const judge = (items: readonly Item[], more: Parameters<typeof gateInput>[0] = {}) =>
  judgePlan(items, gateInput({ limits: LIMITS, population: populationOf(1_000, {}, MEMBERS), ...more }));

describe("a group that loses members", () => {
  it.each`
    count | held
    ${2}  | ${0}
    ${5}  | ${0}
    ${6}  | ${6}
  `("keeps them when more than half would go: $count of 10 hold $held", ({ count, held }) => {
    expect(judge(leave(count)).held).toHaveLength(held);
  });

  it("is told with its numbers, and who joins it or leaves another one goes on", () => {
    const others = [
      ...join(3, 50),
      ...leave(3, 60, ["group"], { operations: [change(OTHER, ["uid=x"])] }),
      item("person:99", ["modify"]),
    ];
    const { released, held } = judge([...leave(8), ...others]);
    expect(released).toEqual(others);
    expect(held[0]).toMatchObject({
      rule: "shrink.percent",
      params: { kind: "shrink", dn: GROUP, count: 8, total: 10, percent: 80, limit: 50 },
    });
    const few = { limits: { shrink: { max: 3, percent: 100, always: 2 } } };
    expect(judge(leave(4), few).held[0]).toMatchObject({ rule: "shrink.max", params: { limit: 3 } });
  });

  it.each(["disable", "suspend", "delete"] as const)("never keeps somebody whose item is a %s", (kind) => {
    const closing = leave(9, 0, [kind, "group"]);
    expect(judge(closing).held).toEqual([]);
    const { released, held } = judge([...closing, ...leave(6, 50)]);
    expect(released).toEqual(closing);
    expect(held).toHaveLength(6);
    expect(judge([...closing, ...leave(5, 50)]).held).toEqual([]);
  });

  it("loses nobody by a new name, nor by a merger of its unit", () => {
    const renamed = leave(9, 0, ["rename", "group"], {
      operations: [change(GROUP, ["uid=old"], ["uid=new"])],
    });
    const reason = { code: "UNIT_MERGED", params: {}, clause: "", decisionNo: null } as const;
    expect(judge([...renamed, ...leave(9, 20, ["modify", "group"], { reason })]).held).toEqual([]);
  });

  it("may be cleared of values that name nobody", () => {
    const own = item("group:unit-A", ["group"], { operations: [change(GROUP, ["uid=1", "uid=2", "uid=3"])] });
    expect(judge([own, ...leave(5)]).held).toEqual([]);
  });

  it("does not count who is held for something else, approved or ordered", () => {
    const approved = leave(4, 100);
    const ruling = { operator: "Hoa", reason: "đúng", at: "2026-11-21T01:00:00.000Z" };
    const rulings = new Map(
      approved.map(({ digest }) => [digest, { verdict: "approved", ...ruling } as const]),
    );
    expect(judge([...approved, ...leave(5)], { rulings }).held).toEqual([]);
    const waiting = leave(4, 200, ["group"], { requires: ["unit:B"] });
    const limits = { ...LIMITS, rename: { max: 0, percent: 0, always: 0 } };
    const { held } = judge([item("unit:B", ["rename"]), ...waiting, ...leave(5)], { limits });
    expect(held.map(({ rule }) => rule)).toEqual(["limit.percent", ...waiting.map(() => "requires")]);
  });

  it("keeps back what requires an item that it holds", () => {
    const box = item("agency:A", ["modify"], { requires: ["person:0"] });
    const { held } = judge([...leave(6), box]);
    expect(held.at(-1)).toMatchObject({ item: box, rule: "requires", params: { owner: "person:0" } });
  });

  it("lets them go when the settings do not limit it", () => {
    expect(judge(leave(9), { limits: {} }).held).toEqual([]);
  });
});
