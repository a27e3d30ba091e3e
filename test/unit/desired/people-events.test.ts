import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Desired } from "../../../src/desired/build-desired.ts";
import type { FeedUnit } from "../../../src/model/feed.ts";
import { entryOf, issued } from "../../support/fakes/desired.ts";
import { NOW, post, TODAY } from "../../support/fakes/province.ts";
import {
  type Case,
  codesOf,
  dueOf,
  itemOf,
  justBefore,
  lifeOf,
  midnight,
  profileOf,
  UNITS,
} from "./one-person.ts";

const OWNER = "person:p1";
const QUANG_BINH = profileOf("quangbinh");
const TRA_VINH = profileOf("travinh");
const statusOf = (result: Desired) => entryOf(result, OWNER)?.status;

describe("what HR announces", () => {
  const DAY = "2026-12-01";
  const acts = midnight(DAY);
  const eve = justBefore(acts);

  it.each`
    change                      | before      | then
    ${{ status: "retired" }}    | ${"active"} | ${"disabled"}
    ${{ status: "long_leave" }} | ${"active"} | ${"suspended"}
    ${{ status: "deceased" }}   | ${"active"} | ${"disabled"}
  `("acts at 00:00 in Vietnam: $change.status", ({ change, before, then }) => {
    const it: Case = { has: {}, person: { ...change, statusFrom: DAY } };
    const waiting = lifeOf({ ...it, now: eve });
    expect([statusOf(waiting), dueOf(waiting, OWNER)]).toEqual([before, ["STATUS", acts]]);
    expect(statusOf(lifeOf({ ...it, now: acts }))).toBe(then);
  });

  it.each`
    state          | reason                     | then
    ${"suspended"} | ${"PERSON_LONG_LEAVE"}     | ${"active"}
    ${"suspended"} | ${"PERSON_DUTY_SUSPENDED"} | ${"active"}
    ${"disabled"}  | ${"PERSON_RESIGNED"}       | ${"active"}
    ${"retained"}  | ${"ACCOUNT_RETAINED"}      | ${"active"}
    ${"disabled"}  | ${"ACCOUNT_INACTIVE"}      | ${"active"}
  `("and is a return leaves an account that is $state ($reason) as it is until its day", (row) => {
    const it: Case = {
      has: { status: row.state, reason: row.reason, since: "2026-11-01T00:00:00.000Z" },
      person: { status: "working", statusFrom: DAY },
    };
    const waiting = lifeOf({ ...it, now: eve });
    expect([statusOf(waiting), waiting.purges]).toEqual([row.state, []]);
    expect(itemOf(waiting, OWNER, row.state)?.kinds ?? ["modify"]).toEqual(["modify"]);
    expect(dueOf(waiting, OWNER)).toEqual(["STATUS", acts]);
    expect(statusOf(lifeOf({ ...it, now: acts }))).toBe(row.then);
  });

  it("and is a return lets no retention run out", () => {
    const profile = { ...profileOf("soctrang"), retention: { retainedAfterDays: 1, purgeAfterMonths: 1 } };
    const has = { status: "disabled", reason: "PERSON_RESIGNED", since: "2026-01-05T00:00:00.000Z" } as const;
    const result = lifeOf({ profile, has, person: { status: "working", statusFrom: DAY } });
    expect([statusOf(result), result.purges]).toEqual(["disabled", []]);
  });

  it("makes no account before its day, neither by the post nor by the status", () => {
    const byPost = { posts: [post("p1", "SNV", { effectiveFrom: DAY })] };
    const byStatus = { person: { statusFrom: DAY } };
    for (const it of [byPost, byStatus]) {
      const waiting = lifeOf({ ...it, now: eve });
      expect([entryOf(waiting, OWNER), codesOf(waiting)]).toEqual([undefined, []]);
      expect(dueOf(waiting, OWNER)?.[1]).toBe(acts);
      expect(statusOf(lifeOf({ ...it, now: acts }))).toBe("active");
    }
  });

  it("long ago is done at once: a hire, a leave and a departure that came late", () => {
    expect(statusOf(lifeOf({ posts: [post("p1", "SNV", { effectiveFrom: "1999-01-01" })] }))).toBe("active");
    for (const [status, becomes] of [
      ["long_leave", "suspended"],
      ["retired", "disabled"],
    ] as const) {
      expect(statusOf(lifeOf({ has: {}, person: { status, statusFrom: "2020-01-01" } }))).toBe(becomes);
    }
  });
});

