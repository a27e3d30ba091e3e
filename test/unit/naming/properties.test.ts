/** The properties that hold for any names and any batch, by their numbers; all five profiles, hostile text included. */
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { LedgerAddress } from "../../../src/model/address.ts";
import { FINDING_CODES } from "../../../src/model/finding.ts";
import { agencyOwner, personOwner } from "../../../src/model/owner.ts";
import { cleanName } from "../../../src/naming/clean-name.ts";
import { type NamedBatch, type NamingBatch, nameBatch } from "../../../src/naming/name-batch.ts";
import type { NamedPerson, NamingPerson } from "../../../src/naming/naming-input.ts";
import { parseName } from "../../../src/naming/parse-name.ts";
import type { Profile } from "../../../src/naming/profile.ts";
import { romanise } from "../../../src/naming/romanise.ts";
import { anyText, FAMILY, GIVEN, MIDDLE, vietnameseName } from "./arbitraries.ts";
import { BINH_THUAN, PROFILES, QUANG_BINH, QUANG_TRI, SOC_TRANG, TRA_VINH } from "./profiles.ts";

// A thousand runs share the machine with other tests.
vi.setConfig({ testTimeout: 60_000 });

const RUNS = { numRuns: 1000 };

const UNITS = [
  { code: "TT", name: "Sở Thông tin và Truyền thông", kind: "department" },
  { code: "NV", name: "Sở Nội vụ", kind: "department" },
  { code: "MX", name: "huyện Mỹ Xuyên", kind: "district" },
  { code: "TP", name: "xã Thạnh Phú", kind: "commune", parent: "MX" },
  { code: "P", name: "Phòng Nội vụ", kind: "division", parent: "MX" },
] as const;

const profile = fc.constantFrom(...PROFILES);
const withRule = fc.constantFrom(...PROFILES.filter((it) => it !== QUANG_TRI));
const id = fc.integer({ min: 1, max: 60 }).map(String);
const REQUESTS = ["admin", "sonv", "stttt", "nvan", "anv", "lbinh", "binhl", "le.an2", "(*", "mail"];
/** Names that ask for one address, so that a batch of them has clashes. */
const clashing = fc.constantFrom("Nguyễn Văn An", "Ngô Vĩnh An", "Nguyễn Vũ An", "Lê An", "Lý An");
const person = fc.record({
  id,
  fullName: fc.oneof(
    { weight: 6, arbitrary: clashing },
    { weight: 3, arbitrary: vietnameseName },
    { weight: 1, arbitrary: anyText },
  ),
  unit: fc.constantFrom("TT", "TT", "TT", "NV", "MX", "TP", "P", null, "nowhere"),
  leaderRank: fc.constantFrom(0, 0, 0, 1, 2),
  registeredAt: fc.constantFrom(null, "2015-01-01", "2016-05-05T10:00:00+07:00", "never"),
  extension: fc.constantFrom(null, null, "ph", "VP", "an1", "bdt"),
  localPart: fc.oneof(
    { weight: 12, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.oneof(fc.constantFrom(...REQUESTS), anyText) },
  ),
});
const people = fc.uniqueArray(person, { selector: (it) => it.id, maxLength: 30 });

const batch = (of: readonly NamingPerson[], ledger: readonly LedgerAddress[] = []): NamingBatch => {
  return { units: UNITS, people: of, ledger };
};
const byId = (named: NamedBatch) => new Map(named.people.map((it) => [it.id, it]));
const addresses = (named: NamedBatch) =>
  [...named.units, ...named.people].flatMap(({ localPart }) => localPart ?? []);
const stemOf = (localPart: string) => localPart.split(".", 1)[0] ?? "";

/** What one person of this name gets, alone in Sở Thông tin và Truyền thông. */
function one(rules: Profile, fullName: string, ledger: readonly LedgerAddress[] = []): NamedPerson {
  const [named] = nameBatch(rules, batch([{ id: "1", fullName, unit: "TT" }], ledger)).people;
  return named as NamedPerson;
}

