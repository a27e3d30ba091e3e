import { describe, expect, it } from "vitest";
import type { AttributeChange, Item, Operation } from "../../../src/model/change.ts";
import { claimsOf, mustWait } from "../../../src/plan/item-claims.ts";
import { item } from "../gate/items.ts";

const doing = (owner: Item["owner"], ...operations: Operation[]): Item =>
  item(owner, ["modify"], { operations });
const modify = (dn: string, ...changes: AttributeChange[]): Operation => ({
  op: "modify",
  dn,
  changes: changes.length > 0 ? changes : [{ type: "replace", attribute: "cn", values: ["x"] }],
  expects: [],
});
const add = (dn: string): Operation => ({ op: "add", dn, attributes: {} });
const rename = (dn: string, newDn: string): Operation => ({ op: "rename", dn, newDn, expects: [] });
const remove = (dn: string): Operation => ({ op: "delete", dn, expects: [] });
const joins = (value: string): Operation =>
  modify("cn=g,ou=groups", { type: "add", attribute: "member", values: [value] });

const A = doing("person:a", add("uid=a,ou=people"), joins("uid=a"));

describe("an item", () => {
  it.each<[what: string, later: Item, earlier: Item, isWaiting: boolean]>([
    ["requires the other", { ...doing("person:b"), requires: ["person:a"] }, A, true],
    ["writes the same entry", doing("person:b", modify("uid=A,ou=people")), A, true],
    [
      "takes the name that the other gives up",
      doing("person:b", add("uid=a")),
      doing("person:a", rename("uid=a", "uid=c")),
      true,
    ],
    [
      "gives up the name that the other took",
      doing("person:b", rename("uid=c", "uid=d")),
      doing("person:a", rename("uid=a", "uid=c")),
      true,
    ],
    ["joins the same group", doing("person:b", joins("uid=b")), A, false],
    ["changes the same membership", doing("person:b", joins("UID=a")), A, true],
    [
      "renames the group that the other joins",
      doing("group:g", rename("cn=g,ou=groups", "cn=h,ou=groups")),
      A,
      true,
    ],
    ["joins the group that the other writes", A, doing("group:g", modify("cn=g,ou=groups")), true],
    ["is below what the other creates", doing("unit:b", add("u=b,u=a")), doing("unit:a", add("u=a")), true],
    [
      "is far below where the other moves to",
      doing("unit:c", modify("u=c,u=b,u=a")),
      doing("unit:a", rename("u=x", "u=a")),
      true,
    ],
    [
      "is below where the other was",
      doing("unit:c", modify("u=c,u=x")),
      doing("unit:a", rename("u=x", "u=a")),
      true,
    ],
    [
      "moves what the other is below",
      doing("unit:a", rename("u=a", "u=y")),
      doing("unit:c", modify("u=c,u=b,u=a")),
      true,
    ],
    [
      "deletes what the other was below",
      doing("unit:a", remove("u=a")),
      doing("unit:c", remove("u=c,u=a")),
      true,
    ],
    [
      "is below what the other only modifies",
      doing("unit:c", add("u=c,u=a")),
      doing("unit:a", modify("u=a")),
      false,
    ],
    ["has nothing to do with the other", doing("person:b", add("uid=b,ou=people")), A, false],
  ])("that %s", (_what, later, earlier, isWaiting) => {
    expect(mustWait(claimsOf([later]), claimsOf([earlier]))).toBe(isWaiting);
    const crowd = Array.from({ length: 5 }, (_, n) => doing(`person:z${n}`, add(`uid=z${n},ou=people`)));
    expect(mustWait(claimsOf([later]), claimsOf([...crowd, earlier]))).toBe(isWaiting);
  });
});
