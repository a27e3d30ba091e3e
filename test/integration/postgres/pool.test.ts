import type pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { DanhbaError } from "../../../src/model/error.ts";
import { inTransaction, openPool, withClient } from "../../../src/postgres/pool.ts";
import { type FreshDatabase, freshDatabase } from "../../support/database.ts";

let database: FreshDatabase;
const pools: pg.Pool[] = [];
const open = (options: Partial<Parameters<typeof openPool>[0]> = {}): pg.Pool => {
  const pool = openPool({
    url: database.url,
    role: "danhba_service",
    applicationName: "danhba test",
    ...options,
  });
  pools.push(pool);
  return pool;
};

beforeAll(async () => {
  database = await freshDatabase();
});
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.end()));
});
afterAll(() => database.drop());

const one = async (pool: pg.Pool, sql: string): Promise<Record<string, unknown>> =>
  await withClient(pool, async (client) => (await client.query<Record<string, unknown>>(sql)).rows[0] ?? {});

describe("openPool", () => {
  it("works under its role from the first query on, in UTC", async () => {
    const row = await one(
      open(),
      "SELECT current_user, current_setting('TimeZone') AS zone, current_setting('application_name') AS name",
    );
    expect(row).toEqual({ current_user: "danhba_service", zone: "UTC", name: "danhba test" });
  });

  it("keeps options that the URL carries, and its role wins over theirs", async () => {
    const url = `${database.url}?options=-c%20work_mem%3D7MB%20-c%20role%3Ddanhba_feed`;
    const row = await one(open({ url }), "SELECT current_user, current_setting('work_mem') AS memory");
    expect(row).toEqual({ current_user: "danhba_service", memory: "7MB" });
  });

  it("reads bigint as number, date as text and timestamptz as ISO 8601 in UTC", async () => {
    const row = await one(
      open(),
      `SELECT 9007199254740991::bigint AS number, DATE '1900-01-01' AS first, DATE '9999-12-31' AS last,
              TIMESTAMPTZ '2014-10-06 00:30:15.123456+07' AS at, NULL::date AS missing`,
    );
    expect(row).toEqual({
      number: Number.MAX_SAFE_INTEGER,
      first: "1900-01-01",
      last: "9999-12-31",
      at: "2014-10-05T17:30:15.123Z",
      missing: null,
    });
  });

  it("refuses a bigint that a number cannot hold rather than round it", async () => {
    await expect(one(open(), "SELECT 9007199254740993::bigint")).rejects.toMatchObject({
      code: "DATABASE_FAILED",
    });
  });
});

describe("inTransaction", () => {
  it("rolls back what a failing piece of work wrote", async () => {
    const pool = open({ role: "danhba_feed" });
    const failing = inTransaction(pool, "READ WRITE", async (client) => {
      await client.query("INSERT INTO hr.unit (realm, code, name) VALUES ('r', 'A', 'A')");
      throw new DanhbaError("FEED_REJECTED");
    });
    await expect(failing).rejects.toMatchObject({ code: "FEED_REJECTED" });
    expect(await one(pool, "SELECT count(*) AS units FROM hr.unit")).toEqual({ units: 0 });
  });

  it("cannot write where it said that it reads", async () => {
    const writing = inTransaction(open({ role: "danhba_feed" }), "REPEATABLE READ READ ONLY", (client) =>
      client.query("INSERT INTO hr.unit (realm, code, name) VALUES ('r', 'A', 'A')"),
    );
    await expect(writing).rejects.toMatchObject({ params: { state: "25006" } });
  });

  it("survives that the server ends the connection in the middle, and works again after it", async () => {
    const pool = open();
    const admin = open({ url: database.url });
    const broken = inTransaction(pool, "READ WRITE", async (client) => {
      const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      const superuser = openPool({ url: database.url, applicationName: "danhba test" });
      pools.push(superuser);
      await withClient(superuser, (other) => other.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]));
      await client.query("SELECT 1");
    });
    await expect(broken).rejects.toMatchObject({ code: "DATABASE_UNREACHABLE" });
    expect(await one(admin, "SELECT 1 AS one")).toEqual({ one: 1 });
    expect(await one(pool, "SELECT 1 AS one")).toEqual({ one: 1 });
  });
});

describe("translated errors", () => {
  it.each([
    ["a missing table", "SELECT * FROM hr.no_such_table", "DATABASE_SCHEMA"],
    ["a missing schema", "CREATE TABLE no_such_schema.t ()", "DATABASE_SCHEMA"],
    ["a missing privilege", "DELETE FROM hr.person", "DATABASE_AUTH"],
    ["anything else", "SELECT 1 / 0", "DATABASE_FAILED"],
  ])("tell %s", async (_, sql, code) => {
    await expect(one(open(), sql)).rejects.toMatchObject({ code, params: { host: "127.0.0.1" } });
  });

  it("keep the password and user out of what is printed, and the driver's error as cause", async () => {
    const url = new URL(database.url);
    url.password = "hunter2hunter2";
    const error = await one(open({ url: url.href }), "SELECT 1").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DanhbaError);
    expect(error).toMatchObject({ code: "DATABASE_AUTH" });
    const { message, params, cause } = error as DanhbaError;
    expect(`${message} ${JSON.stringify(params)}`).not.toMatch(/hunter2|postgres:/);
    expect(cause).toBeInstanceOf(Error);
  });

  it("tell a server that is not there", async () => {
    const url = new URL(database.url);
    url.port = "1";
    await expect(one(open({ url: url.href }), "SELECT 1")).rejects.toMatchObject({
      code: "DATABASE_UNREACHABLE",
      params: { host: "127.0.0.1", port: 1 },
    });
  });
});
