import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LedgerAddress } from "../../../src/model/address.ts";
import { agencyOwner, type Owner, personOwner } from "../../../src/model/owner.ts";
import { isLocalPart } from "../../../src/naming/local-part.ts";
import { nameBatch } from "../../../src/naming/name-batch.ts";
import type { NamingUnit } from "../../../src/naming/naming-input.ts";
import { anyText } from "./arbitraries.ts";
import { SOC_TRANG, TRA_VINH } from "./profiles.ts";

const row = (
  localPart: string,
  owner: Owner,
  role: LedgerAddress["role"] = "primary",
  form = "type-initials",
) => ({ localPart, owner, role, form, clause: "Đ.3.1.a", aliasUntil: null }) satisfies LedgerAddress;

function nameUnits(units: readonly NamingUnit[], ledger: readonly LedgerAddress[] = [], profile = SOC_TRANG) {
  const named = nameBatch(profile, { units, people: [], ledger }).units;
  return Object.fromEntries(named.map((unit) => [unit.code, unit]));
}

/** The local part of one unit, alone or below a parent. */
function localPart(name: string, parent?: string, kind?: NamingUnit["kind"]) {
  const units = [
    ...(parent ? [{ code: "parent", name: parent }] : []),
    { code: "unit", name, kind, parent: parent && "parent" },
  ];
  const { unit } = nameUnits(units);
  return unit?.localPart ?? unit?.finding?.code;
}

describe("a unit's name", () => {
  it.each([
    ["Sở Khoa học và Công nghệ", "sokhcn"],
    ["SỞ KHOA HỌC VÀ CÔNG NGHỆ", "sokhcn"],
    ["Sở KHOA HỌC VÀ CÔNG NGHỆ", "sokhcn"],
    ["sở khoa học & công nghệ", "sokhcn"],
    ["Sở KH&CN", "sokhcn"],
    ["Sở TT&TT tỉnh Sóc Trăng", "sotttt"],
    ["Ban Dân tộc", "bandt"],
    ["Ban Quản lý các khu công nghiệp", "banquanlyckcn"],
    ["Thanh tra tỉnh", "thanhtrat"],
    ["Văn phòng UBND tỉnh", "vanphongubndt"],
    ["Hội đồng nhân dân tỉnh", "hoidongndt"],
    ["Hội Nông dân tỉnh", "hoindt"],
    ["Liên minh Hợp tác xã", "lmhtx"],
    ["Uỷ ban nhân dân Thị xã Ngã Năm", "thixann"],
    ["UBND TP. Sóc Trăng", "thanhphost"],
    ["Ban QLDA 2", "banqlda2"],
    ["Chi cục Thuế khu vực IX", "chicuctkv9"],
    ["Trung tâm Y tế (cơ sở 2)", "trungtamytcs2"],
    ["Mỹ Xuyên", "mx"],
    ["阮文安", "UNIT_NAME_UNUSABLE"],
    ["Së Néi vô ®iÖn", "UNIT_NAME_UNUSABLE"],
    ["", "UNIT_NAME_UNUSABLE"],
    ["Văn phòng", "RESERVED"],
  ])("at the top: %s → %s", (name, expected) => {
    expect(localPart(name)).toBe(expected);
  });

  it.each([
    ["Văn phòng", "Sở Nội vụ", "vanphong.sonv"],
    ["Văn phòng HĐND và UBND huyện Mỹ Xuyên", "huyện Mỹ Xuyên", "vanphonghdndubnd.huyenmx"],
    ["Văn phòng UBND huyện Mỹ Xuyên", "UBND huyện Mỹ Xuyên", "vanphongubnd.huyenmx"],
    ["Phòng Nội vụ thuộc UBND huyện Mỹ Xuyên", "huyện Mỹ Xuyên", "phongnv.huyenmx"],
    ["Phòng Nội vụ UBND huyện Mỹ Xuyên, tỉnh Sóc Trăng", "huyện Mỹ Xuyên", "phongnv.huyenmx"],
    ["thị trấn Mỹ Xuyên", "huyện Mỹ Xuyên", "thitranmx.huyenmx"],
    ["Xã An Thạnh 1", "huyện Cù Lao Dung", "xaat1.huyencld"],
    ["XÃ HÒA TÚ II", "huyện Mỹ Xuyên", "xaht2.huyenmx"],
    ["Phường 10", "thành phố Sóc Trăng", "phuong10.thanhphost"],
  ])("below a parent: %s of %s → %s", (name, parent, expected) => {
    expect(localPart(name, parent)).toBe(expected);
  });

  it("takes its type from the feed's kind where the name leaves it out", () => {
    expect(localPart("Mỹ Xuyên", undefined, "district")).toBe("huyenmx");
    expect(localPart("Xà Phiên", undefined, "commune")).toBe("xaxp");
  });

  it("of a third level takes the parent's mailbox name whole", () => {
    const named = nameUnits([
      { code: "H", name: "huyện Mỹ Xuyên" },
      { code: "X", name: "xã Thạnh Phú", parent: "H" },
      { code: "C", name: "Công an xã Thạnh Phú", parent: "X" },
    ]);
    expect(named.C).toMatchObject({
      localPart: "congan.xatp.huyenmx",
      form: "type-initials-parent",
      clause: "Đ.3.1.b",
    });
  });

  it("that a profile overrides is taken from there (Trà Vinh)", () => {
    const named = nameUnits(
      [
        { code: "1", name: "UBND thị xã Duyên Hải" },
        { code: "2", name: "huyện Duyên Hải" },
      ],
      [],
      TRA_VINH,
    );
    expect(named["1"]).toMatchObject({ localPart: "txdh", form: "override", clause: "Đ.4.1.c" });
    expect(named["2"]?.localPart).toBe("duyenhai");
  });
});

