import canonicalize from "canonicalize";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalHash, canonicalText, sortedText } from "../../../src/model/canonical-hash.ts";

const key = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("10", "9", "__proto__", "toString", "é", "\u{1F600}", "ﬀ", "a"),
);
const leaf = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const { data } = fc.letrec((tie) => ({
  data: fc.oneof(
    { maxDepth: 5 },
    leaf,
    fc.array(tie("data"), { maxLength: 5 }),
    fc.array(fc.tuple(key, tie("data")), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
  ),
}));

/** The text, or what is thrown instead. */
function attempt(work: () => string | undefined): string | undefined | null {
  try {
    return work();
  } catch {
    return null;
  }
}

describe("the canonical form", () => {
  it("is the library's, byte for byte, whatever the data", () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(attempt(() => canonicalText(value))).toBe(attempt(() => canonicalize(value)));
      }),
      { numRuns: 500 },
    );
  });

  it("is the library's for what is not plain data too", () => {
    const circle: unknown[] = [];
    circle.push(circle);
    const values: readonly unknown[] = [
      { b: undefined, a: [undefined, 1] },
      { at: new Date(0) },
      { boxed: Object("text"), none: Number.NaN },
      Object.assign(Object.create(null), { b: 1, a: 2 }),
      { big: [{ "2": "x", "10": "y", b: { d: 1, c: -0 } }] },
      "a\ud800b",
      "\\ud800 as it is written",
      circle,
    ];
    for (const value of values) {
      expect(attempt(() => canonicalText(value))).toBe(attempt(() => canonicalize(value)));
    }
  });

  it("sorts keys by UTF-16 code units and leaves the value as it was", () => {
    const value = { é: 1, a: { z: 1, b: [{ d: 1, c: 2 }] }, B: "x" };
    expect(canonicalText(value)).toBe('{"B":"x","a":{"b":[{"c":2,"d":1}],"z":1},"é":1}');
    expect(Object.keys(value)).toEqual(["é", "a", "B"]);
    expect(canonicalHash([])).toBe("4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945");
  });

  it("is made without the library where data is plain", () => {
    expect(sortedText({ b: [1, "x", null], a: { d: true, c: {} } })).toBe(
      '{"a":{"c":{},"d":true},"b":[1,"x",null]}',
    );
  });
});
