import { describe, expect, it } from "vitest";
import { DanhbaError, ERROR_CODES, type ErrorCode } from "../../../src/model/error.ts";
import type { Params } from "../../../src/model/finding.ts";
import { errorText } from "../../../src/texts/errors.ts";

const DATABASE = { host: "db", port: 5432, database: "danhba" };
const SERVER = { url: "ldaps://ldap", detail: "ECONNREFUSED" };

/** Params as the code that throws gives them. */
const PARAMS: Readonly<Record<ErrorCode, Params>> = {
  USAGE: { argument: "--limit", value: "x", problem: "NOT_POSITIVE" },
  SETTINGS_INVALID: { setting: "danhba.yaml:4 realms[0].id", problem: "unknown key" },
  INTERNAL: { detail: "boom" },
  DATABASE_UNREACHABLE: DATABASE,
  DATABASE_AUTH: DATABASE,
  DATABASE_SCHEMA: DATABASE,
  DATABASE_FAILED: { ...DATABASE, state: "23514" },
  LDAP_UNREACHABLE: SERVER,
  LDAP_AUTH: { ...SERVER, bindDn: "cn=danhba" },
  LDAP_INCOMPLETE: { ...SERVER, result: "sizeLimitExceeded" },
  LDAP_REFUSED: { ...SERVER, dn: "uid=a", result: "constraintViolation" },
  LDAP_INSECURE: SERVER,
  LEASE_HELD: { realm: "soctrang", host: "vm1", pid: 7 },
  LEASE_LOST: { realm: "soctrang" },
  PLAN_STALE: { reviewed: "a".repeat(64), now: "b".repeat(64) },
  LOG_BROKEN: { realm: "soctrang", seq: 4, code: "GAP" },
  FEED_REJECTED: { problems: 3 },
  SERVICES_UNAVAILABLE: { detail: "no slapd was found" },
  SERVICE_DOWN: { realm: "soctrang" },
  PRECONDITION_MISSING: { failed: 2, check: "directory.schema" },
  CHECKPOINT_INVALID: { problem: "WRONG_SIGNATURE" },
  HANDOVER_UNFINISHED: { unit: "SNV", problem: "SERVICE_BUSY" },
};
const CODES = Object.keys(ERROR_CODES) as ErrorCode[];

describe.each(["en", "vi"] as const)("the fault texts in %s", (lang) => {
  it.each(CODES)("%s is one line that says what it knows", (code) => {
    const text = errorText(lang, new DanhbaError(code, PARAMS[code]));
    expect(text).not.toMatch(/undefined|\n/);
    expect(text.length).toBeGreaterThan(10);
  });

  it.each(CODES)("%s can be read without any param, as a fault nobody foresaw would have it", (code) => {
    expect(errorText(lang, new DanhbaError(code))).toMatch(/\S/);
  });

  it("tell a plan that changed from a run that holds nothing any more", () => {
    const stale = errorText(lang, new DanhbaError("PLAN_STALE", PARAMS.PLAN_STALE));
    expect(stale).toContain("aaaaaaaaaaaa");
    expect(stale).not.toContain("a".repeat(13));
    expect(errorText(lang, new DanhbaError("PLAN_STALE", { run: 3, state: "superseded" }))).toMatch(
      /3.*superseded/,
    );
  });
});

it("the Vietnamese texts are Vietnamese", () => {
  for (const code of CODES) {
    const [vi, en] = (["vi", "en"] as const).map((lang) =>
      errorText(lang, new DanhbaError(code, PARAMS[code])),
    );
    if (code !== "SERVICES_UNAVAILABLE") expect(vi).not.toBe(en);
  }
});
