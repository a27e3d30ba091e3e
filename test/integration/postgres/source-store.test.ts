/** What is remembered of the feed person by person, in a real database: by runs that see all, and by runs that see few. */
import type pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acceptedBaseline } from "../../../src/gate/accept-baseline.ts";
import { certifyFeed } from "../../../src/gate/certify-feed.ts";
import { certifySlice, type SliceCertificate } from "../../../src/gate/certify-slice.ts";
import { FeedLimits } from "../../../src/gate/feed-limits.ts";
import { acceptedSeen, sourcesOf } from "../../../src/gate/seen-feed.ts";
import type { BaselinePort } from "../../../src/ports/answer-ports.ts";
import type { JournalPort, Lease } from "../../../src/ports/journal-port.ts";
import type { SlicePort, SourcePort } from "../../../src/ports/scope-ports.ts";
import { openBaselineStore } from "../../../src/postgres/baseline-store.ts";
import { openJournal } from "../../../src/postgres/journal.ts";
import { openPool } from "../../../src/postgres/pool.ts";
import { createSliceReader } from "../../../src/postgres/slice-reader.ts";
import { openSourceStore } from "../../../src/postgres/source-store.ts";
import { feedSigns } from "../../../src/reconcile/feed-signs.ts";
import { type FreshDatabase, freshDatabase } from "../../support/database.ts";
import { NOW } from "../../unit/gate/feed-world.ts";

const REALM = "r";
const TODAY = "2026-11-21";
const LIMITS = FeedLimits.parse({});

let database: FreshDatabase;
let feed: pg.Pool;
let service: pg.Pool;
let journal: JournalPort;
let baselines: BaselinePort;
let sources: SourcePort;
let slices: SlicePort;
let lease: Lease;

beforeEach(async () => {
  database = await freshDatabase();
  feed = openPool({ url: database.url, role: "danhba_feed", applicationName: "test" });
  service = openPool({ url: database.url, role: "danhba_service", applicationName: "test" });
  journal = openJournal({
    pool: service,
    url: database.url,
    domainOf: () => "r.gov.vn",
    leaseSecondsOf: () => 30,
  });
  baselines = openBaselineStore(service);
  sources = openSourceStore(service);
  slices = createSliceReader(service);
  lease = await journal.acquireLease(REALM);
  await feed.query(
    "INSERT INTO hr.unit (realm, code, name) VALUES ('r', 'A', 'Sở A'), ('r', 'B\"\\', 'Sở B')",
  );
  await feed.query(
    `INSERT INTO hr.person (realm, id, full_name, birth_date)
     SELECT 'r', 'p' || n, 'Nguyễn Văn ' || chr(64 + n), DATE '1980-01-01' + n FROM generate_series(1, 12) AS n`,
  );
  await feed.query(
    `INSERT INTO hr.appointment (realm, id, person_id, unit_code, title)
     SELECT 'r', 'v' || n, 'p' || n, CASE n % 2 WHEN 0 THEN 'A' ELSE 'B"\\' END, 'Chuyên viên' FROM generate_series(1, 12) AS n`,
  );
});
afterEach(async () => {
  await lease.release();
  await feed.end();
  await service.end();
  await database.drop();
});

const startRun = (): Promise<number> => journal.startRun(lease, { trigger: "sync", startedAt: NOW });

/** A run that looks at everything and accepts it. */
async function acceptAll(): Promise<void> {
  const snapshot = await slices.readWhole(REALM);
  const certificate = certifyFeed({
    snapshot,
    baseline: await baselines.read(REALM),
    signs: feedSigns(snapshot, new Map()),
    remembered: 0,
    repeatedRows: 0,
    limits: LIMITS,
    rulings: new Map(),
    now: NOW,
  });
  const baseline = acceptedBaseline(certificate, snapshot.delivery, NOW);
  if (baseline === null || certificate.isFrozen) throw new Error("the feed is frozen");
  await baselines.write(lease, await startRun(), {
    baseline,
    seen: baseline === certificate.baseline ? certificate.seen : acceptedSeen(certificate.seen),
    sources: sourcesOf(snapshot, certificate, baseline),
    units: snapshot.unitDigests,
  });
}

/** A run that looks at these people and accepts them. */
async function acceptSlice(...people: string[]): Promise<SliceCertificate> {
  const slice = await slices.read(REALM, people);
  const result = certifySlice({
    feed: slice,
    scope: new Set(people),
    known: await sources.known(REALM, TODAY),
    sources: await sources.read(REALM, [...people, ...slice.doubles.map(({ id }) => id)]),
    signs: feedSigns(
      { people: [...slice.people, ...slice.doubles], appointments: slice.appointments },
      new Map(),
    ),
    repeatedRows: 0,
    limits: LIMITS,
    now: NOW,
  });
  if (result.isSound) await sources.write(lease, await startRun(), result.accepted, slice.unitDigests);
  return result;
}

