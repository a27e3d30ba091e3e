/** All real units and a synthetic province under the five shipped profiles. */
import { describe, expect, it, vi } from "vitest";
import { countCollisions, decideUnits } from "../../../../src/dev/naming-report/count-collisions.ts";
import { countForms } from "../../../../src/dev/naming-report/count-forms.ts";
import { namingReport, shippedProfile } from "../../../../src/dev/naming-report/naming-report.ts";
import { districtsOf, readRealUnits, unitsOf } from "../../../../src/dev/naming-report/real-units.ts";
import { syntheticProvince } from "../../../../src/dev/naming-report/synthetic-people.ts";
import type { LedgerAddress } from "../../../../src/model/address.ts";
import { agencyOwner, personOwner } from "../../../../src/model/owner.ts";
import { isLocalPart } from "../../../../src/naming/local-part.ts";
import { type NamedBatch, nameBatch } from "../../../../src/naming/name-batch.ts";

vi.setConfig({ testTimeout: 60_000 });

const { old, new: current } = readRealUnits();
const PROFILES = ["travinh", "quangtri", "soctrang", "binhthuan", "quangbinh"].map(shippedProfile);
const rules = (id: string) => shippedProfile(id);
const oldProvince = (name: string) => old.find((it) => it.name === `Tỉnh ${name}`) ?? { name, communes: [] };

/**
 * Communes in collision without → below their districts. Columns: full name (Trà Vinh), type and full name (Quảng
 * Trị), type and initials (Sóc Trăng), initials of all (Bình Thuận; Quảng Bình has the same in this table).
 */
const BEFORE_2025 = [
  ["Trà Vinh", 104, [4, 2], [2, 0], [47, 19], [47, 15]],
  ["Sóc Trăng", 108, [12, 4], [8, 0], [30, 11], [30, 11]],
  ["Quảng Bình", 145, [4, 0], [4, 0], [87, 68], [87, 68]],
  ["Bình Thuận", 121, [4, 0], [2, 0], [62, 23], [62, 23]],
  ["Quảng Trị", 119, [6, 0], [6, 0], [65, 37], [65, 37]],
] as const;

describe("real units of before July 2025 that ask for one name", () => {
  it.each(BEFORE_2025)("%s (%i communes) are as many as were counted", (name, communes, ...columns) => {
    const province = oldProvince(name);
    expect(province.communes).toHaveLength(communes);
    ["travinh", "quangtri", "soctrang", "binhthuan"].forEach((id, index) => {
      const { alone, below, waiting } = countCollisions(rules(id), province);
      // Told apart in the next test.
      if (name === "Trà Vinh" && waiting > 0) expect(alone).toBe(columns[index]?.[0]);
      else expect([alone, below, waiting]).toEqual([...(columns[index] ?? []), 0]);
    });
  });

  it("two districts of Trà Vinh ask for one name by initials: they wait, and so do the communes below", () => {
    for (const id of ["soctrang", "binhthuan"]) {
      // The 15 of the table is reached once the two have different names; its 19 counts both under one name.
      expect(countCollisions(rules(id), oldProvince("Trà Vinh"))).toEqual({
        alone: 47,
        below: 6,
        districts: 2,
        waiting: 28,
        whenDecided: 15,
      });
    }
    expect(communesUnderOneName("soctrang")).toBe(19);
  });

  it("Quảng Bình's communes have full names by reading 12, so few collide, most with a district", () => {
    const counted = old.map((province) => countCollisions(rules("quangbinh"), province));
    expect(counted.map(({ alone, below, districts }) => [alone, below, districts])).toEqual([
      [4, 10, 8],
      [12, 19, 8],
      [4, 4, 0],
      [4, 6, 2],
      [6, 9, 3],
    ]);
  });
});

/** Each commune of Trà Vinh named alone below its district, as if districts might share a name. */
function communesUnderOneName(id: string): number {
  const { communes } = oldProvince("Trà Vinh");
  const names = communes.map(({ name, district = "" }) => {
    const units = [
      { code: "district", name: district },
      { code: "commune", name, parent: "district" },
    ];
    return nameBatch(rules(id), { units, people: [], ledger: [] }).units[1]?.localPart;
  });
  return names.filter((name) => names.indexOf(name) !== names.lastIndexOf(name)).length;
}

