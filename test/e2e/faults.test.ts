import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PROJECT_ROOT } from "../../src/dev/services/project-root.ts";
import type { ErrorCode } from "../../src/model/error.ts";
import { danhba, expectFault, mustSync, startDaemon } from "../support/danhba.ts";
import { asAdmin, asUser, change } from "../support/directory.ts";
import { freshWorld, REALM, type World } from "../support/world.ts";
import { mustSee, personDn, seeAll, setPassword } from "./directory-view.ts";
import { deliver, hire, loadSmallProvince, PEOPLE, setPerson } from "./small-province.ts";

let world: World;

beforeAll(async () => {
  world = await freshWorld();
  await loadSmallProvince(world);
});
afterAll(() => world.stop());

/** Everything that a fault must leave as it was: rows of the feed and of danhba's memory, and the directory. */
async function seeEverything(): Promise<unknown> {
  const tables = ["hr.unit", "hr.person", "hr.appointment", "hr.delivery", "hr.change"];
  const own = [
    "danhba.address",
    "danhba.run_item",
    "danhba.ruling",
    "danhba.change_log",
    "danhba.chain_head",
  ];
  const rows = await Promise.all(
    [...tables, ...own].map((name) => world.query(`SELECT * FROM ${name} AS row ORDER BY row::text`)),
  );
  return { rows, directory: await seeAll(world) };
}

const NOBODY_LISTENS = "127.0.0.1:1";

const urlWith = (change: (url: URL) => void): string => {
  const url = new URL(world.env.DATABASE_URL ?? "");
  change(url);
  return url.href;
};

/** A settings file of its own, with the shipped profiles beside it. */
async function settingsWith(folder: string, change: (yaml: string) => string): Promise<string> {
  const dir = join(world.dir, folder);
  await cp(join(PROJECT_ROOT, "config/profiles"), join(dir, "profiles"), { recursive: true });
  const yaml = await readFile(join(PROJECT_ROOT, "config/danhba.yaml"), "utf8");
  await writeFile(join(dir, "danhba.yaml"), change(yaml));
  return join(dir, "danhba.yaml");
}

interface Case {
  readonly what: string;
  readonly code: ErrorCode;
  readonly status: number;
  readonly says: RegExp;
  readonly args?: () => readonly string[] | Promise<readonly string[]>;
  readonly env?: () => Readonly<Record<string, string | undefined>>;
}

