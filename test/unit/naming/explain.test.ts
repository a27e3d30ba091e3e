import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { LedgerAddress } from "../../../src/model/address.ts";
import { agencyOwner, type Owner, personOwner } from "../../../src/model/owner.ts";
import {
  type ExplainedCandidate,
  type ExplainedVerdict,
  type Explanation,
  explainPerson,
  explainUnit,
} from "../../../src/naming/explain.ts";
import { nameBatch } from "../../../src/naming/name-batch.ts";
import type { NamedPerson, NamedUnit, NamingPerson, NamingUnit } from "../../../src/naming/naming-input.ts";
import { VERDICT_TEXTS } from "../../../src/texts/explanations.ts";
import { anyText, vietnameseName } from "./arbitraries.ts";
import { BINH_THUAN, PROFILES, SOC_TRANG, TRA_VINH } from "./profiles.ts";

// A thousand runs share the machine with other tests.
vi.setConfig({ testTimeout: 60_000 });

const UNITS: readonly NamingUnit[] = [
  { code: "TT", name: "Sở Thông tin và Truyền thông" },
  { code: "NV", name: "Sở Nội vụ" },
  { code: "NG", name: "Sở Ngoại vụ" },
  { code: "MX", name: "huyện Mỹ Xuyên" },
];

const row = (localPart: string, owner: Owner, role: LedgerAddress["role"] = "primary", form = "") =>
  ({ localPart, owner, role, form, clause: "", aliasUntil: null }) satisfies LedgerAddress;
const told = (candidates: readonly ExplainedCandidate[] | undefined) =>
  candidates?.map(({ localPart, verdict, holder, isChosen }) => {
    return [localPart, verdict, holder, ...(isChosen ? ["chosen"] : [])];
  });

function explain(
  person: Partial<NamingPerson>,
  ledger: readonly LedgerAddress[] = [],
  profile = SOC_TRANG,
  others: readonly NamingPerson[] = [],
) {
  const it = { id: "1", fullName: "Nguyễn Thanh Bình", unit: "TT", ...person };
  return explainPerson(profile, { units: UNITS, people: [it, ...others], ledger }, "1");
}

describe("the candidates of a person", () => {
  it("are the forms in order, with each number tried and who holds it", () => {
    const ledger = ["ntbinh", "ntbinh.sotttt", "ntbinh2.sotttt"].map((it) => row(it, personOwner("x")));
    const first = { id: "0", fullName: "Nguyễn Tấn Bình", unit: "TT", leaderRank: 1 };
    const explanation = explain({}, ledger, SOC_TRANG, [first]);
    expect(told(explanation?.candidates)).toEqual([
      ["ntbinh", "taken", "person:x"],
      ["ntbinh.sotttt", "taken", "person:x"],
      ["ntbinh2.sotttt", "taken", "person:x"],
      ["ntbinh3.sotttt", "lower-priority", "person:0"],
      ["ntbinh4.sotttt", "free", "person:1", "chosen"],
    ]);
    expect(explanation).toMatchObject({
      localPart: "ntbinh4.sotttt",
      form: "numbered",
      clause: "Đ.3.3.b",
      agency: { code: "TT", localPart: "sotttt" },
      parsed: { initials: "nt", given: "binh" },
      findings: [],
    });
    expect(explanation?.candidates.map(({ clause }) => clause).slice(0, 2)).toEqual(["Đ.3.2", "Đ.3.3.b"]);
  });

  it("begin with the request, then what the person has and had", () => {
    const ledger = [
      row("ntbinh", personOwner("x")),
      row("ntbinh.sonv", personOwner("1"), "primary", "agency"),
      row("ntbinh2.sotttt", personOwner("1"), "alias", "numbered"),
    ];
    expect(told(explain({ localPart: "admin" }, ledger)?.candidates)).toEqual([
      ["admin", "reserved", null],
      ["ntbinh.sonv", "outdated", "person:1", "chosen"],
      ["ntbinh2.sotttt", "own", "person:1"],
      ["ntbinh", "taken", "person:x"],
      ["ntbinh.sotttt", "free", null],
    ]);
    expect(told(explain({}, ledger)?.candidates)?.slice(0, 2)).toEqual([
      ["ntbinh.sonv", "outdated", "person:1"],
      ["ntbinh2.sotttt", "own", "person:1", "chosen"],
    ]);
  });

  it("tell of a unit's name, a missing agency and a missing extension", () => {
    const tu = { fullName: "Sở Ngọc Tttt" };
    expect(told(explain({ ...tu, localPart: "sotttt" })?.candidates)?.[0]).toEqual([
      "sotttt",
      "unit-name",
      "agency:TT",
    ]);
    expect(told(explain({ unit: null })?.candidates)).toEqual([
      ["ntbinh", "free", "person:1", "chosen"],
      [null, "needs-agency", null],
    ]);
    expect(told(explain({}, [row("binhnt", personOwner("x"))], BINH_THUAN)?.candidates)).toEqual([
      ["binhnt", "taken", "person:x"],
      [null, "needs-extension", null],
    ]);
  });

  it("are none for a name that cannot be read, and there is no explanation for a stranger", () => {
    expect(explain({ fullName: "?" })).toMatchObject({
      localPart: null,
      candidates: [],
      findings: [{ code: "BAD_CHAR" }],
    });
    expect(explainPerson(SOC_TRANG, { units: UNITS, people: [], ledger: [] }, "1")).toBeNull();
    expect(explainUnit(SOC_TRANG, { units: UNITS, people: [], ledger: [] }, "nowhere")).toBeNull();
  });
});

