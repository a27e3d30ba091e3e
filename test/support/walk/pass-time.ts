/** A realm in which nothing happens any more but time: when danhba runs, and what that comes to. */
import { dnKey, type ObservedEntry } from "../../../src/model/entry.ts";
import { instantOf } from "../../../src/ports/clock.ts";
import type { WalkRealm } from "./walk-realm.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** 00:00 in Vietnam, where dates act. @param now milliseconds, as everywhere here */
export function nextMidnight(now: number): number {
  const zone = 7 * HOUR_MS;
  return (Math.floor((now + zone) / DAY_MS) + 1) * DAY_MS - zone;
}

/**
 * Runs whenever something is due, and at the times of a schedule, until `end`; everything that is held is approved.
 * @returns how many runs that were
 */
export async function passTime(
  realm: WalkRealm,
  end: number,
  schedule: (now: number) => number,
): Promise<number> {
  const { clock, journal } = realm;
  const { id } = realm.realm;
  let runs = 0;
  for (;;) {
    const due = await journal.nextDue(id);
    const next = Math.min(schedule(clock.now()), due === null ? end : Date.parse(due));
    if (next >= end) return runs;
    if (next <= clock.now()) throw new Error(`${due} has passed at ${instantOf(clock)}`);
    clock.set(new Date(next).toISOString());
    for (let result = await realm.run(); result.state !== "done"; result = await realm.run()) {
      if (result.state !== "held") throw new Error(`the run is ${result.state}`);
      const ruling = { verdict: "approved", operator: "Trần Thị Quản", reason: "đúng" } as const;
      await journal.rule(id, result.runId, ruling, instantOf(clock));
      runs += 1;
    }
    runs += 1;
  }
}

/** All that danhba is responsible for, and when each account came to be what it is. */
export async function outcomeOf(walked: WalkRealm) {
  const { realm, journal } = walked;
  const { accounts } = await journal.memory(realm.id);
  const ledger = await journal.ledger(realm.id);
  const contents = (await walked.entries()).map(contentOf).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    entries: new Map(contents),
    ledger: ledger.toSorted((a, b) => (a.localPart < b.localPart ? -1 : 1)),
    accounts: [...accounts].toSorted(([a], [b]) => (a < b ? -1 : 1)),
  };
}

function contentOf({ dn, attributes }: ObservedEntry): readonly [string, Record<string, readonly string[]>] {
  const { member = [], ...others } = attributes;
  return [dnKey(dn), { ...others, member: member.toSorted() }];
}
