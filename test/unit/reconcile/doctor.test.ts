import { describe, expect, it } from "vitest";
import { CHECK_OUTCOMES, type CheckId } from "../../../src/model/check.ts";
import { DanhbaError } from "../../../src/model/error.ts";
import type { Writing } from "../../../src/ports/directory-port.ts";
import type { DatabaseFacts, DirectoryFacts } from "../../../src/ports/doctor-port.ts";
import { examine } from "../../../src/reconcile/doctor.ts";
import type { DirectoryTerms } from "../../../src/reconcile/judge-directory.ts";

const DATABASE: DatabaseFacts = {
  place: "db:5432/danhba",
  version: 150_004,
  login: "danhba_daemon",
  isSuperuser: false,
  roles: { danhba_service: true, danhba_feed: false },
  pending: [],
  unknown: [],
  missingRights: [],
  excessRights: [],
  clockOffsetMs: 0,
};
const granted = { add: "granted", change: "granted", denied: "" } as const;
const DIRECTORY: DirectoryFacts = {
  transport: "encrypted",
  server: "slapd 2.6.10",
  clockOffsetMs: 0,
  unknownNames: [],
  missingBranches: [],
  rights: { person: granted, agency: granted, unit: granted, group: granted, policy: granted },
  hasAssertions: true,
  writing: { isInTransactions: true, why: "on", lanes: 4 },
  policy: {
    isOn: true,
    standard: { pwdLockout: ["TRUE"], pwdMustChange: ["TRUE"] },
    ofAccount: "cn=services,ou=policies,dc=x",
  },
  notesSignIns: true,
  read: { entries: 20_000, cutBy: null },
  searches: [{ attribute: "uid", ms: 1 }],
};
const TERMS = {
  url: "ldaps://ldap",
  suffix: "dc=x",
  bindDn: "cn=danhba",
  inactivityMonths: 3,
  transactions: "auto",
} as const;

const singly = (why: Writing["why"]): Writing => ({ isInTransactions: false, why, lanes: 4 });

const found = (
  database: Partial<DatabaseFacts> | Error,
  directory: Partial<DirectoryFacts> = {},
  terms: Partial<DirectoryTerms> = {},
) =>
  examine(
    [],
    {
      database: {
        look: async () => {
          if (database instanceof Error) throw database;
          return { ...DATABASE, ...database };
        },
      },
      directory: { look: async () => ({ ...DIRECTORY, ...directory }) },
    },
    { ...TERMS, ...terms },
  );

describe("doctor", () => {
  it("finds nothing where all is as it should be", async () => {
    const { checks, fault } = await found({});
    expect(checks.filter(({ code }) => CHECK_OUTCOMES[code].status !== "ok")).toEqual([]);
    expect(fault).toBeNull();
  });

  it.each<[string, Partial<DatabaseFacts>, Partial<DirectoryFacts>, CheckId, string]>([
    ["an old PostgreSQL", { version: 140_012 }, {}, "database.reach", "DATABASE_TOO_OLD"],
    ["a minute between the clocks", { clockOffsetMs: -60_000 }, {}, "database.clock", "CLOCK_AGREES"],
    [
      "more than a minute between the clocks",
      { clockOffsetMs: -60_001 },
      {},
      "database.clock",
      "CLOCK_DIFFERS",
    ],
    ["five minutes between the clocks", { clockOffsetMs: 300_000 }, {}, "database.clock", "CLOCK_DIFFERS"],
    [
      "more than five minutes between the clocks",
      { clockOffsetMs: 300_001 },
      {},
      "database.clock",
      "CLOCK_WRONG",
    ],
    ["a slow clock of the directory", {}, { clockOffsetMs: -400_000 }, "directory.clock", "CLOCK_WRONG"],
    ["no assertions", {}, { hasAssertions: false }, "directory.assertions", "ASSERTIONS_UNKNOWN"],
    [
      "no transactions",
      {},
      { writing: singly("unsupported") },
      "directory.writing",
      "TRANSACTIONS_NOT_OFFERED",
    ],
    ["no monitor", {}, { writing: singly("unknown-version") }, "directory.writing", "SERVER_VERSION_UNKNOWN"],
    [
      "an old server",
      {},
      { writing: singly("untrusted-version") },
      "directory.writing",
      "SERVER_VERSION_UNTRIED",
    ],
    [
      "transactions that are not wanted",
      {},
      { writing: singly("off") },
      "directory.writing",
      "WRITES_SINGLY",
    ],
    [
      "no policy to be seen",
      {},
      { policy: { ...DIRECTORY.policy, standard: null } },
      "directory.passwords",
      "POLICY_UNREADABLE",
    ],
    [
      "danhba's account under the policy of people",
      {},
      { policy: { ...DIRECTORY.policy, ofAccount: null } },
      "directory.account",
      "ACCOUNT_UNDER_DEFAULT",
    ],
    [
      "rights that cannot be told",
      {},
      { rights: { ...DIRECTORY.rights, group: { add: "unseen", change: "granted", denied: "" } } },
      "directory.rights.group",
      "BRANCH_NOT_SEEN",
    ],
    [
      "rights that are refused for one attribute",
      {},
      { rights: { ...DIRECTORY.rights, group: { add: "granted", change: "denied", denied: "member" } } },
      "directory.rights.group",
      "BRANCH_READ_ONLY",
    ],
    [
      "searches that take long",
      {},
      { searches: [...DIRECTORY.searches, { attribute: "mail", ms: 700 }] },
      "directory.searches",
      "SEARCHES_SLOW",
    ],
  ])("%s", async (_what, database, directory, id, code) => {
    const { checks, fault } = await found(database, directory);
    expect(checks.find((check) => check.id === id)?.code).toBe(code);
    const outcome = CHECK_OUTCOMES[code as keyof typeof CHECK_OUTCOMES];
    expect(fault).toBe(outcome.fault);
    const others = checks.filter((check) => check.id !== id);
    expect(others.filter((check) => CHECK_OUTCOMES[check.code].status !== "ok")).toEqual([]);
  });

  it("ends with the fault of the first check that failed", async () => {
    const gone = new DanhbaError("DATABASE_UNREACHABLE", { host: "db", port: 5432, database: "danhba" });
    const both = await found(gone, { unknownNames: ["danhbaId"] });
    expect(both.checks.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["DATABASE_GONE", "NAMES_UNKNOWN"]),
    );
    expect(both.fault).toBe("DATABASE_UNREACHABLE");
    expect(both.skipped).toEqual(expect.arrayContaining(["database.schema", "database.clock"]));
  });

  it("does not take a fault of its own for one of the servers", async () => {
    await expect(found(new TypeError("x is not a function"))).rejects.toThrow("x is not a function");
  });

  it.each([
    ["unsupported", "TRANSACTIONS_DEMANDED"],
    ["unknown-version", "MONITOR_DEMANDED"],
  ] as const)("fails where the settings insist on transactions: %s", async (why, code) => {
    const { checks, fault } = await found({}, { writing: singly(why) }, { transactions: "on" });
    expect(checks.find(({ id }) => id === "directory.writing")?.code).toBe(code);
    expect(fault).toBe("SETTINGS_INVALID");
  });
});
