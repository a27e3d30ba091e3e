import { describe, expect, it } from "vitest";
import type { Desired } from "../../../src/desired/build-desired.ts";
import { danhbaId } from "../../../src/desired/danhba-id.ts";
import { entryOf, findingsOf, issued, order } from "../../support/fakes/desired.ts";
import { type Case, codesOf, dueOf, itemOf, justBefore, lifeOf, midnight, profileOf } from "./one-person.ts";

const OWNER = "person:p1";
const BINH_THUAN = profileOf("binhthuan");
/** Thirty days, then until an order. */
const SOC_TRANG = profileOf("soctrang");
/** Thirty days, then twelve months from the beginning. */
const PURGING = { ...SOC_TRANG, retention: BINH_THUAN.retention };

const LEFT_AT = "2026-03-31T03:00:00.000Z";
const RETAINED_FROM = "2026-04-30T03:00:00.000Z";
const PURGED_FROM = midnight("2027-04-01");

const left = (more: Case["has"] = {}): Case => ({
  profile: PURGING,
  person: { status: "retired", statusFrom: "2026-03-31" },
  has: { status: "disabled", reason: "PERSON_RETIRED", since: LEFT_AT, ...more },
});
const statusOf = (result: Desired) => entryOf(result, OWNER)?.status;
const isPurged = ({ purges }: Desired) => purges.some(({ owner }) => owner === OWNER);

