import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RealmServices } from "../../src/reconcile/realm-services.ts";
import { type SyncResult, syncAlone } from "../../src/reconcile/sync.ts";
import { type MovableClock, movableClock } from "../support/movable-clock.ts";
import { type FeedRow, freshRealm, type RealRealm } from "../support/real-realm.ts";
import { reportFault } from "./fault-report.ts";
import { THREE_PEOPLE } from "./three-people.ts";

const DAY_MS = 86_400_000;
/** Days after which a revoked account is only retained, in the profile. */
const RETAINED_AFTER = 30;

/** Three mailboxes, as three people, are more than the daily business that passes every limit. */
const OTHER_OFFICES: readonly FeedRow[] = [
  { table: "unit", key: "STC", columns: { name: "Sở Tài chính", kind: "department" } },
  { table: "unit", key: "SYT", columns: { name: "Sở Y tế", kind: "department" } },
];

let clock: MovableClock;
let undisturbed: RealRealm;
let realm: RealRealm;

beforeEach(async () => {
  clock = movableClock();
  // With the limits that the settings ship with.
  const open = () => freshRealm("soctrang", { gate: {} }, clock);
  [undisturbed, realm] = [await open(), await open()];
  for (const one of [undisturbed, realm]) {
    await one.deliver([...THREE_PEOPLE, ...OTHER_OFFICES]);
    expect(await one.run()).toMatchObject({ state: "done", failed: [] });
  }
});
afterEach(async () => {
  await undisturbed.stop();
  await realm.stop();
});

/** A run by a clock that is wrong by so many days. */
async function runAt(daysOff: number, isClockRight = false): Promise<SyncResult> {
  const wrong = { now: () => clock.now() + daysOff * DAY_MS };
  const services: RealmServices = { ...realm.services, clock: wrong };
  return await syncAlone(services, {
    trigger: "sync",
    stop: new AbortController().signal,
    isClockRight,
  });
}

const VOLATILE =
  /^(createTimestamp|modifyTimestamp|modifiersName|pwdChangedTime|pwdLastSuccess|pwdAccountLockedTime)$/;

/** DN → what danhba wrote there. */
async function contents(one: RealRealm): Promise<ReadonlyMap<string, unknown>> {
  const entries = await one.services.directory.observe();
  return new Map(
    entries
      .map(({ dn, attributes }): [string, unknown] => {
        const kept = Object.entries(attributes).filter(([name]) => !VOLATILE.test(name));
        return [dn, Object.fromEntries(kept.map(([name, values]) => [name, values.toSorted()]))];
      })
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Kinds and owners in the order of the log, without their times. */
async function story(one: RealRealm): Promise<string[]> {
  const rows = await one.query<{ line: string; at: string }>(
    `SELECT record ->> 'owner' || ' ' || (record ->> 'kind') AS line, record ->> 'at' AS at
       FROM danhba.change_log ORDER BY seq`,
  );
  const times = rows.map(({ at }) => at);
  expect(times, "times of the log").toEqual(times.toSorted());
  return rows.map(({ line }) => line);
}

async function expectUndisturbed(): Promise<void> {
  await undisturbed.run();
  expect(await realm.run()).toMatchObject({ state: "done", applied: 0, held: [], failed: [] });
  expect(await contents(realm)).toEqual(await contents(undisturbed));
  expect((await story(realm)).toSorted()).toEqual((await story(undisturbed)).toSorted());
  const verified = await realm.query<{ twice: number }>(
    `SELECT count(*)::int AS twice FROM (SELECT record ->> 'owner' FROM danhba.change_log
      WHERE record ->> 'kind' = 'create' GROUP BY 1 HAVING count(*) > 1) AS more`,
  );
  expect(verified).toEqual([{ twice: 0 }]);
}

const codes = ({ findings }: SyncResult): string[] => findings.map(({ code }) => code);
const statusOf = async (id: string): Promise<string | undefined> =>
  (await realm.services.directory.observe()).find(({ attributes }) => attributes.employeeNumber?.[0] === id)
    ?.attributes.danhbaStatus?.[0];

const retire = async (one: RealRealm): Promise<void> =>
  one.deliver([{ table: "person", key: "P2", columns: { status: "retired", decision_no: "9/QĐ" } }]);
const hire: Parameters<RealRealm["deliver"]>[0] = [
  {
    table: "person",
    key: "P4",
    columns: { full_name: "Hoàng Ngọc Lâm", registered_at: "2020-01-02", decision_no: "4/QĐ" },
  },
  {
    table: "appointment",
    key: "VP4",
    columns: { person_id: "P4", unit_code: "SNV", title: "Chuyên viên", effective_from: "2020-01-01" },
  },
];

describe("a clock that jumps", () => {
  it("back by 40 days does nothing twice, and ends no term before its time or after it", async () => {
    for (const one of [undisturbed, realm]) await retire(one);
    await undisturbed.run();
    expect(await realm.run()).toMatchObject({ applied: 1 });
    for (const one of [undisturbed, realm]) await one.deliver(hire);
    await undisturbed.run();

    const first = await runAt(-40);
    expect(first).toMatchObject({ state: "done", applied: 1, held: [], failed: [] });
    expect(codes(first)).toContain("CLOCK_BEHIND");
    const second = await runAt(-40);
    expect(second).toMatchObject({ state: "done", applied: 0 });

    clock.passDays(RETAINED_AFTER - 1);
    expect(await realm.run()).toMatchObject({ applied: 0 });
    expect(await statusOf("P2")).toBe("disabled");
    expect(await runAt(-40)).toMatchObject({ applied: 0 });
    clock.passDays(2);
    expect(await realm.run()).toMatchObject({ applied: 1 });
    expect(await statusOf("P2")).toBe("retained");
    expect(await runAt(-40)).toMatchObject({ applied: 0 });
    expect(await statusOf("P2")).toBe("retained");
    await expectUndisturbed();
    reportFault({
      fault: "clock back by 40 days, three times",
      written: "1 hire, at the time of the run before; nothing twice",
      status: 0,
      message: first.findings.find(({ code }) => code === "CLOCK_BEHIND")?.code ?? "",
      end: "directory and log as undisturbed; retention begun on its day",
    });
  });

  it("forward by 200 days locks nobody, and is put right by one who says what the time is", async () => {
    const wrong = await runAt(200);
    expect(wrong).toMatchObject({ state: "held", applied: 0, failed: [] });
    expect(wrong.held.length).toBeGreaterThan(0);
    for (const id of ["P1", "P2", "P3"]) expect(await statusOf(id)).toBe("active");

    // The time of a run is never before that of the last: what was held stays held, and the clock is told to be behind.
    const behind = await runAt(0);
    expect(behind).toMatchObject({ state: "held", applied: 0 });
    expect(codes(behind)).toContain("CLOCK_BEHIND");
    const right = await runAt(0, true);
    expect(right).toMatchObject({ state: "done", applied: 0, held: [] });
    expect(codes(await realm.run())).not.toContain("CLOCK_BEHIND");
    await expectUndisturbed();
    reportFault({
      fault: "clock forward by 200 days for one run",
      written: "nothing",
      status: 3,
      message: wrong.held.map(({ rule, count }) => `${rule} ${count}`).join(", "),
      end: "after sync --accept-clock directory and log as undisturbed",
    });
  });
});
