import { randomInt } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstPassword, LEAST_BITS, passwordBits } from "../../../src/desired/first-password.ts";
import { judgePassword } from "../../../src/desired/password-rules.ts";
import { PROFILES } from "../naming/profiles.ts";

const STRICTEST = { minLength: 14, classes: 4 };
const NONE = { minLength: null, classes: null };

describe("a first password", () => {
  it("meets the rules of every shipped profile, for users and for administrators", () => {
    for (const { id, limits } of PROFILES) {
      const { user, admin } = limits.password ?? { user: NONE, admin: null };
      for (const rules of [user, admin ?? user]) {
        expect(judgePassword(firstPassword(rules, randomInt), rules), id).toBe("OK");
      }
    }
  });

  it("is four groups of characters that nobody mistakes for one another", () => {
    for (let count = 0; count < 500; count += 1) {
      const password = firstPassword(STRICTEST, randomInt);
      expect(password).toMatch(/^[^\W_]{4}(-[^\W_]{4}){3}$/);
      expect(password).not.toMatch(/[lioIO01]/);
      expect(password).toMatch(/[a-z]/);
      expect(password).toMatch(/[A-Z]/);
      expect(password).toMatch(/[2-9]/);
    }
  });

  it("grows by whole groups where the rules want more", () => {
    expect(firstPassword({ minLength: 19, classes: 4 }, randomInt)).toHaveLength(19);
    expect(firstPassword({ minLength: 20, classes: 4 }, randomInt)).toHaveLength(24);
    expect(firstPassword({ minLength: 40, classes: 4 }, randomInt)).toHaveLength(44);
  });

  it("takes each character from the random source and nothing else", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(54), { minLength: 400, maxLength: 400 }), (draws) => {
        const from = () => {
          let at = 0;
          return (limit: number) => {
            if (at >= draws.length) throw new RangeError("drawn to the end");
            return (draws[at++] ?? 0) % limit;
          };
        };
        const made = () => {
          try {
            return firstPassword(NONE, from());
          } catch (error) {
            return String(error);
          }
        };
        expect(made()).toBe(made());
      }),
    );
  });

  it("is drawn evenly: no character comes much more often than another", () => {
    const counts = new Map<string, number>();
    const rounds = 4_000;
    for (let round = 0; round < rounds; round += 1) {
      for (const character of firstPassword(NONE, randomInt).replaceAll("-", "")) {
        counts.set(character, (counts.get(character) ?? 0) + 1);
      }
    }
    expect(counts.size).toBe(55);
    const even = (rounds * 16) / 55;
    // Six standard deviations; only a digit is a little more frequent, since each password has one.
    for (const [character, count] of counts) {
      const expected = /\d/.test(character) ? even * 1.1 : even;
      expect(Math.abs(count - expected), character).toBeLessThan(even * 0.2);
    }
  });
});

describe("the bits of chance in a password", () => {
  it("are those of the passwords that can come out, counted one by one where that is possible", () => {
    const [lower, upper, digit] = [23, 24, 8];
    expect(2 ** passwordBits(3)).toBeCloseTo(6 * lower * upper * digit, 3);
    expect(2 ** passwordBits(2)).toBeCloseTo(0, 6);
  });

  it("are more than ninety in the shortest that is made", () => {
    expect(passwordBits(16)).toBeGreaterThan(LEAST_BITS);
    expect(passwordBits(16)).toBeLessThan(16 * Math.log2(55));
    expect(passwordBits(15)).toBeLessThan(LEAST_BITS);
  });
});