describe("the units since July 2025, without districts", () => {
  it.each([
    ["Tỉnh Vĩnh Long", 124, 51],
    ["Thành phố Cần Thơ", 103, 31],
    ["Tỉnh Quảng Trị", 78, 21],
    ["Tỉnh Lâm Đồng", 124, 37],
  ])("%s (%i communes): none share a full name, %i share initials", (name, communes, byInitials) => {
    const province = current.find((it) => it.name === name);
    expect(province?.communes).toHaveLength(communes);
    if (province === undefined) return;
    const alone = (id: string) => countCollisions(rules(id), province).alone;
    expect(["travinh", "quangtri", "quangbinh"].map(alone)).toEqual([0, 0, 0]);
    expect(["soctrang", "binhthuan"].map(alone)).toEqual([byInitials, byInitials]);
  });
});

it("every real unit gets a well-formed name of its own under every profile, or says why not", () => {
  for (const profile of PROFILES) {
    for (const province of [...old, ...current]) {
      const units = unitsOf(province, true);
      const named = nameBatch(profile, { units, people: [], ledger: [] }).units;
      const given = named.flatMap(({ localPart }) => localPart ?? []);
      expect(given.every(isLocalPart)).toBe(true);
      expect(new Set(given).size).toBe(given.length);
      const codes = new Set(named.flatMap(({ finding }) => finding?.code ?? []));
      expect(
        [...codes].filter((code) => code !== "UNIT_COLLISION" && code !== "PARENT_WITHOUT_ADDRESS"),
      ).toEqual([]);
    }
  }
  expect(old.flatMap(districtsOf)).toHaveLength(47);
});

const withIds = (named: NamedBatch) => new Map(named.people.map((it) => [it.id, it]));

describe.each(PROFILES)("20,000 people under the rules of $id", (profile) => {
  const drawn = syntheticProvince(oldProvince("Sóc Trăng"), 20_001, 7);
  const units = decideUnits(profile, drawn.units);
  const [newcomer, ...people] = drawn.people;
  const named = nameBatch(profile, { units, people, ledger: [] });

  it("have no address twice, units' included, and each without one waits for a decision", () => {
    const all = [...named.units, ...named.people].flatMap(({ localPart }) => localPart ?? []);
    expect(new Set(all).size).toBe(all.length);
    const { distinct, plain, suffixed, numbered, undecided } = countForms(profile, named.people);
    const waiting = Object.values(undecided).reduce((sum, count) => sum + count, 0);
    expect([plain + suffixed + numbered, plain + suffixed + numbered + waiting]).toEqual([distinct, 20_000]);
    const otherwise = Object.keys(undecided);
    expect(otherwise).toEqual(otherwise.length === 0 ? [] : [profile.people.otherwise.code]);
  });

  it("get the same addresses in any order of input", () => {
    const shuffled = people.toSorted((a, b) => (a.id.slice(-2) + a.id < b.id.slice(-2) + b.id ? 1 : -1));
    const again = nameBatch(profile, { units: units.toReversed(), people: shuffled, ledger: [] });
    expect(withIds(again)).toEqual(withIds(named));
  });

  it("keep them when one more comes, of whatever rank", () => {
    const ledger = [
      ...named.units.map((it) => ({ ...it, owner: agencyOwner(it.code) })),
      ...named.people.map((it) => ({ ...it, owner: personOwner(it.id) })),
    ].flatMap(({ localPart, form, clause, owner }): LedgerAddress[] =>
      localPart === null ? [] : [{ localPart, owner, form, clause, role: "primary", aliasUntil: null }],
    );
    const leader = { ...newcomer, id: "0", fullName: people[0]?.fullName ?? "", leaderRank: 1 };
    const after = withIds(nameBatch(profile, { units, people: [leader, ...people], ledger }));
    for (const { id, localPart } of named.people) {
      if (localPart !== null) expect(after.get(id)?.localPart).toBe(localPart);
    }
  });
});

describe("the report", () => {
  const lines = (lang: "vi" | "en") => {
    const printed: string[] = [];
    namingReport({ print: (line) => printed.push(line), lang, people: 1_000 });
    // All but the measured time.
    return printed.slice(0, -1);
  };

  it("is the same each time, with the table of units and the counts of forms", () => {
    const report = lines("en");
    expect(report).toEqual(lines("en"));
    expect(report.find((line) => line.startsWith("Tỉnh Quảng Bình (145)"))).toMatch(
      /4 → 0 +4 → 0 +87 → 68 +87 → 68 +4 → 6/,
    );
    expect(report.find((line) => line.startsWith("quangtri"))).toContain("NO_RULE 1000");
  });

  it("exists in Vietnamese", () => {
    expect(lines("vi")).toHaveLength(lines("en").length);
    expect(lines("vi")[0]).toContain("Đơn vị thật trùng tên hộp thư");
  });
});