const CASES: readonly Case[] = [
  {
    what: "no directory at the address",
    code: "LDAP_UNREACHABLE",
    status: 15,
    says: /ldap:\/\/127\.0\.0\.1:1\//,
    env: () => ({ LDAP_URL: `ldap://${NOBODY_LISTENS}/` }),
  },
  {
    what: "a wrong bind password",
    code: "LDAP_AUTH",
    status: 16,
    says: /cn=danhba,ou=services/,
    env: () => ({ LDAP_BIND_PASSWORD: "wrong" }),
  },
  {
    what: "a bind name that there is not",
    code: "LDAP_AUTH",
    status: 16,
    says: /cn=nobody-here/,
    env: () => ({ LDAP_BIND_DN: `cn=nobody-here,${world.directory.suffix}` }),
  },
  {
    what: "a directory that would be sent passwords in clear over a network",
    code: "LDAP_INSECURE",
    status: 19,
    says: /ldaps:/,
    env: () => ({ LDAP_URL: "ldap://192.0.2.1/" }),
  },
  {
    what: "no database at the address",
    code: "DATABASE_UNREACHABLE",
    status: 11,
    says: /127\.0\.0\.1:1\//,
    env: () => ({ DATABASE_URL: `postgresql://danhba:x@${NOBODY_LISTENS}/danhba` }),
  },
  {
    what: "a wrong database password",
    code: "DATABASE_AUTH",
    status: 12,
    says: /DATABASE_URL/,
    env: () => ({
      DATABASE_URL: urlWith((url) => {
        url.password = "wrong";
      }),
    }),
  },
  {
    what: "a database that there is not",
    code: "DATABASE_SCHEMA",
    status: 13,
    says: /danhba migrate/,
    env: () => ({
      DATABASE_URL: urlWith((url) => {
        url.pathname = "/no_such_database";
      }),
    }),
  },
  {
    what: "a database URL that is none",
    code: "SETTINGS_INVALID",
    status: 1,
    says: /DATABASE_URL/,
    env: () => ({ DATABASE_URL: "somewhere" }),
  },
  {
    what: "a variable that is not set",
    code: "SETTINGS_INVALID",
    status: 1,
    says: /danhba\.yaml:\d+ realms\[0\]\.ldap\.url: .*LDAP_URL/,
    env: () => ({ LDAP_URL: undefined }),
  },
  {
    what: "a secret's file that cannot be read",
    code: "SETTINGS_INVALID",
    status: 1,
    says: /LDAP_BIND_PASSWORD_FILE.*\/no\/such\/file/,
    env: () => ({ LDAP_BIND_PASSWORD: undefined, LDAP_BIND_PASSWORD_FILE: "/no/such/file" }),
  },
  {
    what: "an unknown realm",
    code: "USAGE",
    status: 1,
    says: /--realm elsewhere.*soctrang/,
    args: () => ["--realm", "elsewhere", "sync"],
  },
  {
    what: "an unknown key in the settings",
    code: "SETTINGS_INVALID",
    status: 1,
    says: /danhba\.yaml:10 realms\[0\]\.domian: unknown key/,
    args: async () => [
      "--config",
      await settingsWith("typo", (yaml) => yaml.replace("    domain:", "    domian: x\n    domain:")),
      "sync",
    ],
  },
  {
    what: "a value in the settings that cannot be",
    code: "SETTINGS_INVALID",
    status: 1,
    says: /danhba\.yaml:\d+ realms\[0\]\.schedule\.pollSeconds: /,
    args: async () => [
      "--config",
      await settingsWith("value", (yaml) => yaml.replace("pollSeconds: 30", "pollSeconds: 0")),
      "sync",
    ],
  },
  {
    what: "settings that are no YAML",
    code: "SETTINGS_INVALID",
    status: 1,
    says: /danhba\.yaml:\d+/,
    args: async () => ["--config", await settingsWith("yaml", () => "realms: [\n"), "sync"],
  },
  {
    what: "an authority for TLS that cannot be read",
    code: "SETTINGS_INVALID",
    status: 1,
    says: /no-such\.pem/,
    args: async () => [
      "--config",
      await settingsWith("tls", (yaml) =>
        yaml.replace("      suffix:", "      caFile: no-such.pem\n      suffix:"),
      ),
      "sync",
    ],
  },
  {
    what: "a profile that there is not",
    code: "SETTINGS_INVALID",
    status: 1,
    says: /profiles\/nowhere\.yaml/,
    args: async () => [
      "--config",
      await settingsWith("profile", (yaml) => yaml.replace("profile: soctrang", "profile: nowhere")),
      "sync",
    ],
  },
  {
    what: "settings that are not there",
    code: "SETTINGS_INVALID",
    status: 1,
    says: /no-such\.yaml/,
    args: () => ["--config", "no-such.yaml", "sync"],
  },
  {
    what: "a delivery that cannot be read",
    code: "USAGE",
    status: 1,
    says: /no-such\.csv/,
    args: () => ["feed", "import", "no-such.csv"],
  },
  {
    what: "a plan that cannot be read",
    code: "USAGE",
    status: 1,
    says: /no-such\.json/,
    args: () => ["apply", "no-such.json", "--digest", "0".repeat(64)],
  },
];

