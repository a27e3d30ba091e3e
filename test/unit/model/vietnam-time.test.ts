import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { daysLater, latest, startOfDay, vietnamDay } from "../../../src/model/vietnam-time.ts";

describe("a day in Vietnam", () => {
  it.each([
    ["2026-11-20T16:59:59.999Z", "2026-11-20"],
    ["2026-11-20T17:00:00.000Z", "2026-11-21"],
    ["2026-12-31T17:00:00Z", "2027-01-01"],
    ["2024-02-28T17:00:00.000Z", "2024-02-29"],
  ])("of %s is %s", (instant, day) => expect(vietnamDay(instant)).toBe(day));

  it("is what the time zone's own table says, and begins with its first instant", () => {
    const table = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Ho_Chi_Minh", dateStyle: "short" });
    const moment = fc.date({ min: new Date("1980-01-01"), max: new Date("2090-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(moment, (date) => {
        const day = vietnamDay(date.toISOString());
        expect(day).toBe(table.format(date));
        const begins = startOfDay(day);
        expect(vietnamDay(begins)).toBe(day);
        expect(vietnamDay(new Date(Date.parse(begins) - 1).toISOString())).not.toBe(day);
      }),
    );
  });
});

it("days later is the same time of day, before or after", () => {
  expect(daysLater("2026-02-28T03:04:05.006Z", 1)).toBe("2026-03-01T03:04:05.006Z");
  expect(daysLater("2026-03-01T03:04:05.006Z", -1)).toBe("2026-02-28T03:04:05.006Z");
});

it("the latest of two instants is told by the time they mean", () => {
  expect(latest("2026-11-21T07:00:00+07:00", "2026-11-21T00:00:01Z")).toBe("2026-11-21T00:00:01.000Z");
});
