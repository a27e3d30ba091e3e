import { describe, expect, it } from "vitest";
import { nameDocument, readBatchDocument } from "../../../src/naming/batch-document.ts";
import { SOC_TRANG } from "./profiles.ts";

function run(json: unknown) {
  const read = readBatchDocument(json);
  if ("problems" in read) throw new Error(JSON.stringify(read.problems));
  return nameDocument(SOC_TRANG, read.batch, ({ code }) => `text of ${code}`);
}

describe("the result of a batch", () => {
  it("has the fields of the contract and no others", () => {
    const result = run({
      units: [{ code: "TT", name: "Sở Thông tin và Truyền thông", kind: "department" }],
      people: [
        { id: "1", fullName: "Nguyễn Thanh Bình", unit: "TT", leaderRank: 1 },
        { id: "2", fullName: "N/A", unit: "TT" },
      ],
      taken: [],
    });
    expect(result).toEqual({
      profile: "soctrang",
      units: [
        {
          code: "TT",
          address: "sotttt@soctrang.gov.vn",
          form: "type-initials",
          clause: "Đ.3.1.a",
          finding: null,
        },
      ],
      people: [
        {
          id: "1",
          address: "ntbinh@soctrang.gov.vn",
          form: "plain",
          clause: "Đ.3.2",
          finding: null,
          proposals: [],
          parsed: {
            display: "Nguyễn Thanh Bình",
            romanised: "nguyen thanh binh",
            given: "binh",
            initials: "nt",
          },
        },
        {
          id: "2",
          address: null,
          form: "undecided",
          clause: "Đ.3.3.c",
          finding: { code: "BAD_CHAR", owner: "person:2", message: "text of BAD_CHAR" },
          proposals: [],
          parsed: null,
        },
      ],
    });
  });

  it("gives a note as the finding of somebody who has an address, and full addresses as proposals", () => {
    const people = [
      { id: "1", fullName: "Lê An" },
      { id: "2", fullName: "Lê An", leaderRank: 1, unit: "NV" },
      { id: "3", fullName: "Sên" },
    ];
    const units = [{ code: "NV", name: "Sở Nội vụ", parent: null, mailboxName: null }];
    const result = run({ units, people, taken: [{ localPart: "LAN", owner: "1" }] });
    expect(result.people[1]).toMatchObject({
      address: "lan.sonv@soctrang.gov.vn",
      finding: { code: "PRIORITY_CONFLICT" },
    });
    expect(result.people[2]?.proposals).toEqual(["sen@soctrang.gov.vn"]);
  });
});

describe("taken addresses", () => {
  const units = [{ code: "NV", name: "Sở Nội vụ" }];
  const people = [{ id: "1", fullName: "Lê An", unit: "NV" }];
  const addressWhenTakenBy = (owner: string) =>
    run({ units, people, taken: [{ localPart: "lan", owner }] }).people[0]?.address;

  it("belong to a person of the batch by id, bare or marked", () => {
    expect(addressWhenTakenBy("1")).toBe("lan@soctrang.gov.vn");
    expect(addressWhenTakenBy("person:1")).toBe("lan@soctrang.gov.vn");
  });

  it("belong to somebody else by any other text", () => {
    for (const owner of ["2", "agency:NV", "NV", "Ông Tám", ""])
      expect(addressWhenTakenBy(owner)).toBe("lan.sonv@soctrang.gov.vn");
  });

  it("stay with the unit that has them", () => {
    const named = run({
      units: [...units, { code: "NG", name: "Sở Ngoại vụ" }],
      taken: [{ localPart: "sonv", owner: "NG" }],
    });
    expect(named.units.map(({ address }) => address)).toEqual([null, "sonv@soctrang.gov.vn"]);
  });
});

describe("a wrong document", () => {
  it.each([
    [null, ""],
    [[], ""],
    [{ unit: [] }, "unit"],
    [{ people: [{ id: "1" }] }, "people[0].fullName"],
    [{ people: [{ id: "1", fullName: "A", rank: 1 }] }, "people[0].rank"],
    [{ people: [{ id: 7, fullName: "A" }] }, "people[0].id"],
    [{ people: [{ id: "1", fullName: "A", leaderRank: -1 }] }, "people[0].leaderRank"],
    [{ people: [{ id: "1", fullName: "A", registeredAt: "31/12/2015" }] }, "people[0].registeredAt"],
    [
      {
        people: [
          { id: "1", fullName: "A" },
          { id: "1", fullName: "B" },
        ],
      },
      "people[1].id",
    ],
    [{ units: [{ code: "1", name: "A", kind: "planet" }] }, "units[0].kind"],
    [
      {
        units: [
          { code: "1", name: "A" },
          { code: "1", name: "B" },
        ],
      },
      "units[1].code",
    ],
    [
      {
        taken: [
          { localPart: "a", owner: "x" },
          { localPart: "A", owner: "y" },
        ],
      },
      "taken[1].localPart",
    ],
  ])("%j is refused at %s", (json, path) => {
    const read = readBatchDocument(json);
    expect("problems" in read ? read.problems.map((problem) => problem.path) : []).toContain(path);
  });
});