describe("a fault says in one line what is wrong, ends with its status and leaves all as it was", () => {
  it.each(CASES)("$what: $code, status $status", async ({ code, status, says, args, env }) => {
    const before = await seeEverything();
    const outcome = await danhba(world, (await args?.()) ?? ["sync"], env ? { env: env() } : {});
    expectFault(outcome, code, status, says);
    expect(outcome.stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(outcome.stderr).not.toContain(String(world.env.LDAP_BIND_PASSWORD));
    expect(await seeEverything()).toEqual(before);
  });

  it("a database without schema: DATABASE_SCHEMA, status 13", async () => {
    const empty = await freshWorld({ isEmpty: true });
    try {
      for (const args of [["sync"], ["runs"], ["log", "verify"], ["daemon"]]) {
        expectFault(await danhba(empty, args), "DATABASE_SCHEMA", 13, /danhba migrate/);
      }
      expect(await danhba(empty, ["migrate"])).toMatchObject({ status: 0, stderr: "" });
      expect(await danhba(empty, ["runs"])).toMatchObject({ status: 0 });
    } finally {
      await empty.stop();
    }
  });

  it("slapd stopped: LDAP_UNREACHABLE, status 15, and the next sync does it all", async () => {
    const before = await seeEverything();
    await world.directory.suspend();
    const outcomes = [await danhba(world, ["sync"]), await danhba(world, ["plan"])];
    await world.directory.resume();
    for (const outcome of outcomes) expectFault(outcome, "LDAP_UNREACHABLE", 15, world.directory.url);
    expect(await seeEverything()).toEqual(before);
    expect(await mustSync(world)).toMatchObject({ state: "done", failed: [] });
  });
});

describe("a delivery that is not right is refused as a whole", () => {
  const head = "id,full_name,phone\n";
  it.each([
    ["a binary file", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0xff])],
    ["a row with too many cells", `${head}N1,Trần Thị Mới,0299\nN2,Lê Văn Mới,0299,more\n`],
    ["a row with too few cells", `${head}N1,Trần Thị Mới,0299\nN2,Lê Văn Mới\n`],
    ["another encoding", Buffer.from(`${head}N1,Tr\xd6n Th\xde M\xedi,0299\n`, "latin1")],
    ["text in TCVN3", `${head}N1,NguyÔn ThÞ Hßa,0299\nN2,TrÇn V¨n §ç,0299\nN3,Ph¹m §øc M¹nh,0299\n`],
    ["an id twice", `${head}N1,Trần Thị Mới,\nN1,Lê Văn Mới,\n`],
    ["an unknown column", "id,full_name,shoe_size\nN1,Trần Thị Mới,38\n"],
    ["a column that danhba must not hold", "id,full_name,Số CCCD\nN1,Trần Thị Mới,094000000000\n"],
    ["no headings that say what it is", "a,b\n1,2\n"],
    ["a quote that never ends", `${head}N1,"Trần Thị Mới,0299\n`],
    ["nothing in it", ""],
  ])("%s", async (_what, content) => {
    const before = await seeEverything();
    // The other file of the delivery is right, and stays out all the same.
    const good = PEOPLE.replace("0299 000 0001", "0299 111 111");
    const outcome = await deliver(world, { "good.csv": good, "bad.csv": content });
    expect(outcome.status).toBe(24);
    expect(outcome.stderr).toMatch(/^bad\.csv/m);
    expect(outcome.stderr.trimEnd().split("\n").at(-1)).toMatch(/^danhba: FEED_REJECTED: /);
    const { problems } = outcome.json<{ problems: { file: string }[] }>();
    expect(problems.length).toBeGreaterThan(0);
    expect(await seeEverything()).toEqual(before);
  });
});

describe("two at once", () => {
  it("are refused while a service is there: LEASE_HELD, status 20, whoever comes second", async () => {
    const daemon = await startDaemon(world);
    try {
      const before = await seeEverything();
      const others = [["daemon"], ["sync"], ["apply", await planFile(), "--digest", await planDigest()]];
      for (const args of others) {
        const outcome = await danhba(world, args);
        expectFault(outcome, "LEASE_HELD", 20, /process \d+ on /);
      }
      expect(daemon.isRunning()).toBe(true);
      expect(await seeEverything()).toEqual(before);
      expect(await danhba(world, ["status", "--require-daemon"])).toMatchObject({ status: 0 });
    } finally {
      expect(await daemon.stop()).toMatchObject({ status: 0 });
    }
    expectFault(
      await danhba(world, ["status", "--require-daemon"]).then((o) => ({ ...o, stdout: "" })),
      "SERVICE_DOWN",
      26,
      REALM,
    );
    expect(await danhba(world, ["sync"])).toMatchObject({ status: 0 });
  });
});

