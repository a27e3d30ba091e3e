import { describe, expect, it } from "vitest";
import type { Desired, DesiredInput } from "../../../src/desired/build-desired.ts";
import type { AccountFacts } from "../../../src/model/account.ts";
import type { LedgerAddress } from "../../../src/model/address.ts";
import type { FeedUnit } from "../../../src/model/feed.ts";
import type { Owner } from "../../../src/model/owner.ts";
import { account, desiredOf, entryOf, findingsOf, issued, order } from "../../support/fakes/desired.ts";
import { NOW, person, post, REALM, SOC_TRANG, unit } from "../../support/fakes/province.ts";

const DAY_MS = 86_400_000;
const HELD: readonly LedgerAddress[] = [
  issued("agency:STTTT", "sotttt"),
  issued("agency:SKHCN", "sokhcn"),
  issued("person:a", "nva"),
  issued("person:b", "nvb"),
];
const ACCOUNTS: ReadonlyMap<Owner, AccountFacts> = new Map<Owner, AccountFacts>([
  ["agency:STTTT", account("sotttt")],
  ["agency:SKHCN", account("sokhcn")],
  ["person:a", account("nva")],
  ["person:b", account("nvb")],
]);
const ALIAS_UNTIL = new Date(Date.parse(NOW) + SOC_TRANG.aliasDays * DAY_MS).toISOString();

const STTTT = unit("STTTT", "Sở Thông tin và Truyền thông", { headPersonId: "a", decisionNo: "60/NQ" });
const SKHCN = unit("SKHCN", "Sở Khoa học và Công nghệ", { headPersonId: "b" });
const MERGED: FeedUnit = { ...STTTT, status: "dissolved", successorCode: "SKHCN" };
const PHONG = unit("CNTT", "Phòng Công nghệ thông tin", { kind: "division", parentCode: "STTTT" });

function province(units: readonly FeedUnit[], more: Partial<DesiredInput> = {}): Desired {
  const people = [
    person("a", "Nguyễn Văn An", { requestedLocalPart: "nva" }),
    person("b", "Nguyễn Văn Bình", { requestedLocalPart: "nvb" }),
  ];
  const appointments = [post("a", "STTTT"), post("b", "SKHCN")];
  return desiredOf({ units, people, appointments }, { ledger: HELD, accounts: ACCOUNTS, ...more });
}

/** The ledger once everything that `result` asks for is done. */
function recorded(ledger: readonly LedgerAddress[], result: Desired): LedgerAddress[] {
  const rows = new Map(ledger.map((row) => [row.localPart, row]));
  const edit = (localPart: string, more: Partial<LedgerAddress>) => {
    const row = rows.get(localPart);
    if (row === undefined) throw new TypeError(`${localPart} is not in the ledger`);
    rows.set(localPart, { ...row, ...more });
  };
  for (const change of [...result.ledger.values()].flat()) {
    if (change.change === "retire") edit(change.localPart, { role: "alias", aliasUntil: change.aliasUntil });
    else if (change.change === "bury") edit(change.localPart, { role: "tombstone", aliasUntil: null });
  }
  for (const change of [...result.ledger.values()].flat()) {
    if (change.change === "issue") rows.set(change.address.localPart, change.address);
  }
  return [...rows.values()];
}

const addressesOf = (result: Desired, code: string) => {
  const { mail = [], mailLocalAddress = [] } = entryOf(result, `agency:${code}`)?.attributes ?? {};
  return [...mail, ...mailLocalAddress].map((address) => address.split("@")[0]);
};
const dueOf = (result: Desired, owner: Owner) =>
  result.due.filter((due) => due.owner === owner).map(({ at, why }) => `${why} ${at}`);

