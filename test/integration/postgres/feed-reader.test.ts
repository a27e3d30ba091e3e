import type pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FeedReader } from "../../../src/ports/feed-port.ts";
import { createFeedReader } from "../../../src/postgres/feed-reader.ts";
import { inTransaction, openPool, withClient } from "../../../src/postgres/pool.ts";
import { type FreshDatabase, freshDatabase } from "../../support/database.ts";

let database: FreshDatabase;
let feed: pg.Pool;
let service: pg.Pool;
let reader: FeedReader;

beforeEach(async () => {
  database = await freshDatabase();
  feed = openPool({ url: database.url, role: "danhba_feed", applicationName: "test" });
  service = openPool({ url: database.url, role: "danhba_service", applicationName: "test" });
  reader = createFeedReader(service);
});
afterEach(async () => {
  await feed.end();
  await service.end();
  await database.drop();
});

const addUnit = (client: pg.Pool | pg.PoolClient, code: string, realm = "r"): Promise<unknown> =>
  client.query("INSERT INTO hr.unit (realm, code, name) VALUES ($1, $2, 'Sở A')", [realm, code]);

describe("readFeedSnapshot", () => {
  it("gives every column under its name, ordered by key, of its realm only", async () => {
    await feed.query(`
      INSERT INTO hr.unit VALUES
        ('r', 'B', 'Phòng B', 'division', 'A', 'phongb.soa', 'ST1', 'dissolved', 'C', '2014-10-06', '2025-07-01', '1/QĐ', '2014-09-26'),
        ('other', 'A', 'Sở A', 'department', NULL, NULL, NULL, 'active', NULL, NULL, NULL, NULL, NULL)`);
    await feed.query("INSERT INTO hr.unit (realm, code, name, kind) VALUES ('r', 'A', 'Sở A', 'department')");
    await feed.query(`
      INSERT INTO hr.person VALUES
        ('r', 'ST1', 'Nguyễn Văn An', 'Nguyễn Văn', 'An', '1980-02-01', 'male', '0299', 'cong_chuc', 'retired', '2025-01-01',
         '2014-10-06 08:00+07', 'nvan', 'x', '2/QĐ', '2014-09-27', 'Sở Nội vụ')`);
    await feed.query(`
      INSERT INTO hr.appointment VALUES
        ('r', 'BN1', 'ST1', 'B', 'Trưởng phòng', 3, 'concurrent', '2014-10-06', '2025-01-01', '3/QĐ', '2014-09-28')`);
    await feed.query(
      "INSERT INTO hr.delivery (id, realm, source) VALUES (9, 'r', 'first'), (10, 'r', 'second'), (11, 'other', 'x')",
    );
    const snapshot = await reader.readFeedSnapshot("r");
    expect(snapshot.realm).toBe("r");
    expect(snapshot.units).toEqual([
      {
        code: "A",
        name: "Sở A",
        kind: "department",
        parentCode: null,
        mailboxName: null,
        headPersonId: null,
        status: "active",
        successorCode: null,
        effectiveFrom: null,
        effectiveTo: null,
        decisionNo: null,
        decisionDate: null,
      },
      {
        code: "B",
        name: "Phòng B",
        kind: "division",
        parentCode: "A",
        mailboxName: "phongb.soa",
        headPersonId: "ST1",
        status: "dissolved",
        successorCode: "C",
        effectiveFrom: "2014-10-06",
        effectiveTo: "2025-07-01",
        decisionNo: "1/QĐ",
        decisionDate: "2014-09-26",
      },
    ]);
    expect(snapshot.people).toEqual([
      {
        id: "ST1",
        fullName: "Nguyễn Văn An",
        familyMiddleName: "Nguyễn Văn",
        givenName: "An",
        birthDate: "1980-02-01",
        gender: "male",
        phone: "0299",
        staffClass: "cong_chuc",
        status: "retired",
        statusFrom: "2025-01-01",
        registeredAt: "2014-10-06T01:00:00.000Z",
        requestedLocalPart: "nvan",
        mailboxExtension: "x",
        decisionNo: "2/QĐ",
        decisionDate: "2014-09-27",
        decidedBy: "Sở Nội vụ",
      },
    ]);
    expect(snapshot.appointments).toEqual([
      {
        id: "BN1",
        personId: "ST1",
        unitCode: "B",
        title: "Trưởng phòng",
        leaderRank: 3,
        kind: "concurrent",
        effectiveFrom: "2014-10-06",
        effectiveTo: "2025-01-01",
        decisionNo: "3/QĐ",
        decisionDate: "2014-09-28",
      },
    ]);
    expect(snapshot.delivery).toMatchObject({
      source: "second",
      mode: "delta",
      declaredPeople: null,
      loadedBy: "danhba_feed",
      loadedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
  });

  it("is empty for a realm without rows", async () => {
    expect(await reader.readFeedSnapshot("r")).toMatchObject({
      units: [],
      people: [],
      appointments: [],
      delivery: null,
    });
  });
});

describe("hasUnseenChanges", () => {
  it("is true before anything was read, false after, and true again after a change in the realm", async () => {
    expect(await reader.hasUnseenChanges("r", null)).toBe(true);
    await addUnit(feed, "A");
    const { cursor } = await reader.readFeedSnapshot("r");
    expect(await reader.hasUnseenChanges("r", cursor)).toBe(false);
    await addUnit(feed, "A", "other");
    expect(await reader.hasUnseenChanges("r", cursor)).toBe(false);
    await addUnit(feed, "B");
    expect(await reader.hasUnseenChanges("r", cursor)).toBe(true);
    expect(await reader.unseenChanges("r", cursor)).toEqual({
      count: 1,
      oldestAt: expect.stringMatching(/Z$/),
    });
  });

  it("never misses a transaction that commits late with a lower number", async () => {
    await addUnit(feed, "before");
    const cursor = await withClient(feed, async (late) => {
      await late.query("BEGIN");
      await addUnit(late, "late"); // takes its number here
      await addUnit(feed, "early"); // takes a higher one and is visible first
      const read = await reader.readFeedSnapshot("r");
      expect(read.units.map(({ code }) => code)).toEqual(["before", "early"]);
      expect(await reader.hasUnseenChanges("r", read.cursor)).toBe(false);
      await late.query("COMMIT");
      return read.cursor;
    });
    const { rows } = await service.query<{ key: string }>("SELECT key FROM hr.change ORDER BY seq");
    expect(rows.map(({ key }) => key)).toEqual(["before", "late", "early"]);
    expect(await reader.hasUnseenChanges("r", cursor)).toBe(true);
    expect(await reader.unseenChanges("r", cursor)).toMatchObject({ count: 1 });
    const next = await reader.readFeedSnapshot("r");
    expect(next.units.map(({ code }) => code)).toEqual(["before", "early", "late"]);
    expect(await reader.hasUnseenChanges("r", next.cursor)).toBe(false);
  });

  it("does not count a transaction that was rolled back", async () => {
    const { cursor } = await reader.readFeedSnapshot("r");
    const failed = inTransaction(feed, "READ WRITE", async (client) => {
      await addUnit(client, "A");
      await client.query("SELECT 1 / 0");
    });
    await expect(failed).rejects.toMatchObject({ code: "DATABASE_FAILED" });
    expect(await reader.hasUnseenChanges("r", cursor)).toBe(false);
  });

  it("takes a cursor from the future for outdated: the database was restored from a dump", async () => {
    await addUnit(feed, "A");
    expect(await reader.hasUnseenChanges("r", "9000000000:9000000000:")).toBe(true);
  });

  it("counts everything while nothing was read", async () => {
    await addUnit(feed, "A");
    await addUnit(feed, "B");
    expect(await reader.unseenChanges("r", null)).toMatchObject({ count: 2 });
    expect(await reader.unseenChanges("other", null)).toEqual({ count: 0, oldestAt: null });
  });
});