describe("the feed's mailbox name", () => {
  const unit = (mailboxName: string) => nameUnits([{ code: "1", name: "Sở Nội vụ", mailboxName }])["1"];

  it("wins over the rule and is lowered", () => {
    expect(unit(" SoNoiVu ")).toMatchObject({
      localPart: "sonoivu",
      form: "mailbox-name",
      clause: "Đ.3.1.b",
      finding: null,
    });
  });

  it.each([
    ["so noi vu", "BAD_LOCAL_PART"],
    ["sở", "BAD_LOCAL_PART"],
    ["a..b", "BAD_LOCAL_PART"],
    ["sonv@soctrang.gov.vn", "BAD_LOCAL_PART"],
    ["a".repeat(65), "BAD_LOCAL_PART"],
    ["postmaster", "RESERVED"],
  ])("is checked: %s → %s", (mailboxName, code) => {
    expect(unit(mailboxName)).toMatchObject({ localPart: null, finding: { code } });
  });

  it("may be a role name", () => {
    expect(unit("admin")?.localPart).toBe("admin");
  });

  it("wins over another unit that has the name only by the rule", () => {
    const named = nameUnits([
      { code: "1", name: "Sở Nội vụ", mailboxName: "sonv" },
      { code: "2", name: "Sở Ngoại vụ" },
    ]);
    expect(named["1"]).toMatchObject({ localPart: "sonv", finding: null });
    expect(named["2"]).toMatchObject({ localPart: null, finding: { code: "UNIT_COLLISION" } });
  });
});

describe("two units that ask for one name", () => {
  const pair = [
    { code: "1", name: "Sở Nội vụ" },
    { code: "2", name: "Sở Ngoại vụ" },
  ];

  it("are both refused, and each finding names the other", () => {
    const named = nameUnits(pair);
    expect(named["1"]?.finding).toEqual({
      code: "UNIT_COLLISION",
      owner: "agency:1",
      params: { localPart: "sonv", others: "2 (Sở Ngoại vụ)" },
    });
    expect(named["2"]).toMatchObject({ localPart: null, finding: { code: "UNIT_COLLISION" } });
  });

  it("leave it with the one that holds it", () => {
    const named = nameUnits(pair, [row("sonv", agencyOwner("2"))]);
    expect(named["2"]).toMatchObject({ localPart: "sonv", finding: null });
    expect(named["1"]).toMatchObject({ localPart: null, finding: { code: "UNIT_COLLISION" } });
  });

  it("keep the addresses they have", () => {
    const named = nameUnits(pair, [row("sonv", agencyOwner("2")), row("songv", agencyOwner("1"))]);
    expect(named["1"]).toMatchObject({ localPart: "songv", finding: { code: "UNIT_COLLISION" } });
  });

  it("hold up the units below them, with the cause", () => {
    const named = nameUnits([
      ...pair,
      { code: "3", name: "Phòng Tổ chức", parent: "1" },
      { code: "4", name: "Đội 1", parent: "3" },
    ]);
    expect(named["3"]?.finding).toMatchObject({
      code: "PARENT_WITHOUT_ADDRESS",
      params: { parent: "1", cause: "UNIT_COLLISION" },
    });
    expect(named["4"]?.finding).toMatchObject({ params: { parent: "3", cause: "PARENT_WITHOUT_ADDRESS" } });
  });

  it("do not make a collision of the units below them", () => {
    const twins = [
      { code: "a", name: "huyện Trà Cú" },
      { code: "b", name: "huyện Tiểu Cần" },
    ];
    const named = nameUnits([
      ...twins,
      { code: "c", name: "xã Thạnh Phú", parent: "a" },
      { code: "d", name: "xã Thạnh Phú", parent: "b" },
    ]);
    expect([named.c, named.d].map((unit) => unit?.finding?.code)).toEqual([
      "PARENT_WITHOUT_ADDRESS",
      "PARENT_WITHOUT_ADDRESS",
    ]);
  });
});