describe("posts", () => {
  it("follow one another at 00:00: transferred on the day, with no moment without a post", () => {
    const posts = [
      post("p1", "SNV", { effectiveTo: "2026-12-01" }),
      post("p1", "SYT", { effectiveFrom: "2026-12-01", decisionNo: "12/QĐ" }),
    ];
    const acts = midnight("2026-12-01");
    const before = lifeOf({ posts, has: {}, now: justBefore(acts) });
    expect([entryOf(before, OWNER)?.attributes.danhbaUnit, dueOf(before, OWNER)]).toEqual([
      ["SNV"],
      ["POST", acts],
    ]);
    const after = lifeOf({ posts, has: {}, now: acts });
    expect(itemOf(after, OWNER, "active")?.reason).toEqual({
      code: "PERSON_TRANSFERRED",
      params: { unit: "SYT" },
      clause: "Đ.3.3.b",
      decisionNo: "12/QĐ",
    });
    expect(entryOf(after, "group:unit-SYT")?.references.member).toEqual([OWNER]);
    expect(entryOf(after, "group:unit-SNV")?.references.member).toEqual([]);
  });

  it("that overlap, end nowhere or are secondments leave the address with the newest primary one", () => {
    const posts = [
      post("p1", "SNV", { id: "1", effectiveFrom: null }),
      post("p1", "SYT", { id: "2", effectiveFrom: "2026-05-01" }),
      post("p1", "P1", {
        id: "3",
        kind: "secondment",
        effectiveFrom: "2026-06-01",
        effectiveTo: "2027-01-01",
      }),
    ];
    const result = lifeOf({ posts, has: {} });
    expect(entryOf(result, OWNER)?.attributes).toMatchObject({
      danhbaUnit: ["SYT"],
      departmentNumber: ["SYT", "SNV", "P1"],
    });
    const later = lifeOf({ posts, has: {}, now: midnight("2027-01-01") });
    expect(entryOf(later, OWNER)?.attributes.departmentNumber).toEqual(["SYT", "SNV"]);
  });

  it("make the owner due at the first of all days on which one begins or ends", () => {
    const day = fc.integer({ min: -40, max: 40 }).map((days) => {
      return new Date(Date.parse(TODAY) + days * 86_400_000).toISOString().slice(0, 10);
    });
    const span = fc.tuple(fc.option(day), fc.option(day));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 4 }), (spans) => {
        const posts = spans.map(([effectiveFrom, effectiveTo], n) =>
          post("p1", "SNV", { id: String(n), effectiveFrom, effectiveTo }),
        );
        const [first] = spans
          .flat()
          .filter((one): one is string => one !== null && one > TODAY)
          .toSorted();
        const result = lifeOf({ posts, profile: TRA_VINH });
        expect(dueOf(result, OWNER)).toEqual(first === undefined ? null : ["POST", midnight(first)]);
      }),
    );
  });

  it("in a merged unit are posts in its successor, also when both were primary", () => {
    const units = [
      { ...(UNITS[0] as FeedUnit), status: "dissolved" as const, successorCode: "SYT" },
      UNITS[1] as FeedUnit,
    ];
    const posts = [
      post("p1", "SNV", { id: "1", effectiveFrom: "2026-01-01" }),
      post("p1", "SYT", { id: "2", effectiveFrom: "2026-01-01" }),
    ];
    const result = lifeOf({ units, posts, has: {} });
    expect(codesOf(result)).toEqual([]);
    expect(entryOf(result, OWNER)?.attributes).toMatchObject({
      danhbaUnit: ["SYT"],
      departmentNumber: ["SYT"],
    });
  });
});

describe("several events on one day", () => {
  it("are one item: a return with a new name in a new unit", () => {
    const result = lifeOf({
      profile: QUANG_BINH,
      person: { fullName: "Nguyễn Văn Ân", requestedLocalPart: null, status: "working", statusFrom: TODAY },
      posts: [post("p1", "SNV", { effectiveTo: TODAY }), post("p1", "SYT", { effectiveFrom: TODAY })],
      has: { status: "disabled", reason: "PERSON_RESIGNED" },
      ledger: [issued(OWNER, "annv", { form: "plain" })],
    });
    const item = itemOf(result, OWNER, "disabled");
    expect([item?.kind, item?.kinds]).toEqual(["restore", ["restore", "rename", "modify", "group"]]);
    expect(item?.after).toMatchObject({
      danhbaStatus: ["active"],
      danhbaUnit: ["SYT"],
      cn: ["Nguyễn Văn Ân"],
    });
  });

  it("that undo each other leave nothing to do: a wrong row, corrected", () => {
    const wrong = lifeOf({ has: {}, person: { status: "deceased", statusFrom: TODAY } });
    expect(statusOf(wrong)).toBe("disabled");
    const corrected = lifeOf({
      has: { status: "disabled", reason: "PERSON_DECEASED", since: NOW, lastLogin: null },
    });
    expect([statusOf(corrected), itemOf(corrected, OWNER, "disabled")?.kind]).toEqual(["active", "restore"]);
    expect(dueOf(corrected, OWNER)?.[0]).toBe("INACTIVITY");
  });
});