describe("an account that the directory shows only a part", () => {
  it("never takes it for the whole: LDAP_INCOMPLETE, status 17", async () => {
    await mustSync(world);
    const uid = "nosuchperson";
    await asAdmin(world.directory, async (client) => {
      for (let number = 0; number < 1_001; number += 1) {
        const attributes = { objectClass: "inetOrgPerson", uid: `${uid}${number}`, cn: "x", sn: "x" };
        await client.add(personDn(world, `${uid}${number}`), attributes);
      }
    });
    const dn = personDn(world, "lthoa");
    await setPassword(world, dn, "Mat-khau-1");
    // The policy lets nobody do anything with a password that somebody else has set.
    const own = change("replace", "userPassword", "Mat-khau-2");
    await asUser(world.directory, dn, "Mat-khau-1", (client) => client.modify(dn, own));
    await setPerson(world, "P02", "phone", "0299 222 222");
    const before = await seeEverything();
    const env = { LDAP_BIND_DN: dn, LDAP_BIND_PASSWORD: "Mat-khau-2" };
    expectFault(await danhba(world, ["sync"], { env }), "LDAP_INCOMPLETE", 17, /only part/);
    expectFault(await danhba(world, ["plan"], { env }), "LDAP_INCOMPLETE", 17, /only part/);
    const after = await seeEverything();
    expect(withoutSignIns(after)).toEqual(withoutSignIns(before));
    expect(await mustSync(world)).toMatchObject({ applied: 1 });
    expect((await mustSee(world, "P02")).telephoneNumber).toEqual(["0299 222 222"]);
  });

  /** The server notes when somebody signs in, which writes their entry. */
  const withoutSignIns = (everything: unknown): unknown =>
    JSON.parse(
      JSON.stringify(everything, (name, value) =>
        /^(pwdLastSuccess|entryCSN|modif)/.test(name) ? undefined : value,
      ),
    );
});

describe("a reviewed plan", () => {
  it("is applied as it was reviewed", async () => {
    await hire(world, "N1", "Trần Quang Khải", "SNV");
    const [file, digest] = [await planFile(), await planDigest()];
    expect(await danhba(world, ["apply", file, "--digest", digest])).toMatchObject({ status: 0, stderr: "" });
    expect((await mustSee(world, "N1")).uid).toEqual(["tqkhai"]);
  });

  it("is refused once it is stale: PLAN_STALE, status 22", async () => {
    await hire(world, "N2", "Trần Quốc Toản", "SNV");
    const [file, digest] = [await planFile(), await planDigest()];
    await setPerson(world, "N2", "phone", "0299 333 333");
    const before = await seeEverything();
    const stale = await danhba(world, ["apply", file, "--digest", digest]);
    expectFault(stale, "PLAN_STALE", 22, digest.slice(0, 12));
    expect(await seeEverything()).toEqual(before);
  });

  it("is refused when the directory changed where it matters", async () => {
    await mustSync(world);
    await setPerson(world, "N2", "phone", "0299 444 444");
    const [file, digest] = [await planFile(), await planDigest()];
    await asAdmin(world.directory, (client) => client.del(personDn(world, "tqtoan")));
    expectFault(
      await danhba(world, ["apply", file, "--digest", digest]),
      "PLAN_STALE",
      22,
      /stale|no longer/,
    );
    await mustSync(world);
  });

  it("is refused when somebody has tampered with it, or when the digest is another: status 1", async () => {
    await hire(world, "N3", "Trần Nhật Duật", "SNV");
    const [file, digest] = [await planFile(), await planDigest()];
    const before = await seeEverything();
    const document = JSON.parse(await readFile(file, "utf8"));
    document.items[0].operations[0].attributes.mail = ["intruder@soctrang.gov.vn"];
    await writeFile(file, JSON.stringify(document));
    expectFault(await danhba(world, ["apply", file, "--digest", digest]), "USAGE", 1, /digest/);
    const other = await planFile();
    expectFault(await danhba(world, ["apply", other, "--digest", "0".repeat(64)]), "USAGE", 1, /digest/);
    await writeFile(file, "{}");
    expectFault(await danhba(world, ["apply", file, "--digest", digest]), "USAGE", 1, /plan --json/);
    expect(await seeEverything()).toEqual(before);
  });
});

async function planFile(): Promise<string> {
  const outcome = await danhba(world, ["plan", "--json"]);
  const file = join(world.dir, "plan.json");
  await writeFile(file, outcome.stdout);
  return file;
}

const planDigest = async (): Promise<string> => (await danhba(world, ["plan", "--json"])).json().digest;
