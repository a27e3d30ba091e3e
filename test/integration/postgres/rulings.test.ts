/** What a run holds and what operators say about it, in a real database. */
import type pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Item } from "../../../src/model/change.ts";
import { DanhbaError } from "../../../src/model/error.ts";
import type { JournalPort, Lease, RunState } from "../../../src/ports/journal-port.ts";
import { openJournal } from "../../../src/postgres/journal.ts";
import { openPool } from "../../../src/postgres/pool.ts";
import { type FreshDatabase, freshDatabase } from "../../support/database.ts";
import { people } from "../../unit/gate/items.ts";

const REALM = "r";
const NOW = "2026-11-21T01:00:00.000Z";
const LATER = "2026-11-21T02:30:00.000Z";
const WORD = { verdict: "approved", operator: "Hoa", reason: "công văn 12" } as const;
const [ONE, TWO] = people(2, "disable") as [Item, Item];

let database: FreshDatabase;
let pool: pg.Pool;
let journal: JournalPort;
let lease: Lease;

beforeEach(async () => {
  database = await freshDatabase();
  pool = openPool({ url: database.url, role: "danhba_service", applicationName: "test" });
  journal = openJournal({ pool, url: database.url, domainOf: () => "r.gov.vn", leaseSecondsOf: () => 30 });
  lease = await journal.acquireLease(REALM);
});
afterEach(async () => {
  await lease.release();
  await pool.end();
  await database.drop();
});

/** A run that plans and holds these items, and ends. */
async function run(
  held: readonly Item[],
  { state = "held", undo, feed = null }: { state?: RunState; undo?: number; feed?: string | null } = {},
): Promise<number> {
  const trigger = undo === undefined ? "sync" : "undo";
  const id = await journal.startRun(lease, {
    trigger,
    startedAt: NOW,
    ...(undo === undefined ? {} : { undo }),
  });
  const plan = {
    digest: `plan ${id}`,
    cursor: "1:1:",
    delivery: null,
    judgements: [],
    feedDigest: feed,
    whole: null,
  };
  const hold = { rule: "limit.max", params: { kind: "disable", count: held.length } } as const;
  await journal.recordPlan(lease, id, { ...plan, held: held.map((item) => ({ item, ...hold })) }, NOW);
  const none = { counts: null, failed: [], findings: [], fault: null, pending: null, drift: [], proof: null };
  await journal.endRun(lease, id, { ...none, state, endedAt: NOW });
  return id;
}
const rule = (id: number) => journal.rule(REALM, id, WORD, LATER);
const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error: unknown) => (error instanceof DanhbaError ? `${error.code} ${error.params.state}` : error),
  );
async function newUndo(of: number): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    "INSERT INTO danhba.undo (realm, run, operator, reason, ordered_at) VALUES ($1, $2, 'A', 'b', $3) RETURNING id",
    [REALM, of, NOW],
  );
  return rows[0]?.id ?? 0;
}

describe("a ruling", () => {
  it("says who, why and when, for each change of the run and in the run itself", async () => {
    const id = await run([ONE, TWO]);
    expect(await rule(id)).toEqual({ items: 2 });
    const ruling = { ...WORD, at: LATER };
    expect(await journal.rulings(REALM)).toEqual(
      new Map([
        [ONE.digest, ruling],
        [TWO.digest, ruling],
      ]),
    );
    expect(await journal.run(REALM, id)).toMatchObject({ state: "approved", ruling });
  });

  it("covers what is frozen of the feed together with the changes", async () => {
    expect(await rule(await run([ONE], { feed: "f1" }))).toEqual({ items: 2 });
    expect([...(await journal.rulings(REALM)).keys()].toSorted()).toEqual([ONE.digest, "f1"].toSorted());
  });

  it.each(["held", "failed"] as const)(
    "comes too late for a %s run once a later one holds something else",
    async (state) => {
      const first = await run([ONE], { state });
      const later = await run([ONE, TWO]);
      expect(await faultOf(rule(first))).toBe("PLAN_STALE superseded");
      expect(await rule(later)).toEqual({ items: 2 });
    },
  );

  it.each(["held", "failed"] as const)(
    "comes too late for a %s run once a later one holds nothing",
    async (state) => {
      const first = await run([ONE], { state });
      await run([], { state: "done" });
      expect(await faultOf(rule(first))).toBe("PLAN_STALE superseded");
      expect((await journal.rulings(REALM)).size).toBe(0);
    },
  );

  it("comes too late for a frozen feed once another one is frozen, or none", async () => {
    const first = await run([], { feed: "f1" });
    const later = await run([], { feed: "f2" });
    expect(await faultOf(rule(first))).toBe("PLAN_STALE superseded");
    await run([], { state: "done" });
    expect(await faultOf(rule(later))).toBe("PLAN_STALE superseded");
  });

  it("is in time for every run that holds the same, and for one of another kind beside later ones", async () => {
    const first = await run([ONE]);
    const undo = await newUndo(first);
    const undoing = await run([TWO], { undo });
    const again = await run([ONE]);
    expect(await rule(first)).toEqual({ items: 1 });
    expect(await journal.run(REALM, again)).toMatchObject({ state: "approved" });
    expect(await faultOf(rule(again))).toBe("PLAN_STALE approved");
    expect(await rule(undoing)).toEqual({ items: 1 });
  });

  it("of the run of an undo comes too late once that was tried again with another outcome", async () => {
    const undo = await newUndo(await run([ONE]));
    const first = await run([TWO], { undo });
    await run([ONE, TWO], { undo });
    expect(await faultOf(rule(first))).toBe("PLAN_STALE superseded");
  });
});

describe("what a run holds", () => {
  it("is read in the order of its plan with the rule and its numbers", async () => {
    const id = await run([TWO, ONE]);
    const hold = { rule: "limit.max", params: { kind: "disable", count: 2 } };
    expect(await journal.heldItems(REALM, id)).toEqual([
      { item: TWO, ...hold },
      { item: ONE, ...hold },
    ]);
    expect(await journal.heldItems("another", id)).toEqual([]);
    expect(await journal.heldItems(REALM, await run([], { state: "done" }))).toEqual([]);
  });
});