describe("an earlier address", () => {
  const alias = (localPart: string, aliasUntil: string | null) =>
    issued(OWNER, localPart, { role: "alias", aliasUntil });

  it("ends in its time: it leaves the entry and is buried in the same item, for that reason", () => {
    const ends = "2026-11-25T01:00:00.000Z";
    const ledger = [issued(OWNER, "annv"), alias("an.cu", ends), alias("an.mai", null)];
    const before = lifeOf({ has: {}, ledger, now: justBefore(ends), profile: TRA_VINH });
    expect(entryOf(before, OWNER)?.attributes.mailLocalAddress).toHaveLength(2);
    expect(dueOf(before, OWNER)).toEqual(["ALIAS", ends]);
    const after = lifeOf({ has: {}, ledger, now: ends, profile: TRA_VINH });
    expect(entryOf(after, OWNER)?.attributes.mailLocalAddress).toEqual(["an.mai@soctrang.gov.vn"]);
    expect(after.ledger.get(OWNER)).toEqual([{ change: "bury", localPart: "an.cu" }]);
    expect(entryOf(after, OWNER)?.reasons.alias?.code).toBe("ALIAS_ENDED");
    expect(dueOf(after, OWNER)).toBeNull();
  });

  it("is due from the moment on which it is replaced", () => {
    const result = lifeOf({ has: {}, ledger: [issued(OWNER, "cu")], profile: TRA_VINH, now: NOW });
    const ends = new Date(Date.parse(NOW) + 180 * 86_400_000).toISOString();
    expect(result.ledger.get(OWNER)).toMatchObject([
      { change: "retire", localPart: "cu", aliasUntil: ends },
      { change: "issue", address: { localPart: "annv" } },
    ]);
    expect(dueOf(result, OWNER)).toEqual(["ALIAS", ends]);
    expect(entryOf(result, OWNER)?.attributes.mailLocalAddress).toEqual(["cu@soctrang.gov.vn"]);
  });

  it("that is given again is not buried, although its time is over", () => {
    const ledger = [issued(OWNER, "khac"), alias("annv", "2026-01-01T00:00:00.000Z")];
    const result = lifeOf({ has: {}, ledger });
    expect(result.ledger.get(OWNER)?.map(({ change }) => change)).toEqual(["retire", "issue"]);
    expect(entryOf(result, OWNER)?.attributes.uid).toEqual(["annv"]);
  });

  it("is no alias for a moment where the profile keeps none", () => {
    const profile = { ...TRA_VINH, aliasDays: 0 };
    const result = lifeOf({ has: {}, ledger: [issued(OWNER, "cu")], profile });
    expect(entryOf(result, OWNER)?.attributes).not.toHaveProperty("mailLocalAddress");
  });
});

describe("a due instant", () => {
  it("is the earliest of all that is to come for the person", () => {
    const result = lifeOf({
      has: { since: "2026-01-05T00:00:00.000Z" },
      person: { status: "retired", statusFrom: "2026-12-20" },
      posts: [post("p1", "SNV", { effectiveTo: "2026-12-24" })],
      ledger: [
        issued(OWNER, "annv"),
        issued(OWNER, "cu", { role: "alias", aliasUntil: "2026-12-22T00:00:00.000Z" }),
      ],
    });
    expect(dueOf(result, OWNER)).toEqual(["STATUS", midnight("2026-12-20")]);
    expect(result.due.filter(({ owner }) => owner === OWNER)).toHaveLength(1);
  });

  it("never lies in the past, nor is it now", () => {
    const moment = fc.integer({ min: 0, max: 800 }).map((days) => {
      return new Date(Date.parse("2026-01-05T00:00:00.000Z") + days * 86_400_000 + 25_200_000).toISOString();
    });
    const status = fc.constantFrom("working", "retired", "long_leave" as const);
    const state = fc.constantFrom("active", "suspended", "disabled", "retained" as const);
    fc.assert(
      fc.property(moment, moment, moment, status, state, (now, since, alias, said, is) => {
        const result = lifeOf({
          now,
          person: { status: said as "working", statusFrom: since.slice(0, 10) },
          has: { status: is as "active", since, reason: "PERSON_RETIRED", lastLogin: since },
          ledger: [issued(OWNER, "annv"), issued(OWNER, "cu", { role: "alias", aliasUntil: alias })],
        });
        for (const { at } of result.due) expect(at > now).toBe(true);
      }),
    );
  });
});
