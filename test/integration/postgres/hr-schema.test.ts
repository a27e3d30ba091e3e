import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openPool } from "../../../src/postgres/pool.ts";
import { type FreshDatabase, freshDatabase } from "../../support/database.ts";

let database: FreshDatabase;
let feed: pg.Pool;
let service: pg.Pool;

beforeAll(async () => {
  database = await freshDatabase();
  feed = openPool({ url: database.url, role: "danhba_feed", applicationName: "test" });
  service = openPool({ url: database.url, role: "danhba_service", applicationName: "test" });
});
afterEach(async () => {
  for (const table of ["unit", "person", "appointment"]) await feed.query(`DELETE FROM hr.${table}`);
});
afterAll(async () => {
  await feed.end();
  await service.end();
  await database.drop();
});

/** The changes that one piece of SQL records, as `table key op`. */
async function changesOf(...statements: string[]): Promise<string[]> {
  const { rows: before } = await feed.query<{ seq: number }>(
    "SELECT coalesce(max(seq), 0) AS seq FROM hr.change",
  );
  for (const statement of statements) await feed.query(statement);
  const { rows } = await feed.query<{ change: string }>(
    "SELECT table_name || ' ' || key || ' ' || op AS change FROM hr.change WHERE seq > $1 ORDER BY seq",
    [before[0]?.seq],
  );
  return rows.map(({ change }) => change);
}

describe("schema hr", () => {
  it("explains every table and column in Vietnamese and English", async () => {
    const { rows } = await feed.query<{ name: string; comment: string | null }>(`
      SELECT c.relname || coalesce('.' || a.attname, '') AS name, col_description(c.oid, a.attnum) AS comment
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
       WHERE c.relnamespace = 'hr'::regnamespace AND c.relkind = 'r'
      UNION ALL
      SELECT relname, obj_description(oid) FROM pg_class WHERE relnamespace = 'hr'::regnamespace AND relkind = 'r'`);
    expect(rows.length).toBeGreaterThan(55);
    expect(rows.filter(({ comment }) => !/^.+ \/ .+$/.test(comment ?? ""))).toEqual([]);
    const vietnamese = rows.filter(({ comment }) => /[\p{M}đ]/u.test((comment ?? "").normalize("NFD")));
    expect(vietnamese).toHaveLength(rows.length);
  });

  it("takes rows of few columns and fills in the usual", async () => {
    await feed.query("INSERT INTO hr.unit (realm, code, name) VALUES ('r', 'A', 'Sở A')");
    await feed.query("INSERT INTO hr.person (realm, id, full_name) VALUES ('r', '1', 'Nguyễn Văn An')");
    await feed.query(
      "INSERT INTO hr.appointment (realm, id, person_id, unit_code) VALUES ('r', '1', '1', 'A')",
    );
    await feed.query("INSERT INTO hr.delivery (realm) VALUES ('r')");
    const { rows } = await feed.query(`
      SELECT u.status AS unit, p.status AS person, p.registered_at, a.leader_rank, a.kind, d.mode, d.loaded_by
        FROM hr.unit u, hr.person p, hr.appointment a, hr.delivery d`);
    expect(rows).toEqual([
      {
        unit: "active",
        person: "working",
        registered_at: null,
        leader_rank: 0,
        kind: "primary",
        mode: "delta",
        loaded_by: "danhba_feed",
      },
    ]);
  });

  it.each(["*)(uid=*", 'a,b"c', "a\nb", "x".repeat(500), ""])(
    "takes a name of any content: %j",
    async (name) => {
      await feed.query("INSERT INTO hr.person (realm, id, full_name) VALUES ('r', '1', $1)", [name]);
      const { rows } = await service.query<{ full_name: string }>("SELECT full_name FROM hr.person");
      expect(rows).toEqual([{ full_name: name }]);
    },
  );

  it.each([
    ["INSERT INTO hr.person (realm, id, full_name, status) VALUES ('r', '1', 'A', 'lazy')"],
    ["INSERT INTO hr.person (realm, id, full_name, staff_class) VALUES ('r', '1', 'A', 'king')"],
    ["INSERT INTO hr.unit (realm, code, name, kind) VALUES ('r', '1', 'A', 'castle')"],
    ["INSERT INTO hr.unit (realm, code, name) VALUES ('r', '', 'A')"],
    ["INSERT INTO hr.unit (realm, code, name, effective_from) VALUES ('r', '1', 'A', 'infinity')"],
    [
      "INSERT INTO hr.appointment (realm, id, person_id, unit_code, leader_rank) VALUES ('r', '1', '1', '1', -1)",
    ],
    ["INSERT INTO hr.delivery (realm, mode) VALUES ('r', 'some')"],
  ])("refuses a value outside its list: %s", async (sql) => {
    await expect(feed.query(sql)).rejects.toMatchObject({ code: "23514" });
  });

  it("takes an appointment of an unknown person in an unknown unit", async () => {
    expect(
      await changesOf(
        "INSERT INTO hr.appointment (realm, id, person_id, unit_code) VALUES ('r', 'x', 'no', 'no')",
      ),
    ).toEqual(["appointment x insert"]);
  });
});

