import { describe, expect, it } from "vitest";
import type { Calendar } from "../../../src/model/calendar.ts";
import type { Pending } from "../../../src/model/pending.ts";
import {
  overdueOf,
  type PendingContext,
  pendingOf,
  type Undone,
  yearsWithoutHolidays,
} from "../../../src/reconcile/pending.ts";

const CALENDAR: Calendar = {
  years: new Set([2026]),
  holidays: new Set(["2026-11-24"]),
  swapDays: new Set(),
};
const NOTHING: Undone = { held: [], failed: [], findings: [], resets: [] };
/** A Thursday. */
const DELIVERY = { id: "7", loadedAt: "2026-11-19T01:00:00.000Z" };
const CONTEXT: PendingContext = {
  deadlines: [
    { request: "create_or_change", workingDays: 5, clause: "Đ.4.2" },
    { request: "password_reset", workingDays: 2, clause: "Đ.6.2" },
    { request: "terminate", workingDays: 5, clause: "Đ.7.1" },
  ],
  calendar: CALENDAR,
  known: [],
  delivery: DELIVERY,
  seenDelivery: "6",
  startedAt: "2026-11-20T02:00:00.000Z",
};
const brief = ({ owner, request, since, dueOn, clause, waitsFor }: Pending): string =>
  `${owner} ${request} ${since.slice(0, 10)}→${dueOn ?? "–"} ${clause ?? "–"} ${waitsFor}`;
const pending = (undone: Partial<Undone>, more: Partial<PendingContext> = {}): string[] =>
  pendingOf({ ...NOTHING, ...undone }, { ...CONTEXT, ...more }).map(brief);

describe("what a run leaves undone", () => {
  it("is asked for by kind, from the arrival of the delivery, by the term of that request", () => {
    expect(
      pending({
        held: [{ owner: "person:1", kind: "disable" }],
        failed: [{ owner: "person:2", kind: "create" }],
        findings: [
          { code: "NEEDS_DECISION", owner: "person:3", params: {} },
          { code: "PRIORITY_CONFLICT", owner: "person:4", params: {} },
          { code: "BAD_CHAR", owner: "person:5", params: {} },
        ],
        resets: [{ owner: "person:6", at: "2026-11-20T20:00:00.000Z" }],
      }),
    ).toEqual([
      "person:1 terminate 2026-11-19→2026-11-27 Đ.7.1 held",
      "person:2 create_or_change 2026-11-19→2026-11-27 Đ.4.2 failed",
      "person:3 create_or_change 2026-11-19→2026-11-27 Đ.4.2 NEEDS_DECISION",
      "person:5 create_or_change 2026-11-19→2026-11-27 Đ.4.2 BAD_CHAR",
      // Asked for on Saturday 21/11 in Vietnam: Monday, and Wednesday after the holiday.
      "person:6 password_reset 2026-11-20→2026-11-25 Đ.6.2 collection",
    ]);
  });

  it("is one request per owner and kind, and a refusal says more than a hold or a finding", () => {
    const finding = { code: "NO_RULE", owner: "person:1", params: {} } as const;
    const held = { owner: "person:1", kind: "modify" } as const;
    expect(pending({ held: [held], findings: [finding] })).toEqual([
      expect.stringMatching(/^person:1 create_or_change .* held$/),
    ]);
    expect(pending({ failed: [held], held: [held, { owner: "person:1", kind: "delete" }] })).toEqual([
      expect.stringMatching(/ create_or_change .* failed$/),
      expect.stringMatching(/ terminate .* held$/),
    ]);
  });

  it("waits from the run on when an earlier one had seen the delivery, or there is none", () => {
    const held = [{ owner: "person:1", kind: "create" }] as const;
    expect(pending({ held }, { seenDelivery: "7" })[0]).toContain(" 2026-11-20→2026-11-30 ");
    expect(pending({ held }, { delivery: null })[0]).toContain(" 2026-11-20→2026-11-30 ");
  });

  it("keeps waiting since when it was first seen, whatever is delivered later", () => {
    const known: Pending[] = [
      {
        owner: "person:1",
        request: "create_or_change",
        since: "2026-11-02T01:00:00.000Z",
        dueOn: null,
        clause: null,
        waitsFor: "NO_RULE",
      },
    ];
    const held = [{ owner: "person:1", kind: "create" }] as const;
    expect(pending({ held }, { known })).toEqual([
      "person:1 create_or_change 2026-11-02→2026-11-09 Đ.4.2 held",
    ]);
  });

  it("has the term of any request where the regulation makes no difference, and none where it is silent", () => {
    const held = [{ owner: "person:1", kind: "disable" }] as const;
    const any = [{ request: "any", workingDays: 3, clause: "Đ.4.3" }] as const;
    expect(pending({ held }, { deadlines: [...any] })).toEqual([
      "person:1 terminate 2026-11-19→2026-11-25 Đ.4.3 held",
    ]);
    expect(pending({ held }, { deadlines: [] })).toEqual(["person:1 terminate 2026-11-19→– – held"]);
  });
});

describe("what is overdue", () => {
  const [entry] = pendingOf({ ...NOTHING, held: [{ owner: "person:1", kind: "create" }] }, CONTEXT);
  const late = (today: string) =>
    overdueOf(entry === undefined ? [] : [entry], today, CALENDAR).map(
      ({ workingDaysLate }) => workingDaysLate,
    );

  it("is so from the day after the last one, counted in working days", () => {
    expect(entry?.dueOn).toBe("2026-11-27");
    expect(late("2026-11-27")).toEqual([]);
    expect(late("2026-11-28")).toEqual([0]);
    expect(late("2026-12-01")).toEqual([2]);
  });

  it("is never what has no term", () => {
    expect(overdueOf(entry === undefined ? [] : [{ ...entry, dueOn: null }], "2030-01-01", CALENDAR)).toEqual(
      [],
    );
  });
});

describe("years without holidays", () => {
  it("are those of today and of the last days", () => {
    const entries = pendingOf({ ...NOTHING, held: [{ owner: "person:1", kind: "create" }] }, CONTEXT);
    expect(yearsWithoutHolidays(entries, "2026-12-31", CALENDAR)).toEqual([]);
    expect(yearsWithoutHolidays(entries, "2028-01-01", CALENDAR)).toEqual([2028]);
    const beyond = entries.map((one) => ({ ...one, dueOn: "2027-01-05" }));
    expect(yearsWithoutHolidays(beyond, "2028-01-01", CALENDAR)).toEqual([2027, 2028]);
  });
});
