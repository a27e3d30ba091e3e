import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acceptedSeen, sourcesOf } from "../../../src/gate/seen-feed.ts";
import type { FeedSnapshot } from "../../../src/model/feed.ts";
import type { FeedBaseline } from "../../../src/model/feed-certificate.ts";
import type { AcceptedFeed, BaselinePort } from "../../../src/ports/answer-ports.ts";
import type { JournalPort, Lease } from "../../../src/ports/journal-port.ts";
import { openBaselineStore } from "../../../src/postgres/baseline-store.ts";
import { openJournal } from "../../../src/postgres/journal.ts";
import { openPool } from "../../../src/postgres/pool.ts";
import { type FreshDatabase, freshDatabase } from "../../support/database.ts";
import { baselineOf, certificateOf, feedOf, NOW } from "../../unit/gate/feed-world.ts";

let database: FreshDatabase;
let service: pg.Pool;
let superuser: pg.Pool;
let journal: JournalPort;
let store: BaselinePort;
let lease: Lease;

beforeEach(async () => {
  database = await freshDatabase();
  service = openPool({ url: database.url, role: "danhba_service", applicationName: "test" });
  superuser = new pg.Pool({ connectionString: database.url, max: 1 });
  journal = openJournal({
    pool: service,
    url: database.url,
    domainOf: (realm) => realm,
    leaseSecondsOf: () => 30,
  });
  store = openBaselineStore(service);
  lease = await journal.acquireLease("r");
});
afterEach(async () => {
  await lease.release();
  await superuser.end();
  await service.end();
  await database.drop();
});

/** A delivery with this content, and the run that rested on it. */
async function deliverAndRun(
  content: string,
  end: "accepted" | "frozen" | "unseen" = "accepted",
): Promise<string> {
  await superuser.query(
    `INSERT INTO hr.unit (realm, code, name, kind) VALUES ('r', 'A', $1, 'department')
     ON CONFLICT (realm, code) DO UPDATE SET name = $1`,
    [content],
  );
  const { rows } = await superuser.query<{ id: string }>(
    "INSERT INTO hr.delivery (realm, mode, content_sha256) VALUES ('r', 'full', $1) RETURNING id::text",
    [content.repeat(64)],
  );
  const id = rows[0]?.id ?? "";
  if (end === "unseen") return id;
  const run = await journal.startRun(lease, { trigger: "sync", startedAt: NOW });
  const feedDigest = end === "frozen" ? "f" : null;
  const plan = {
    digest: "d",
    cursor: "1:1:",
    delivery: id,
    held: [],
    judgements: [],
    feedDigest,
    whole: null,
  };
  await journal.recordPlan(lease, run, plan, NOW);
  return id;
}

/** What a run that has seen all of this feed and found it sound leaves. */
function acceptedOf(feed: FeedSnapshot, baseline: FeedBaseline): AcceptedFeed {
  const certificate = certificateOf(feed);
  return {
    baseline,
    seen: acceptedSeen(certificate.seen),
    sources: sourcesOf({ ...feed, digests: new Map() }, certificate, baseline),
    units: new Map(feed.units.map(({ code }) => [code, "ab"])),
  };
}

describe("the accepted feed", () => {
  it("is read as it was written, and the newest one replaces it", async () => {
    expect(await store.read("r")).toBeNull();
    const run = await journal.startRun(lease, { trigger: "sync", startedAt: NOW });
    const feed = feedOf({ A: 3, "B'\"\\": 2 });
    const first = baselineOf(feed);
    await store.write(lease, run, acceptedOf(feed, first));
    expect(await store.read("r")).toEqual(first);
    const less = feedOf({ A: 1 });
    const second = { ...baselineOf(less), delivery: "4", acceptedAt: "2026-11-22T00:00:00.000Z" };
    await store.write(lease, run, acceptedOf(less, second));
    expect(await store.read("r")).toEqual(second);
    expect(await store.read("other")).toBeNull();
  });

  it("is not written again where nothing of it has changed", async () => {
    const run = await journal.startRun(lease, { trigger: "sync", startedAt: NOW });
    const feed = feedOf({ A: 3, B: 2 });
    const versions = async (): Promise<string[]> => {
      const { rows } = await superuser.query<{ row: string }>(
        `SELECT concat(xmin, ctid) AS row FROM danhba.source UNION ALL SELECT concat(xmin, ctid) FROM danhba.unit_source`,
      );
      return rows.map(({ row }) => row).toSorted();
    };
    await store.write(lease, run, acceptedOf(feed, baselineOf(feed)));
    const written = await versions();
    expect(written).toHaveLength(7);
    await store.write(lease, run, acceptedOf(feed, baselineOf(feed)));
    expect(await versions()).toEqual(written);
  });

  it("cannot be written by who has lost the lease", async () => {
    const run = await journal.startRun(lease, { trigger: "sync", startedAt: NOW });
    const late = { ...lease, token: lease.token - 1 };
    const feed = feedOf({ A: 1 });
    await expect(store.write(late, run, acceptedOf(feed, baselineOf(feed)))).rejects.toMatchObject({
      code: "LEASE_LOST",
    });
    expect(await store.read("r")).toBeNull();
  });
});

describe("a repeated delivery", () => {
  it("has the content of an earlier one, and another was accepted in between", async () => {
    await deliverAndRun("a");
    await deliverAndRun("b");
    expect(await store.repeatedRows("r", await deliverAndRun("a", "unseen"))).toBe(1);
  });

  it.each<[string, readonly (readonly [string, "accepted" | "frozen" | "unseen"])[]]>([
    ["the first", []],
    ["the newest once more", [["a", "accepted"]]],
    [
      "the right one after one that was frozen",
      [
        ["a", "accepted"],
        ["b", "frozen"],
      ],
    ],
    [
      "one that came after one that nobody has looked at",
      [
        ["a", "accepted"],
        ["b", "unseen"],
      ],
    ],
    [
      "one whose return was accepted already",
      [
        ["a", "accepted"],
        ["b", "accepted"],
        ["a", "accepted"],
      ],
    ],
    [
      "one with new content",
      [
        ["b", "accepted"],
        ["c", "accepted"],
      ],
    ],
  ])("is not %s", async (_what, before) => {
    for (const [content, end] of before) await deliverAndRun(content, end);
    expect(await store.repeatedRows("r", await deliverAndRun("a", "unseen"))).toBe(0);
  });

  it("is told by numbers, not by the text of numbers", async () => {
    await superuser.query("ALTER TABLE hr.delivery ALTER COLUMN id RESTART WITH 9");
    await deliverAndRun("a");
    await deliverAndRun("b");
    expect(await store.repeatedRows("r", await deliverAndRun("a", "unseen"))).toBe(1);
  });
});
