import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openHrOffice } from "../support/walk/hr-office.ts";
import { realWalkRealm } from "../support/walk/real-walk-realm.ts";
import { takeWalk, type Walk } from "../support/walk/take-walk.ts";
import { longWalks, stepsUpTo, type WalkStep } from "../support/walk/walk-event.ts";
import { isShrinking, walkSeed, wishIn } from "../support/walk/walk-settings.ts";

const EVENTS = 300;
/** More than enough: some events cannot happen when their turn comes, such as the return of somebody who never left. */
const STEPS = 600;

const seed = walkSeed();

async function walked(steps: readonly WalkStep[]): Promise<Walk> {
  const realm = await realWalkRealm("soctrang");
  try {
    return await takeWalk(realm, openHrOffice(wishIn("soctrang")), steps, EVENTS);
  } finally {
    await realm.stop();
  }
}

describe(`a random walk on real servers, seed ${seed}`, () => {
  it("leaves all as it must be after each of 300 events", {
    timeout: isShrinking() ? 0 : 300_000,
  }, async () => {
    const applied = new Map<string, number>();
    let events = 0;
    await fc.assert(
      fc.asyncProperty(stepsUpTo(STEPS), async (steps) => {
        const walk = await walked(steps);
        events = walk.events;
        for (const [kind, count] of Object.entries(walk.applied)) applied.set(kind, count);
      }),
      { ...longWalks(1, STEPS, seed), endOnFailure: !isShrinking() },
    );
    expect(events).toBe(EVENTS);
    // Every sort of change was made, and more than once.
    for (const kind of ["create", "modify", "rename", "suspend", "disable", "restore", "delete", "group"]) {
      expect(applied.get(kind), kind).toBeGreaterThan(1);
    }
  });
});
