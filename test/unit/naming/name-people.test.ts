import { describe, expect, it } from "vitest";
import type { LedgerAddress } from "../../../src/model/address.ts";
import { agencyOwner, type Owner, personOwner } from "../../../src/model/owner.ts";
import { nameBatch } from "../../../src/naming/name-batch.ts";
import type { NamedPerson, NamingPerson } from "../../../src/naming/naming-input.ts";
import { SOC_TRANG } from "./profiles.ts";

const UNITS = [
  { code: "TT", name: "Sở Thông tin và Truyền thông" },
  { code: "NV", name: "Sở Nội vụ" },
  { code: "CNTT", name: "Phòng Công nghệ thông tin", parent: "TT" },
  { code: "MX", name: "huyện Mỹ Xuyên" },
  { code: "TP", name: "xã Thạnh Phú", parent: "MX" },
];

const NAME = "Nguyễn Thanh Bình";
const row = (localPart: string, owner: Owner, role: LedgerAddress["role"] = "primary", form = "plain") =>
  ({ localPart, owner, role, form, clause: "Đ.3.2", aliasUntil: null }) satisfies LedgerAddress;

function name(
  people: readonly NamingPerson[],
  ledger: readonly LedgerAddress[] = [],
  units = UNITS,
): NamedPerson[] {
  return [...nameBatch(SOC_TRANG, { units, people, ledger }).people];
}

function one(person: Partial<NamingPerson>, ledger: readonly LedgerAddress[] = []): NamedPerson {
  return name([{ id: "1", fullName: NAME, unit: "TT", ...person }], ledger)[0] as NamedPerson;
}

const localParts = (people: readonly NamedPerson[]) => people.map(({ localPart }) => localPart);
const noteCodes = ({ notes }: NamedPerson) => notes.map(({ code }) => code);

describe("newcomers of one batch", () => {
  it("get the forms by rank, then registration, then id", () => {
    const people = [
      { id: "5", fullName: NAME, unit: "CNTT" },
      { id: "4", fullName: NAME, unit: "CNTT" },
      { id: "3", fullName: NAME, unit: "TT", registeredAt: "2015-03-01T00:00:00Z" },
      { id: "2", fullName: NAME, unit: "TT", registeredAt: "2015-02-28" },
      { id: "1", fullName: NAME, unit: "TT", leaderRank: 2 },
      { id: "0", fullName: NAME, unit: "NV", leaderRank: 1 },
    ];
    const expected = ["ntbinh4.sotttt", "ntbinh3.sotttt", "ntbinh2.sotttt", "ntbinh.sotttt"];
    // The person of rank 2 takes the agency form before those who are no leaders.
    expect(localParts(name(people))).toEqual([
      "ntbinh5.sotttt",
      ...expected.slice(0, 3),
      "ntbinh.sotttt",
      "ntbinh",
    ]);
  });

  it("of a commune get the district's name", () => {
    expect(one({ unit: "TP" }, [row("ntbinh", personOwner("x"))]).localPart).toBe("ntbinh.huyenmx");
  });

  it("never get what anybody ever had: alias, tombstone or reservation", () => {
    const ledger = [
      row("ntbinh", personOwner("x"), "tombstone"),
      row("ntbinh.sotttt", personOwner("y"), "alias"),
      row("ntbinh2.sotttt", personOwner("z"), "reserved"),
    ];
    expect(one({}, ledger)).toMatchObject({
      localPart: "ntbinh3.sotttt",
      form: "numbered",
      clause: "Đ.3.3.b",
    });
  });

  it("get the smallest number that was never used", () => {
    const ledger = ["ntbinh", "ntbinh.sotttt", "ntbinh3.sotttt"].map((it) => row(it, personOwner(it)));
    expect(one({}, ledger).localPart).toBe("ntbinh2.sotttt");
  });

  it("never get a unit's name, not even one that is undecided", () => {
    const units = [
      { code: "A", name: "Hòa An Tây Anh" },
      { code: "B", name: "Hòa An Tây Ninh Á" },
    ];
    // Initials of unit A: hata; of the person Hồ Á Ta: hata.
    const people = [{ id: "1", fullName: "Hồ Á Ta", unit: "B" }];
    expect(name(people, [], units)[0]?.localPart).toBe("hata.hatna");
    const twins = [...units, { code: "C", name: "Hòa An Tây Ấp" }];
    expect(name(people, [], twins)[0]?.localPart).toBe("hata.hatna");
  });
});

