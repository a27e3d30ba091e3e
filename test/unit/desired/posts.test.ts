import { describe, expect, it } from "vitest";
import { postsOn } from "../../../src/desired/posts.ts";
import { post, TODAY } from "../../support/fakes/province.ts";

describe("postsOn", () => {
  it.each`
    from            | to              | isHeld   | why
    ${null}         | ${null}         | ${true}  | ${"without days"}
    ${TODAY}        | ${null}         | ${true}  | ${"on its first day"}
    ${"2026-11-22"} | ${null}         | ${false} | ${"the day before it starts"}
    ${null}         | ${TODAY}        | ${false} | ${"on the first day on which it is no longer held"}
    ${null}         | ${"2026-11-22"} | ${true}  | ${"on its last day"}
    ${"2026-11-01"} | ${"2026-11-20"} | ${false} | ${"after its end"}
  `("a post from $from to $to is held: $isHeld ($why)", ({ from, to, isHeld }) => {
    const { primary, all } = postsOn([post("1", "A", { effectiveFrom: from, effectiveTo: to })], TODAY);
    expect([primary !== null, all.length]).toEqual([isHeld, isHeld ? 1 : 0]);
  });

  it("says when a post is still to come", () => {
    expect(postsOn([post("1", "A", { effectiveFrom: "2026-12-01" })], TODAY)).toMatchObject({
      primary: null,
      hasFuture: true,
    });
    expect(postsOn([post("1", "A", { effectiveTo: "2026-01-01" })], TODAY)).toMatchObject({
      primary: null,
      hasFuture: false,
    });
  });

  it("takes the primary post that started last, as after a transfer whose old post was not ended", () => {
    const old = post("1", "A", { effectiveFrom: "2020-01-01" });
    const recent = post("1", "B", { effectiveFrom: "2026-11-01" });
    const undated = post("1", "C", { effectiveFrom: null });
    const { primary, isAmbiguous, all } = postsOn([old, undated, recent], TODAY);
    expect([primary?.unitCode, isAmbiguous, all.map(({ unitCode }) => unitCode)]).toEqual([
      "B",
      false,
      ["B", "A", "C"],
    ]);
  });

  it("is ambiguous only when two primary posts in two units started on one day", () => {
    const a = post("1", "A", { id: "a" });
    expect(postsOn([a, post("1", "B", { id: "b" })], TODAY)).toMatchObject({ isAmbiguous: true });
    expect(postsOn([a, post("1", "A", { id: "b" })], TODAY)).toMatchObject({
      isAmbiguous: false,
      primary: { id: "a" },
    });
    expect(postsOn([a, post("1", "B", { id: "b", kind: "concurrent" })], TODAY)).toMatchObject({
      isAmbiguous: false,
    });
  });

  it("gives the best rank of all posts held, 0 for nobody's leader", () => {
    const ranks = (...leaderRanks: number[]) =>
      postsOn(
        leaderRanks.map((leaderRank, n) => post("1", `U${n}`, { leaderRank, kind: "concurrent" })),
        TODAY,
      ).leaderRank;
    expect([ranks(0, 3, 2), ranks(0, 0), ranks()]).toEqual([2, 0, 0]);
  });
});
