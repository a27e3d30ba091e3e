import { describe, expect, it } from "vitest";
import type { Desired, DesiredInput } from "../../../src/desired/build-desired.ts";
import type { AccountFacts } from "../../../src/model/account.ts";
import type { LedgerAddress } from "../../../src/model/address.ts";
import type { FeedAppointment, FeedPerson, FeedUnit } from "../../../src/model/feed.ts";
import { type Owner, personAtAgency, splitPersonAtAgency } from "../../../src/model/owner.ts";
import { account, desiredOf, entryOf, findingsOf, issued, order } from "../../support/fakes/desired.ts";
import { NOW, person, post, TODAY, unit } from "../../support/fakes/province.ts";
import { AN, codesOf, dueOf, itemOf, lifeOf, profileOf, UNITS } from "./one-person.ts";

const AT_SNV = "person:p1@SNV";
const AT_SYT = "person:p1@SYT";
const BINH_THUAN = profileOf("binhthuan");

interface Place {
  readonly units?: readonly FeedUnit[];
  readonly person?: Partial<FeedPerson>;
  readonly accounts?: readonly [Owner, Partial<AccountFacts>][];
  readonly ledger?: readonly LedgerAddress[];
  readonly more?: Partial<DesiredInput>;
}

/** A realm where a transfer cancels the account; both agencies share one domain. */
function cancelling(posts: readonly FeedAppointment[], place: Place = {}): Desired {
  const { accounts = [], ledger, more } = place;
  return desiredOf(
    {
      units: place.units ?? UNITS,
      people: [{ ...AN, requestedLocalPart: null, mailboxExtension: "an", ...place.person }],
      appointments: posts,
    },
    {
      profile: BINH_THUAN,
      accounts: new Map(accounts.map(([owner, more]) => [owner, account("annv", more)])),
      ledger: ledger ?? accounts.map(([owner], index) => issued(owner, ["annv", "annv.an"][index] ?? "x")),
      ...more,
    },
  );
}
const statusOf = (result: Desired, owner: Owner) => entryOf(result, owner)?.status;
const toSyt = post("p1", "SYT", { decisionNo: "12/QĐ-SYT", effectiveFrom: TODAY });

describe("an owner for each agency", () => {
  it("is made and taken apart, whatever stands in the person's id", () => {
    for (const id of ["p1", "a@b", "@", "x:y"]) {
      expect(splitPersonAtAgency(personAtAgency(id, "BDT"))).toEqual({ person: id, agency: "BDT" });
    }
  });

  it("goes by the agency at the top, so that moves inside it keep the account", () => {
    const result = cancelling([post("p1", "P1")], { accounts: [[AT_SNV, {}]] });
    expect(statusOf(result, AT_SNV)).toBe("active");
    expect(itemOf(result, AT_SNV, "active")?.reason).toMatchObject({
      code: "PERSON_TRANSFERRED",
      clause: "II.4",
    });
    expect(codesOf(result)).toEqual([]);
  });
});

describe("a status that has not begun, where the regulation cancels", () => {
  const posts = [post("p1", "SNV", { effectiveTo: TODAY }), toSyt];
  const pending = { statusFrom: "2027-01-01" } as const;

  it("does not keep a transfer of somebody at work waiting", () => {
    const result = cancelling(posts, { accounts: [[AT_SNV, {}]], person: pending });
    expect([statusOf(result, AT_SNV), statusOf(result, AT_SYT)]).toEqual(["disabled", "active"]);
  });

  it.each(["working", "long_leave"] as const)(
    "opens nothing to somebody who had left, until %s begins",
    (status) => {
      const locked = { status: "disabled", reason: "PERSON_RETIRED" } as const;
      const result = cancelling(posts, { accounts: [[AT_SNV, locked]], person: { ...pending, status } });
      expect([statusOf(result, AT_SNV), statusOf(result, AT_SYT)]).toEqual(["disabled", undefined]);
    },
  );

  it("keeps locked what somebody opened by hand", () => {
    const opened = { status: "active", given: "disabled", since: null } as const;
    const result = cancelling(posts, { accounts: [[AT_SNV, opened]], person: pending });
    expect([statusOf(result, AT_SNV), statusOf(result, AT_SYT)]).toEqual(["disabled", undefined]);
  });
});

