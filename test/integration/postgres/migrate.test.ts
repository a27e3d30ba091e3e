import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { migrate, pendingMigrations } from "../../../src/postgres/migrate.ts";
import { type FreshDatabase, freshDatabase } from "../../support/database.ts";

let database: FreshDatabase | undefined;
afterEach(async () => {
  await database?.drop();
  database = undefined;
});

describe("migrate", () => {
  it("applies every file in order once, and finds nothing to do after that", async () => {
    database = await freshDatabase({ isEmpty: true });
    const pending = await pendingMigrations(database.url);
    expect(pending.slice(0, 2)).toEqual(["0001_roles", "0002_hr"]);
    const lines: string[] = [];
    expect(await migrate(database.url, { log: (line) => lines.push(line) })).toEqual({ applied: pending });
    expect(lines.join("\n")).toContain("0002_hr");
    expect(await pendingMigrations(database.url)).toEqual([]);
    expect(await migrate(database.url)).toEqual({ applied: [] });
  });

  it("lets one of several starters do it while the others wait", async () => {
    database = await freshDatabase({ isEmpty: true });
    const { url } = database;
    const results = await Promise.all(Array.from({ length: 4 }, () => migrate(url)));
    expect(results.filter(({ applied }) => applied.length > 0)).toHaveLength(1);
  });

  it("works in two databases of one cluster at once, which share the roles", async () => {
    database = await freshDatabase({ isEmpty: true });
    const other = await freshDatabase({ isEmpty: true });
    try {
      const results = await Promise.all([migrate(database.url), migrate(other.url)]);
      expect(results[0]).toEqual(results[1]);
    } finally {
      await other.drop();
    }
  });

  it("gives a login that is no superuser the roles that it must take on", async () => {
    database = await freshDatabase({ isEmpty: true });
    const admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    const login = `migrator_${process.pid}`;
    const name = pg.escapeIdentifier(login);
    const databaseName = pg.escapeIdentifier(new URL(database.url).pathname.slice(1));
    try {
      await admin.query(`CREATE ROLE ${name} LOGIN CREATEROLE PASSWORD 'secret'`);
      await admin.query(`GRANT ALL ON DATABASE ${databaseName} TO ${name}`);
      await admin.query(`GRANT danhba_feed, danhba_service TO ${name} WITH ADMIN OPTION`);
      const url = new URL(database.url);
      url.username = login;
      url.password = "secret";
      expect((await migrate(url.href)).applied).toContain("0002_hr");
      const { rows } = await admin.query(
        "SELECT pg_has_role($1, 'danhba_feed', 'MEMBER') AS feed, pg_has_role($1, 'danhba_service', 'MEMBER') AS service",
        [login],
      );
      expect(rows).toEqual([{ feed: true, service: true }]);
    } finally {
      await admin.query(`DROP OWNED BY ${name} CASCADE`);
      await admin.query(`DROP ROLE ${name}`);
      await admin.end();
    }
  });

  it("says what is wrong when the database cannot be used", async () => {
    database = await freshDatabase();
    const change = (edit: (url: URL) => void): string => {
      const url = new URL(database?.url ?? "");
      edit(url);
      return url.href;
    };
    const closedPort = change((url) => (url.port = "1"));
    await expect(migrate(closedPort)).rejects.toMatchObject({ code: "DATABASE_UNREACHABLE" });
    const wrongPassword = change((url) => (url.password = "wrong"));
    await expect(migrate(wrongPassword)).rejects.toMatchObject({ code: "DATABASE_AUTH" });
    const missing = change((url) => (url.pathname = "/no_such_database"));
    await expect(pendingMigrations(missing)).rejects.toMatchObject({ code: "DATABASE_SCHEMA" });
    await expect(migrate("mysql://user:secret@host/db")).rejects.toMatchObject({ code: "SETTINGS_INVALID" });
  });
});
