import { describe, expect, it } from "vitest";
import type { Desired } from "../../../src/desired/build-desired.ts";
import type { Instant } from "../../../src/model/feed.ts";
import { entryOf, order } from "../../support/fakes/desired.ts";
import {
  type Case,
  codesOf,
  dueOf,
  itemOf,
  justBefore,
  lifeOf,
  midnight,
  profileOf,
  SINCE,
} from "./one-person.ts";

const SOC_TRANG = profileOf("soctrang");
const QUANG_BINH = profileOf("quangbinh");
const OWNER = "person:p1";
const statusOf = (result: Desired) => entryOf(result, OWNER)?.status;

/** In use since `SINCE` at least, last signed in at `lastLogin`. */
const used = (lastLogin: Instant | null, more: Case["has"] = {}): Case => ({
  has: { reason: "PERSON_HIRED", since: SINCE, createdAt: SINCE, lastLogin, ...more },
});

describe("whoever does not sign in for the months of the regulation", () => {
  it.each`
    profile       | lastLogin                     | day             | status         | why
    ${QUANG_BINH} | ${"2026-05-10T03:00:00.000Z"} | ${"2026-08-11"} | ${"suspended"} | ${"three months, the first day not counted"}
    ${SOC_TRANG}  | ${"2026-05-10T03:00:00.000Z"} | ${"2026-11-11"} | ${"disabled"}  | ${"six months"}
    ${QUANG_BINH} | ${"2026-05-31T03:00:00.000Z"} | ${"2026-09-01"} | ${"suspended"} | ${"31 August ends the term"}
    ${SOC_TRANG}  | ${"2026-08-31T03:00:00.000Z"} | ${"2027-03-01"} | ${"disabled"}  | ${"no 31 February: the month's last day ends it"}
    ${QUANG_BINH} | ${"2026-05-10T16:59:59.000Z"} | ${"2026-08-11"} | ${"suspended"} | ${"23:59 in Vietnam is that day"}
    ${QUANG_BINH} | ${"2026-05-10T17:00:00.000Z"} | ${"2026-08-12"} | ${"suspended"} | ${"00:00 in Vietnam is the next"}
    ${QUANG_BINH} | ${null}                       | ${"2026-04-06"} | ${"suspended"} | ${"never used: from the day it was created"}
  `("is $status from 00:00 on $day ($why)", ({ profile, lastLogin, day, status }) => {
    const acts = midnight(day);
    const before = lifeOf({ ...used(lastLogin), profile, now: justBefore(acts) });
    expect([statusOf(before), dueOf(before, OWNER)]).toEqual(["active", ["INACTIVITY", acts]]);
    const result = lifeOf({ ...used(lastLogin), profile, now: acts });
    expect([statusOf(result), dueOf(result, OWNER)]).toEqual([status, null]);
  });

  it("is told so with day, months and clause; all else goes on being kept right", () => {
    const result = lifeOf({ ...used("2026-05-10T03:00:00.000Z"), profile: QUANG_BINH });
    const item = itemOf(result, OWNER, "active");
    expect([item?.kind, item?.reason]).toEqual([
      "suspend",
      {
        code: "ACCOUNT_INACTIVE",
        params: { since: "2026-05-10", months: 3 },
        clause: "Đ.7.2",
        decisionNo: null,
      },
    ]);
    expect(entryOf(result, OWNER)?.managed).toContain("cn");
    expect(entryOf(result, "group:unit-SNV")?.references.member).toEqual([]);
    expect(codesOf(result)).toEqual([]);
  });

  it("is never called so by a profile without the rule", () => {
    for (const name of ["travinh", "binhthuan", "quangtri"]) {
      const owner = name === "binhthuan" ? "person:p1@SNV" : OWNER;
      const result = lifeOf({ ...used("2026-01-06T00:00:00.000Z"), profile: profileOf(name), owner });
      expect(entryOf(result, owner)?.status, name).toBe("active");
      expect(dueOf(result, owner)).toBeNull();
    }
  });

  it("is never called so while the directory does not note sign-ins, and the term begins when it does", () => {
    const old = used("2026-01-06T00:00:00.000Z");
    const off = lifeOf({ ...old, more: { loginsWatchedSince: null } });
    expect([statusOf(off), dueOf(off, OWNER)]).toEqual(["active", null]);
    const recent = lifeOf({ ...old, more: { loginsWatchedSince: "2026-11-01T00:00:00.000Z" } });
    expect([statusOf(recent), dueOf(recent, OWNER)]).toEqual([
      "active",
      ["INACTIVITY", midnight("2027-05-02")],
    ]);
  });

  it("is not called so when nothing is known of the account's use", () => {
    const result = lifeOf(used(null, { createdAt: null }));
    expect(statusOf(result)).toBe("active");
  });

  it("has the whole term from the day on which the account is made", () => {
    const result = lifeOf({});
    expect(dueOf(result, OWNER)).toEqual(["INACTIVITY", midnight("2027-05-22")]);
  });
});

