import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { openHrOffice } from "../support/walk/hr-office.ts";
import { realWalkRealm } from "../support/walk/real-walk-realm.ts";
import { takeWalk } from "../support/walk/take-walk.ts";
import { anyStep } from "../support/walk/walk-event.ts";
import type { WalkRealm } from "../support/walk/walk-realm.ts";
import { walkSeed, wishIn } from "../support/walk/walk-settings.ts";

const EVENTS = 300;
/** Some of them cannot happen when their turn comes, such as the return of somebody who never left. */
const STEPS = 1_000;

let realm: WalkRealm | null = null;
afterEach(async () => {
  await realm?.stop();
  realm = null;
});

describe("a random walk on real servers", () => {
  it("leaves directory, ledger and log as they must be after each of 300 events", {
    timeout: 560_000,
  }, async () => {
    const [steps = []] = fc.sample(fc.array(anyStep, { minLength: STEPS, maxLength: STEPS }), {
      numRuns: 1,
      seed: walkSeed(),
    });
    realm = await realWalkRealm("soctrang");
    const { events, applied, lines } = await takeWalk(realm, openHrOffice(wishIn("soctrang")), steps, EVENTS);
    expect(events).toBe(EVENTS);
    expect(lines.length).toBeGreaterThanOrEqual(EVENTS);
    // Every sort of change was made, and more than once.
    for (const kind of ["create", "modify", "rename", "suspend", "disable", "restore", "delete", "group"]) {
      expect(applied[kind], kind).toBeGreaterThan(1);
    }
  });
});
