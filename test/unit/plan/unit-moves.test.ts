import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dnKey } from "../../../src/model/entry.ts";
import { depthOf, TreePositions } from "../../../src/plan/unit-moves.ts";

describe("TreePositions", () => {
  it("carries along everything below, also where a place between holds no entry", () => {
    const positions = new TreePositions(["ou=A,dc=x", "ou=C,ou=B,ou=a,dc=x", "ou=AA,dc=x"]);
    positions.move("OU=A,dc=x", "ou=N,ou=M,dc=x");
    expect(positions.currentDn("ou=C,ou=B,ou=a,dc=x")).toBe("ou=C,ou=B,ou=N,ou=M,dc=x");
    expect(positions.currentDn("ou=A,dc=x")).toBe("ou=N,ou=M,dc=x");
    expect(positions.currentDn("ou=AA,dc=x")).toBe("ou=AA,dc=x");
    expect(positions.currentDn("ou=unknown,dc=x")).toBe("ou=unknown,dc=x");
  });

  it("tells after any moves what looking at every DN would tell", () => {
    const name = fc.constantFrom("a", "B", "c", "d");
    const dn = fc
      .array(name, { minLength: 1, maxLength: 4 })
      .map((rdns) => rdns.map((rdn) => `ou=${rdn}`).join(","));
    const moves = fc.array(fc.tuple(dn, dn), { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(dn, { maxLength: 12 }), moves, (dns, list) => {
        const positions = new TreePositions(dns);
        const now = new Map(dns.map((one) => [dnKey(one), one]));
        for (const [from, to] of list) {
          // An entry is never moved below itself.
          if (`,${dnKey(to)}`.endsWith(`,${dnKey(from)}`)) continue;
          positions.move(from, to);
          for (const [key, at] of now) {
            if (dnKey(at) === dnKey(from)) now.set(key, to);
            else if (dnKey(at).endsWith(`,${dnKey(from)}`))
              now.set(key, at.slice(0, at.length - from.length) + to);
          }
        }
        for (const one of dns) expect(positions.currentDn(one)).toBe(now.get(dnKey(one)));
      }),
    );
  });
});

describe("depthOf", () => {
  it("counts the names of a DN", () => {
    expect(["", "dc=x", "ou=a,dc=x", "ou=b,ou=a,dc=x"].map(depthOf)).toEqual([0, 1, 2, 3]);
  });
});