describe("an incumbent", () => {
  it("keeps the plain form for ever", () => {
    const ledger = [row("ntbinh", personOwner("1"))];
    expect(one({ unit: "NV", fullName: "Nguyễn Thanh Vũ" }, ledger)).toMatchObject({
      localPart: "ntbinh",
      form: "plain",
      clause: "Đ.3.2",
    });
  });

  it("keeps a suffix that is right and loses one that is not", () => {
    const ledger = [
      row("ntbinh", personOwner("x")),
      row("ntbinh2.sotttt", personOwner("1"), "primary", "numbered"),
    ];
    expect(one({ unit: "CNTT" }, ledger).localPart).toBe("ntbinh2.sotttt");
    expect(one({ unit: "NV" }, ledger)).toMatchObject({
      localPart: "ntbinh.sonv",
      form: "agency",
      clause: "Đ.3.3.b",
    });
  });

  it("gets an earlier address back on return", () => {
    const ledger = [
      row("ntbinh", personOwner("x")),
      row("ntbinh.sonv", personOwner("1"), "primary", "agency"),
      row("ntbinh3.sotttt", personOwner("1"), "alias", "numbered"),
    ];
    expect(one({ unit: "TT" }, ledger)).toMatchObject({ localPart: "ntbinh3.sotttt", form: "numbered" });
    expect(one({}, [row("ntbinh", personOwner("1"), "tombstone")]).localPart).toBe("ntbinh");
  });

  it("keeps the address when the name, the unit or the agency can no longer be read", () => {
    const ledger = [row("ntbinh.sotttt", personOwner("1"), "primary", "agency")];
    expect(noteCodes(one({ fullName: "Nguy?n Thanh B?nh" }, ledger))).toEqual(["ENCODING_SUSPECT"]);
    for (const change of [
      { fullName: "*)(uid=*" },
      { unit: null },
      { unit: "nowhere" },
      { fullName: "", unit: "NV" },
    ]) {
      expect(one(change, ledger)).toMatchObject({ localPart: "ntbinh.sotttt", finding: null });
    }
  });

  it("of lower rank keeps the plain form when a leader comes; the leader's note says so", () => {
    const people = [
      { id: "1", fullName: NAME, unit: "TT" },
      { id: "2", fullName: NAME, unit: "TT", leaderRank: 1 },
    ];
    const [incumbent, leader] = name(people, [row("ntbinh", personOwner("1"))]) as [NamedPerson, NamedPerson];
    expect(incumbent).toMatchObject({ localPart: "ntbinh", notes: [] });
    expect(leader).toMatchObject({ localPart: "ntbinh.sotttt", finding: null });
    expect(leader.notes).toEqual([
      {
        code: "PRIORITY_CONFLICT",
        owner: "person:2",
        params: { localPart: "ntbinh", holder: "person:1", given: "ntbinh.sotttt" },
      },
    ]);
  });
});

describe("a requested local part", () => {
  it("is given before any newcomer's own form", () => {
    const people = [
      { id: "1", fullName: NAME, unit: "TT", leaderRank: 1 },
      { id: "2", fullName: "Lê An", unit: "NV", localPart: "ntbinh" },
    ];
    expect(localParts(name(people))).toEqual(["ntbinh.sotttt", "ntbinh"]);
  });

  it("replaces a live address and stays without a request", () => {
    const ledger = [row("ntbinh", personOwner("1"))];
    expect(one({ localPart: "binh.nguyen" }, ledger)).toMatchObject({
      localPart: "binh.nguyen",
      form: "requested",
      clause: "Đ.4.1",
    });
    expect(one({ unit: "NV" }, [row("binh.tt", personOwner("1"), "primary", "requested")]).localPart).toBe(
      "binh.tt",
    );
  });

  it.each([
    ["admin", "RESERVED"],
    ["sonv", "RESERVED"],
    ["dang", "LOCAL_PART_TAKEN"],
    ["a@b", "BAD_LOCAL_PART"],
    ["a".repeat(65), "BAD_LOCAL_PART"],
  ])("%s is refused: %s", (localPart, code) => {
    const taken = row("dang", personOwner("x"), "tombstone");
    const refused = one({ localPart }, [taken]);
    expect(refused).toMatchObject({ localPart: null, form: "undecided", finding: { code } });
    expect(refused.proposals).toEqual(["ntbinh", "ntbinh.sotttt", "ntbinh2.sotttt"]);
    const kept = one({ localPart }, [taken, row("ntbinh", personOwner("1"))]);
    expect(kept).toMatchObject({ localPart: "ntbinh", finding: null, notes: [{ code }] });
  });

  it("confirms a name that waits for a person, not one that is rejected", () => {
    expect(one({ fullName: "Sên", localPart: "sen" })).toMatchObject({
      localPart: "sen",
      finding: null,
      notes: [{ code: "ONE_WORD" }],
    });
    expect(one({ fullName: "N/A", localPart: "sen" })).toMatchObject({
      localPart: null,
      finding: { code: "BAD_CHAR" },
    });
  });
});

describe("a newcomer without an address", () => {
  it("whose name waits for a person gets proposals", () => {
    expect(one({ fullName: "ThS. Lê An" }, [row("lan", personOwner("x"))])).toMatchObject({
      localPart: null,
      finding: { code: "TITLE_IN_NAME", owner: "person:1" },
      proposals: ["lan.sotttt", "lan2.sotttt", "lean"],
    });
  });

  it("has no plain form left and no unit, or an unknown one, or one without a name", () => {
    const ledger = [row("ntbinh", personOwner("x"))];
    expect(one({ unit: null }, ledger).finding?.code).toBe("NEEDS_UNIT");
    expect(one({ unit: "nowhere" }).finding).toMatchObject({
      code: "UNKNOWN_UNIT",
      params: { unit: "nowhere" },
    });
    const units = [
      { code: "1", name: "Sở Nội vụ" },
      { code: "2", name: "Sở Ngoại vụ" },
    ];
    const [person] = name([{ id: "1", fullName: NAME, unit: "1" }], ledger, units);
    expect(person?.finding).toMatchObject({
      code: "AGENCY_WITHOUT_ADDRESS",
      params: { agency: "1", cause: "UNIT_COLLISION" },
    });
  });

  it("has a name that makes a local part of more than 64 characters", () => {
    expect(one({ fullName: `Lê ${"a".repeat(70)}` }).finding).toMatchObject({
      code: "TOO_LONG",
      params: { limit: 64 },
    });
  });
});

it("an agency that is renamed takes its people's suffix along", () => {
  const ledger = [
    row("sotttt", agencyOwner("TT"), "primary", "type-initials"),
    row("ntbinh", personOwner("x")),
    row("ntbinh.sotttt", personOwner("1"), "primary", "agency"),
  ];
  const units = [{ code: "TT", name: "Sở Khoa học và Công nghệ" }];
  expect(name([{ id: "1", fullName: NAME, unit: "TT" }], ledger, units)[0]?.localPart).toBe("ntbinh.sokhcn");
});