describe("a transfer to another agency, where the regulation cancels", () => {
  const moved = cancelling([post("p1", "SNV", { effectiveTo: TODAY }), toSyt], { accounts: [[AT_SNV, {}]] });

  it("disables the old account under the new post's decision", () => {
    expect(itemOf(moved, AT_SNV, "active")).toMatchObject({
      kind: "disable",
      reason: {
        code: "TRANSFER_CANCELLED",
        params: { from: "SNV", to: "SYT" },
        clause: "II.4",
        decisionNo: "12/QĐ-SYT",
      },
    });
    expect(entryOf(moved, AT_SNV)?.attributes.mail).toEqual(["annv@soctrang.gov.vn"]);
  });

  it("makes a new account that is an owner of its own and may not have the old address", () => {
    const entry = entryOf(moved, AT_SYT);
    expect(entry).toMatchObject({
      status: "active",
      attributes: { uid: ["annv.an"], employeeNumber: ["p1"], danhbaUnit: ["SYT"] },
      reasons: { create: { code: "PERSON_HIRED", clause: "II.4", decisionNo: "12/QĐ-SYT" } },
    });
    expect(entry?.danhbaId).not.toBe(entryOf(moved, AT_SNV)?.danhbaId);
    expect(entryOf(moved, "group:unit-SYT")?.references.member).toEqual([AT_SYT]);
    expect(entryOf(moved, "group:unit-SNV")?.references.member).toEqual([]);
  });

  it("waits for an extension where none is agreed; the old account is cancelled all the same", () => {
    const result = cancelling([toSyt], { accounts: [[AT_SNV, {}]], person: { mailboxExtension: null } });
    expect(codesOf(result)).toEqual([`NEEDS_EXTENSION ${AT_SYT}`]);
    expect([statusOf(result, AT_SNV), entryOf(result, AT_SYT)]).toEqual(["disabled", undefined]);
  });

  it("happens on its day and not before", () => {
    const future = post("p1", "SYT", { decisionNo: "12/QĐ", effectiveFrom: "2026-12-01" });
    const old = post("p1", "SNV", { effectiveTo: "2026-12-01" });
    const result = cancelling([old, future], { accounts: [[AT_SNV, {}]] });
    expect([statusOf(result, AT_SNV), entryOf(result, AT_SYT)]).toEqual(["active", undefined]);
    expect(dueOf(result, AT_SNV)).toEqual(["POST", "2026-11-30T17:00:00.000Z"]);
  });

  it("gives the account back to whoever comes back, and cancels the other one", () => {
    const back = cancelling([post("p1", "SNV", { decisionNo: "20/QĐ" })], {
      accounts: [
        [AT_SNV, { status: "retained", reason: "ACCOUNT_RETAINED" }],
        [AT_SYT, {}],
      ],
    });
    expect([statusOf(back, AT_SNV), statusOf(back, AT_SYT)]).toEqual(["active", "disabled"]);
    expect(itemOf(back, AT_SNV, "retained")?.reason.code).toBe("PERSON_RETURNED");
    expect(entryOf(back, AT_SNV)?.attributes.mail).toEqual(["annv@soctrang.gov.vn"]);
    expect(back.ledger.has(AT_SNV)).toBe(false);
  });

  it("retains and purges the cancelled account in its time", () => {
    const since = "2026-10-01T00:00:00.000Z";
    const accounts: Place["accounts"] = [
      [AT_SNV, { status: "disabled", reason: "TRANSFER_CANCELLED", since }],
      [AT_SYT, {}],
    ];
    expect(statusOf(cancelling([toSyt], { accounts }), AT_SNV)).toBe("retained");
    const late = { now: "2027-10-01T17:00:00.000Z", today: "2027-10-02" };
    const result = cancelling([toSyt], { accounts, more: late });
    expect(result.purges.map(({ owner }) => owner)).toEqual([AT_SNV]);
    expect(statusOf(result, AT_SYT)).toBe("active");
  });

  it("leaves everything as it is while the new post is unclear", () => {
    const accounts: Place["accounts"] = [[AT_SNV, {}]];
    const unclear = [post("p1", "SNV", { effectiveTo: TODAY }), post("p1", "X"), post("p1", "SYT")];
    const result = cancelling(unclear, { accounts });
    expect([entryOf(result, AT_SNV), entryOf(result, AT_SYT)]).toEqual([undefined, undefined]);
    expect(codesOf(result).join()).toContain("SEVERAL_PRIMARY_POSTS");
  });

  it("disables every account of somebody who leaves, each once", () => {
    const accounts: Place["accounts"] = [
      [AT_SNV, { status: "disabled", reason: "TRANSFER_CANCELLED" }],
      [AT_SYT, {}],
    ];
    const result = cancelling([toSyt], { accounts, person: { status: "resigned" } });
    expect([statusOf(result, AT_SNV), statusOf(result, AT_SYT)]).toEqual(["retained", "disabled"]);
    expect(itemOf(result, AT_SYT, "active")?.reason.code).toBe("PERSON_RESIGNED");
    expect(result.identities).toHaveLength(1);
  });

  it("does not count a secondment or a second post", () => {
    const posts = [post("p1", "SNV"), post("p1", "SYT", { kind: "secondment" })];
    const result = cancelling(posts, { accounts: [[AT_SNV, {}]] });
    expect([statusOf(result, AT_SNV), entryOf(result, AT_SYT)]).toEqual(["active", undefined]);
    expect(entryOf(result, AT_SNV)?.attributes.departmentNumber).toEqual(["SNV", "SYT"]);
  });

  it("may be ordered to be purged at once", () => {
    const accounts: Place["accounts"] = [
      [AT_SNV, { status: "disabled", reason: "TRANSFER_CANCELLED", since: NOW }],
      [AT_SYT, {}],
    ];
    const result = cancelling([toSyt], { accounts, more: { orders: [order("purge", AT_SNV)] } });
    expect(result.purges).toMatchObject([{ owner: AT_SNV, orderedBy: "lan" }]);
  });

  it("tells whose row is missing by the person, not by the account", () => {
    const accounts: Place["accounts"] = [[AT_SNV, {}]];
    const there = cancelling([post("p1", "SNV")], { accounts });
    expect(codesOf(there)).toEqual([]);
    const gone = cancelling([], { accounts, person: { id: "p2" } });
    expect(codesOf(gone)).toContain(`ABSENT_FROM_FEED ${AT_SNV}`);
  });
});

