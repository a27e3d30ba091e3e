/** Properties of whole batches (domain.md §3.5). */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LedgerAddress } from "../../../src/model/address.ts";
import { agencyOwner, personOwner } from "../../../src/model/owner.ts";
import { isLocalPart } from "../../../src/naming/local-part.ts";
import { type NamedBatch, type NamingBatch, nameBatch } from "../../../src/naming/name-batch.ts";
import type { NamingPerson } from "../../../src/naming/naming-input.ts";
import { anyText, FAMILY, GIVEN, MIDDLE, vietnameseName } from "./arbitraries.ts";
import { QUANG_BINH, SOC_TRANG, TRA_VINH } from "./profiles.ts";

const UNITS = [
  { code: "TT", name: "Sở Thông tin và Truyền thông" },
  { code: "NV", name: "Sở Nội vụ" },
  { code: "MX", name: "huyện Mỹ Xuyên" },
  { code: "TP", name: "xã Thạnh Phú", parent: "MX" },
  { code: "P", name: "Phòng Nội vụ", parent: "MX" },
];

const id = fc.integer({ min: 1, max: 60 }).map(String);
const person = fc.record({
  id,
  fullName: fc.oneof({ weight: 9, arbitrary: vietnameseName }, { weight: 1, arbitrary: anyText }),
  unit: fc.constantFrom("TT", "NV", "MX", "TP", "P", null, "nowhere"),
  leaderRank: fc.constantFrom(0, 0, 0, 1, 2),
  registeredAt: fc.constantFrom(null, "2015-01-01", "2016-05-05T10:00:00+07:00", "never"),
  localPart: fc.oneof(
    { weight: 12, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom("admin", "sonv", "nvan", "lbinh", "(*") },
  ),
});
const people = fc.uniqueArray(person, { selector: (it) => it.id, maxLength: 40 });
const profile = fc.constantFrom(SOC_TRANG, TRA_VINH, QUANG_BINH);

/** What the store keeps of a result: every address it ever gave. */
function asLedger(named: NamedBatch, before: readonly LedgerAddress[] = []): LedgerAddress[] {
  const rows = [
    ...named.units.map((unit) => ({ ...unit, owner: agencyOwner(unit.code) })),
    ...named.people.map((it) => ({ ...it, owner: personOwner(it.id) })),
  ].flatMap(({ localPart, owner, form, clause }) =>
    localPart === null
      ? []
      : [{ localPart, owner, form, clause, role: "primary" as const, aliasUntil: null }],
  );
  const issued = new Set(rows.map(({ localPart }) => localPart));
  const old = before
    .filter(({ localPart }) => !issued.has(localPart))
    .map((row) => ({ ...row, role: "tombstone" as const }));
  return [...rows, ...old];
}

const byId = (named: NamedBatch) => new Map(named.people.map((it) => [it.id, it]));
const addresses = (named: NamedBatch) =>
  [...named.units, ...named.people].flatMap(({ localPart }) => localPart ?? []);
const batch = (of: readonly NamingPerson[], ledger: readonly LedgerAddress[] = []): NamingBatch => ({
  units: UNITS,
  people: of,
  ledger,
});

describe("for any batch", () => {
  it("addresses are well-formed and differ, and whoever has none has a finding", () => {
    fc.assert(
      fc.property(profile, people, (rules, of) => {
        const named = nameBatch(rules, batch(of));
        const all = addresses(named);
        expect(new Set(all).size).toBe(all.length);
        for (const it of all) expect(isLocalPart(it)).toBe(true);
        for (const { localPart, finding } of named.people) expect(localPart === null).toBe(finding !== null);
      }),
      { numRuns: 1000 },
    );
  });

  it("the order of the input does not matter", () => {
    fc.assert(
      fc.property(profile, people, fc.infiniteStream(fc.nat()), (rules, of, keys) => {
        const shuffled = of
          .map((it) => ({ it, key: keys.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ it }) => it);
        const named = nameBatch(rules, { ...batch(shuffled), units: UNITS.toReversed() });
        expect(byId(named)).toEqual(byId(nameBatch(rules, batch(of))));
      }),
      { numRuns: 1000 },
    );
  });

  it("naming again changes nothing, and adding people changes nobody's address", () => {
    fc.assert(
      fc.property(profile, people, people, (rules, of, more) => {
        const first = nameBatch(rules, batch(of));
        const ledger = asLedger(first);
        expect(addresses(nameBatch(rules, batch(of, ledger)))).toEqual(addresses(first));
        const known = new Set(of.map((it) => it.id));
        const grown = byId(
          nameBatch(rules, batch([...of, ...more.filter((it) => !known.has(it.id))], ledger)),
        );
        for (const { id: it, localPart } of first.people)
          if (localPart !== null) expect(grown.get(it)?.localPart).toBe(localPart);
      }),
      { numRuns: 1000 },
    );
  });

  it("an address is never issued to a second owner, through transfers, departures and returns", () => {
    const move = fc.record({ id, unit: fc.constantFrom("TT", "NV", "MX", "TP"), isHere: fc.boolean() });
    fc.assert(
      fc.property(
        profile,
        people,
        fc.array(fc.array(move, { maxLength: 10 }), { maxLength: 4 }),
        (rules, of, waves) => {
          const owners = new Map<string, string>();
          let ledger: LedgerAddress[] = [];
          for (const wave of [[], ...waves]) {
            const moves = new Map(wave.map((it) => [it.id, it]));
            const here = of
              .filter((it) => moves.get(it.id)?.isHere !== false)
              .map((it) => ({ ...it, unit: moves.get(it.id)?.unit ?? it.unit }));
            ledger = asLedger(nameBatch(rules, batch(here, ledger)), ledger);
            for (const { localPart, owner } of ledger) {
              expect(owners.get(localPart) ?? owner).toBe(owner);
              owners.set(localPart, owner);
            }
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("an address with an agency names the current one, and digits are the clash number from 2", () => {
    const suffixes: Record<string, string> = {
      TT: "sotttt",
      NV: "sonv",
      MX: "huyenmx",
      TP: "huyenmx",
      P: "huyenmx",
    };
    fc.assert(
      fc.property(people, (of) => {
        const named = byId(nameBatch(SOC_TRANG, batch(of)));
        for (const it of of) {
          const { localPart, form } = named.get(it.id) ?? {};
          if (localPart === null || form === "requested") continue;
          if (form !== "plain") expect(localPart?.endsWith(`.${suffixes[it.unit ?? ""]}`)).toBe(true);
          const number = localPart?.match(/\d+/)?.[0];
          expect(form === "numbered").toBe(number !== undefined);
          if (number !== undefined) expect(Number(number)).toBeGreaterThanOrEqual(2);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

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
  const named = nameBatch(SOC_TRANG, batch(all));

  it("get 20,000 addresses", () => {
    expect(new Set(named.people.map(({ localPart }) => localPart)).size).toBe(20_000);
    expect(named.people.filter(({ finding }) => finding !== null)).toEqual([]);
  });

  it("get the same ones in any order", () => {
    const shuffled = all.toSorted((a, b) => (a.id.slice(-2) + a.id < b.id.slice(-2) + b.id ? 1 : -1));
    expect(byId(nameBatch(SOC_TRANG, batch(shuffled)))).toEqual(byId(named));
  });
});
