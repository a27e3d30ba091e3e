import { describe, expect, it } from "vitest";
import type { Operation } from "../../../src/model/change.ts";
import { withoutSecretValues, withSecretsAsSet } from "../../../src/model/secret-values.ts";

const SECRET = "{SSHA}c2VjcmV0";
const OPERATIONS: readonly Operation[] = [
  { op: "add", dn: "uid=a", attributes: { uid: ["a"], userPassword: [SECRET] } },
  {
    op: "modify",
    dn: "uid=a",
    changes: [
      { type: "replace", attribute: "title", values: ["x"] },
      { type: "replace", attribute: "userPassword", values: [SECRET] },
    ],
    expects: [],
  },
  { op: "rename", dn: "uid=a", newDn: "uid=b", expects: [] },
  { op: "delete", dn: "uid=b", expects: [] },
];

describe("withoutSecretValues", () => {
  it("puts an unusable password in place of each, and leaves all else", () => {
    const item = { owner: "person:1", operations: OPERATIONS };
    const stored = withoutSecretValues(item);
    expect(JSON.stringify(stored)).toBe(JSON.stringify(item).replaceAll(SECRET, "{CRYPT}!"));
    expect(withoutSecretValues(stored)).toEqual(stored);
  });

  it("does not make a password of one that is taken away", () => {
    const removal: Operation = {
      op: "modify",
      dn: "uid=a",
      changes: [{ type: "delete", attribute: "userPassword", values: [] }],
      expects: [],
    };
    expect(withoutSecretValues({ operations: [removal] }).operations).toEqual([removal]);
  });
});

describe("withSecretsAsSet", () => {
  it("says only that there is a password", () => {
    expect(withSecretsAsSet({ uid: ["a"], userPassword: [SECRET] })).toEqual({
      uid: ["a"],
      userPassword: ["set"],
    });
    expect(withSecretsAsSet({ uid: ["a"] })).toEqual({ uid: ["a"] });
  });
});
