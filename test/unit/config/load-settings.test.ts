// biome-ignore-all lint/suspicious/noTemplateCurlyInString: settings refer to variables in this very form
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { loadSettings } from "../../../src/config/load-settings.ts";
import { DEFAULT_LIMITS } from "../../../src/gate/limits.ts";

const SHIPPED = new URL("../../../config/", import.meta.url).pathname;
const VARIABLES: Readonly<Record<string, string>> = {
  DATABASE_URL: "postgresql://u:p@localhost/danhba",
  LDAP_URL: "ldap://localhost:3389",
  LDAP_SUFFIX: "dc=soctrang,dc=gov,dc=vn",
  LDAP_BIND_DN: "cn=danhba,ou=services,dc=soctrang,dc=gov,dc=vn",
  LDAP_BIND_PASSWORD: "yes: [no] #1",
};
const lookup = (name: string): string | null => VARIABLES[name] ?? null;

const GOOD = `database:
  url: postgresql://localhost/danhba
realms:
  - id: soctrang
    profile: soctrang
    domain: soctrang.gov.vn
    ldap:
      url: ldap://localhost
      suffix: dc=soctrang,dc=gov,dc=vn
      bindDn: cn=danhba,ou=services,dc=soctrang,dc=gov,dc=vn
      bindPassword: secret
    gate:
      disable: { max: 1, percent: 1 }
    schedule:
      full: "0 2 * * *"
`;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "danhba-settings-"));
  mkdirSync(join(folder, "profiles"));
  cpSync(join(SHIPPED, "profiles", "soctrang.yaml"), join(folder, "profiles", "soctrang.yaml"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function load(text: string, variables = lookup) {
  const file = join(folder, "danhba.yaml");
  writeFileSync(file, text);
  return loadSettings(file, variables);
}

/** What is wrong with a text, each problem as `line path: message`. */
function problemsOf(text: string, variables = lookup): string[] {
  const result = load(text, variables);
  return "problems" in result
    ? result.problems.map(({ line, path, message }) => `${line} ${path}: ${message}`)
    : [];
}

/** The good settings with one line written otherwise. */
const withLine = (from: string, to: string): string => {
  if (!GOOD.includes(from)) throw new TypeError(`${from} is not in the settings`);
  return GOOD.replace(from, to);
};

describe("the settings that ship", () => {
  it("are right once the variables are set, values never being read as YAML", () => {
    const result = loadSettings(join(SHIPPED, "danhba.yaml"), lookup);
    expect(result).toMatchObject({
      settings: {
        databaseUrl: VARIABLES.DATABASE_URL,
        realms: [{ settings: { id: "soctrang", ldap: { bindPassword: "yes: [no] #1", caFile: null } } }],
      },
    });
  });

  it("name every variable that is missing, with its line", () => {
    const result = loadSettings(join(SHIPPED, "danhba.yaml"), () => null);
    if (!("problems" in result)) throw new TypeError("problems were expected");
    expect(result.problems.map(({ message }) => message.split(" ").at(4))).toEqual(Object.keys(VARIABLES));
    expect(result.problems.every(({ line }) => line > 0)).toBe(true);
    expect(result.problems[0]).toMatchObject({
      path: "database.url",
      message: "the environment has neither DATABASE_URL nor DATABASE_URL_FILE",
    });
  });
});

describe("what is left out", () => {
  it("has a default: limits of the gate kind by kind, schedule, authority", () => {
    const result = load(withLine('    schedule:\n      full: "0 2 * * *"\n', ""));
    expect(result).toMatchObject({
      settings: {
        realms: [
          {
            limits: { ...DEFAULT_LIMITS, disable: { max: 1, percent: 1, always: 2 } },
            settings: { schedule: { full: "30 0 * * *", settleMs: 300, pollSeconds: 30 } },
            profile: { id: "soctrang" },
          },
        ],
      },
    });
  });
});

describe("how passwords are handed out", () => {
  const RECIPIENT = "age1tgyuvdlmpejqsdf847hevurz9szk7vf3j7ytfyqecgzvphvu2d8qrtaxl6";
  const handover = (lines: string): string =>
    withLine("    schedule:\n", `    handover:\n${lines}    schedule:\n`);

  it("is to nobody unless the settings say so", () => {
    const nobody = {
      recipients: { realm: [], units: {} },
      sealAtCreation: false,
      slips: false,
      expiryDays: 30,
    };
    expect(load(GOOD)).toMatchObject({ settings: { realms: [{ settings: { handover: nobody } }] } });
  });

  it("is to age recipients, which are checked as far as their letters go", () => {
    const realm = (recipient: string) => handover(`      recipients:\n        realm: [${recipient}]\n`);
    expect(problemsOf(realm(RECIPIENT))).toEqual([]);
    const mistyped = `${RECIPIENT.slice(0, -1)}7`;
    expect(problemsOf(realm(mistyped))).toEqual([
      "16 realms[0].handover.recipients.realm[0]: is not an age recipient such as age1… (made by age-keygen -y)",
    ]);
  });

  it("is not sealed at creation for nobody, and has no keys of other names", () => {
    expect(problemsOf(handover("      sealAtCreation: true\n"))).toEqual([
      "15 realms[0].handover.sealAtCreation: needs at least one recipient",
    ]);
    expect(problemsOf(handover("      paper: true\n"))).toEqual(["15 realms[0].handover.paper: unknown key"]);
  });
});

describe("what is wrong", () => {
  it.each`
    line                                           | becomes                                | problem
    ${"id: soctrang"}                              | ${"id: Sóc Trăng"}                     | ${"4 realms[0].id: must be lower-case letters, digits and hyphens"}
    ${"profile: soctrang"}                         | ${"profile: ../soctrang"}              | ${"5 realms[0].profile: must be the name of a file in profiles/ without .yaml"}
    ${"domain: soctrang.gov.vn"}                   | ${"domain: soctrang"}                  | ${"6 realms[0].domain: must be a domain such as soctrang.gov.vn"}
    ${"url: ldap://localhost"}                     | ${'url: " "'}                          | ${"8 realms[0].ldap.url: must not be empty"}
    ${"suffix: dc=soctrang,dc=gov,dc=vn"}          | ${"suffix: soctrang"}                  | ${"9 realms[0].ldap.suffix: is not a DN such as dc=soctrang,dc=gov,dc=vn"}
    ${"bindDn: cn=danhba,ou=services,dc=soctrang"} | ${"bindDn: danhba"}                    | ${"10 realms[0].ldap.bindDn: is not a DN such as dc=soctrang,dc=gov,dc=vn"}
    ${"bindPassword: secret"}                      | ${'bindPassword: ""'}                  | ${"11 realms[0].ldap.bindPassword: must not be empty"}
    ${"bindPassword: secret"}                      | ${"password: secret"}                  | ${"11 realms[0].ldap.password: unknown key"}
    ${"disable: { max: 1, percent: 1 }"}           | ${"vanish: { max: 1, percent: 1 }"}    | ${"13 realms[0].gate.vanish: unknown key"}
    ${"disable: { max: 1, percent: 1 }"}           | ${"disable: { max: -1, percent: 1 }"}  | ${"13 realms[0].gate.disable.max: Too small: expected number to be >=0"}
    ${"disable: { max: 1, percent: 1 }"}           | ${"disable: { max: 1, percent: 101 }"} | ${"13 realms[0].gate.disable.percent: Too big: expected number to be <=100"}
    ${"disable: { max: 1, percent: 1 }"}           | ${"disable: { max: 1 }"}               | ${"13 realms[0].gate.disable.percent: Invalid input: expected number, received undefined"}
    ${'full: "0 2 * * *"'}                         | ${"full: every night"}                 | ${"15 realms[0].schedule.full: is not a cron expression such as 0 2 * * *"}
    ${'full: "0 2 * * *"'}                         | ${"settleMs: 60001"}                   | ${"15 realms[0].schedule.settleMs: Too big: expected number to be <=60000"}
    ${'full: "0 2 * * *"'}                         | ${"pollSeconds: 0"}                    | ${"15 realms[0].schedule.pollSeconds: Too small: expected number to be >=1"}
    ${'full: "0 2 * * *"'}                         | ${"nightly: true"}                     | ${"15 realms[0].schedule.nightly: unknown key"}
    ${"database:"}                                 | ${"databases:"}                        | ${"1 databases: unknown key"}
  `("$becomes is told as: $problem", ({ line, becomes, problem }) => {
    expect(problemsOf(withLine(line, becomes))).toContain(problem);
  });

  it("is told all at once, in the order of the lines", () => {
    const text = withLine("domain: soctrang.gov.vn", "domain: x").replace(
      "id: soctrang",
      "id: X\n    extra: 1",
    );
    expect(problemsOf(text).map((problem) => problem.split(":")[0])).toEqual([
      "4 realms[0].id",
      "5 realms[0].extra",
      "7 realms[0].domain",
    ]);
  });

  it("is a realm that stands twice, or none at all", () => {
    const realm = GOOD.slice(GOOD.indexOf("  - id"));
    expect(problemsOf(GOOD + realm)).toEqual(["16 realms[1].id: soctrang stands twice"]);
    expect(problemsOf("database: { url: x }\nrealms: []\n")).toEqual([
      "2 realms: must hold at least one realm",
    ]);
  });

  it("is a variable that is set to nothing", () => {
    const text = withLine("bindPassword: secret", "bindPassword: ${LDAP_BIND_PASSWORD}");
    expect(problemsOf(text, () => "")).toEqual(["11 realms[0].ldap.bindPassword: must not be empty"]);
  });

  it("is text that is no YAML, or has a key twice, with the line", () => {
    expect(problemsOf("database: [\n")[0]).toMatch(/^[12] : /);
    expect(problemsOf(`${GOOD}database: {}\n`)[0]).toMatch(/^16 : .*unique/);
    expect(problemsOf("")).not.toEqual([]);
  });

  it("is a file that cannot be read: the settings or a profile that they name", () => {
    expect(loadSettings(join(folder, "none.yaml"), lookup)).toEqual({
      problems: [{ file: join(folder, "none.yaml"), path: "", line: 0, message: "cannot be read" }],
    });
    expect(load(withLine("profile: soctrang", "profile: hanoi"))).toMatchObject({
      problems: [{ file: join(folder, "profiles", "hanoi.yaml"), message: "cannot be read" }],
    });
  });

  it("is what is wrong with the profile, under the profile's own file name", () => {
    writeFileSync(join(folder, "profiles", "broken.yaml"), "id: broken\nfroms: []\n");
    const result = load(withLine("profile: soctrang", "profile: broken"));
    if (!("problems" in result)) throw new TypeError("problems were expected");
    expect(result.problems).toContainEqual({
      file: join(folder, "profiles", "broken.yaml"),
      line: 2,
      path: "froms",
      message: "unknown key",
    });
  });

  it("never shows a secret", () => {
    const text = withLine("bindPassword: secret", "bindPassword: [hunter2]");
    expect(problemsOf(text).join()).not.toContain("hunter2");
  });
});

describe("what comes with the settings", () => {
  const realmWith = (text: string) => {
    const result = load(text);
    if ("problems" in result) throw new TypeError(JSON.stringify(result.problems));
    const [realm] = result.settings.realms;
    if (realm === undefined) throw new TypeError("there is no realm");
    return realm;
  };
  const holidays = (): string => join(folder, "holidays.yaml");
  afterEach(() => rmSync(holidays(), { force: true }));

  it("is the calendar beside them, and none where there is no such file", () => {
    expect(realmWith(GOOD).calendar.years.size).toBe(0);
    cpSync(join(SHIPPED, "holidays.yaml"), holidays());
    const { years, holidays: days } = realmWith(GOOD).calendar;
    expect([...years]).toContain(2026);
    expect(days.has("2026-09-02")).toBe(true);
  });

  it("is a problem of the calendar's own file, with the line", () => {
    writeFileSync(holidays(), "years:\n  - year: 2026\n    holidays: none\n");
    const result = load(GOOD);
    expect(result).toMatchObject({ problems: [{ file: holidays(), line: 3, path: "years[0].holidays" }] });
  });

  it("is who administers: people by id, mailboxes as they are called", () => {
    const { administrators } = realmWith(`${GOOD}    administrators: [ST000001, "agency:STTTT"]\n`);
    expect([...administrators]).toEqual(["person:ST000001", "agency:STTTT"]);
  });

  it("is the groups of applications, with what a rule leaves out", () => {
    const rule = "{ name: portal, description: Cổng thông tin, maxRank: 2 }";
    expect(realmWith(`${GOOD}    groups: [${rule}]\n`).settings.groups).toEqual([
      {
        name: "portal",
        description: "Cổng thông tin",
        units: null,
        below: false,
        kinds: null,
        maxRank: 2,
        classes: null,
      },
    ]);
  });
});