describe("the candidates of an agency", () => {
  const explainOne = (code: string, units: readonly NamingUnit[], ledger: readonly LedgerAddress[] = []) =>
    explainUnit(TRA_VINH, { units, people: [], ledger }, code);

  it("are the feed's name, the override and the rule, and what it had", () => {
    const units = [{ code: "1", name: "thị xã Duyên Hải", mailboxName: "duyenhai" }];
    const ledger = [row("txdh", agencyOwner("1"), "alias")];
    expect(told(explainOne("1", units, ledger)?.candidates)).toEqual([
      ["duyenhai", "free", "agency:1", "chosen"],
      ["txdh", "own", "agency:1"],
      ["txduyenhai", "reserved", null],
    ]);
  });

  it("tell of the other unit that asks for the name", () => {
    expect(told(explainOne("NV", UNITS)?.candidates)).toEqual([["snv", "unit-name", "agency:NG"]]);
    expect(explainOne("NV", UNITS)).toMatchObject({
      localPart: null,
      findings: [{ code: "UNIT_COLLISION" }],
    });
    const held = [row("snv", agencyOwner("NG"))];
    expect(told(explainOne("NG", UNITS, held)?.candidates)).toEqual([
      ["snv", "issued", "agency:NG", "chosen"],
    ]);
    const below = [...UNITS, { code: "P", name: "Phòng Hành chính", parent: "NV" }];
    expect(told(explainOne("P", below)?.candidates)).toEqual([[null, "needs-parent", null]]);
    const gone = [row("snv", agencyOwner("gone"), "tombstone")];
    expect(told(explainOne("NV", UNITS, gone)?.candidates)).toEqual([["snv", "taken", "agency:gone"]]);
  });
});

it("each verdict has a text in both languages", () => {
  const texts: Readonly<Record<"vi" | "en", Readonly<Record<ExplainedVerdict, string>>>> = VERDICT_TEXTS;
  expect(Object.keys(texts.vi).toSorted()).toEqual(Object.keys(texts.en).toSorted());
  for (const [code, text] of Object.entries(texts.vi)) {
    expect(text.normalize("NFD"), code).toMatch(/[\u0300-\u0323]/);
  }
});

describe("for any batch", () => {
  const id = fc.integer({ min: 1, max: 12 }).map(String);
  const people = fc.uniqueArray(
    fc.record({
      id,
      fullName: fc.oneof(fc.constantFrom("Nguyễn Văn An", "Ngô Vĩnh An"), vietnameseName, anyText),
      unit: fc.constantFrom("TT", "NV", "MX", null),
      leaderRank: fc.constantFrom(0, 1),
      extension: fc.constantFrom(null, "ph"),
      localPart: fc.constantFrom(null, null, "nvan", "anv", "admin", "(*"),
    }),
    { selector: (it) => it.id, minLength: 1, maxLength: 12 },
  );
  const role = fc.constantFrom<LedgerAddress["role"]>("primary", "alias", "tombstone", "reserved");
  const localPart = fc.constantFrom("nvan", "nvan.sotttt", "anv", "anv.stttt", "anv.ph", "sonv", "snv");
  const ledger = fc
    .uniqueArray(fc.record({ localPart, id, role, isUnit: fc.boolean() }), { selector: (it) => it.localPart })
    .map((rows) =>
      rows.map((it) => row(it.localPart, it.isUnit ? agencyOwner("NV") : personOwner(it.id), it.role)),
    );

  it("exactly one candidate is chosen where there is an address, and it is what naming gives", () => {
    fc.assert(
      fc.property(fc.constantFrom(...PROFILES), people, ledger, fc.nat(), (profile, of, rows, pick) => {
        const batch = { units: UNITS, people: of, ledger: rows };
        const named = nameBatch(profile, batch);
        const chosenOf = (explanation: Explanation | null) =>
          explanation?.candidates.filter(({ isChosen }) => isChosen) ?? [];

        const who = named.people[pick % of.length] as NamedPerson;
        const person = explainPerson(profile, batch, who.id);
        const given = { localPart: who.localPart, form: who.form, clause: who.clause };
        expect(person).toMatchObject(given);
        expect(chosenOf(person)).toMatchObject(who.localPart === null ? [] : [given]);
        expect(["free", "own", "issued", "outdated", undefined]).toContain(chosenOf(person)[0]?.verdict);

        const unit = named.units[pick % UNITS.length] as NamedUnit;
        const names = chosenOf(explainUnit(profile, batch, unit.code)).map(({ localPart: it }) => it);
        expect(names).toEqual(unit.localPart === null ? [] : [unit.localPart]);
      }),
      { numRuns: 1000 },
    );
  });
});
