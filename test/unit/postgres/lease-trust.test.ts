import { describe, expect, it } from "vitest";
import { openTrust } from "../../../src/postgres/lease-trust.ts";

function trustAt(seconds: number) {
  const now = { monotonic: 0, wall: 1_000_000 };
  return { now, trust: openTrust(seconds, () => ({ ...now })) };
}

describe("the trust in a lease", () => {
  it("begins with the first confirmation and lasts for half of the lease", () => {
    const { now, trust } = trustAt(30);
    expect(trust.isFresh()).toBe(false);
    trust.confirm(trust.begin());
    now.monotonic += 14_999;
    expect(trust.isFresh()).toBe(true);
    now.monotonic += 1;
    expect(trust.isFresh()).toBe(false);
  });

  it("counts from when the database was asked, not from when it answered", () => {
    const { now, trust } = trustAt(30);
    const asked = trust.begin();
    now.monotonic += 20_000;
    trust.confirm(asked);
    expect(trust.isFresh()).toBe(false);
  });

  it("ends when the machine has slept, and is not made longer by a clock that is set back", () => {
    const { now, trust } = trustAt(30);
    trust.confirm(trust.begin());
    now.wall += 60_000;
    expect(trust.isFresh()).toBe(false);
    now.wall -= 3_600_000;
    now.monotonic += 15_000;
    expect(trust.isFresh()).toBe(false);
  });
});