describe("change capture", () => {
  it("records every insert, update and delete of the three tables", async () => {
    const changes = await changesOf(
      "INSERT INTO hr.unit (realm, code, name) VALUES ('r', 'A', 'A'), ('r', 'B', 'B')",
      "INSERT INTO hr.person (realm, id, full_name) VALUES ('r', '1', 'A')",
      "UPDATE hr.unit SET name = 'C' WHERE code = 'B'",
      "UPDATE hr.person SET status = 'retired'",
      "DELETE FROM hr.unit",
    );
    expect(changes).toEqual([
      "unit A insert",
      "unit B insert",
      "person 1 insert",
      "unit B update",
      "person 1 update",
      "unit A delete",
      "unit B delete",
    ]);
  });

  it("records nothing for a row that is written again unchanged, and leaves its time", async () => {
    await feed.query("INSERT INTO hr.person (realm, id, full_name) VALUES ('r', '1', 'A'), ('r', '2', 'B')");
    const times = "SELECT id, updated_at FROM hr.person ORDER BY id";
    const { rows: before } = await feed.query<{ updated_at: string }>(times);
    expect(
      await changesOf("UPDATE hr.person SET full_name = CASE id WHEN '1' THEN 'A' ELSE 'C' END"),
    ).toEqual(["person 2 update"]);
    expect(await changesOf("UPDATE hr.person SET updated_at = now() + interval '1 day'")).toEqual([]);
    const { rows: after } = await feed.query<{ updated_at: string }>(times);
    expect(after[0]).toEqual(before[0]);
    expect(String(after[1]?.updated_at) > String(before[1]?.updated_at)).toBe(true);
  });

  it("takes a changed key for one row that went and one that came", async () => {
    await feed.query("INSERT INTO hr.unit (realm, code, name) VALUES ('r', 'A', 'A')");
    const changes = await changesOf("UPDATE hr.unit SET code = 'B'");
    expect(changes.sort()).toEqual(["unit A delete", "unit B insert"]);
  });

  it("tells both halves of an upsert apart", async () => {
    await feed.query("INSERT INTO hr.unit (realm, code, name) VALUES ('r', 'A', 'A')");
    const changes = await changesOf(
      `INSERT INTO hr.unit (realm, code, name) VALUES ('r', 'A', 'x'), ('r', 'B', 'y')
       ON CONFLICT (realm, code) DO UPDATE SET name = excluded.name`,
    );
    expect(changes.sort()).toEqual(["unit A update", "unit B insert"]);
  });

  it("wakes listeners once per realm and transaction, and on a delivery", async () => {
    const listener = new pg.Client({ connectionString: database.url });
    await listener.connect();
    const heard: string[] = [];
    const untilHeard = (payload: string): Promise<void> =>
      new Promise((resolve) => {
        listener.on("notification", (message) => {
          heard.push(message.payload ?? "");
          if (message.payload === payload) resolve();
        });
      });
    try {
      await listener.query("LISTEN danhba");
      const done = untilHeard("end");
      await feed.query(
        "INSERT INTO hr.unit (realm, code, name) VALUES ('r1', 'A', 'A'), ('r1', 'B', 'B'), ('r2', 'A', 'A')",
      );
      await feed.query("UPDATE hr.unit SET name = name");
      await feed.query("INSERT INTO hr.delivery (realm) VALUES ('end')");
      await done;
      expect(heard.toSorted()).toEqual(["end", "r1", "r2"]);
    } finally {
      await listener.end();
    }
  });

  it("cannot be gone round", async () => {
    const superuser = openPool({ url: database.url, applicationName: "test" });
    try {
      await expect(superuser.query("TRUNCATE hr.person")).rejects.toMatchObject({ code: "0A000" });
      for (const sql of [
        "INSERT INTO hr.change (realm, table_name, key, op) VALUES ('r', 'unit', 'A', 'insert')",
        "DELETE FROM hr.change",
        "UPDATE hr.delivery SET source = 'x'",
      ]) {
        await expect(feed.query(sql)).rejects.toMatchObject({ code: "42501" });
      }
    } finally {
      await superuser.end();
    }
  });
});

describe("role danhba_service", () => {
  it("reads schema hr and writes nothing there", async () => {
    for (const table of ["unit", "person", "appointment", "delivery", "change"]) {
      await service.query(`SELECT * FROM hr.${table}`);
      await expect(service.query(`DELETE FROM hr.${table}`)).rejects.toMatchObject({ code: "42501" });
    }
  });
});
