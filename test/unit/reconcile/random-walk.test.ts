import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fakeWalkRealm } from "../../support/walk/fake-walk-realm.ts";
import { openHrOffice } from "../../support/walk/hr-office.ts";
import { nextMidnight, outcomeOf, passTime } from "../../support/walk/pass-time.ts";
import { takeWalk } from "../../support/walk/take-walk.ts";
import { longWalks, stepsUpTo, type WalkStep } from "../../support/walk/walk-event.ts";
import type { WalkRealm } from "../../support/walk/walk-realm.ts";
import { walkRuns, walkSeed, wishIn } from "../../support/walk/walk-settings.ts";

const STEPS = 100;
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
      fc.asyncProperty(stepsUpTo(STEPS), async (steps) => {
        await walked(id, steps);
      }),
      longWalks(walkRuns(3), STEPS, walkSeed()),
    );
  });

  it("comes to the same whether danhba runs every day or when something is due", {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(stepsUpTo(STEPS), async (steps) => {
        const daily = await walked(id, steps);
        const sleeping = await walked(id, steps);
        let [often, seldom] = [0, 0];
        const end = daily.clock.now() + QUIET_MS;
        for (let day = daily.clock.now(); day < end; day = nextMidnight(day)) {
          often += await passTime(daily, day + 1, nextMidnight);
          seldom += await passTime(sleeping, day + 1, () => Number.POSITIVE_INFINITY);
          expect(await outcomeOf(sleeping), new Date(day).toISOString()).toEqual(await outcomeOf(daily));
        }
        expect(seldom).toBeLessThan(often);
      }),
      longWalks(walkRuns(1), STEPS, walkSeed() + 1),
    );
  });
});
