import { describe, expect, it } from "vitest";
import { generateProvince, provinceParts } from "../../../../src/dev/sample/generate-province.ts";

const parts = (people: number, size: number) => [...provinceParts({ seed: 7, people }, size)];

describe("a province in parts", () => {
  it("of one part is the whole province", () => {
    expect(parts(2_000, 2_000)).toEqual([generateProvince({ seed: 7, people: 2_000 })]);
  });

  it("has units and leaders once, and nobody and no post twice", () => {
    const [first, ...others] = parts(5_000, 2_000);
    expect(others.map(({ units, people }) => [units.length, people.length])).toEqual([
      [0, 2_000],
      [0, 1_000],
    ]);
    const whole = [first, ...others].flatMap((part) => part ?? []);
    const people = whole.flatMap((part) => part.people.map(({ id }) => id));
    const posts = whole.flatMap((part) => part.appointments);
    expect(new Set(people).size).toBe(5_000);
    expect(new Set(posts.map(({ id }) => id)).size).toBe(posts.length);
    const units = new Set(first?.units.map(({ code }) => code));
    expect(posts.filter(({ unitCode }) => !units.has(unitCode))).toEqual([]);
    expect(others.flatMap((part) => part.appointments).filter(({ leaderRank }) => leaderRank > 0)).toEqual(
      [],
    );
  });

  it("has whole agencies only, so few that half of a small one's people lead nothing", () => {
    const [only] = parts(60, 2_000);
    const codes = new Set(only?.units.map(({ code }) => code));
    expect(only?.units.filter(({ parentCode }) => parentCode !== null && !codes.has(parentCode))).toEqual([]);
    const leaders = only?.appointments.filter(({ leaderRank }) => leaderRank > 0) ?? [];
    expect(leaders.length).toBeGreaterThan(0);
    expect(leaders.length).toBeLessThanOrEqual(30);
  });
});
