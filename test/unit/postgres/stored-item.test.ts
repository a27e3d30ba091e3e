import { describe, expect, it } from "vitest";
import type { Attributes } from "../../../src/model/entry.ts";
import { itemOf, storedItem } from "../../../src/postgres/stored-item.ts";
import { item } from "../gate/items.ts";

const readBack = (value: unknown) => JSON.parse(JSON.stringify(value));
const attributes: Attributes = { uid: ["an"], cn: ["An"] };
const created = (added: Attributes, after: Attributes) =>
  item("person:1", ["create"], {
    dn: "uid=an",
    operations: [{ op: "add", dn: "uid=an", attributes: added }],
    after,
  });

describe("a stored item", () => {
  it("does not say twice what the entry is, and is the same when it is read again", () => {
    const whole = created(attributes, { ...attributes });
    expect(storedItem(whole)).not.toHaveProperty("after");
    expect(itemOf(readBack(storedItem(whole)))).toEqual(whole);
  });

  it("keeps no password, and says of it that it was set", () => {
    const secret = { ...attributes, userPassword: ["{SSHA}c2VjcmV0"] };
    const whole = created(secret, { ...attributes, userPassword: ["set"] });
    const stored = storedItem(whole);
    expect(JSON.stringify(stored)).not.toContain("SSHA");
    expect(itemOf(readBack(stored)).after).toEqual(whole.after);
  });

  it("keeps what it leads to where that is anything else", () => {
    const items = [
      created(attributes, { uid: ["an"] }),
      created(attributes, { uid: ["an"], cn: ["Another"] }),
      created({ uid: ["an"] }, attributes),
      { ...created(attributes, { ...attributes }), dn: "uid=b" },
      item("person:1", ["delete"]),
    ];
    for (const one of items) {
      expect(storedItem(one).after).toEqual(one.after);
      expect(itemOf(readBack(storedItem(one)))).toEqual(one);
    }
  });

  it("was not made by it where nothing tells what it leads to", () => {
    const { after: _after, ...rest } = item("person:1", ["modify"]);
    expect(() => itemOf(rest)).toThrow(TypeError);
  });
});
