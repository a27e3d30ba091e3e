/** The five regulations' own examples, through the whole engine. */
import { describe, expect, it } from "vitest";
import type { LedgerAddress } from "../../../src/model/address.ts";
import { agencyOwner, type Owner, personOwner } from "../../../src/model/owner.ts";
import { nameDocument } from "../../../src/naming/batch-document.ts";
import type { NamingPerson, NamingUnit } from "../../../src/naming/naming-input.ts";
import type { Profile } from "../../../src/naming/profile.ts";
import { BINH_THUAN, QUANG_BINH, QUANG_TRI, SOC_TRANG, TRA_VINH } from "./profiles.ts";
import { vectorsOf } from "./vectors.ts";

const PROFILES: readonly Profile[] = [TRA_VINH, QUANG_BINH, BINH_THUAN, QUANG_TRI, SOC_TRANG];

const taken = (localPart: string, owner: Owner = personOwner("somebody else")): LedgerAddress => ({
  localPart,
  owner,
  role: "primary",
  form: "",
  clause: "",
  aliasUntil: null,
});

function name(
  profile: Profile,
  {
    units = [],
    people = [],
    ledger = [],
  }: { units?: NamingUnit[]; people?: NamingPerson[]; ledger?: LedgerAddress[] },
) {
  return nameDocument(profile, { units, people, ledger }, ({ code }) => code);
}

/** A unit by its name, or by its mailbox name where the example gives only that. */
function agency(code: string, org: string | undefined): NamingUnit[] {
  if (org === undefined) return [];
  return [/^[a-z]+$/.test(org) ? { code, name: `Sở ${org}`, mailboxName: org } : { code, name: org }];
}

describe.each(PROFILES.filter(({ id }) => id !== "quangtri"))("units of $id", (profile) => {
  it.each(vectorsOf(profile.id, "org", "district", "commune", "org_unit"))(
    "$input → $expected",
    ({ input, expected }) => {
      const { unit, parent } = typeof input === "string" ? { unit: input, parent: undefined } : input;
      const units = [
        ...agency("parent", parent),
        { code: "unit", name: unit, parent: parent ? "parent" : null },
      ];
      expect(name(profile, { units }).units.at(-1)).toMatchObject({ address: expected, finding: null });
    },
  );
});

describe.each([TRA_VINH, SOC_TRANG])("units of $id that ask for one name", (profile) => {
  const kinds = ["org_collision", "district_collision", "commune_collision"];
  it.each(vectorsOf(profile.id, ...kinds))("are all refused: $input", ({ input }) => {
    const names: string[] = Array.isArray(input) ? input : input.units;
    const units = names.map((unit, index) => ({
      code: String(index),
      name: unit,
      parent: input.parent ? "parent" : null,
    }));
    const result = name(profile, { units: [...agency("parent", input.parent), ...units] }).units.slice(
      -names.length,
    );
    expect(result.map(({ address }) => address)).toEqual(names.map(() => null));
    expect(result.map(({ finding }) => finding?.code)).toEqual(names.map(() => "UNIT_COLLISION"));
  });
});

describe.each(PROFILES)("people of $id", (profile) => {
  // Mail is a reserved word: Lê Mai waits for a person in the order given + initials.
  const isReserved = (input: { name: string }) => profile === BINH_THUAN && input.name === "Lê Mai";

  it.each(vectorsOf(profile.id, "personal"))("$input.name → $expected", ({ input, expected }) => {
    const unit = input.org === undefined ? null : "org";
    const units = agency("org", input.org);
    const [person] = name(profile, { units, people: [{ id: "1", fullName: input.name, unit }] }).people;
    if (input.name === "Sên") {
      expect(person).toMatchObject({ address: null, finding: { code: "ONE_WORD" } });
      expect(person?.proposals[0]).toBe(expected);
    } else if (expected === "NO_RULE" || isReserved(input)) {
      const code = expected === "NO_RULE" ? "NO_RULE" : "NEEDS_DECISION";
      expect(person).toMatchObject({ address: null, finding: { code } });
    } else expect(person).toMatchObject({ address: expected, finding: null });
  });
});

