import { expect, it } from "vitest";
import { nameBatch } from "../../../src/naming/name-batch.ts";
import type { NamingUnit } from "../../../src/naming/naming-input.ts";
import { SOC_TRANG } from "../../support/fakes/province.ts";

const HCT: NamingUnit = { code: "HCT", name: "huyện Châu Thành" };
const TAM: NamingUnit = { code: "TAM", name: "xã Phú Tâm", parent: "HCT" };
const TAN: NamingUnit = { code: "TAN", name: "xã Phú Tân", parent: "HCT" };
const name = (units: readonly NamingUnit[], taken: readonly string[] = []) =>
  nameBatch(SOC_TRANG, {
    units,
    people: [],
    ledger: taken.map((localPart) => ({
      localPart,
      owner: "person:x",
      role: "tombstone",
      form: "",
      clause: "",
      aliasUntil: null,
    })),
  });

it("units that ask for one name may have type and name in full, or the name alone, before their parent's", () => {
  const named = name([HCT, TAM, TAN]);
  expect(named.units.map(({ localPart }) => localPart)).toEqual(["huyenct", null, null]);
  expect(named.unitProposals.get("TAM")).toEqual(["xaphutam.huyenct", "phutam.huyenct"]);
  expect(named.unitProposals.get("TAN")).toEqual(["xaphutan.huyenct", "phutan.huyenct"]);
});

it("proposes nothing that anybody ever had, and nothing to a unit that has its name", () => {
  const named = name([HCT, TAM, TAN], ["xaphutam.huyenct"]);
  expect(named.unitProposals.get("TAM")).toEqual(["phutam.huyenct"]);
  expect(named.unitProposals.has("HCT")).toBe(false);
});

it("proposes nothing while the parent has no name itself", () => {
  const other: NamingUnit = { code: "HCX", name: "huyện Cái Tàu" };
  const named = name([HCT, other, TAM]);
  expect(named.units.map(({ localPart }) => localPart)).toEqual([null, null, null]);
  expect(named.unitProposals.get("TAM")).toEqual([]);
});
