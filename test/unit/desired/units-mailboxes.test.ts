import { describe, expect, it } from "vitest";
import type { Desired, DesiredInput } from "../../../src/desired/build-desired.ts";
import type { AccountFacts } from "../../../src/model/account.ts";
import { LOCKED_FOR_GOOD } from "../../../src/model/entry.ts";
import type { FeedPerson, FeedUnit } from "../../../src/model/feed.ts";
import type { Owner } from "../../../src/model/owner.ts";
import { account, desiredOf, entryOf, findingsOf, issued, order } from "../../support/fakes/desired.ts";
import { NOW, person, post, SOC_TRANG, unit } from "../../support/fakes/province.ts";

const SNV = unit("SNV", "Sở Nội vụ", { mailboxName: "sonv", headPersonId: "a", decisionNo: "9/QĐ" });
const NAMES = { a: "Nguyễn Văn An", b: "Trần Thị Bình", c: "Lê Văn Cường" };
const PEOPLE = Object.entries(NAMES).map(([id, name]) => person(id, name, { requestedLocalPart: `nv${id}` }));
const HELD = [
  issued("agency:SNV", "sonv"),
  ...["a", "b", "c"].map((id) => issued(`person:${id}`, `nv${id}`)),
];

function mailbox(
  more: Partial<DesiredInput> = {},
  { units = [SNV], people = PEOPLE }: { units?: FeedUnit[]; people?: FeedPerson[] } = {},
): Desired {
  const appointments = PEOPLE.map(({ id }) => post(id, "SNV"));
  return desiredOf({ units, people, appointments }, { ledger: HELD, ...more });
}

const holders = (result: Desired) => entryOf(result, "agency:SNV")?.references.roleOccupant;
const delegate = (id: string) => order("delegate", "agency:SNV", { person: id });
const away = (id: string) =>
  PEOPLE.map((it) => (it.id === id ? { ...it, status: "long_leave" as const } : it));

describe("an agency mailbox", () => {
  it("is held by the head, and beside the head by delegates in the order of their orders", () => {
    expect(holders(mailbox())).toEqual(["person:a"]);
    expect(holders(mailbox({ orders: [delegate("c"), delegate("b")] }))).toEqual([
      "person:a",
      "person:c",
      "person:b",
    ]);
  });

  it("names nobody twice, and nobody who may not sign in or is not known", () => {
    const orders = [delegate("a"), delegate("b"), delegate("b"), delegate("ghost")];
    expect(holders(mailbox({ orders }))).toEqual(["person:a", "person:b"]);
    expect(holders(mailbox({ orders }, { people: away("b") }))).toEqual(["person:a"]);
  });

  it.each([
    ["has no head", { ...SNV, headPersonId: null }, PEOPLE, ""],
    ["has a head who may not sign in", SNV, away("a"), "a"],
    ["has a head whom nobody knows", { ...SNV, headPersonId: "ghost" }, PEOPLE, "ghost"],
  ])("is told when it %s; delegates go on working in it", (_case, snv, people, head) => {
    const result = mailbox({ orders: [delegate("b")] }, { units: [snv], people });
    expect(findingsOf(result)).toContain(`MAILBOX_WITHOUT_OWNER agency:SNV ${head}`);
    expect(holders(result)).toEqual(["person:b"]);
    expect(findingsOf(mailbox())).toEqual([]);
  });

  it("changes its head under the clause on handovers and the unit's decision", () => {
    expect(entryOf(mailbox(), "agency:SNV")?.reasons.head).toEqual({
      code: "HEAD_CHANGED",
      params: { unit: "SNV" },
      clause: "Đ.12.1",
      decisionNo: "9/QĐ",
    });
  });

  it("has the profile's size unless a document gives it another one, the newest of several", () => {
    const sizeOf = (result: Desired) => entryOf(result, "agency:SNV")?.attributes.danhbaMailQuota;
    expect(sizeOf(mailbox())).toEqual(["524288000"]);
    const orders = [
      order("quota", "agency:SNV", { bytes: 1_000_000 }),
      order("quota", "agency:SNV", { bytes: 2_147_483_648, documentNo: "77/UBND" }),
    ];
    const result = mailbox({ orders });
    expect(sizeOf(result)).toEqual(["2147483648"]);
    expect(entryOf(result, "agency:SNV")?.reasons.quota).toEqual({
      code: "QUOTA_CHANGED",
      params: { bytes: 2_147_483_648 },
      clause: "Đ.8.1",
      decisionNo: "77/UBND",
    });
  });
});