describe("a unit that went into another one", () => {
  it("gives its mailbox's address to the successor as an alias, and is locked without one", () => {
    const result = province([MERGED, SKHCN]);
    expect(addressesOf(result, "SKHCN")).toEqual(["sokhcn", "sotttt"]);
    expect(entryOf(result, "agency:SKHCN")?.follows).toEqual(["agency:STTTT"]);
    const old = entryOf(result, "agency:STTTT");
    expect(old).toMatchObject({
      dn: `uid=sotttt,ou=agencies,${REALM.suffix}`,
      status: "disabled",
      references: { roleOccupant: [] },
      reasons: {
        disable: {
          code: "UNIT_MERGED",
          params: { unit: "STTTT", successor: "SKHCN" },
          clause: "Đ.10.2",
          decisionNo: "60/NQ",
        },
      },
    });
    expect(old?.managed).toEqual(expect.arrayContaining(["mail", "mailLocalAddress"]));
    expect(old?.attributes).not.toHaveProperty("mail");
    expect(old?.reasons).not.toHaveProperty("create");
    expect(result.ledger.get("agency:STTTT")).toEqual([
      { change: "retire", localPart: "sotttt", aliasUntil: ALIAS_UNTIL },
    ]);
    expect(entryOf(result, "unit:STTTT")?.attributes.danhbaStatus).toEqual(["disabled"]);
    expect(entryOf(result, "unit:SKHCN")?.attributes.danhbaStatus).toEqual(["active"]);
  });

  it("keeps the alias at the successor while it lasts, and loses it for good when its time is over", () => {
    const ledger = recorded(HELD, province([MERGED, SKHCN]));
    const gone = new Map(ACCOUNTS).set("agency:STTTT", account("sotttt", { status: "disabled", since: NOW }));
    const at = (now: string) =>
      province([MERGED, SKHCN], { ledger, accounts: gone, now, today: now.slice(0, 10) });

    const during = at("2026-12-01T01:00:00.000Z");
    expect(addressesOf(during, "SKHCN")).toEqual(["sokhcn", "sotttt"]);
    expect(entryOf(during, "agency:SKHCN")?.follows).toEqual([]);
    expect(entryOf(during, "agency:SKHCN")?.reasons).not.toHaveProperty("alias");
    expect(during.ledger.size).toBe(0);
    expect(dueOf(during, "agency:SKHCN")).toEqual([`ALIAS ${ALIAS_UNTIL}`]);

    const after = at(ALIAS_UNTIL);
    expect(addressesOf(after, "SKHCN")).toEqual(["sokhcn"]);
    expect(entryOf(after, "agency:SKHCN")?.reasons.alias).toMatchObject({ code: "ALIAS_ENDED" });
    expect(after.ledger.get("agency:SKHCN")).toEqual([{ change: "bury", localPart: "sotttt" }]);
    expect(recorded(ledger, after)).toContainEqual(
      expect.objectContaining({ localPart: "sotttt", owner: "agency:STTTT", role: "tombstone" }),
    );
    expect(dueOf(after, "agency:SKHCN")).toEqual([]);
  });

  it("hands on what it had taken in when it goes into a third one", () => {
    const ledger = recorded(HELD, province([MERGED, SKHCN])).concat(issued("agency:SX", "sox"));
    const accounts = new Map(ACCOUNTS)
      .set("agency:STTTT", account("sotttt", { status: "disabled", since: NOW }))
      .set("agency:SX", account("sox"));
    const units = [
      MERGED,
      { ...SKHCN, status: "dissolved" as const, successorCode: "SX" },
      unit("SX", "Sở X", { mailboxName: "sox" }),
    ];
    const result = province(units, { ledger, accounts });
    expect(addressesOf(result, "SX")).toEqual(["sox", "sokhcn", "sotttt"]);
    expect(result.ledger.get("agency:SKHCN")).toMatchObject([{ change: "retire", localPart: "sokhcn" }]);
    expect(entryOf(result, "agency:SX")?.follows).toEqual(["agency:SKHCN"]);
  });

  it("takes its people, posts and sub-units along", () => {
    const result = province([MERGED, SKHCN, PHONG]);
    expect(entryOf(result, "person:a")?.attributes).toMatchObject({
      danhbaUnit: ["SKHCN"],
      departmentNumber: ["SKHCN"],
      o: ["Sở Khoa học và Công nghệ"],
    });
    expect(entryOf(result, "group:unit-SKHCN")?.references.member).toEqual(["person:a", "person:b"]);
    expect(entryOf(result, "unit:CNTT")).toMatchObject({
      dn: `danhbaUnit=CNTT,danhbaUnit=SKHCN,ou=units,${REALM.suffix}`,
      parent: "unit:SKHCN",
    });
    expect(addressesOf(result, "CNTT")).toEqual(["phongcntt.sokhcn"]);
    expect(findingsOf(result)).toEqual(["MAILBOX_WITHOUT_OWNER agency:CNTT "]);
  });

  it("is split where HR gives some of its people a post elsewhere: all else goes to the one successor", () => {
    const part = unit("VHTT", "Sở Văn hóa và Thể thao", { headPersonId: "a" });
    const appointments = [post("a", "VHTT"), post("b", "STTTT")];
    const people = ["a", "b"].map((id) => person(id, "Nguyễn Văn An", { requestedLocalPart: `nv${id}` }));
    const units = [MERGED, SKHCN, part, { ...PHONG, parentCode: "VHTT" }];
    const result = desiredOf({ units, people, appointments }, { ledger: HELD, accounts: ACCOUNTS });
    expect(entryOf(result, "person:a")?.attributes.danhbaUnit).toEqual(["VHTT"]);
    expect(entryOf(result, "person:b")?.attributes.danhbaUnit).toEqual(["SKHCN"]);
    expect(entryOf(result, "unit:CNTT")?.parent).toBe("unit:VHTT");
    expect([addressesOf(result, "SKHCN"), addressesOf(result, "VHTT")]).toEqual([
      ["sokhcn", "sotttt"],
      ["sovhtt"],
    ]);
  });

  it("gives its name to nobody, not even to the successor", () => {
    const namesake = unit("NEW", "Sở Thông tin và Truyền thông", { headPersonId: "a" });
    const result = province([{ ...STTTT, status: "dissolved", successorCode: "NEW" }, namesake, SKHCN], {
      ledger: [...HELD, issued("agency:NEW", "somoi")],
    });
    expect(addressesOf(result, "NEW")).toEqual(["somoi", "sotttt"]);
    expect(findingsOf(result)).toContainEqual(expect.stringMatching(/^LOCAL_PART_TAKEN agency:NEW/));
  });

  it("gets its own mailbox and address back when it is established again, and the successor gives the alias up", () => {
    const ledger = recorded(HELD, province([MERGED, SKHCN]));
    const accounts = new Map(ACCOUNTS).set(
      "agency:STTTT",
      account("sotttt", { status: "disabled", since: NOW, reason: "UNIT_MERGED" }),
    );
    const result = province([STTTT, SKHCN], { ledger, accounts });
    expect(entryOf(result, "agency:STTTT")).toMatchObject({
      status: "active",
      dn: `uid=sotttt,ou=agencies,${REALM.suffix}`,
      references: { roleOccupant: ["person:a"] },
      reasons: { restore: { code: "UNIT_REESTABLISHED" } },
    });
    expect(addressesOf(result, "SKHCN")).toEqual(["sokhcn"]);
    expect(recorded(ledger, result).filter(({ role }) => role === "alias")).toEqual([]);
  });

  it("takes nothing back while its successor's row is wrong", () => {
    const ledger = recorded(HELD, province([MERGED, SKHCN]));
    const broken = province([MERGED, { ...SKHCN, parentCode: "NOWHERE" }], { ledger });
    expect(entryOf(broken, "agency:STTTT")).toBeUndefined();
    expect(findingsOf(broken)).toContain("UNKNOWN_SUCCESSOR unit:STTTT SKHCN");
  });

  it("has no alias left to give where the profile keeps none", () => {
    const result = province([MERGED, SKHCN], { profile: { ...SOC_TRANG, aliasDays: 0 } });
    expect(addressesOf(result, "SKHCN")).toEqual(["sokhcn"]);
    expect(result.ledger.get("agency:STTTT")).toMatchObject([{ change: "retire", aliasUntil: NOW }]);
  });

  it("gives nothing that it had already given up as retained", () => {
    const accounts = new Map(ACCOUNTS).set("agency:STTTT", account("sotttt", { status: "retained" }));
    const result = province([MERGED, SKHCN], { accounts });
    expect(addressesOf(result, "SKHCN")).toEqual(["sokhcn"]);
    expect(result.ledger.size).toBe(0);
  });

  it("had no mailbox, so that none is made", () => {
    const result = province([MERGED, SKHCN], { ledger: HELD.slice(1), accounts: new Map() });
    expect(entryOf(result, "agency:STTTT")).toBeUndefined();
    expect(addressesOf(result, "SKHCN")).toEqual(["sokhcn"]);
  });
});

