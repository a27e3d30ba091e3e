import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fakeWalkRealm } from "../../support/walk/fake-walk-realm.ts";
import { openHrOffice } from "../../support/walk/hr-office.ts";
import { nextMidnight, outcomeOf, passTime } from "../../support/walk/pass-time.ts";
import { takeWalk } from "../../support/walk/take-walk.ts";
import { longWalks, stepsUpTo, type WalkStep } from "../../support/walk/walk-event.ts";
import type { WalkMode } from "../../support/walk/walk-mode.ts";
import type { WalkRealm } from "../../support/walk/walk-realm.ts";
import { walkRuns, walkSeed, wishIn } from "../../support/walk/walk-settings.ts";

const STEPS = 60;
/** Long enough for every term of the profiles to end: aliases, inactivity, what is retained after that. */
const QUIET_MS = 250 * 86_400_000;
/** Of so many of the last steps before that the dates are still to come. */
const AHEAD = 25;

/** A walk that fails is shrunk for so long: what is found by then is told before the test's time is over. */
const SHRINK_MS = 60_000;
const TIMEOUT_MS = 2 * SHRINK_MS;

const PROFILES = ["soctrang", "quangbinh", "binhthuan", "travinh", "quangtri"];

interface Walked {
  readonly realm: WalkRealm;
  /** What happened, a line per event. */
  readonly story: string;
}

async function walked(id: string, steps: readonly WalkStep[], mode?: WalkMode): Promise<Walked> {
  const realm = fakeWalkRealm(id, mode);
  const { lines } = await takeWalk(realm, openHrOffice(wishIn(id)), steps);
  return { realm, story: lines.join("\n") };
}

describe.for(PROFILES)("a random walk in %s", (id) => {
  /** Each profile has walks of its own. */
  const seed = walkSeed() + 2 * PROFILES.indexOf(id);

  it("leaves directory, ledger and log as they must be after every event", {
    timeout: TIMEOUT_MS,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(stepsUpTo(STEPS), async (steps) => {
        await walked(id, steps);
      }),
      { ...longWalks(walkRuns(2), STEPS, seed), interruptAfterTimeLimit: SHRINK_MS },
    );
  });

  it.for(["changes", "compared"] as const)(
    "leaves it so where runs plan no more than differs: %s",
    {
      timeout: TIMEOUT_MS,
    },
    async (mode) => {
      await fc.assert(
        fc.asyncProperty(stepsUpTo(STEPS), async (steps) => {
          await walked(id, steps, mode);
        }),
        { ...longWalks(walkRuns(2), STEPS, seed), interruptAfterTimeLimit: SHRINK_MS },
      );
    },
  );

  it("comes to the same whether danhba runs every day or when something is due", {
    timeout: TIMEOUT_MS,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(stepsUpTo(STEPS), async (steps) => {
        const { realm: daily, story } = await walked(id, steps);
        const { realm: sleeping } = await walked(id, steps);
        let [often, seldom] = [0, 0];
        const end = daily.clock.now() + QUIET_MS;
        for (let day = daily.clock.now(); day < end; day = nextMidnight(day)) {
          often += await passTime(daily, day + 1, nextMidnight);
          seldom += await passTime(sleeping, day + 1, () => Number.POSITIVE_INFINITY);
          const told = `${story}\n${new Date(day).toISOString()} it is not the same`;
          expect(await outcomeOf(sleeping), told).toEqual(await outcomeOf(daily));
        }
        expect(seldom).toBeLessThan(often);
      }),
      { ...longWalks(walkRuns(1), STEPS, seed + 1, AHEAD), interruptAfterTimeLimit: SHRINK_MS },
    );
  });
});
