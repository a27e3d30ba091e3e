import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomName } from "../../../src/dev/services/random-secret.ts";
import { runStatement } from "../../../src/dev/services/run-statement.ts";
import type { DirectoryOptions } from "../../../src/ldap/connect.ts";
import { createDirectoryProbe } from "../../../src/ldap/probe-directory.ts";
import { CHECK_IDS, CHECK_OUTCOMES, type Check, type CheckId } from "../../../src/model/check.ts";
import { createDatabaseProbe } from "../../../src/postgres/probe-database.ts";
import { type Examination, examine } from "../../../src/reconcile/doctor.ts";
import { type FreshDatabase, freshDatabase } from "../../support/database.ts";
import {
  asAdmin,
  asService,
  branchOf,
  changedFiles,
  type FileChange,
  type FreshDirectory,
  freshDirectory,
} from "../../support/directory.ts";

let database: FreshDatabase;
let directory: FreshDirectory;

beforeAll(async () => {
  database = await freshDatabase();
  directory = await freshDirectory();
});
afterAll(async () => {
  await directory.stop();
  await database.drop();
});

interface Places {
  readonly databaseUrl?: string;
  readonly server?: FreshDirectory;
  readonly ldap?: Partial<DirectoryOptions>;
  readonly inactivityMonths?: number | null;
}

async function doctor({
  databaseUrl,
  server = directory,
  ldap,
  inactivityMonths = 6,
}: Places = {}): Promise<Examination> {
  const { url, suffix, bindDn, bindPassword } = server;
  const options = { url, suffix, bindDn, bindPassword, caFile: null, ...ldap };
  const probes = {
    database: createDatabaseProbe(databaseUrl ?? database.url),
    directory: createDirectoryProbe(options),
  };
  return await examine([], probes, { transactions: "auto", ...options, inactivityMonths });
}

const checkOf = ({ checks }: Examination, id: CheckId): Check | undefined =>
  checks.find((check) => check.id === id);

/** Every check that is not all right, but for what cannot be otherwise on throw-away servers. */
const troubles = ({ checks }: Examination): string[] =>
  checks
    .filter(({ code }) => CHECK_OUTCOMES[code].status !== "ok")
    .map(({ id, code }) => `${id} ${code}`)
    .filter((trouble) => !USUAL.includes(trouble));

/** The tests' login is a superuser, and there are no thousand entries. */
const USUAL = ["database.login LOGIN_TOO_MIGHTY", "directory.limits READS_ALL_SO_FAR"];

/** A server from our files with words changed. */
async function broken(
  changes: readonly FileChange[],
  places: Omit<Places, "server"> = {},
): Promise<Examination> {
  const server = await freshDirectory({ files: await changedFiles(...changes) });
  try {
    return await doctor({ ...places, server });
  } finally {
    await server.stop();
  }
}

/** A login of its own, with what `grants` says of it. */
async function withLogin<T>(grants: string, work: (url: string, login: string) => Promise<T>): Promise<T> {
  const login = `doctor_${randomName()}`;
  await runStatement(database.url, `CREATE ROLE ${login} LOGIN PASSWORD 'x' ${grants}`);
  const url = new URL(database.url);
  url.username = login;
  url.password = "x";
  try {
    return await work(url.href, login);
  } finally {
    await runStatement(database.url, `DROP ROLE ${login}`);
  }
}

describe("on servers as danhba's own files make them", () => {
  it("finds nothing to mend, and looks at everything", async () => {
    const found = await doctor();
    expect(troubles(found)).toEqual([]);
    expect(found.fault).toBeNull();
    const made = found.checks.map(({ id }) => id);
    expect(made).toEqual(CHECK_IDS.filter((id) => id !== "settings" && id !== "profile"));
  });

  it("writes nothing, neither entries nor marks in them", async () => {
    const uid = `uid=seen,${branchOf(directory, "people")}`;
    const look = () =>
      asAdmin(directory, async (client) => {
        const { searchEntries } = await client.search(directory.suffix, { attributes: ["*", "+"] });
        // our own sign-in is noted, which is what makes the check of it work
        return searchEntries
          .filter(({ dn }) => dn !== directory.bindDn && dn !== directory.suffix)
          .toSorted((a, b) => (a.dn < b.dn ? -1 : 1));
      });
    await asService(directory, (client) =>
      client.add(uid, {
        objectClass: ["inetOrgPerson", "danhbaAccount"],
        uid: "seen",
        cn: "x",
        sn: "x",
        userPassword: "Mat-khau-1",
        danhbaId: "x",
        danhbaStatus: "active",
      }),
    );
    const before = await look();
    const found = await doctor();
    expect(await look()).toEqual(before);
    expect(checkOf(found, "directory.rights.person")).toMatchObject({ code: "BRANCH_WRITABLE" });
    expect(checkOf(found, "directory.rights.unit")).toMatchObject({ code: "BRANCH_TAKES_ENTRIES" });
    await asService(directory, (client) => client.del(uid));
  });

  it("is sure of long lists once there is one", async () => {
    await asAdmin(directory, async (client) => {
      for (let number = 0; number < 1_001; number += 1) {
        const attributes = { objectClass: "applicationProcess", cn: `many${number}` };
        await client.add(`cn=many${number},${branchOf(directory, "groups")}`, attributes);
      }
    });
    expect(checkOf(await doctor(), "directory.limits")).toMatchObject({ code: "READS_ALL" });
  });
});