describe("a unit that was dissolved and went nowhere", () => {
  const DISSOLVED: FeedUnit = { ...STTTT, status: "dissolved", effectiveTo: null };

  it("keeps its mailbox locked under its address, and says how many people it left behind", () => {
    const result = province([DISSOLVED, SKHCN]);
    expect(addressesOf(result, "STTTT")).toEqual(["sotttt"]);
    expect(entryOf(result, "agency:STTTT")).toMatchObject({
      status: "disabled",
      reasons: { disable: { code: "UNIT_DISSOLVED", params: { unit: "STTTT" } } },
    });
    expect(findingsOf(result)).toEqual(["UNIT_WITHOUT_SUCCESSOR unit:STTTT 1"]);
    expect(result.ledger.size).toBe(0);
  });

  it.each`
    days  | status        | addresses
    ${29} | ${"disabled"} | ${["sotttt"]}
    ${30} | ${"retained"} | ${[]}
  `("is $status $days days after", ({ days, status, addresses }) => {
    const since = new Date(Date.parse(NOW) - days * DAY_MS).toISOString();
    const accounts = new Map(ACCOUNTS).set("agency:STTTT", account("sotttt", { status: "disabled", since }));
    const result = province([DISSOLVED, SKHCN], { accounts });
    expect(entryOf(result, "agency:STTTT")).toMatchObject({
      status,
      reasons: { retain: { code: "ACCOUNT_RETAINED", params: { since: since.slice(0, 10) } } },
    });
    expect(addressesOf(result, "STTTT")).toEqual(addresses);
    expect(dueOf(result, "agency:STTTT")).toHaveLength(status === "disabled" ? 1 : 0);
  });

  it("loses its mailbox for good when the profile's months are over, and its addresses stay tombstones", () => {
    const since = "2025-11-20T01:00:00.000Z";
    const profile = { ...SOC_TRANG, retention: { retainedAfterDays: 30, purgeAfterMonths: 12 } };
    const accounts = new Map(ACCOUNTS).set("agency:STTTT", account("sotttt", { status: "disabled", since }));
    const ledger = [...HELD, issued("agency:STTTT", "sobcvt", { role: "alias", aliasUntil: null })];
    const result = province([DISSOLVED, SKHCN], { accounts, profile, ledger });
    expect(entryOf(result, "agency:STTTT")).toBeUndefined();
    expect(result.purges).toMatchObject([
      { owner: "agency:STTTT", reason: { code: "RETENTION_ENDED", clause: "Đ.10.2" }, orderedBy: null },
    ]);
    expect(result.ledger.get("agency:STTTT")).toEqual([
      { change: "bury", localPart: "sotttt" },
      { change: "bury", localPart: "sobcvt" },
    ]);
    const buried = recorded(ledger, result);
    const after = province([DISSOLVED, SKHCN], { profile, ledger: buried, accounts: new Map() });
    expect([entryOf(after, "agency:STTTT"), after.purges]).toEqual([undefined, []]);
  });

  it("loses its mailbox by an order, under the operator's name and document", () => {
    const accounts = new Map(ACCOUNTS).set(
      "agency:STTTT",
      account("sotttt", { status: "disabled", since: "2026-11-01T01:00:00.000Z" }),
    );
    const purge = order("purge", "agency:STTTT");
    const result = province([DISSOLVED, SKHCN], { accounts, orders: [purge] });
    expect(result.purges).toMatchObject([
      {
        owner: "agency:STTTT",
        orderedBy: "lan",
        reason: { code: "PURGE_ORDERED", params: { order: purge.id }, decisionNo: "12/CV" },
      },
    ]);
  });

  it("gives up an alias of its own when its time is over, and all of them to nobody", () => {
    const until = "2026-11-30T00:00:00.000Z";
    const ended = issued("agency:STTTT", "sobcvt", { role: "alias", aliasUntil: "2026-11-01T00:00:00.000Z" });
    const running = issued("agency:STTTT", "sott", { role: "alias", aliasUntil: until });
    const result = province([DISSOLVED, SKHCN], { ledger: [...HELD, ended, running] });
    expect(addressesOf(result, "STTTT")).toEqual(["sotttt", "sott"]);
    expect(addressesOf(result, "SKHCN")).toEqual(["sokhcn"]);
    expect(result.ledger.get("agency:STTTT")).toEqual([{ change: "bury", localPart: "sobcvt" }]);
    expect(dueOf(result, "agency:STTTT")).toEqual([`ALIAS ${until}`]);
  });

  it("gives nothing to a successor that is named only when its mailbox is purged", () => {
    const accounts = new Map(ACCOUNTS).set(
      "agency:STTTT",
      account("sotttt", { status: "disabled", since: "2026-11-01T01:00:00.000Z" }),
    );
    const result = province([MERGED, SKHCN], { accounts, orders: [order("purge", "agency:STTTT")] });
    expect(result.ledger.get("agency:STTTT")).toEqual([{ change: "bury", localPart: "sotttt" }]);
    expect(addressesOf(result, "SKHCN")).toEqual(["sokhcn"]);
  });

  it("keeps at the successor what still delivers there when its own mailbox is purged", () => {
    const ledger = recorded(HELD, province([MERGED, SKHCN]));
    const accounts = new Map(ACCOUNTS).set(
      "agency:STTTT",
      account("sotttt", { status: "disabled", since: NOW }),
    );
    const orders = [order("purge", "agency:STTTT")];
    const result = province([MERGED, SKHCN], { ledger, accounts, orders });
    expect(result.purges).toHaveLength(1);
    expect(result.ledger.get("agency:STTTT")).toBeUndefined();
    expect(addressesOf(result, "SKHCN")).toEqual(["sokhcn", "sotttt"]);
  });
});