it("units below two that are refused but keep their addresses take those, and are no collision", () => {
  const named = nameUnits(
    [
      { code: "a", name: "huyện Trà Cú" },
      { code: "b", name: "huyện Tiểu Cần" },
      { code: "c", name: "xã Thạnh Phú", parent: "a" },
      { code: "d", name: "xã Thạnh Phú", parent: "b" },
    ],
    [row("huyentracu", agencyOwner("a")), row("huyentieucan", agencyOwner("b"))],
  );
  expect([named.c, named.d]).toMatchObject([
    { localPart: "xatp.huyentracu", finding: null },
    { localPart: "xatp.huyentieucan", finding: null },
  ]);
});

describe("a name that was issued before", () => {
  it("to another unit or a person is never issued again", () => {
    const ledger = [row("sonv", agencyOwner("gone"), "tombstone"), row("sotp", personOwner("1"), "alias")];
    const named = nameUnits(
      [
        { code: "1", name: "Sở Nội vụ" },
        { code: "2", name: "Sở Tư pháp" },
      ],
      ledger,
    );
    expect(named["1"]?.finding).toMatchObject({
      code: "LOCAL_PART_TAKEN",
      params: { holder: "agency:gone" },
    });
    expect(named["2"]?.finding).toMatchObject({ code: "LOCAL_PART_TAKEN", params: { holder: "person:1" } });
  });

  it("follows the unit's new name, and the old one comes back to the unit", () => {
    const ledger = [row("sokhcn", agencyOwner("1")), row("sotttt", agencyOwner("1"), "alias")];
    expect(nameUnits([{ code: "1", name: "Sở Thông tin và Truyền thông" }], ledger)["1"]?.localPart).toBe(
      "sotttt",
    );
  });

  it("by a person's decision stays", () => {
    const ledger = [row("sngv", agencyOwner("1"), "primary", "requested")];
    expect(nameUnits([{ code: "1", name: "Sở Ngoại vụ" }], ledger)["1"]).toMatchObject({
      localPart: "sngv",
      form: "requested",
      finding: null,
    });
  });
});

describe("a tree that is not one", () => {
  it("gives findings for an unknown parent and for a cycle, and names what hangs below explicitly", () => {
    const named = nameUnits([
      { code: "1", name: "Phòng A", parent: "nowhere" },
      { code: "2", name: "Phòng B", parent: "3" },
      { code: "3", name: "Phòng C", parent: "2" },
      { code: "4", name: "Phòng D", parent: "4" },
      { code: "5", name: "Phòng E", parent: "3" },
      { code: "6", name: "Phòng F", parent: "3", mailboxName: "phongf" },
    ]);
    const codes = Object.values(named).map(({ finding }) => finding?.code);
    expect(codes).toEqual([
      "UNKNOWN_PARENT",
      "UNIT_CYCLE",
      "UNIT_CYCLE",
      "UNIT_CYCLE",
      "PARENT_WITHOUT_ADDRESS",
      undefined,
    ]);
    expect(named["6"]?.localPart).toBe("phongf");
  });
});

it("any units give well-formed names that differ, or findings, in any order; nothing throws", () => {
  const code = fc.constantFrom("a", "b", "c", "d", "e");
  const name = fc.oneof(
    anyText,
    fc.constantFrom("Sở Nội vụ", "Sở Ngoại vụ", "huyện Mỹ Xuyên", "xã Mỹ Tú", "xã Mỹ Thuận"),
  );
  const mailboxName = fc.option(fc.oneof(fc.constantFrom("sonv", "a.b"), anyText));
  const unit = fc.record({ code, name, parent: fc.option(code), mailboxName });
  fc.assert(
    fc.property(fc.uniqueArray(unit, { selector: (it) => it.code }), (units) => {
      const named = nameUnits(units);
      const given = Object.values(named).flatMap(({ localPart: it }) => it ?? []);
      expect(new Set(given).size).toBe(given.length);
      for (const { localPart: it, finding } of Object.values(named)) {
        if (it === null) expect(finding).not.toBeNull();
        else expect(isLocalPart(it)).toBe(true);
      }
      expect(nameUnits(units.toReversed())).toEqual(named);
    }),
    { numRuns: 2000 },
  );
});
