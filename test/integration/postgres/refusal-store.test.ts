/** Refusals and when they are tried again, in a real database. */
import type pg from "pg";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Refusal } from "../../../src/model/refusal.ts";
import type { JournalPort, Lease } from "../../../src/ports/journal-port.ts";
import { openJournal } from "../../../src/postgres/journal.ts";
import { openPool } from "../../../src/postgres/pool.ts";
import { openRefusalStore } from "../../../src/postgres/refusal-store.ts";
import { type FreshDatabase, freshDatabase } from "../../support/database.ts";

const REALM = "r";
const NOW = "2026-11-21T01:00:00.000Z";
const SOON = "2026-11-21T01:05:00.000Z";
const LATER = "2026-11-22T01:00:00.000Z";

let database: FreshDatabase;
let pool: pg.Pool;
let journal: JournalPort;
let lease: Lease;

beforeEach(async () => {
  database = await freshDatabase();
  pool = openPool({ url: database.url, role: "danhba_service", applicationName: "test" });
  journal = openJournal({
    pool,
    url: database.url,
    domainOf: () => "r.gov.vn",
    leaseSecondsOf: () => 30,
  });
  lease = await journal.acquireLease(REALM);
});
afterEach(async () => {
  await lease.release();
  await pool.end();
  await database.drop();
});

const refusal = (owner: Refusal["owner"], nextAt: string | null): Refusal => ({
  owner,
  digest: "d",
  code: "other",
  detail: "it's “full”",
  attempts: 3,
  firstAt: NOW,
  lastAt: NOW,
  nextAt,
});

it("come back as they were written, and each writing replaces those of the realm", async () => {
  const store = openRefusalStore(pool);
  const both = [refusal("person:1", SOON), refusal("person:2", null)];
  await store.write(lease, both);
  expect(await store.read(REALM)).toEqual(both);
  expect(await store.read("other")).toEqual([]);
  await store.write(lease, [refusal("person:3", LATER)]);
  expect(await store.read(REALM)).toEqual([refusal("person:3", LATER)]);
});

it("wake the service: the next try counts as due, what was given up does not", async () => {
  const store = openRefusalStore(pool);
  await store.write(lease, [refusal("person:1", null)]);
  expect(await journal.nextDue(REALM)).toBeNull();
  await store.write(lease, [refusal("person:1", null), refusal("person:2", LATER)]);
  expect(await journal.nextDue(REALM)).toBe(LATER);
  const run = await journal.startRun(lease, { trigger: "sync", startedAt: NOW });
  const whole = {
    questions: [],
    digests: [],
    due: [{ owner: "person:9", at: SOON, why: "ALIAS" } as const],
    identities: [],
    loginsWatchedSince: null,
  };
  const plan = { digest: "d", cursor: "1:1:", delivery: "7", held: [], judgements: [], feedDigest: null };
  await journal.recordPlan(lease, run, { ...plan, whole }, NOW);
  expect(await journal.nextDue(REALM)).toBe(SOON);
  await store.write(lease, []);
  expect(await journal.nextDue(REALM)).toBe(SOON);
});