describe("the account of somebody who left", () => {
  it("keeps its addresses for the profile's days, to the millisecond", () => {
    const before = lifeOf({ ...left(), now: justBefore(RETAINED_FROM) });
    expect([statusOf(before), entryOf(before, OWNER)?.attributes.mail]).toEqual([
      "disabled",
      ["annv@soctrang.gov.vn"],
    ]);
    expect(dueOf(before, OWNER)).toEqual(["RETENTION", RETAINED_FROM]);

    const after = lifeOf({ ...left(), now: RETAINED_FROM });
    expect(entryOf(after, OWNER)).toMatchObject({
      status: "retained",
      managed: expect.arrayContaining(["mail", "mailLocalAddress"]),
    });
    expect(entryOf(after, OWNER)?.attributes).not.toHaveProperty("mail");
    expect(dueOf(after, OWNER)).toEqual(["RETENTION", PURGED_FROM]);
    expect(after.ledger.has(OWNER)).toBe(false);
    expect(itemOf(after, OWNER, "disabled")).toMatchObject({
      kind: "modify",
      reason: {
        code: "ACCOUNT_RETAINED",
        params: { since: "2026-03-31" },
        clause: "Đ.4.5",
        decisionNo: "7/QĐ",
      },
      after: { danhbaStatus: ["retained"], mail: [] },
    });
  });

  it("is purged on the day after the profile's months, counted from when it was disabled", () => {
    const retained = left({ status: "retained", reason: "ACCOUNT_RETAINED", since: RETAINED_FROM });
    const before = lifeOf({ ...retained, now: justBefore(PURGED_FROM) });
    expect([statusOf(before), isPurged(before), dueOf(before, OWNER)]).toEqual([
      "retained",
      false,
      ["RETENTION", PURGED_FROM],
    ]);
    const ledger = [
      issued(OWNER, "annv"),
      issued(OWNER, "an.old", { role: "alias", aliasUntil: "2027-09-01T00:00:00.000Z" }),
      issued(OWNER, "an.kept", { role: "reserved" }),
      issued(OWNER, "an.dead", { role: "tombstone" }),
    ];
    const after = lifeOf({ ...retained, ledger, now: PURGED_FROM });
    expect(after.purges).toEqual([
      {
        owner: OWNER,
        danhbaId: danhbaId("soctrang", OWNER),
        reason: {
          code: "RETENTION_ENDED",
          params: { since: "2026-03-31" },
          clause: "Đ.4.5",
          decisionNo: "7/QĐ",
        },
        orderedBy: null,
      },
    ]);
    expect(entryOf(after, OWNER)).toBeUndefined();
    expect(after.ledger.get(OWNER)).toEqual([
      { change: "bury", localPart: "annv" },
      { change: "bury", localPart: "an.old" },
    ]);
    expect(dueOf(after, OWNER)).toBeNull();
  });

  it("is purged too when nobody looked while it should have been retained", () => {
    expect(isPurged(lifeOf({ ...left(), now: PURGED_FROM }))).toBe(true);
  });

  it("is never purged by itself where the profile has no months", () => {
    const kept = lifeOf({ ...left(), profile: SOC_TRANG, now: "2040-01-01T00:00:00.000Z" });
    expect([statusOf(kept), isPurged(kept), dueOf(kept, OWNER)]).toEqual(["retained", false, null]);
  });

  it.each(["disabled", "retained"] as const)(
    "stays %s where danhba does not know since when it is",
    (status) => {
      const result = lifeOf({ ...left({ status, since: null, reason: null }), now: PURGED_FROM });
      expect([statusOf(result), isPurged(result), dueOf(result, OWNER)]).toEqual([status, false, null]);
    },
  );

  it("is kept from the day of leaving when it was revoked for inactivity before", () => {
    const revoked = left({ reason: "ACCOUNT_INACTIVE", since: "2025-06-01T00:00:00.000Z" });
    const began = midnight("2026-03-31");
    const result = lifeOf({ ...revoked, now: "2026-04-01T00:00:00.000Z" });
    expect([statusOf(result), dueOf(result, OWNER)]).toEqual([
      "disabled",
      ["RETENTION", new Date(Date.parse(began) + 30 * 86_400_000).toISOString()],
    ]);
  });

  it("is given notice of the next step when it is about to be disabled", () => {
    const now = "2026-03-31T03:00:00.000Z";
    const result = lifeOf({ ...left({ status: "active", reason: "PERSON_HIRED" }), now });
    expect(dueOf(result, OWNER)).toEqual(["RETENTION", "2026-04-30T03:00:00.000Z"]);
  });

  it.each(["disabled", "retained"] as const)(
    "and is %s comes back with the same address, entry and groups",
    (status) => {
      const back = lifeOf({ ...left({ status }), person: { status: "working", statusFrom: "2026-11-21" } });
      const item = itemOf(back, OWNER, status);
      expect(item).toMatchObject({
        kind: "restore",
        dn: "uid=annv,ou=people,dc=soctrang,dc=gov,dc=vn",
        reason: { code: "PERSON_RETURNED", clause: "Đ.4.4", decisionNo: "7/QĐ" },
        after: { danhbaStatus: ["active"] },
      });
      expect(item?.operations.some(({ op }) => op === "add" || op === "delete")).toBe(false);
      expect(entryOf(back, OWNER)?.attributes.mail).toEqual(["annv@soctrang.gov.vn"]);
      expect(entryOf(back, "group:unit-SNV")?.references.member).toEqual([OWNER]);
      expect(back.ledger.has(OWNER)).toBe(false);
    },
  );

  it("gets the same address again after a purge, in a new entry", () => {
    const ledger = [issued(OWNER, "nvan", { role: "tombstone", form: "plain" })];
    const back = lifeOf({ ledger, person: { requestedLocalPart: null } });
    expect(entryOf(back, OWNER)?.dn).toBe("uid=nvan,ou=people,dc=soctrang,dc=gov,dc=vn");
    expect(itemOf(back, OWNER, null)?.reason.code).toBe("PERSON_HIRED");
    expect(back.ledger.get(OWNER)).toMatchObject([
      { change: "issue", address: { localPart: "nvan", owner: OWNER, role: "primary" } },
    ]);
  });

  it("loses aliases in their time, for good", () => {
    const alias = issued(OWNER, "an.old", { role: "alias", aliasUntil: "2026-04-10T00:00:00.000Z" });
    const ledger = [issued(OWNER, "annv"), alias];
    const before = lifeOf({ ...left(), ledger, now: "2026-04-09T23:59:59.999Z" });
    expect(entryOf(before, OWNER)?.attributes.mailLocalAddress).toEqual(["an.old@soctrang.gov.vn"]);
    expect(dueOf(before, OWNER)).toEqual(["ALIAS", "2026-04-10T00:00:00.000Z"]);
    const after = lifeOf({ ...left(), ledger, now: "2026-04-10T00:00:00.000Z" });
    expect(entryOf(after, OWNER)?.attributes).not.toHaveProperty("mailLocalAddress");
    expect(after.ledger.get(OWNER)).toEqual([{ change: "bury", localPart: "an.old" }]);
  });
});

