import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeyedHash } from "../../../src/plan/keyed-hash.ts";
import { isSameMark, openMarks } from "../../../src/plan/member-marks.ts";

const KEY = "5a".repeat(32);
const NOBODY = "cn=nobody,ou=services,dc=x";
const marks = openMarks(KEY, NOBODY);
const dn = (uid: string) => `uid=${uid},ou=people,dc=x`;

describe("the keyed hash", () => {
  it.each([
    [0, "218d1f59b9b83cc8"],
    [1, "be552412f8387315"],
  ])("is HalfSipHash-2-4 for %i bytes", (length, expected) => {
    const hash = new KeyedHash(Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7]));
    hash.update(Uint8Array.from([0]), length);
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32LE(hash.low, 0);
    bytes.writeInt32LE(hash.high, 4);
    expect(bytes.toString("hex")).toBe(expected);
  });
});

describe("marks of members", () => {
  const people = fc.uniqueArray(fc.string({ minLength: 1, unit: "grapheme" }).map(dn), {
    selector: (one) => one.toLowerCase(),
  });

  it("add up alike in any order and spelling, from text and from bytes", () => {
    fc.assert(
      fc.property(people, (dns) => {
        const sum = marks.openSum();
        for (const one of dns.toReversed()) {
          const bytes = Buffer.from(`<${one}>`);
          sum.addBytes(bytes, 1, bytes.length - 1);
        }
        expect(sum.total()).toEqual(marks.sumOf(dns));
        expect(marks.sumOf(dns.map((one) => one.replace("uid=", "UID=")))).toEqual(marks.sumOf(dns));
        const total = dns.reduce((all, one) => all + BigInt(marks.markOf(one)), 0n);
        expect(marks.sumOf(dns)).toEqual({ count: dns.length, sum: String(total) });
      }),
    );
  });

  it("are kept up to date by what comes and goes", () => {
    fc.assert(
      fc.property(people, people, (before, after) => {
        const [was, is] = [new Set(before), new Set(after)];
        const mark = marks.add(
          marks.sumOf(before),
          after.filter((one) => !was.has(one)),
          before.filter((one) => !is.has(one)),
        );
        expect(mark).toEqual(marks.sumOf(after));
      }),
    );
  });

  it("fit a column of 64 bits with a sign, and differ from person to person and key to key", () => {
    const some = Array.from({ length: 10_000 }, (_, index) => marks.markOf(dn(`p${index}`)));
    expect(new Set(some).size).toBe(some.length);
    for (const mark of some) expect(BigInt.asIntN(64, BigInt(mark))).toBe(BigInt(mark));
    expect(some.some((mark) => mark.startsWith("-"))).toBe(true);
    expect(openMarks("a5".repeat(32), NOBODY).markOf(dn("p0"))).not.toBe(some[0]);
  });

  it("leave out the member of groups that have none", () => {
    expect(marks.sumOf([NOBODY])).toEqual({ count: 0, sum: "0" });
    expect(marks.sumOf([dn("a"), NOBODY.toUpperCase()])).toEqual(marks.sumOf([dn("a")]));
    expect(marks.add(marks.sumOf([NOBODY]), [dn("a")], [NOBODY])).toEqual(marks.sumOf([dn("a")]));
  });

  it("add up exactly for more members than a number holds sums of", () => {
    const sum = marks.openSum();
    for (let count = 0; count < 3_000_000; count += 1) sum.add(dn("a"));
    const expected = 3_000_000n * BigInt(marks.markOf(dn("a")));
    expect(sum.total()).toEqual({ count: 3_000_000, sum: String(expected) });
  });

  it("are the same only where number and sum are", () => {
    expect(isSameMark(null, null)).toBe(true);
    expect(isSameMark(null, { count: 0, sum: "0" })).toBe(false);
    expect(isSameMark({ count: 1, sum: "0" }, { count: 0, sum: "0" })).toBe(false);
    expect(isSameMark({ count: 1, sum: "5" }, { count: 1, sum: "5" })).toBe(true);
  });
});