/** Address and findings, without the texts in them that show the cell as typed. */
function outcome(rules: Profile, fullName: string) {
  const { localPart, form, finding, proposals } = one(rules, fullName);
  return { localPart, form, code: finding?.code, proposals };
}

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

const taken = (localPart: string, owner = personOwner(`holder of ${localPart}`)): LedgerAddress => {
  return { localPart, owner, role: "tombstone", form: "", clause: "", aliasUntil: null };
};

describe("the properties of addresses", () => {
  it("(1) a local part has letters, digits and inner dots, at most 64; an address at most 254", () => {
    const longName = fc.array(vietnameseName, { minLength: 1, maxLength: 12 }).map((it) => it.join(" "));
    const named = fc.uniqueArray(
      fc.record({ id, unit: fc.constantFrom("TT", "P"), fullName: fc.oneof(longName, anyText) }),
      { selector: (it) => it.id, maxLength: 12 },
    );
    fc.assert(
      fc.property(profile, fc.oneof(people, named), (rules, of) => {
        for (const it of addresses(nameBatch(rules, batch(of)))) {
          expect(it).toMatch(/^[a-z][a-z0-9]*(\.[a-z0-9]+)*$/);
          expect(it.length).toBeLessThanOrEqual(64);
          if (rules === TRA_VINH) expect(it).toMatch(/^[a-z0-9]+(\.[a-z0-9]+)?$/);
          expect(`${it}@${rules.domain}`.length).toBeLessThanOrEqual(254);
        }
      }),
      RUNS,
    );
  });

  it("(2) normal form and case of a name change nothing", () => {
    fc.assert(
      fc.property(profile, vietnameseName, (rules, name) => {
        const expected = outcome(rules, name.normalize("NFC"));
        const apostrophes = name.replaceAll("'", "’").replaceAll("’", "'").normalize("NFKC");
        const variants = [name.normalize("NFD"), apostrophes, name.toUpperCase(), name.toLowerCase()];
        for (const variant of variants) expect(outcome(rules, variant)).toEqual(expected);
      }),
      RUNS,
    );
  });

  it("(3) spaces around and between words and the place of the tone mark change nothing", () => {
    const spaces = fc.array(fc.constantFrom(" ", "\t", "\u00a0", "\u2009", "\u3000"), {
      minLength: 1,
      maxLength: 3,
    });
    const tones = [
      ["hoà", "hòa"],
      ["hoàng", "hòang"],
      ["thuỷ", "thủy"],
      ["quý", "qúy"],
      ["huỳnh", "hùynh"],
    ] as const;
    fc.assert(
      fc.property(
        profile,
        vietnameseName,
        fc.constantFrom(...tones),
        spaces,
        (rules, name, [a, b], space) => {
          const gap = space.join("");
          const [here, there] = [a, b].map((given) => `${name} ${given}`);
          expect(outcome(rules, there ?? "")).toEqual(outcome(rules, here ?? ""));
          const spaced = ` ${(here ?? "").split(" ").join(gap)}${gap}`;
          expect(outcome(rules, spaced)).toEqual(outcome(rules, here ?? ""));
        },
      ),
      RUNS,
    );
  });

  it("(4) romanising twice is romanising once", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(romanise(romanise(text))).toBe(romanise(text));
      }),
      RUNS,
    );
  });

  it("(5) the answer depends on nothing but what is given, in whatever order of keys", () => {
    const reversed = <T extends object>(it: T): T =>
      Object.fromEntries(Object.entries(it).toReversed()) as unknown as T;
    fc.assert(
      fc.property(profile, people, (rules, of) => {
        const ledger = [taken("nvan"), taken("anv")];
        const frozen = of.map((it) => Object.freeze({ ...it }));
        const first = nameBatch(rules, batch(frozen, ledger));
        const second = nameBatch(reversed(rules), {
          ledger: ledger.map(reversed),
          people: of.map(reversed),
          units: UNITS.map(reversed),
        });
        expect(second).toEqual(first);
      }),
      RUNS,
    );
  });

  it("(6) there is an initial for each syllable but the last, which is whole at its end of the base", () => {
    fc.assert(
      fc.property(withRule, vietnameseName, (rules, name) => {
        const { parsed } = parseName({ fullName: name });
        const syllables = parsed?.romanised.split(" ") ?? [];
        expect(parsed?.initials).toHaveLength(syllables.length - 1);
        const { localPart, finding } = one(rules, name);
        if (localPart === null) return expect(finding).not.toBeNull();
        const last = syllables.at(-1) ?? "";
        const base = stemOf(localPart);
        const isGivenFirst = rules === QUANG_BINH || rules === BINH_THUAN;
        expect(isGivenFirst ? base.startsWith(last) : base.endsWith(last)).toBe(true);
        expect(base).toHaveLength(last.length + syllables.length - 1);
      }),
      RUNS,
    );
  });

  it("(7) digits are the clash number: from 1 in Quảng Bình, from 2 in Sóc Trăng, elsewhere none", () => {
    const firstNumber = new Map([[QUANG_BINH, 1] as const, [SOC_TRANG, 2] as const]);
    const few = fc.uniqueArray(
      fc.record({ id, fullName: fc.constantFrom("Lê An", "Lý An", "Lê Văn An"), unit: fc.constant("TT") }),
      { selector: (it) => it.id, maxLength: 30 },
    );
    fc.assert(
      fc.property(withRule, fc.oneof(people, few), (rules, of) => {
        for (const { localPart, form } of nameBatch(rules, batch(of)).people) {
          if (localPart === null || form === "requested") continue;
          const number = localPart.match(/\d+/)?.[0];
          expect(form === "numbered").toBe(number !== undefined);
          if (number === undefined) continue;
          expect(localPart).toMatch(/^[a-z]+\d+\.[a-z]+$/);
          expect(Number(number)).toBeGreaterThanOrEqual(firstNumber.get(rules) ?? Number.POSITIVE_INFINITY);
        }
      }),
      RUNS,
    );
  });

  it("(8) no two live entries share a local part, whatever they are, and who has none has a finding", () => {
    fc.assert(
      fc.property(profile, people, (rules, of) => {
        const named = nameBatch(rules, batch(of));
        const all = addresses(named);
        expect(new Set(all).size).toBe(all.length);
        for (const { localPart, finding } of named.people) expect(localPart === null).toBe(finding !== null);
      }),
      RUNS,
    );
  });

  it("(9) adding people never changes an issued address", () => {
    fc.assert(
      fc.property(profile, people, people, (rules, of, more) => {
        const first = nameBatch(rules, batch(of));
        const known = new Set(of.map((it) => it.id));
        const all = [...more.filter((it) => !known.has(it.id)), ...of];
        const grown = byId(nameBatch(rules, batch(all, asLedger(first))));
        for (const { id: it, localPart } of first.people)
          if (localPart !== null) expect(grown.get(it)?.localPart).toBe(localPart);
      }),
      RUNS,
    );
  });

  it("(10) an address is never issued to a second owner, through transfers, departures and returns", () => {
    const move = fc.record({ id, unit: fc.constantFrom("TT", "NV", "MX", "TP"), isHere: fc.boolean() });
    const waves = fc.array(fc.array(move, { maxLength: 10 }), { maxLength: 4 });
    fc.assert(
      fc.property(profile, people, waves, (rules, of, moved) => {
        const owners = new Map<string, string>();
        let ledger: LedgerAddress[] = [];
        for (const wave of [[], ...moved]) {
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
      }),
      RUNS,
    );
  });

  it("(11) a number is the smallest never used for the name and the agency", () => {
    const cases = [
      { rules: QUANG_BINH, stem: "annv", from: 1, before: ["annv.stttt"], agency: "stttt" },
      { rules: SOC_TRANG, stem: "nvan", from: 2, before: ["nvan", "nvan.sotttt"], agency: "sotttt" },
    ];
    const used = fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom(...cases), used, used, (it, here, elsewhere) => {
        const ledger = [
          ...it.before.map((localPart) => taken(localPart)),
          ...here.map((number) => taken(`${it.stem}${number}.${it.agency}`)),
          ...elsewhere.map((number) => taken(`${it.stem}${number}.elsewhere`)),
        ];
        let smallest = it.from;
        while (here.includes(smallest)) smallest += 1;
        expect(one(it.rules, "Nguyễn Văn An", ledger).localPart).toBe(`${it.stem}${smallest}.${it.agency}`);
      }),
      RUNS,
    );
  });

  it("(12) the order of the input does not matter", () => {
    fc.assert(
      fc.property(profile, people, fc.infiniteStream(fc.nat()), (rules, of, keys) => {
        const shuffled = of
          .map((it) => ({ it, key: keys.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ it }) => it);
        const named = nameBatch(rules, { ...batch(shuffled), units: UNITS.toReversed() });
        expect(byId(named)).toEqual(byId(nameBatch(rules, batch(of))));
      }),
      RUNS,
    );
  });

  it("(13) replaying the feed changes nothing, however often", () => {
    fc.assert(
      fc.property(profile, people, (rules, of) => {
        const first = nameBatch(rules, batch(of));
        const second = nameBatch(rules, batch(of, asLedger(first)));
        const third = nameBatch(rules, batch(of, asLedger(second, asLedger(first))));
        const told = (named: NamedBatch) =>
          [...named.units, ...named.people].map(({ localPart, form, clause }) => [localPart, form, clause]);
        expect(told(second)).toEqual(told(first));
        expect(third).toEqual(second);
      }),
      RUNS,
    );
  });

  it("(14) a name is shown in NFC, with letters of the country's alphabets, ' - and spaces, or is flagged", () => {
    const around = fc.tuple(fc.constantFrom(...FAMILY, ...MIDDLE), anyText, fc.constantFrom(...GIVEN));
    const text = fc.oneof(
      anyText,
      around.map((it) => it.join(" ")),
      around.map((it) => it.join("")),
    );
    // Vietnamese with its tones, and the marks of Ê-đê, Jarai and the like: ˘ ˇ ¨ ¯ ~.
    const known = /^(?:[A-Za-zĐđ][\u0300-\u0304\u0306\u0308\u0309\u030C\u031B\u0323]*|[ '-])+$/u;
    fc.assert(
      fc.property(text, (raw) => {
        const { parsed, findings } = parseName({ fullName: raw });
        const isRejected = findings.some(({ code }) => FINDING_CODES[code] === "rejected");
        expect(parsed === null).toBe(isRejected);
        if (parsed === null) return;
        expect(parsed.display).toBe(parsed.display.normalize("NFC"));
        if (findings.length === 0) expect(parsed.display.normalize("NFD")).toMatch(known);
        expect(cleanName(parsed.display).text).toBe(parsed.display);
      }),
      RUNS,
    );
  });

  it("(15) a suffix names the agency that the person is in now", () => {
    const suffixOf = new Map<Profile, Readonly<Record<string, string>>>([
      [SOC_TRANG, { TT: "sotttt", NV: "sonv", MX: "huyenmx", TP: "huyenmx", P: "huyenmx" }],
      [TRA_VINH, { TT: "stttt", NV: "snv", MX: "myxuyen", TP: "myxuyen", P: "myxuyen" }],
      [QUANG_BINH, { TT: "stttt", NV: "snv", MX: "myxuyen", TP: "thanhphu", P: "myxuyen" }],
    ]);
    const to = fc.constantFrom("TT", "NV", "MX", "TP", "P");
    fc.assert(
      fc.property(fc.constantFrom(...suffixOf.keys()), people, fc.infiniteStream(to), (rules, of, units) => {
        const before = of.map((it) => ({ ...it, localPart: null }));
        const moved = before.map((it) => ({ ...it, unit: units.next().value ?? "TT" }));
        const ledger = asLedger(nameBatch(rules, batch(before)));
        const after = byId(nameBatch(rules, batch(moved, ledger)));
        for (const it of moved) {
          const { localPart, finding } = after.get(it.id) ?? {};
          if (!localPart) continue;
          const [, suffix] = localPart.split(".");
          if (
            suffix !== undefined &&
            parseName(it).parsed !== null &&
            !finding &&
            !after.get(it.id)?.notes.length
          )
            expect(suffix).toBe(suffixOf.get(rules)?.[it.unit]);
        }
      }),
      RUNS,
    );
  });
});