describe("what is broken in the directory is found, and nothing else", () => {
  const SERVICE = "cn=danhba,ou=services,@SUFFIX@";
  const CASES: readonly (readonly [
    what: string,
    changes: readonly FileChange[],
    troubles: readonly string[],
  ])[] = [
    [
      "sign-ins are not noted",
      [["databases.ldif", "olcLastBind: TRUE", "olcLastBind: FALSE"]],
      ["directory.sign-ins SIGN_INS_UNNOTED"],
    ],
    [
      "an attribute is missing in the schema",
      [
        ["danhba.ldif", /olcAttributeTypes: \( danhbaOID:1\.4[\s\S]*?SINGLE-VALUE \)\n/, ""],
        ["danhba.ldif", " $ danhbaMailQuota", ""],
      ],
      ["directory.schema NAMES_UNKNOWN"],
    ],
    [
      "there are no rights on one branch",
      [
        [
          "databases.ldif",
          new RegExp(`(dn\\.base="ou=units,@SUFFIX@" attrs=children\\n) .*"${SERVICE}" manage\\n`),
          "$1",
        ],
      ],
      ["directory.rights.unit BRANCH_READ_ONLY"],
    ],
    [
      "a branch is missing",
      [["base.ldif", /dn: ou=units,@SUFFIX@\n[\s\S]*?\n\n/, ""]],
      ["directory.branches BRANCHES_MISSING"],
    ],
    [
      "ppolicy is off",
      [["databases.ldif", /dn: olcOverlay=ppolicy[\s\S]*?\n\n/, ""]],
      ["directory.passwords PPOLICY_OFF"],
    ],
    [
      "the policy does not lock",
      [["base.ldif", "pwdLockout: TRUE", "pwdLockout: FALSE"]],
      ["directory.passwords POLICY_TOO_WEAK"],
    ],
  ];

  it.each(CASES)("%s", async (_what, changes, expected) => {
    const found = await broken(changes);
    expect(troubles(found)).toEqual(expected);
    expect(found.fault).toBe("PRECONDITION_MISSING");
  });

  it("no sign-ins are needed where no rule asks for them", async () => {
    const off: FileChange = ["databases.ldif", "olcLastBind: TRUE", "olcLastBind: FALSE"];
    const found = await broken([off], { inactivityMonths: null });
    expect(troubles(found)).toEqual(["directory.sign-ins SIGN_INS_NOT_NEEDED"]);
    expect(found.fault).toBeNull();
  });

  it("rights to change entries are missing, not to add them", async () => {
    const files = await changedFiles([
      "databases.ldif",
      'to dn.children="ou=people,@SUFFIX@" attrs=userPassword\n  by dn.exact="cn=danhba,ou=services,@SUFFIX@" =w',
      'to dn.children="ou=people,@SUFFIX@" attrs=userPassword\n  by dn.exact="cn=danhba,ou=services,@SUFFIX@" none',
    ]);
    const server = await freshDirectory({ files });
    try {
      await asAdmin(server, (client) =>
        client.add(`uid=a,${branchOf(server, "people")}`, {
          objectClass: ["inetOrgPerson", "danhbaAccount"],
          uid: "a",
          cn: "a",
          sn: "a",
          danhbaId: "a",
          danhbaStatus: "active",
        }),
      );
      const rights = checkOf(await doctor({ server }), "directory.rights.person");
      expect(rights).toMatchObject({ code: "BRANCH_READ_ONLY", params: { denied: "userPassword" } });
    } finally {
      await server.stop();
    }
  });

  it("the server cuts lists short", async () => {
    const limits =
      'olcLimits: dn.exact="cn=danhba,ou=services,@SUFFIX@"\n  size=unlimited size.prtotal=unlimited';
    const files = await changedFiles(["databases.ldif", limits, limits.replaceAll("unlimited", "3")]);
    const server = await freshDirectory({ files });
    try {
      await asAdmin(server, async (client) => {
        for (const cn of ["a", "b", "c", "d", "e"]) {
          await client.add(`cn=${cn},${branchOf(server, "groups")}`, {
            objectClass: "applicationProcess",
            cn,
          });
        }
      });
      const found = await doctor({ server });
      expect(checkOf(found, "directory.limits")).toMatchObject({
        code: "READS_CUT_SHORT",
        params: { result: expect.stringMatching(/\S/) },
      });
    } finally {
      await server.stop();
    }
  });

  it.each([
    ["a wrong password", { bindPassword: "wrong" }, "directory.reach DIRECTORY_REFUSES", "LDAP_AUTH"],
    ["no server there", { url: "ldap://127.0.0.1:1/" }, "directory.reach DIRECTORY_GONE", "LDAP_UNREACHABLE"],
    ["clear text", { url: "ldap://192.0.2.1/" }, "directory.transport CLEAR_TEXT", "LDAP_INSECURE"],
    ["no URL at all", { url: "somewhere" }, "directory.reach SETTING_UNUSABLE", "SETTINGS_INVALID"],
    [
      "an authority that is not there",
      { caFile: "/no/such.pem" },
      "directory.reach SETTING_UNUSABLE",
      "SETTINGS_INVALID",
    ],
  ] as const)("%s, and the database is looked at all the same", async (_what, ldap, trouble, fault) => {
    const found = await doctor({ ldap });
    expect(troubles(found)).toEqual([trouble]);
    expect(found.fault).toBe(fault);
    expect(checkOf(found, "database.schema")).toMatchObject({ code: "SCHEMA_CURRENT" });
    expect(found.skipped).toContain("directory.schema");
    expect(JSON.stringify(found)).not.toContain(directory.bindPassword);
  });
});