describe("an order to purge", () => {
  const orders = [order("purge", OWNER, { operator: "hung.nv", documentNo: "44/QĐ" })];

  it.each(["disabled", "retained"] as const)(
    "deletes an account that is %s, in the operator's name",
    (status) => {
      const result = lifeOf({ ...left({ status }), more: { orders } });
      expect(result.purges).toMatchObject([
        {
          owner: OWNER,
          reason: {
            code: "PURGE_ORDERED",
            params: { order: orders[0]?.id },
            clause: "Đ.4.5",
            decisionNo: "44/QĐ",
          },
          orderedBy: "hung.nv",
        },
      ]);
      expect(codesOf(result)).toEqual([]);
      expect(result.ledger.get(OWNER)).toEqual([{ change: "bury", localPart: "annv" }]);
    },
  );

  it("needs to know of no beginning", () => {
    expect(isPurged(lifeOf({ ...left({ since: null, reason: null }), more: { orders } }))).toBe(true);
  });

  it("does nothing to an account in use, or of an earlier life of the account, and says so", () => {
    const used = lifeOf({ has: {}, more: { orders } });
    expect([isPurged(used), statusOf(used)]).toEqual([false, "active"]);
    expect(findingsOf(used)).toContain(`ORDER_WITHOUT_ACCOUNT ${OWNER} ${orders[0]?.id} purge active`);
    const older = [order("purge", OWNER, { at: "2026-03-01T00:00:00.000Z" })];
    const later = lifeOf({ ...left(), more: { orders: older } });
    expect([isPurged(later), codesOf(later)]).toEqual([false, [`ORDER_WITHOUT_ACCOUNT ${OWNER}`]]);
  });

  it("does nothing to somebody at work whose account is revoked for inactivity: they would get it again", () => {
    const has = { status: "disabled", reason: "ACCOUNT_INACTIVE", since: LEFT_AT, lastLogin: null } as const;
    const result = lifeOf({ has, more: { orders } });
    expect([isPurged(result), statusOf(result), codesOf(result)]).toEqual([
      false,
      "disabled",
      [`ORDER_WITHOUT_ACCOUNT ${OWNER}`],
    ]);
  });

  it("is silent once it is carried out, and told where there never was an account", () => {
    const ledger = [issued(OWNER, "annv", { role: "tombstone" })];
    const done = lifeOf({ person: { status: "retired" }, ledger, more: { orders } });
    expect([isPurged(done), codesOf(done)]).toEqual([false, []]);
    const never = lifeOf({ person: { status: "retired" }, more: { orders } });
    expect(findingsOf(never)).toContain(`ORDER_WITHOUT_ACCOUNT ${OWNER} ${orders[0]?.id} purge none`);
  });

  it("deletes the locked account of somebody whose row is gone", () => {
    const gone = lifeOf({ ...left(), person: { id: "p2" }, posts: [], more: { orders } });
    expect(isPurged(gone)).toBe(true);
    const open = lifeOf({ has: {}, person: { id: "p2" }, posts: [], more: { orders } });
    expect(isPurged(open)).toBe(false);
    expect(codesOf(open)).toContain(`ORDER_WITHOUT_ACCOUNT ${OWNER}`);
  });
});

describe("other orders", () => {
  it("for somebody without an account are told, but not for one who gets it now", () => {
    const orders = [order("hold", OWNER), order("quota", OWNER, { bytes: 5 })];
    const none = lifeOf({ person: { status: "retired" }, more: { orders } });
    expect(findingsOf(none).filter((text) => text.startsWith("ORDER"))).toEqual(
      orders.map(({ id, kind }) => `ORDER_WITHOUT_ACCOUNT ${OWNER} ${id} ${kind} none`),
    );
    expect(codesOf(lifeOf({ more: { orders } }))).toEqual([]);
  });

  it("give a mailbox another size, the newest of them, under its document", () => {
    const orders = [
      order("quota", OWNER, { bytes: 1 }),
      order("quota", OWNER, { bytes: 2_147_483_648, documentNo: "9/UBND" }),
    ];
    const entry = entryOf(lifeOf({ has: {}, more: { orders } }), OWNER);
    expect(entry?.attributes.danhbaMailQuota).toEqual(["2147483648"]);
    expect(entry?.reasons.quota).toEqual({
      code: "QUOTA_CHANGED",
      params: { bytes: 2_147_483_648 },
      clause: "Đ.8.1",
      decisionNo: "9/UBND",
    });
    const ended = entryOf(lifeOf({ has: {} }), OWNER);
    expect([ended?.attributes.danhbaMailQuota, ended?.reasons.quota?.decisionNo]).toEqual([
      ["524288000"],
      null,
    ]);
  });
});