describe("the term of inactivity", () => {
  const LONG_UNUSED = used("2026-02-01T00:00:00.000Z");

  it("does not run under a hold order, and goes on where it was when the order ends", () => {
    const held = lifeOf({ ...LONG_UNUSED, more: { orders: [order("hold", OWNER)] } });
    expect([statusOf(held), dueOf(held, OWNER)]).toEqual(["active", null]);
    expect(statusOf(lifeOf(LONG_UNUSED))).toBe("disabled");
  });

  it("begins anew on the day of a reopen order", () => {
    const at = "2026-10-05T20:00:00.000Z";
    const result = lifeOf({ ...LONG_UNUSED, more: { orders: [order("reopen", OWNER, { at })] } });
    expect([statusOf(result), dueOf(result, OWNER)]).toEqual([
      "active",
      ["INACTIVITY", midnight("2027-04-07")],
    ]);
  });

  it("begins anew with a return that HR reports, and whenever danhba opens the account", () => {
    const returned = lifeOf({ ...LONG_UNUSED, person: { statusFrom: "2026-10-01" } });
    expect([statusOf(returned), dueOf(returned, OWNER)]).toEqual([
      "active",
      ["INACTIVITY", midnight("2027-04-02")],
    ]);
    const opened = lifeOf(used("2026-02-01T00:00:00.000Z", { since: "2026-09-15T02:00:00.000Z" }));
    expect(dueOf(opened, OWNER)).toEqual(["INACTIVITY", midnight("2027-03-16")]);
  });

  it.each([
    ["soctrang", "disabled", "ACCOUNT_INACTIVE"],
    ["quangbinh", "suspended", "PERSON_LONG_LEAVE"],
  ])("runs during leave in %s: the account is %s, for %s", (name, status, reason) => {
    const leave: Case = {
      ...LONG_UNUSED,
      profile: profileOf(name),
      person: { status: "long_leave", statusFrom: "2026-03-01" },
    };
    const result = lifeOf(leave);
    expect(statusOf(result)).toBe(status);
    expect(itemOf(result, OWNER, "active")?.reason.code).toBe(reason);
  });

  it("goes on during leave from when the account was last opened, although it is closed again", () => {
    const reopened = { ...used("2026-01-06T00:00:00.000Z").has, openedAt: "2026-11-01T02:00:00.000Z" };
    const closed = {
      status: "suspended",
      reason: "PERSON_LONG_LEAVE",
      since: "2026-11-20T17:00:00.000Z",
    } as const;
    const result = lifeOf({ has: { ...reopened, ...closed }, person: { status: "long_leave" } });
    expect([statusOf(result), dueOf(result, OWNER)]).toEqual([
      "suspended",
      ["INACTIVITY", midnight("2027-05-02")],
    ]);
  });

  it("stops during leave where the regulation says nothing else", () => {
    const inactivity = { months: 6, action: "revoke", duringLeave: "stops" } as const;
    const profile = { ...SOC_TRANG, limits: { ...SOC_TRANG.limits, inactivity } };
    const away = lifeOf({ ...LONG_UNUSED, profile, person: { status: "long_leave" } });
    expect([statusOf(away), dueOf(away, OWNER)]).toEqual(["suspended", null]);
    expect(statusOf(lifeOf({ ...LONG_UNUSED, profile }))).toBe("disabled");
  });
});