describe.each([TRA_VINH, BINH_THUAN, SOC_TRANG])("names already taken in $id", (profile) => {
  it.each(vectorsOf(profile.id, "personal_sequence"))("$input.taken → $expected", ({ input, expected }) => {
    const units = agency("org", input.orgMailbox);
    const ledger = input.taken.map((localPart: string) => taken(localPart));
    const [person] = name(profile, {
      units,
      people: [{ id: "1", fullName: input.name, unit: "org" }],
      ledger,
    }).people;
    if (expected.includes("@")) expect(person).toMatchObject({ address: expected, finding: null });
    else expect(person).toMatchObject({ address: null, finding: { code: "NEEDS_DECISION" } });
  });
});

describe("one name in one agency of Quảng Bình", () => {
  const [inOneBatch, inTwoAgencies, afterIncumbent] = vectorsOf("quangbinh", "personal_sequence");
  const batchOf = (input: { name: string; org: string; leader?: boolean }[]) => ({
    units: [...new Set(input.map(({ org }) => org))].flatMap((org) => agency(org, org)),
    people: input.map(({ name: fullName, org, leader }, index) => {
      return { id: String(index), fullName, unit: org, leaderRank: leader ? 1 : 0 };
    }),
  });

  it("goes to the leader, numbers from 1 to the others", () => {
    const { people } = name(QUANG_BINH, batchOf(inOneBatch?.input));
    expect(people.map(({ address }) => address)).toEqual(inOneBatch?.expected);
  });

  it("is no clash in two agencies", () => {
    const { people } = name(QUANG_BINH, batchOf(inTwoAgencies?.input));
    expect(people.map(({ address }) => address)).toEqual(inTwoAgencies?.expected);
  });

  it("stays with a live holder when a leader comes later, and a decision opens", () => {
    const ledger = [taken("annv.stttt", personOwner("0"))];
    const { people } = name(QUANG_BINH, { ...batchOf(afterIncumbent?.input), ledger });
    expect(people.map(({ address }) => address)).toEqual(afterIncumbent?.expected);
    expect(people.map(({ finding }) => finding?.code)).toEqual([undefined, "PRIORITY_CONFLICT"]);
  });
});

describe.each([QUANG_BINH, SOC_TRANG])("a transfer in $id", (profile) => {
  it.each(vectorsOf(profile.id, "transfer"))(
    "$input.from to $input.to_org → $expected",
    ({ input, expected }) => {
      const fullName = profile === QUANG_BINH ? "Nguyễn Văn An" : "Nguyễn Thanh Bình";
      const ledger = [taken(input.from, personOwner("1"))];
      const units = agency("org", input.to_org);
      const [person] = name(profile, { units, people: [{ id: "1", fullName, unit: "org" }], ledger }).people;
      expect(person).toMatchObject({ address: expected, finding: null });
    },
  );
});

it("an agency's name is not given to a person, who gets the next form (Trà Vinh)", () => {
  const [vector] = vectorsOf("travinh", "reserved");
  const units = [...agency("btctu", vector?.input.agencies[0]), ...agency("snv", "snv")];
  const people = [{ id: "1", fullName: vector?.input.name, unit: "snv" }];
  expect(name(TRA_VINH, { units, people }).people[0]).toMatchObject({
    address: "btctu.snv@travinh.gov.vn",
    finding: null,
  });
});

it.each(vectorsOf("binhthuan", "extension"))(
  "the extension $input.ext gives $expected (Bình Thuận)",
  ({ input, expected }) => {
    const ledger = [taken("anvtt"), taken("bdt", agencyOwner("org"))];
    const people = [{ id: "1", fullName: input.name, unit: "org", extension: input.ext }];
    const [person] = name(BINH_THUAN, { units: agency("org", "bdt"), people, ledger }).people;
    if (expected.includes("@")) expect(person).toMatchObject({ address: expected, finding: null });
    else expect(person).toMatchObject({ address: null, finding: { code: "BAD_EXTENSION" } });
  },
);

it("the full name is proposed where the regulation has no rule (Quảng Trị)", () => {
  const [vector] = vectorsOf("quangtri", "personal_optional_template");
  const [person] = name(QUANG_TRI, { people: [{ id: "1", fullName: vector?.input.name }] }).people;
  expect(person?.proposals).toEqual([vector?.expected]);
});

it.each(vectorsOf("soctrang", "quota"))("$input is $expected (Sóc Trăng)", ({ input, expected }) => {
  const { quotaBytes, attachmentBytes } = SOC_TRANG.limits;
  expect(input === "mailbox_quota_bytes" ? quotaBytes : attachmentBytes).toBe(expected);
});
