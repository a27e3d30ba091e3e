/** A batch as large as a province. */
import { describe, expect, it } from "vitest";
import { nameBatch } from "../../../src/naming/name-batch.ts";
import type { NamingPerson } from "../../../src/naming/naming-input.ts";
import { FAMILY, GIVEN, MIDDLE } from "./arbitraries.ts";
import { SOC_TRANG } from "./profiles.ts";

const UNITS = [
  { code: "TT", name: "Sở Thông tin và Truyền thông" },
  { code: "NV", name: "Sở Nội vụ" },
  { code: "MX", name: "huyện Mỹ Xuyên" },
  { code: "TP", name: "xã Thạnh Phú", parent: "MX" },
  { code: "P", name: "Phòng Nội vụ", parent: "MX" },
];

describe("20,000 people with few names", () => {
  const all: NamingPerson[] = Array.from({ length: 20_000 }, (_, index) => {
    const pick = (list: readonly string[], step: number) =>
      list[(index * step + ((index * index) % 11)) % list.length];
    return {
      id: `ST${String(index).padStart(6, "0")}`,
      fullName: `${pick(FAMILY, 7)} ${pick(MIDDLE, 5)} ${pick(GIVEN, 3)}`,
      unit: UNITS[index % UNITS.length]?.code,
      leaderRank: index % 97 === 0 ? 1 : 0,
    };
  });
  const named = nameBatch(SOC_TRANG, { units: UNITS, people: all, ledger: [] });

  it("get 20,000 addresses", () => {
    expect(new Set(named.people.map(({ localPart }) => localPart)).size).toBe(20_000);
    expect(named.people.filter(({ finding }) => finding !== null)).toEqual([]);
  });

  it("get the same ones in any order", () => {
    const shuffled = all.toSorted((a, b) => (a.id.slice(-2) + a.id < b.id.slice(-2) + b.id ? 1 : -1));
    const again = nameBatch(SOC_TRANG, { units: UNITS, people: shuffled, ledger: [] });
    const byId = new Map(again.people.map((it) => [it.id, it]));
    expect(all.map(({ id }) => byId.get(id))).toEqual(named.people);
  });
});