describe("an account that is locked for inactivity", () => {
  const LOCKED: Case = used("2026-02-01T00:00:00.000Z", {
    status: "disabled",
    reason: "ACCOUNT_INACTIVE",
    since: "2026-08-02T00:00:00.000Z",
  });

  it("stays so, even when sign-ins are no longer noted, are noted anew, or a hold order is given", () => {
    const cases: Case["more"][] = [
      {},
      { loginsWatchedSince: null },
      { loginsWatchedSince: "2026-11-20T00:00:00.000Z" },
      { orders: [order("hold", OWNER)] },
      { orders: [order("reopen", OWNER, { at: "2026-08-01T23:59:59.000Z" })] },
    ];
    for (const more of cases) {
      const result = lifeOf({ ...LOCKED, more: more ?? {} });
      expect([statusOf(result), dueOf(result, OWNER)]).toEqual(["disabled", null]);
      expect(itemOf(result, OWNER, "disabled")?.kinds ?? []).not.toContain("disable");
    }
  });

  it("is never retained nor purged by time", () => {
    const profile = { ...SOC_TRANG, retention: { retainedAfterDays: 1, purgeAfterMonths: 1 } };
    const result = lifeOf({ ...LOCKED, profile });
    expect([statusOf(result), result.purges]).toEqual(["disabled", []]);
  });

  it("is opened by a newer reopen order, under its document", () => {
    const result = lifeOf({
      ...LOCKED,
      more: { orders: [order("reopen", OWNER, { documentNo: "31/CV", at: "2026-11-20T00:00:00.000Z" })] },
    });
    expect(itemOf(result, OWNER, "disabled")?.reason).toEqual({
      code: "ACCOUNT_REOPENED",
      params: {},
      clause: "Đ.4.4",
      decisionNo: "31/CV",
    });
    expect(dueOf(result, OWNER)).toEqual(["INACTIVITY", midnight("2027-05-21")]);
  });

  it("is opened by a newer return that HR reports, not by an older one", () => {
    const newer = lifeOf({ ...LOCKED, person: { statusFrom: "2026-11-01" } });
    expect([statusOf(newer), itemOf(newer, OWNER, "disabled")?.reason.code]).toEqual([
      "active",
      "PERSON_RETURNED",
    ]);
    expect(statusOf(lifeOf({ ...LOCKED, person: { statusFrom: "2026-08-01" } }))).toBe("disabled");
  });

  it("stays locked through a leave, and is opened by the return", () => {
    const away = lifeOf({ ...LOCKED, person: { status: "long_leave", statusFrom: "2026-09-01" } });
    expect(statusOf(away)).toBe("disabled");
    expect(statusOf(lifeOf({ ...LOCKED, person: { statusFrom: "2026-11-20" } }))).toBe("active");
  });
});

describe("an account that was locked for another reason", () => {
  it.each([
    ["suspended", "PERSON_LONG_LEAVE"],
    ["disabled", "PERSON_RETIRED"],
    ["retained", "ACCOUNT_RETAINED"],
  ] as const)(
    "and is %s is opened with the whole term before it, although nobody used it for long",
    (status, reason) => {
      const result = lifeOf(
        used("2026-01-06T00:00:00.000Z", { status, reason, since: "2026-09-01T00:00:00.000Z" }),
      );
      expect([statusOf(result), dueOf(result, OWNER)]).toEqual([
        "active",
        ["INACTIVITY", midnight("2027-05-22")],
      ]);
    },
  );
});
