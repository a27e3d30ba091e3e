/** All worked examples of the five regulations and of the readings, through the whole engine. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { detectEncoding } from "../../../src/feed/detect-encoding.ts";
import { LEGACY_DECODERS } from "../../../src/feed/legacy-decoders.ts";
import type { LedgerAddress } from "../../../src/model/address.ts";
import { LEGACY_ENCODINGS } from "../../../src/model/feed-encoding.ts";
import { agencyOwner, type Owner, personOwner } from "../../../src/model/owner.ts";
import { nameDocument } from "../../../src/naming/batch-document.ts";
import type { NamingPerson, NamingUnit } from "../../../src/naming/naming-input.ts";
import type { Profile } from "../../../src/naming/profile.ts";
import { BINH_THUAN, PROFILES, QUANG_BINH, QUANG_TRI, SOC_TRANG, TRA_VINH } from "./profiles.ts";
import { VECTORS, type Vector, vectorsOf } from "./vectors.ts";

/** Which examples this file runs; the last test holds them against all that there are. */
const run = new Set<Vector>();

function examples(profile: string, ...kinds: readonly string[]): readonly Vector[] {
  const found = vectorsOf(profile, ...kinds);
  for (const vector of found) run.add(vector);
  return found;
}

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
  it.each(examples(profile.id, "org", "district", "commune", "org_unit"))(
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
  it.each(examples(profile.id, ...kinds))("are all refused: $input", ({ input }) => {
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

  it.each(examples(profile.id, "personal"))("$input.name → $expected", ({ input, expected }) => {
    const unit = input.org === undefined ? null : "org";
    const units = agency("org", input.org);
    const [person] = name(profile, { units, people: [{ id: "1", fullName: input.name, unit }] }).people;
    if (input.name === "Sên") {
      expect(person).toMatchObject({ address: null, finding: { code: "ONE_WORD" } });
      expect(person?.proposals[0]).toBe(expected);
    } else if (expected === "NO_RULE" || isReserved(input)) {
      const code = expected === "NO_RULE" ? "NO_RULE" : "NEEDS_EXTENSION";
      expect(person).toMatchObject({ address: null, finding: { code } });
    } else expect(person).toMatchObject({ address: expected, finding: null });
  });
});

describe.each([TRA_VINH, BINH_THUAN, SOC_TRANG])("names already taken in $id", (profile) => {
  it.each(examples(profile.id, "personal_sequence"))("$input.taken → $expected", ({ input, expected }) => {
    const units = agency("org", input.orgMailbox);
    const ledger = input.taken.map((localPart: string) => taken(localPart));
    const [person] = name(profile, {
      units,
      people: [{ id: "1", fullName: input.name, unit: "org" }],
      ledger,
    }).people;
    if (expected.includes("@")) expect(person).toMatchObject({ address: expected, finding: null });
    else {
      const code = expected === "MANUAL_DECISION" ? "NEEDS_DECISION" : expected;
      expect(person).toMatchObject({ address: null, finding: { code } });
      expect(person?.proposals.length).toBeGreaterThan(0);
    }
  });
});

describe("one name in one agency of Quảng Bình", () => {
  const [inOneBatch, inTwoAgencies, afterIncumbent] = examples("quangbinh", "personal_sequence");
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
  it.each(examples(profile.id, "transfer"))(
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

it("a local part has one dot at most (Trà Vinh, Đ.4), whoever names it", () => {
  const units = [
    { code: "1", name: "Phòng Nội vụ", mailboxName: "phong.noi.vu" },
    { code: "2", name: "huyện Châu Thành", mailboxName: "chau.thanh" },
    { code: "3", name: "xã Hòa Thuận", parent: "2" },
  ];
  const [first, second, third] = name(TRA_VINH, { units }).units;
  expect(first).toMatchObject({ address: null, finding: { code: "BAD_LOCAL_PART" } });
  expect(second?.address).toBe("chau.thanh@travinh.gov.vn");
  expect(third).toMatchObject({ address: null, finding: { code: "UNIT_NAME_UNUSABLE" } });
});

it("an agency's name is not given to a person, who gets the next form (Trà Vinh)", () => {
  const [vector] = examples("travinh", "reserved");
  const units = [...agency("btctu", vector?.input.agencies[0]), ...agency("snv", "snv")];
  const people = [{ id: "1", fullName: vector?.input.name, unit: "snv" }];
  expect(name(TRA_VINH, { units, people }).people[0]).toMatchObject({
    address: "btctu.snv@travinh.gov.vn",
    finding: null,
  });
});

it.each(examples("binhthuan", "extension"))(
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
  const [vector] = examples("quangtri", "personal_optional_template");
  const [person] = name(QUANG_TRI, { people: [{ id: "1", fullName: vector?.input.name }] }).people;
  expect(person?.proposals).toEqual([vector?.expected]);
});

it("an extension is no abbreviation of a unit either (Bình Thuận)", () => {
  const units = [
    { code: "bdt", name: "Ban Dân tộc" },
    { code: "tt", name: "Trung tâm dịch vụ miền núi", parent: "bdt" },
  ];
  const people = [{ id: "1", fullName: "Võ Thị Thu An", unit: "tt", extension: "TTdvmn" }];
  const [person] = name(BINH_THUAN, { units, people, ledger: [taken("anvtt")] }).people;
  expect(person).toMatchObject({ address: null, finding: { code: "BAD_EXTENSION" } });
  // What is proposed is an extension that may be agreed on.
  expect(person?.proposals).toEqual(["anvtt.thu@bdt.binhthuan.gov.vn", "anvtt.vo@bdt.binhthuan.gov.vn"]);
});

it.each(examples("binhthuan", "transfer"))("$input.from moves to $input.to_agency", ({ input, expected }) => {
  const person = { id: "1", fullName: "Võ Thị Thu An", unit: "org" };
  const before = name(BINH_THUAN, { units: agency("org", "bdt"), people: [person] });
  expect(before.people[0]?.address).toBe(expected.revoke);
  // The other agency has a domain, and so a set of names, of its own.
  const other = { ...BINH_THUAN, domain: `${input.to_agency}.binhthuan.gov.vn` };
  const after = name(other, { units: agency("org", input.to_agency), people: [person] });
  expect(after.people[0]?.address).toBe(expected.create);
});

describe("a mailbox of a role", () => {
  it.each(examples("quangtri", "role"))(
    "$expected goes to a unit by the feed, never to a person",
    (vector) => {
      const { input, expected } = vector;
      const units = [{ code: "1", name: "Văn phòng Tỉnh ủy", mailboxName: input }];
      const people = [{ id: "1", fullName: "Lê Đức Minh", localPart: input }];
      expect(name(QUANG_TRI, { units }).units[0]).toMatchObject({ address: expected, finding: null });
      expect(name(QUANG_TRI, { people }).people[0]).toMatchObject({
        address: null,
        finding: { code: "RESERVED" },
      });
    },
  );

  it.each([QUANG_BINH, SOC_TRANG])("that takes requests is named by the profile of $id", (profile) => {
    for (const { expected } of examples(profile.id, "role")) {
      expect(`${profile.intake?.localPart}@${profile.domain}`).toBe(expected);
    }
  });
});

describe.each([QUANG_BINH, SOC_TRANG])("the figures of $id", ({ id, limits }) => {
  it.each(examples(id, "quota"))("$input is $expected", ({ input, expected }) => {
    const { quotaBytes, attachmentBytes } = limits;
    expect(input === "mailbox_quota_bytes" ? quotaBytes : attachmentBytes).toBe(expected);
  });

  it.each(vectorsOf(id, "inactivity"))("$expected.action after so many months", ({ expected }) => {
    expect(limits.inactivity?.action).toBe(expected.action);
  });
});

describe("what a profile is silent about", () => {
  it.each([
    ["travinh", ["password", "inactivity", "quotaBytes", "deadlines"]],
    ["binhthuan", ["inactivity", "quotaBytes", "deadlines"]],
    ["quangtri", ["inactivity", "quotaBytes", "deadlines", "reports"]],
  ] as const)("%s has no %s", (id, silent) => {
    const limits = PROFILES.find((profile) => profile.id === id)?.limits;
    for (const what of silent) expect(limits?.[what] ?? []).toEqual([]);
  });
});

describe("a column in an old encoding", () => {
  it.each(examples("common", "encoding"))("$input.encoding: $input.cells", ({ input, expected }) => {
    // What is good Unicode stays as it is.
    const encoding = LEGACY_ENCODINGS.find(
      (name) => input.encoding.replace("cp", "") === name.replace("cp", ""),
    );
    expect(encoding === undefined).toBe(input.encoding === "unicode");
    const decode = encoding === undefined ? (cell: string) => cell : LEGACY_DECODERS[encoding];
    expect(input.cells.map(decode)).toEqual(expected);
    if (encoding === undefined) expect(detectEncoding(input.cells)).toBeNull();
  });
});

/** Examples that other tests run, because they are about other things than an address. */
const ELSEWHERE: Readonly<Record<string, { readonly file: string; readonly about: string }>> = {
  name: { file: "test/unit/naming/parse-name.test.ts", about: "one name, without an address" },
  name_rejected: { file: "test/unit/naming/parse-name.test.ts", about: "one name, without an address" },
  name_review: { file: "test/unit/naming/parse-name.test.ts", about: "one name, without an address" },
  password: { file: "test/unit/desired/terms.test.ts", about: "a password against the profile" },
  sla: { file: "test/unit/desired/terms.test.ts", about: "working days" },
  inactivity: { file: "test/unit/desired/terms.test.ts", about: "months without a login" },
};

it("every one of the 185 examples runs here, or in the file that is named for its kind", () => {
  expect(VECTORS).toHaveLength(185);
  const others = VECTORS.filter((vector) => !run.has(vector));
  expect(others.filter(({ kind }) => ELSEWHERE[kind] === undefined)).toEqual([]);
  for (const kind of new Set(others.map((vector) => vector.kind))) {
    const { file = "" } = ELSEWHERE[kind] ?? {};
    expect(readFileSync(file, "utf8"), `${file} runs the kind ${kind}`).toContain(`"${kind}"`);
  }
});

it("the appendix of Bình Thuận has 24 rows, each a worked example", () => {
  const rows = BINH_THUAN.examples.filter(({ clause }) => clause === "Phụ-lục");
  expect(rows).toHaveLength(24);
  expect(new Set(rows.map(({ address }) => address)).size).toBe(24);
  const printed = examples("binhthuan", "personal").filter(({ note }) => note.startsWith("Phụ lục"));
  expect(rows.map(({ person, address }) => [person, `${address}@${BINH_THUAN.domain}`])).toEqual(
    printed.map(({ input, expected }) => [input.name, expected]),
  );
});