describe("an order to purge the mailbox of a unit that is there", () => {
  it("is told and not done", () => {
    const purge = order("purge", "agency:STTTT");
    const result = province([STTTT, SKHCN], { orders: [purge] });
    expect(findingsOf(result)).toEqual([`ORDER_WITHOUT_ACCOUNT agency:STTTT ${purge.id} purge active`]);
    expect(result.purges).toEqual([]);
  });
});

describe("a unit with another name", () => {
  it("gets another mailbox name, keeps the old one as an alias, and its people's suffixes follow", () => {
    const ledger = [
      issued("agency:STTTT", "sobcvt", { form: "agency" }),
      issued("person:x", "nvan.sobcvt", { form: "agency" }),
      issued("person:y", "nvan", { form: "plain" }),
    ];
    const accounts = new Map<Owner, AccountFacts>([
      ["agency:STTTT", account("sobcvt")],
      ["person:x", account("nvan.sobcvt")],
    ]);
    const rows = {
      units: [STTTT, PHONG],
      people: [person("x", "Nguyễn Văn An"), person("y", "Ngô Vĩnh An")],
      appointments: [post("x", "STTTT"), post("y", "STTTT")],
    };
    const result = desiredOf(rows, { ledger, accounts });
    expect(addressesOf(result, "STTTT")).toEqual(["sotttt", "sobcvt"]);
    expect(result.ledger.get("agency:STTTT")).toMatchObject([
      { change: "retire", localPart: "sobcvt", aliasUntil: ALIAS_UNTIL },
      { change: "issue", address: { localPart: "sotttt" } },
    ]);
    expect(addressesOf(result, "CNTT")).toEqual(["phongcntt.sotttt"]);
    expect(entryOf(result, "person:x")?.attributes).toMatchObject({
      uid: ["nvan.sotttt"],
      mail: ["nvan.sotttt@soctrang.gov.vn"],
      mailLocalAddress: ["nvan.sobcvt@soctrang.gov.vn"],
    });
  });
});
