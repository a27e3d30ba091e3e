import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WakeQueue } from "../../../src/daemon/wake-queue.ts";

const SETTLE = 300;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Notes when each run falls due, in milliseconds from now. */
function follow(queue: WakeQueue) {
  const stop = new AbortController();
  const begun = performance.now();
  const due: string[] = [];
  const ended = (async () => {
    for (;;) {
      const trigger = await queue.next(stop.signal);
      due.push(`${trigger ?? "end"} at ${Math.round(performance.now() - begun)}`);
      if (trigger === null) return;
    }
  })();
  return { due, ended, stop };
}

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

describe("WakeQueue", () => {
  it("makes one run of a burst, once the feed has been quiet for the settling time", async () => {
    const queue = new WakeQueue(SETTLE);
    const { due } = follow(queue);
    for (let change = 0; change < 5; change += 1) {
      queue.wake("feed");
      await pass(100);
    }
    await pass(10_000);
    expect(due).toEqual(["feed at 700"]);
  });

  it("cuts a burst that never ends, again and again", async () => {
    const queue = new WakeQueue(SETTLE);
    const { due } = follow(queue);
    for (let at = 0; at < 7_000; at += 100) {
      queue.wake("feed");
      await pass(100);
    }
    expect(due).toEqual(["feed at 3000", "feed at 6000"]);
  });

  it.each(["start", "schedule", "approve"] as const)("has a run for %s due at once", async (trigger) => {
    const queue = new WakeQueue(SETTLE);
    const { due } = follow(queue);
    await pass(50);
    queue.wake(trigger);
    await pass(0);
    expect(due).toEqual([`${trigger} at 50`]);
  });

  it("has one run for both when the schedule comes during a burst, or a change after the schedule", async () => {
    const queue = new WakeQueue(SETTLE);
    const { due } = follow(queue);
    queue.wake("feed");
    await pass(100);
    queue.wake("schedule");
    await pass(10_000);
    expect(due).toEqual(["schedule at 100"]);

    const second = new WakeQueue(SETTLE);
    second.wake("schedule");
    second.wake("feed");
    const later = follow(second);
    await pass(10_000);
    expect(later.due).toEqual(["schedule at 0"]);
  });

  it("keeps what comes while a run is at work, and has it due when that is done", async () => {
    const queue = new WakeQueue(SETTLE);
    queue.wake("feed");
    await pass(5_000);
    const { due } = follow(queue);
    await pass(0);
    expect(due).toEqual(["feed at 0"]);
  });

  it("begins a new burst after each run", async () => {
    const queue = new WakeQueue(SETTLE);
    const { due } = follow(queue);
    queue.wake("feed");
    await pass(1_000);
    queue.wake("feed");
    await pass(1_000);
    expect(due).toEqual(["feed at 300", "feed at 1300"]);
  });

  it("ends at once when asked to stop, waiting or not, and leaves no timer behind", async () => {
    const queue = new WakeQueue(SETTLE);
    const { due, ended, stop } = follow(queue);
    queue.wake("feed");
    await pass(100);
    stop.abort();
    await ended;
    expect(due).toEqual(["end at 100"]);
    expect(vi.getTimerCount()).toBe(0);
    expect(await queue.next(AbortSignal.abort())).toBeNull();
  });

  it("runs at once without a settling time", async () => {
    const queue = new WakeQueue(0);
    const { due } = follow(queue);
    queue.wake("feed");
    await pass(0);
    expect(due).toEqual(["feed at 0"]);
  });
});

describe("two wake-ups before one run", () => {
  it.each([
    ["feed", "drift", "drift"],
    ["drift", "feed", "drift"],
    ["schedule", "drift", "schedule"],
    ["drift", "schedule", "schedule"],
    ["start", "due", "start"],
    ["due", "drift", "drift"],
  ] as const)(
    "%s and %s make one of trigger %s: what is proved goes first",
    async (first, second, trigger) => {
      const queue = new WakeQueue(SETTLE);
      queue.wake(first);
      queue.wake(second);
      const { due } = follow(queue);
      await pass(10_000);
      expect(due).toEqual([`${trigger} at 0`]);
    },
  );
});
