import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { danhba } from "../support/danhba.ts";
import { freshWorld, REALM, type World } from "../support/world.ts";

interface Report {
  readonly formatVersion: number;
  readonly realm: string | null;
  readonly checks: readonly {
    readonly id: string;
    readonly status: "ok" | "warning" | "failed";
    readonly code: string;
    readonly message: string;
    readonly mend: string | null;
  }[];
  readonly skipped: readonly string[];
}

let world: World;

beforeAll(async () => {
  world = await freshWorld();
});
afterAll(() => world.stop());

describe("danhba doctor", () => {
  it("says of each precondition that it holds, and ends with 0", async () => {
    const outcome = await danhba(world, ["doctor", "--json"]);
    expect(outcome).toMatchObject({ status: 0, stderr: "" });
    const { formatVersion, realm, checks, skipped } = outcome.json<Report>();
    expect({ formatVersion, realm, skipped }).toEqual({ formatVersion: 1, realm: REALM, skipped: [] });
    expect(checks.length).toBeGreaterThan(20);
    // The tests' login is a superuser, and there are no thousand entries to read.
    expect(checks.filter(({ status }) => status !== "ok").map(({ code }) => code)).toEqual([
      "LOGIN_TOO_MIGHTY",
      "READS_ALL_SO_FAR",
    ]);
    for (const { status, mend } of checks) expect(mend === null).toBe(status === "ok");
  });

  it.each([
    [
      "a wrong password of the directory",
      { LDAP_BIND_PASSWORD: "wrong" },
      16,
      "LDAP_AUTH",
      /directory\.reach/,
    ],
    [
      "no database",
      { DATABASE_URL: "postgresql://x:y@127.0.0.1:1/z" },
      11,
      "DATABASE_UNREACHABLE",
      /database\.reach/,
    ],
    ["clear text", { LDAP_URL: "ldap://192.0.2.1/" }, 19, "LDAP_INSECURE", /directory\.transport/],
    ["a variable that is not set", { LDAP_URL: undefined }, 1, "SETTINGS_INVALID", /settings.*LDAP_URL/],
  ] as const)("ends with the exit status of what is wrong: %s", async (_what, env, status, code, shown) => {
    const outcome = await danhba(world, ["doctor", "--lang", "en"], { env });
    expect(outcome.status).toBe(status);
    const failures = outcome.stdout.split("\n").filter((line) => line.startsWith("failed"));
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatch(shown);
    expect(outcome.stdout).toContain("→ ");
    expect(outcome.stderr.trimEnd().split("\n")).toEqual([expect.stringMatching(`^danhba: ${code}: `)]);
    expect(`${outcome.stdout}${outcome.stderr}`).not.toMatch(/undefined|wrong\b.*password|:y@/);
  });

  it("ends with 28 where nothing else fits, and with 13 where the database is not set up", async () => {
    const suffix = { LDAP_SUFFIX: "dc=elsewhere" };
    const missing = await danhba(world, ["doctor", "--lang", "en"], { env: suffix });
    expect(missing.status).toBe(28);
    expect(missing.stdout).toMatch(/^failed +directory\.branches: .*ou=people,dc=elsewhere/m);
    expect(missing.stderr).toMatch(/^danhba: PRECONDITION_MISSING: /);

    const empty = await freshWorld({ isEmpty: true });
    try {
      const outcome = await danhba(empty, ["doctor", "--lang", "vi"]);
      expect(outcome.status).toBe(13);
      expect(outcome.stdout).toMatch(/^không đạt +database\.schema: .*0001_roles/m);
      expect(outcome.stdout).toContain("danhba migrate");
    } finally {
      await empty.stop();
    }
  });
});