describe("a merger of agencies is no transfer", () => {
  const merged = [
    { ...(UNITS[0] as FeedUnit), status: "dissolved" as const, successorCode: "SYT", decisionNo: "1/NQ" },
    UNITS[1] as FeedUnit,
  ];

  it.each([
    ["HR still has the post in the old one", post("p1", "SNV")],
    ["HR has moved the post", toSyt],
  ])("the account goes along: %s", (_case, primary) => {
    const result = cancelling([primary], { units: merged, accounts: [[AT_SNV, {}]] });
    expect(entryOf(result, AT_SNV)).toMatchObject({ status: "active", attributes: { danhbaUnit: ["SYT"] } });
    expect(entryOf(result, AT_SYT)).toBeUndefined();
  });

  it("nor takes an account away from somebody who has an open one there", () => {
    const result = cancelling([toSyt], {
      units: merged,
      accounts: [
        [AT_SNV, { status: "disabled", reason: "TRANSFER_CANCELLED" }],
        [AT_SYT, {}],
      ],
    });
    expect([statusOf(result, AT_SNV), statusOf(result, AT_SYT)]).toEqual(["retained", "active"]);
  });

  it("nor opens one there that was cancelled before, instead of the one in use", () => {
    const result = cancelling([toSyt], {
      units: merged,
      accounts: [
        [AT_SNV, {}],
        [AT_SYT, { status: "disabled", reason: "TRANSFER_CANCELLED" }],
      ],
    });
    expect([statusOf(result, AT_SNV), statusOf(result, AT_SYT)]).toEqual(["active", "retained"]);
  });

  it("is told by its own reason, with the decision on the unit", () => {
    const result = lifeOf({
      units: merged,
      posts: [post("p1", "SNV", { decisionNo: "8/QĐ" })],
      has: {},
    });
    expect(itemOf(result, "person:p1", "active")?.reason).toEqual({
      code: "UNIT_MERGED",
      params: { unit: "SNV", successor: "SYT" },
      clause: "Đ.10.2",
      decisionNo: "1/NQ",
    });
    expect(entryOf(result, "group:unit-SYT")?.references.member).toEqual(["person:p1"]);
  });
});

describe("a decision number", () => {
  const noNumber = { person: { decisionNo: null }, posts: [post("p1", "SNV")] };

  it.each([
    ["quangtri", "person:p1"],
    ["binhthuan", AT_SNV],
  ] as const)("is needed for a new account in %s, on the post or the person", (name, owner) => {
    const profile = profileOf(name);
    const none = lifeOf({ ...noNumber, profile });
    expect([entryOf(none, owner), codesOf(none)]).toEqual([undefined, [`DECISION_NO_MISSING ${owner}`]]);
    expect(none.ledger.has(owner)).toBe(false);
    const blank = lifeOf({ ...noNumber, person: { decisionNo: " " }, profile });
    expect(codesOf(blank)).toEqual([`DECISION_NO_MISSING ${owner}`]);
    const onPost = lifeOf({ ...noNumber, posts: [post("p1", "SNV", { decisionNo: "8/QĐ" })], profile });
    expect(statusOf(onPost, owner)).toBe("active");
    expect(statusOf(lifeOf({ ...noNumber, person: { decisionNo: "7/QĐ" }, profile }), owner)).toBe("active");
  });

  it("is not needed for anything but a new account", () => {
    const profile = profileOf("quangtri");
    expect(statusOf(lifeOf({ ...noNumber, has: {}, profile }), "person:p1")).toBe("active");
    const gone = lifeOf({ person: { decisionNo: null, status: "resigned" }, has: {}, profile });
    expect(statusOf(gone, "person:p1")).toBe("disabled");
  });

  it("is asked of nobody else", () => {
    for (const name of ["travinh", "quangbinh", "soctrang"]) {
      expect(codesOf(lifeOf({ ...noNumber, profile: profileOf(name) })), name).toEqual([]);
    }
  });

  it("lets somebody else have the name meanwhile", () => {
    const two = desiredOf(
      {
        units: [unit("SNV", "Sở Nội vụ", { mailboxName: "snv" })],
        people: [
          person("p1", "Nguyễn Văn An", { registeredAt: "2020-01-01T00:00:00.000Z" }),
          person("p2", "Nguyễn Văn An", { decisionNo: "7/QĐ" }),
        ],
        appointments: [post("p1", "SNV"), post("p2", "SNV")],
      },
      { profile: BINH_THUAN },
    );
    expect(entryOf(two, "person:p2@SNV")?.attributes.uid).toEqual(["annv"]);
    expect(findingsOf(two)).toContain("DECISION_NO_MISSING person:p1@SNV");
  });
});
