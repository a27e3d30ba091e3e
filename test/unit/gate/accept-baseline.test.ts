import { describe, expect, it } from "vitest";
import { acceptedBaseline } from "../../../src/gate/accept-baseline.ts";
import type { FeedDelivery, FeedSnapshot } from "../../../src/model/feed.ts";
import type { FeedBaseline } from "../../../src/model/feed-certificate.ts";
import { baselineOf, brokenIn, certificateOf, delivery, feedOf, NOW, withPosts } from "./feed-world.ts";

const BEFORE = feedOf({ A: 40, B: 60 });
const HOUR = 3_600_000;
const later = (hours: number): string => new Date(Date.parse(NOW) + hours * HOUR).toISOString();
const next = (
  baseline: FeedBaseline,
  feed: FeedSnapshot,
  { hours = 1, by = null }: { hours?: number; by?: FeedDelivery | null } = {},
): FeedBaseline | null => acceptedBaseline(certificateOf(feed, { baseline }), by, later(hours));

describe("the baseline", () => {
  const baseline = baselineOf(BEFORE);
  const less = feedOf({ A: 39, B: 60 });

  it("is what the first sound feed holds", () => {
    expect(baseline).toMatchObject({
      delivery: null,
      acceptedAt: NOW,
      facts: { whole: { people: 100, units: 2 } },
    });
    expect(baseline.people.A).toHaveLength(40);
  });

  it("stays itself where nothing changes, so that nothing is written", () => {
    expect(next(baseline, BEFORE)).toBe(baseline);
  });

  it("does not follow a feed that loses rows within a day", () => {
    expect(next(baseline, less)).toBe(baseline);
    expect(next(baseline, less, { by: delivery("2", { mode: "delta" }) })).toBe(baseline);
    // Row by row beyond the limit is beyond the limit.
    expect(brokenIn(certificateOf(feedOf({ A: 34, B: 55 }), { baseline }))).toEqual(["feed.shrunk"]);
  });

  it("does not follow somebody who takes another's place within a day", () => {
    expect(next(baseline, feedOf({ A: [2, 41], B: 60 }))).toBe(baseline);
  });

  it("follows a full delivery, a day that has passed, and growth", () => {
    expect(next(baseline, less, { by: delivery("2") })).toMatchObject({
      delivery: "2",
      facts: { whole: { people: 99 } },
    });
    expect(next(baseline, less, { hours: 24 })).toMatchObject({
      acceptedAt: later(24),
      facts: { whole: { people: 99 } },
    });
    expect(next(baseline, feedOf({ A: 41, B: 60 }))).toMatchObject({ facts: { whole: { people: 101 } } });
  });

  it("does not follow the same delivery twice", () => {
    const of2 = { ...baseline, delivery: "2" };
    expect(next(of2, less, { by: delivery("2") })).toBe(of2);
  });

  it("is not touched by a feed that is frozen as a whole", () => {
    expect(next(baseline, feedOf({ A: 4, B: 6 }), { hours: 100, by: delivery("2") })).toBe(baseline);
  });

  it("keeps what it knows of a frozen agency, and takes the others", () => {
    const feed = { ...feedOf({ A: 0, B: 61 }), delivery: delivery("2") };
    const kept = next(baseline, feed, { by: feed.delivery });
    expect(kept?.facts.agencies).toMatchObject({ A: { people: 40 }, B: { people: 61 } });
    expect(kept?.facts.whole.people).toBe(101);
    expect(kept?.people.A).toHaveLength(40);
    expect(kept === null || brokenIn(certificateOf(feed, { baseline: kept }))).toEqual(["feed.emptied A"]);
  });

  it("does not keep people of a frozen agency who are in another one now", () => {
    const moved = withPosts(BEFORE, (row, at) => (at < 10 ? { ...row, unitCode: "B" } : row));
    const feed = {
      ...moved,
      people: moved.people.filter(({ id }, at) => !id.startsWith("A") || at < 10),
      appointments: moved.appointments.filter(({ unitCode }) => unitCode === "B"),
    };
    const kept = next(baseline, feed, { by: delivery("2") });
    expect(kept?.people.A).toHaveLength(30);
    expect(kept?.facts.agencies).toMatchObject({ A: { people: 30 }, B: { people: 70 } });
  });

  it("is what an operator accepts, at once", () => {
    const cut = feedOf({ A: 4, B: 6 });
    const { digest } = certificateOf(cut, { baseline });
    const rulings = new Map([
      [digest ?? "", { verdict: "approved", operator: "A", reason: "B", at: NOW } as const],
    ]);
    const certificate = certificateOf(cut, { baseline, rulings });
    const accepted = acceptedBaseline(certificate, null, later(1));
    expect(accepted?.facts.whole.people).toBe(10);
    expect(brokenIn(certificateOf(cut, { baseline: accepted }))).toEqual([]);
  });
});
