/** The lease in a real database: who gets it, who has lost it, and what a loser can still do. */
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DanhbaError } from "../../../src/model/error.ts";
import type { Lease } from "../../../src/ports/journal-port.ts";
import { acquireLease, leaseHolder, underLease } from "../../../src/postgres/lease.ts";
import { openPool } from "../../../src/postgres/pool.ts";
import { type FreshDatabase, freshDatabase } from "../../support/database.ts";
import { waitFor } from "../../support/wait-for.ts";

const REALM = "r";

let database: FreshDatabase;
let pool: pg.Pool;
let admin: pg.Pool;
let taken: Lease[];

beforeEach(async () => {
  database = await freshDatabase();
  pool = openPool({ url: database.url, role: "danhba_service", applicationName: "test" });
  admin = new pg.Pool({ connectionString: database.url, max: 2 });
  taken = [];
});
afterEach(async () => {
  for (const lease of taken) await lease.release();
  await pool.end();
  await admin.end();
  await database.drop();
});

async function take(seconds = 30): Promise<Lease> {
  const lease = await acquireLease(database.url, REALM, seconds);
  taken.push(lease);
  return lease;
}

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return "nothing";
  } catch (error) {
    if (error instanceof DanhbaError) return error.code;
    throw error;
  }
};

/** As if its process had been stopped for a minute: nothing beats, nothing answers. */
const silence = (): Promise<unknown> =>
  admin.query("UPDATE danhba.lease SET heartbeat_at = now() - interval '1 minute'");

describe("a lease", () => {
  it("is one holder's until it is given back, and each holder has a higher token", async () => {
    const first = await take();
    expect(await codeOf(take())).toBe("LEASE_HELD");
    expect(await leaseHolder(pool, REALM)).toMatchObject({ pid: process.pid, token: first.token });
    await first.release();
    expect(await leaseHolder(pool, REALM)).toBeNull();
    const second = await take();
    expect(second.token).toBe(first.token + 1);
    expect(await codeOf(first.confirm())).toBe("DATABASE_UNREACHABLE");
  });

  it("is free at once when its holder's session ends, and the holder knows why", async () => {
    const first = await take();
    await admin.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'danhba lease'",
    );
    await waitFor("the holder to notice", () => first.lost.aborted);
    expect(first.isFresh()).toBe(false);
    expect(first.lost.reason).toMatchObject({ code: "DATABASE_UNREACHABLE" });
    expect(await leaseHolder(pool, REALM)).toBeNull();
    expect((await take()).token).toBe(first.token + 1);
    expect(await codeOf(underLease(pool, first, async () => 0))).toBe("DATABASE_UNREACHABLE");
  });

  it("of a silent holder goes to the next, who waits until the old one trusts it no more or has gone", async () => {
    const first = await take(2);
    await silence();
    expect(await leaseHolder(pool, REALM)).toBeNull();
    const second = await take(2);
    // The first one lives and beats in this process, so it is told within one beat.
    expect(first.lost.aborted).toBe(true);
    expect(first.lost.reason).toMatchObject({ code: "LEASE_LOST" });
    expect(second.isFresh()).toBe(true);
    expect(await codeOf(underLease(pool, first, async () => 0))).toBe("LEASE_LOST");
    expect(await underLease(pool, second, async () => 7)).toBe(7);
  });

  it("is asked for again by whoever has not heard of the database for long, and told from one that was lost", async () => {
    const first = await take(600);
    expect(first.isFresh()).toBe(true);
    await first.confirm();
    // Nobody wants it, so it stays however old the heartbeat is.
    await silence();
    await first.confirm();
    expect(await codeOf(take())).toBe("LEASE_HELD");
    await admin.query("UPDATE danhba.lease SET token = token + 1");
    expect(await codeOf(first.confirm())).toBe("LEASE_LOST");
    expect(first.isFresh()).toBe(false);
  });

  it("is not taken over while a commit of the old holder is under way, and that commit counts", async () => {
    const first = await take(4);
    const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>();
    const { promise: isInside, resolve: inside } = Promise.withResolvers<void>();
    const commit = underLease(pool, first, async (client) => {
      await client.query(
        "INSERT INTO danhba.run (realm, trigger, state, started_at) VALUES ('r', 'sync', 'done', now())",
      );
      inside();
      await mayGoOn;
    });
    await isInside;
    await silence();
    const next = take(4);
    await waitFor("the next holder to wait for the row", async () => {
      const { rows } = await admin.query("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
      return rows.length > 0;
    });
    goOn();
    await commit;
    expect((await next).token).toBe(first.token + 1);
    expect((await admin.query("SELECT FROM danhba.run")).rowCount).toBe(1);
  });

  it("lets its holder beat while a long commit is under way", async () => {
    const first = await take(2);
    await underLease(pool, first, async () => {
      await first.confirm();
    });
    expect(first.isFresh()).toBe(true);
  });

  it("of a holder that stands still in the middle of a commit is taken over, and that commit does not happen", async () => {
    const first = await take(60);
    // Sooner than its next beat, which a process that stands still would not send either.
    await admin.query("UPDATE danhba.lease SET seconds = 1");
    const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>();
    const { promise: isInside, resolve: inside } = Promise.withResolvers<void>();
    const commit = underLease(pool, first, async (client) => {
      await client.query(
        "INSERT INTO danhba.run (realm, trigger, state, started_at) VALUES ('r', 'sync', 'done', now())",
      );
      inside();
      await mayGoOn;
      await client.query("SELECT 1");
    });
    await isInside;
    await silence();
    const second = await take(2);
    goOn();
    expect(await codeOf(commit)).toBe("LEASE_LOST");
    expect(second.token).toBe(first.token + 1);
    expect((await admin.query("SELECT FROM danhba.run")).rowCount).toBe(0);
  });

  it("is kept for as long as the holder said, not as long as the one who wants it says", async () => {
    const first = await take(600);
    await admin.query("UPDATE danhba.lease SET heartbeat_at = now() - interval '5 seconds'");
    expect(await codeOf(take(2))).toBe("LEASE_HELD");
    expect(first.lost.aborted).toBe(false);
  });
});