describe("an agency mailbox that nobody uses", () => {
  const unused = (lastLogin: string, more: Partial<AccountFacts> = {}) => ({
    loginsWatchedSince: "2026-01-05T01:00:00.000Z",
    accounts: new Map<Owner, AccountFacts>([["agency:SNV", account("sonv", { lastLogin, ...more })]]),
  });

  it("is revoked after the regulation's months, and keeps head and address", () => {
    const result = mailbox(unused("2026-05-20T02:00:00.000Z"));
    expect(entryOf(result, "agency:SNV")).toMatchObject({
      status: "disabled",
      attributes: { mail: ["sonv@soctrang.gov.vn"], danhbaStatus: ["disabled"] },
      references: { roleOccupant: ["person:a"] },
      reasons: {
        disable: {
          code: "ACCOUNT_INACTIVE",
          params: { since: "2026-05-20", months: 6 },
          clause: "Đ.4.4",
        },
      },
    });
  });

  it("is suspended where the regulation only suspends", () => {
    const profile = {
      ...SOC_TRANG,
      limits: {
        ...SOC_TRANG.limits,
        inactivity: { months: 3, action: "suspend" as const, duringLeave: "runs" as const },
      },
    };
    const result = mailbox({ profile, ...unused("2026-08-20T02:00:00.000Z") });
    expect(entryOf(result, "agency:SNV")).toMatchObject({
      status: "suspended",
      reasons: { suspend: { code: "ACCOUNT_INACTIVE", params: { months: 3 } } },
    });
  });

  it("is open on the last day of the term, and its end is due", () => {
    const result = mailbox(unused("2026-05-21T02:00:00.000Z"));
    expect(entryOf(result, "agency:SNV")?.status).toBe("active");
    expect(result.due).toContainEqual({
      owner: "agency:SNV",
      at: "2026-11-21T17:00:00.000Z",
      why: "INACTIVITY",
    });
  });

  it("is open under an order to hold, and opened again by an order", () => {
    const old = unused("2026-05-20T02:00:00.000Z");
    expect(entryOf(mailbox({ ...old, orders: [order("hold", "agency:SNV")] }), "agency:SNV")?.status).toBe(
      "active",
    );
    const revoked = unused("2026-05-20T02:00:00.000Z", {
      status: "disabled",
      since: "2026-11-20T17:00:05.000Z",
      reason: "ACCOUNT_INACTIVE",
    });
    expect(entryOf(mailbox(revoked), "agency:SNV")?.status).toBe("disabled");
    const result = mailbox({ ...revoked, orders: [order("reopen", "agency:SNV", { at: NOW })] });
    expect(entryOf(result, "agency:SNV")).toMatchObject({
      status: "active",
      reasons: { restore: { code: "ACCOUNT_REOPENED", decisionNo: "12/CV" } },
    });
  });

  it("is locked from its first moment only where it already was: a new one has the whole term", () => {
    const result = mailbox({ loginsWatchedSince: "2026-01-05T01:00:00.000Z" });
    expect(entryOf(result, "agency:SNV")).toMatchObject({ status: "active" });
    expect(entryOf(result, "agency:SNV")?.onCreate).not.toEqual(
      expect.objectContaining({ pwdAccountLockedTime: [LOCKED_FOR_GOOD] }),
    );
  });
});

describe("a unit's days", () => {
  it("are due at midnight in Vietnam, also those of a unit that is not there yet", () => {
    const units = [
      { ...SNV, effectiveTo: "2027-01-01" },
      unit("NEW", "Sở Mới", { mailboxName: "somoi", effectiveFrom: "2026-12-01" }),
    ];
    const { due } = mailbox({}, { units });
    expect(due.filter(({ why }) => why === "UNIT")).toEqual([
      { owner: "unit:NEW", at: "2026-11-30T17:00:00.000Z", why: "UNIT" },
      { owner: "unit:SNV", at: "2026-12-31T17:00:00.000Z", why: "UNIT" },
    ]);
  });
});
