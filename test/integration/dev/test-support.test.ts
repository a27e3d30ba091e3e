import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import pg from "pg";
import { afterEach, describe, expect, inject, it } from "vitest";
import { danhba } from "../../support/danhba.ts";
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

describe("a verb in a process that stays", () => {
  const bare = {
    env: { PATH: process.env.PATH ?? "", NODE_COMPILE_CACHE: join(inject("scratch"), "compile-cache") },
    programs: new Set<ChildProcess>(),
  };

  it("ends as one in a process of its own: same status, stdout and stderr, whatever ran before it", async () => {
    for (const [args, env] of [
      [["--help"], { DANHBA_LANG: "vi" }],
      [["--help"], {}],
      [["rename"], {}],
      [["--version"], {}],
      [["runs"], { DANHBA_LANG: "vi", DATABASE_URL: "postgres://127.0.0.1:1/none" }],
      [["runs"], {}],
      [["name", "--profile", "soctrang"], {}],
      [["name", "--profile", "nowhere", "--lang=vi"], {}],
    ] as const) {
      const own = await danhba(bare, args, { env, isOwnProcess: true });
      const { status, stdout, stderr } = await danhba(bare, args, { env });
      expect({ args, status, stdout, stderr }).toEqual({
        args,
        status: own.status,
        stdout: own.stdout,
        stderr: own.stderr,
      });
    }
  });

  it("does not come between others that run at the same time", async () => {
    const languages = ["vi", "en", "vi", "en"];
    const outcomes = await Promise.all(languages.map((lang) => danhba(bare, ["--lang", lang, "--help"])));
    const texts = outcomes.map(({ stdout }) => stdout);
    expect(texts[2]).toBe(texts[0]);
    expect(texts[3]).toBe(texts[1]);
    expect(texts[1]).not.toBe(texts[0]);
  });

  it("has ended when it is killed, and the next one runs", async () => {
    const killed = danhba(bare, ["runs"], { env: { DATABASE_URL: "postgres://127.0.0.1:1/none" } });
    for (const program of bare.programs) program.kill("SIGKILL");
    expect(await killed).toMatchObject({ status: null, stdout: "" });
    expect(bare.programs.size).toBe(0);
    expect(await danhba(bare, ["--version"])).toMatchObject({ status: 0, stderr: "" });
  });
});
