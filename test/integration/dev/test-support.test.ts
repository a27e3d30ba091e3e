import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { freshDatabase } from "../../support/database.ts";
import { asService, branchOf, type FreshDirectory, freshDirectory } from "../../support/directory.ts";

async function rowsOf(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

describe("a fresh database", () => {
  it("has every migration, belongs to one test file alone, and is gone when dropped", async () => {
    const [one, other] = await Promise.all([freshDatabase(), freshDatabase()]);
    await rowsOf(one.url, "CREATE TABLE only_here (n int)");
    const count = "SELECT count(*)::int AS n FROM information_schema.tables WHERE table_name = ";
    expect(await rowsOf(other.url, `${count}'only_here'`)).toEqual([{ n: 0 }]);
    expect(await rowsOf(other.url, `${count}'person' AND table_schema = 'hr'`)).toEqual([{ n: 1 }]);
    await Promise.all([one.drop(), other.drop()]);
    await expect(rowsOf(one.url, "SELECT 1")).rejects.toThrow(/does not exist/);
  });

  it("can be had without any migration, in UTF-8 and UTC", async () => {
    const database = await freshDatabase({ isEmpty: true });
    expect(
      await rowsOf(database.url, "SELECT 1 FROM information_schema.schemata WHERE schema_name = 'hr'"),
    ).toEqual([]);
    expect(await rowsOf(database.url, "SHOW server_encoding")).toEqual([{ server_encoding: "UTF8" }]);
    expect(await rowsOf(database.url, "SHOW timezone")).toEqual([{ TimeZone: "UTC" }]);
    await database.drop();
  });
});

describe("a fresh directory", () => {
  let directory: FreshDirectory | undefined;
  afterEach(() => directory?.stop());

  it.each(["suspend", "kill"] as const)(
    "answers no more after %s, and has its entries again after resume",
    async (how) => {
      directory = await freshDirectory({ suffix: "dc=quangtri,dc=gov,dc=vn" });
      const server = directory;
      const dn = `cn=nhom,${branchOf(server, "groups")}`;
      await asService(server, (client) =>
        client.add(dn, {
          objectClass: ["groupOfNames", "danhbaGroup"],
          cn: "nhom",
          member: `cn=nobody,${branchOf(server, "services")}`,
          danhbaId: "group:nhom",
        }),
      );
      await server[how]();
      await expect(asService(server, (client) => client.search(dn))).rejects.toThrow(/ECONNREFUSED|closed/);
      await server.resume();
      const { searchEntries } = await asService(server, (client) => client.search(dn));
      expect(searchEntries.map((entry) => entry.cn)).toEqual(["nhom"]);
    },
  );
});
