import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fakeWalkRealm } from "../../support/walk/fake-walk-realm.ts";
import { openHrOffice } from "../../support/walk/hr-office.ts";
import { nextMidnight, outcomeOf, passTime } from "../../support/walk/pass-time.ts";
import { takeWalk } from "../../support/walk/take-walk.ts";
import { stepsUpTo, type WalkStep } from "../../support/walk/walk-event.ts";
import type { WalkRealm } from "../../support/walk/walk-realm.ts";
import { walkRuns, walkSeed, wishIn } from "../../support/walk/walk-settings.ts";

/** Long enough for every term of the profiles to end: aliases, inactivity, what is retained after that. */
const QUIET_MS = 250 * 86_400_000;

async function walked(id: string, steps: readonly WalkStep[]): Promise<WalkRealm> {
  const realm = fakeWalkRealm(id);
  await takeWalk(realm, openHrOffice(wishIn(id)), steps);
  return realm;
}

describe.for(["soctrang", "quangbinh", "binhthuan", "travinh", "quangtri"])("a random walk in %s", (id) => {
  it("leaves directory, ledger and log as they must be after every event", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(stepsUpTo(80), async (steps) => {
        await walked(id, steps);
      }),
      { numRuns: walkRuns(3), seed: walkSeed() },
    );
  });

  it("comes to the same whether danhba runs every day or when something is due", {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(stepsUpTo(40), async (steps) => {
        const daily = await walked(id, steps);
        const sleeping = await walked(id, steps);
        const end = daily.clock.now() + QUIET_MS;
        const often = await passTime(daily, end, nextMidnight);
        const seldom = await passTime(sleeping, end, () => end);
        expect(seldom).toBeLessThan(often);
        expect(await outcomeOf(sleeping)).toEqual(await outcomeOf(daily));
      }),
      { numRuns: walkRuns(1), seed: walkSeed() },
    );
  });
});