async function remembered(): Promise<unknown> {
  const { rows: people } = await service.query("SELECT * FROM danhba.source ORDER BY id");
  const { rows: units } = await service.query("SELECT * FROM danhba.unit_source ORDER BY code");
  const { rows: numbers } = await service.query(
    "SELECT delivery, facts, accepted_at, seen FROM danhba.feed_baseline",
  );
  return { people, units, numbers };
}

describe("sources", () => {
  it("are the same after runs that look at few and after one that looks at all", async () => {
    await acceptAll();
    expect(await sources.known(REALM, TODAY)).toMatchObject({ unsettled: [] });
    const steps: readonly (readonly [readonly string[], ...string[]])[] = [
      [["p1"], "UPDATE hr.person SET phone = '0299' WHERE id = 'p1'"],
      [["p2"], "DELETE FROM hr.appointment WHERE id = 'v2'"],
      [["p3"], "DELETE FROM hr.person WHERE id = 'p3'"],
      [["p4", "p5"], "UPDATE hr.appointment SET person_id = 'p5', unit_code = 'nowhere' WHERE id = 'v4'"],
      [["p6"], "UPDATE hr.person SET full_name = 'Nguyễn Văn A', birth_date = '1980-01-02' WHERE id = 'p6'"],
      [["p6"], "UPDATE hr.person SET birth_date = NULL WHERE id = 'p6'"],
      [
        ["p77", "p6"],
        "INSERT INTO hr.person (realm, id, full_name) VALUES ('r', 'p77', 'Lê Lan')",
        "INSERT INTO hr.appointment (realm, id, person_id, unit_code) VALUES ('r', 'v77', 'p77', 'A')",
      ],
    ];
    for (const [people, ...statements] of steps) {
      for (const statement of statements) await feed.query(statement);
      expect(await acceptSlice(...people)).toMatchObject({ isSound: true });
      const after = await remembered();
      expect(await slices.differing(REALM, 100)).toMatchObject({ changes: { people: [], units: [] } });
      await acceptAll();
      expect(await remembered()).toEqual(after);
    }
    expect((await sources.read(REALM, ["p1", "p77", "unknown"])).get("p77")).toMatchObject({
      id: "p77",
      agency: "A",
      elsewhere: [],
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      born: null,
    });
  });

  it("forget whom the feed and the accepted numbers have no more", async () => {
    await acceptAll();
    await feed.query("INSERT INTO hr.person (realm, id, full_name) VALUES ('r', 'new', 'Lê Mai')");
    await feed.query("DELETE FROM hr.person WHERE id = 'p3'");
    await acceptSlice("new", "p3");
    expect([...(await sources.read(REALM, ["new", "p3"])).values()]).toMatchObject([
      { id: "new", accepted: null, agency: "" },
      { id: "p3", accepted: 'B"\\', agency: null },
    ]);
    await feed.query("DELETE FROM hr.person WHERE id = 'new'");
    await acceptSlice("new");
    expect((await sources.read(REALM, ["new"])).size).toBe(0);
  });

  it("are nothing to count on before the first, after a frozen feed, and after a run that did not write them", async () => {
    expect(await sources.known(REALM, TODAY)).toBeNull();
    await acceptAll();
    expect(await sources.known(REALM, TODAY)).not.toBeNull();
    const run = await startRun();
    const frozen = {
      digest: "d",
      cursor: "1:1:",
      delivery: null,
      held: [],
      judgements: [],
      feedDigest: "f",
      whole: null,
    };
    await journal.recordPlan(lease, run, frozen, NOW);
    // A run that has not come to its end has not said anything yet.
    expect(await sources.known(REALM, TODAY)).not.toBeNull();
    const nothing = {
      counts: null,
      failed: [],
      findings: [],
      fault: null,
      pending: null,
      drift: [],
      proof: null,
    };
    await journal.endRun(lease, run, { ...nothing, state: "held", endedAt: NOW });
    expect(await sources.known(REALM, TODAY)).toBeNull();
    await acceptAll();
    expect(await sources.known(REALM, TODAY)).not.toBeNull();
    await service.query("UPDATE danhba.feed_baseline SET seen = NULL");
    expect(await sources.known(REALM, TODAY)).toBeNull();
  });

  it("tell who may count otherwise from a day on", async () => {
    await feed.query(
      `INSERT INTO hr.appointment (realm, id, person_id, unit_code, effective_from) VALUES ('r', 'next', 'p1', 'A', '2026-11-25')`,
    );
    await acceptAll();
    const unsettledOn = async (day: string) => (await sources.known(REALM, day))?.unsettled;
    expect(await unsettledOn("2026-11-24")).toEqual([]);
    expect(await unsettledOn("2026-11-25")).toEqual(["p1"]);
  });

  it("cannot be written by who has lost the lease", async () => {
    await acceptAll();
    const before = await remembered();
    const held = lease;
    lease = { ...held, token: held.token - 1 };
    await feed.query("DELETE FROM hr.person WHERE id = 'p3'");
    await expect(acceptSlice("p3")).rejects.toMatchObject({ code: "LEASE_LOST" });
    lease = held;
    expect(await remembered()).toEqual(before);
  });
});