describe("what is broken in the database is found, and nothing else", () => {
  it.each([
    ["no server there", { port: "1" }, "DATABASE_GONE", "DATABASE_UNREACHABLE"],
    ["a wrong password", { password: "wrong" }, "DATABASE_REFUSES", "DATABASE_AUTH"],
    ["no such database", { pathname: "/none" }, "DATABASE_UNKNOWN", "DATABASE_SCHEMA"],
  ] as const)("%s, and the directory is looked at all the same", async (_what, part, code, fault) => {
    const databaseUrl = Object.assign(new URL(database.url), part).href;
    const found = await doctor({ databaseUrl });
    expect(troubles(found)).toEqual([`database.reach ${code}`]);
    expect(found.fault).toBe(fault);
    expect(found.skipped).toContain("database.schema");
    expect(checkOf(found, "directory.schema")).toMatchObject({ code: "NAMES_KNOWN" });
  });

  it("no migration is applied", async () => {
    const empty = await freshDatabase({ isEmpty: true });
    try {
      const found = await doctor({ databaseUrl: empty.url });
      expect(troubles(found)[0]).toBe("database.schema SCHEMA_PENDING");
      expect(checkOf(found, "database.schema")?.params.names).toMatch(/0001_roles.*0005_life/);
      expect(found.fault).toBe("DATABASE_SCHEMA");
    } finally {
      await empty.drop();
    }
  });

  it.each([
    ["one migration is missing", "DELETE FROM danhba.migration WHERE name = '0005_life'", "SCHEMA_PENDING"],
    [
      "a newer version was there",
      "INSERT INTO danhba.migration (name, run_on) VALUES ('9999_later', now())",
      "SCHEMA_NEWER",
    ],
  ])("%s", async (_what, statement, code) => {
    const own = await freshDatabase();
    try {
      await runStatement(own.url, statement);
      const found = await doctor({ databaseUrl: own.url });
      expect(troubles(found)).toEqual([`database.schema ${code}`]);
    } finally {
      await own.drop();
    }
  });

  it("the login lacks the role, or has no more than it needs", async () => {
    await withLogin("", async (url, login) => {
      const found = await doctor({ databaseUrl: url });
      expect(troubles(found)).toEqual(["database.login LOGIN_LACKS_ROLE"]);
      expect(checkOf(found, "database.login")?.params.login).toBe(login);
      expect(found.fault).toBe("DATABASE_AUTH");
    });
    await withLogin("NOINHERIT IN ROLE danhba_service", async (url) => {
      const found = await doctor({ databaseUrl: url });
      expect(checkOf(found, "database.login")).toMatchObject({ code: "LOGIN_SUFFICES" });
      expect(checkOf(found, "database.schema")).toMatchObject({ code: "SCHEMA_CURRENT" });
      expect(troubles(found)).toEqual([]);
    });
  });

  it.each([
    ["REVOKE SELECT ON hr.person FROM danhba_service", "TABLES_REFUSED", "SELECT hr.person"],
    ["REVOKE INSERT ON danhba.run FROM danhba_service", "TABLES_REFUSED", "INSERT danhba.run"],
    ["GRANT DELETE ON danhba.change_log TO danhba_service", "TABLES_TOO_OPEN", "DELETE danhba.change_log"],
    ["GRANT UPDATE ON hr.person TO danhba_service", "TABLES_TOO_OPEN", "UPDATE hr.person"],
  ])("rights: %s", async (statement, code, rights) => {
    const own = await freshDatabase();
    try {
      await runStatement(own.url, statement);
      const found = await doctor({ databaseUrl: own.url });
      expect(troubles(found)).toEqual([`database.rights ${code}`]);
      expect(checkOf(found, "database.rights")?.params.rights).toBe(rights);
    } finally {
      await own.drop();
    }
  });
});
