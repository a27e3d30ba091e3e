import { describe, expect, it } from "vitest";
import { SeenIds } from "../../../src/ldap/seen-ids.ts";

/** UUIDs of one server: they differ in the time alone. */
const id = (count: number): string => `${count.toString(16).padStart(8, "0")}-5a5a-1041-8000-d1a6ba3cafe1`;

describe("entryUUIDs that came already", () => {
  it("are known again, however many came between", () => {
    const seen = new SeenIds();
    const ids = Array.from({ length: 20_000 }, (_, count) => id(count));
    expect(ids.every((one) => seen.add(one))).toBe(true);
    expect(ids.some((one) => seen.add(one))).toBe(false);
    expect(seen.add(id(ids.length).toUpperCase())).toBe(true);
    expect(seen.add(id(ids.length))).toBe(false);
  });
});
