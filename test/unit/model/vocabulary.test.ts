import { describe, expect, it } from "vitest";
import { dnKey, splitDn } from "../../../src/model/entry.ts";
import { DanhbaError, ERROR_CODES } from "../../../src/model/error.ts";
import { agencyOwner, groupOwner, personOwner, splitOwner, unitOwner } from "../../../src/model/owner.ts";

describe("the exit statuses of faults", () => {
  it("are 1 for usage and settings, and otherwise from 10 on, one number per code", () => {
    const { USAGE, SETTINGS_INVALID, ...faults } = ERROR_CODES;
    expect([USAGE.exit, SETTINGS_INVALID.exit]).toEqual([1, 1]);
    const numbers = Object.values(faults).map(({ exit }) => exit);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(Math.min(...numbers)).toBe(10);
    expect(Math.max(...numbers)).toBeLessThan(126);
  });

  it("never change their number", () => {
    expect(Object.entries(ERROR_CODES).map(([code, { exit }]) => `${exit} ${code}`)).toEqual([
      "1 USAGE",
      "1 SETTINGS_INVALID",
      "10 INTERNAL",
      "11 DATABASE_UNREACHABLE",
      "12 DATABASE_AUTH",
      "13 DATABASE_SCHEMA",
      "14 DATABASE_FAILED",
      "15 LDAP_UNREACHABLE",
      "16 LDAP_AUTH",
      "17 LDAP_INCOMPLETE",
      "18 LDAP_REFUSED",
      "19 LDAP_INSECURE",
      "20 LEASE_HELD",
      "21 LEASE_LOST",
      "22 PLAN_STALE",
      "23 LOG_BROKEN",
      "24 FEED_REJECTED",
      "25 SERVICES_UNAVAILABLE",
      "26 SERVICE_DOWN",
      "27 HANDOVER_UNFINISHED",
      "28 PRECONDITION_MISSING",
      "29 CHECKPOINT_INVALID",
    ]);
  });
});

describe("DanhbaError", () => {
  it("shows code and params, and keeps its cause", () => {
    const cause = new Error("socket closed");
    const error = new DanhbaError("LDAP_UNREACHABLE", { url: "ldap://x", port: 1 }, cause);
    expect(error.message).toBe("LDAP_UNREACHABLE url=ldap://x port=1");
    expect(error.cause).toBe(cause);
    expect("cause" in new DanhbaError("INTERNAL")).toBe(false);
  });
});

describe("an owner", () => {
  it("is told apart into kind and id, also where the id holds a colon", () => {
    expect(splitOwner(personOwner("ST:1"))).toEqual({ kind: "person", id: "ST:1" });
    expect([agencyOwner("A"), unitOwner("A"), groupOwner("heads")].map(splitOwner)).toEqual([
      { kind: "agency", id: "A" },
      { kind: "unit", id: "A" },
      { kind: "group", id: "heads" },
    ]);
  });
});

describe("a DN", () => {
  it("is split at its first comma and compared without regard to case", () => {
    expect(splitDn("uid=a,ou=people,dc=vn")).toEqual({ rdn: "uid=a", parent: "ou=people,dc=vn" });
    expect(splitDn("dc=vn")).toEqual({ rdn: "dc=vn", parent: "" });
    expect(dnKey("UID=A,OU=People")).toBe(dnKey("uid=a,ou=people"));
  });
});
