import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DueAlarm } from "../../../src/daemon/due-alarm.ts";
import { createLogger } from "../../../src/logging/logger.ts";
import { DanhbaError } from "../../../src/model/error.ts";

const HOUR = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "Date"],
    now: Date.parse("2026-11-21T00:00:00Z"),
  });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Rings are noted by the hour from now; `next` is what the table says. */
function open(next: () => string | null) {
  const begun = Date.now();
  const rings: number[] = [];
  let asked = 0;
  const journal = {
    nextDue: async () => {
      asked += 1;
      return next();
    },
  };
  const options = { realm: "r", journal, clock: { now: () => Date.now() }, log: createLogger("silent") };
  const alarm = new DueAlarm(options, () => rings.push(Math.round((Date.now() - begun) / HOUR)));
  return { alarm, rings, asked: () => asked };
}

const passHours = (hours: number) => vi.advanceTimersByTimeAsync(hours * HOUR);
const at = (hours: number) => new Date(Date.parse("2026-11-21T00:00:00Z") + hours * HOUR).toISOString();

describe("DueAlarm", () => {
  it("rings once, just after the instant that is due", async () => {
    const { alarm, rings } = open(() => at(3));
    await alarm.set();
    await vi.advanceTimersByTimeAsync(3 * HOUR);
    expect(rings).toEqual([]);
    await passHours(5);
    expect(rings).toEqual([3]);
  });

  it("rings at once for what is past, and never when nothing is due", async () => {
    const past = open(() => at(-1));
    await past.alarm.set();
    await passHours(0);
    expect(past.rings).toEqual([0]);
    const nothing = open(() => null);
    await nothing.alarm.set();
    await passHours(100);
    expect(nothing.rings).toEqual([]);
  });

  it("asks again every 24 hours while it waits for something far away", async () => {
    const { alarm, rings, asked } = open(() => at(60));
    await alarm.set();
    await passHours(59);
    expect(asked()).toBe(3);
    await passHours(2);
    expect(rings).toEqual([60]);
  });

  it("follows what is due when that changes", async () => {
    let next = at(10);
    const { alarm, rings } = open(() => next);
    await alarm.set();
    next = at(2);
    await alarm.set();
    await passHours(20);
    expect(rings).toEqual([2]);
  });

  it("does not ring on and on for what stays due after the run, however often it is asked", async () => {
    const { alarm, rings } = open(() => at(-1));
    await alarm.set();
    await vi.advanceTimersByTimeAsync(0);
    for (let second = 0; second < 150; second += 30) {
      await alarm.set();
      await vi.advanceTimersByTimeAsync(30_000);
    }
    expect(rings).toHaveLength(3);
  });

  it("is silent once it is stopped, and outlives a database that does not answer", async () => {
    const stopped = open(() => at(1));
    await stopped.alarm.set();
    stopped.alarm.stop();
    await stopped.alarm.set();
    await passHours(5);
    expect(stopped.rings).toEqual([]);

    let isDown = true;
    const { alarm, rings } = open(() => {
      if (isDown) throw new DanhbaError("DATABASE_UNREACHABLE");
      return at(7);
    });
    await alarm.set();
    isDown = false;
    await alarm.set();
    await passHours(5);
    expect(rings).toEqual([2]);
  });
});
