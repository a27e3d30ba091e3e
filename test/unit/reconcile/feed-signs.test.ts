import { describe, expect, it } from "vitest";
import type { Identity } from "../../../src/model/account.ts";
import { feedSigns } from "../../../src/reconcile/feed-signs.ts";
import { person, post } from "../gate/feed-world.ts";

const NAME = "Nguyễn Thị Lan";
const known = (fullName: string, birthDate: string | null = "1980-01-01"): ReadonlyMap<string, Identity> =>
  new Map([["P1", { personId: "P1", fullName, birthDate }]]);
const lan = (more: Parameters<typeof person>[1] = {}) => person("P1", { fullName: NAME, ...more });

describe("twins", () => {
  const twins = (...names: readonly [string, string | null][]): number =>
    feedSigns(
      {
        people: names.map(([fullName, birthDate], at) => person(`P${at}`, { fullName, birthDate })),
        appointments: [],
      },
      new Map(),
    ).twins.size;

  it("have one name, however it is written, and one birth date", () => {
    expect(
      twins([NAME, "1980-01-01"], ["NGUYỄN  THỊ LAN ", "1980-01-01"], ["Nguyễn Thị Lành", "1980-01-01"]),
    ).toBe(2);
  });

  it("are no namesakes with other birth dates, or without any", () => {
    expect(twins([NAME, "1980-01-01"], [NAME, "1980-01-02"], [NAME, null], [NAME, null])).toBe(0);
  });
});

describe("damaged names", () => {
  it.each(["NguyÔn ThÞ Lan", "Nguyeãn Thò Lan", "Nguy\uFFFDn Th\uFFFD Lan", "0299 000 0001"])(
    "are those like %s",
    (name) => {
      expect([
        ...feedSigns({ people: [lan({ fullName: name })], appointments: [] }, new Map()).damaged,
      ]).toEqual(["P1"]);
    },
  );

  it("are no plain ones", () => {
    expect(feedSigns({ people: [lan()], appointments: [] }, new Map()).damaged.size).toBe(0);
  });
});

describe("an id", () => {
  it("means another person when name and birth date both changed", () => {
    const others = (fullName: string, birthDate: string) =>
      feedSigns({ people: [lan({ fullName, birthDate })], appointments: [] }, known(NAME)).others.size;
    expect(others("Trần Văn Hùng", "1970-05-05")).toBe(1);
    expect(others("Trần Văn Hùng", "1980-01-01")).toBe(0);
    expect(others(NAME, "1970-05-05")).toBe(0);
  });
});

describe("swapped cells", () => {
  const swapped = (row: ReturnType<typeof lan>, title = "Chuyên viên", was = NAME): number =>
    feedSigns({ people: [row], appointments: [post("P1", "A", { title })] }, known(was)).swapped.size;

  it("are a name that stands in another column now", () => {
    expect(swapped(lan({ fullName: "Chuyên viên" }), NAME)).toBe(1);
    expect(swapped(lan({ fullName: "0299 000 0001", phone: NAME }))).toBe(1);
  });

  it("are a name with its words in another order, or parts in each other's place", () => {
    expect(swapped(lan({ fullName: "Lan Nguyễn Thị" }))).toBe(1);
    expect(swapped(lan({ familyMiddleName: "Lan", givenName: "Nguyễn Thị" }))).toBe(1);
    expect(swapped(lan({ familyMiddleName: "Nguyễn Thị", givenName: "Lan" }))).toBe(0);
  });

  it("are a birth date that is another one while the name is the same", () => {
    expect(swapped(lan({ birthDate: "1980-10-01" }))).toBe(1);
    expect(swapped(lan({ birthDate: null }))).toBe(0);
  });

  it("are no corrected, married or changed names", () => {
    expect(swapped(lan({ fullName: "Nguyễn Thị Lành" }))).toBe(0);
    expect(swapped(lan({ fullName: "NGUYỄN THỊ LAN" }))).toBe(0);
    expect(swapped(lan(), "Trưởng phòng", "Nguyễn Thị Hoa")).toBe(0);
  });
});
