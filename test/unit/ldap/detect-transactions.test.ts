import { describe, expect, it } from "vitest";
import { judgeWriting } from "../../../src/ldap/detect-transactions.ts";

const OFFERED = ["1.3.6.1.1.21.1", "1.3.6.1.1.21.3", "1.3.6.1.1.12"];
const info = (version: string): string => `OpenLDAP: slapd ${version} (Feb  8 2023 01:56:12)`;

describe("danhba writes together", () => {
  it.each([
    ["auto", OFFERED, info("2.5.13+dfsg-5"), "on"],
    ["auto", OFFERED, info("2.6.10"), "on"],
    ["auto", OFFERED, info("2.10.1"), "on"],
    ["auto", OFFERED, info("3.0.0"), "on"],
    ["auto", OFFERED, info("2.4.57"), "untrusted-version"],
    ["auto", OFFERED, info("1.9.9"), "untrusted-version"],
    ["auto", OFFERED, "Another server 9.9", "unknown-version"],
    ["auto", OFFERED, null, "unknown-version"],
    ["auto", ["1.3.6.1.1.21.1"], info("2.6.10"), "unsupported"],
    ["auto", [], info("2.6.10"), "unsupported"],
    ["on", OFFERED, info("2.4.57"), "on"],
    ["on", OFFERED, null, "unknown-version"],
    ["on", [], info("2.6.10"), "unsupported"],
    ["off", OFFERED, info("2.6.10"), "off"],
  ] as const)("%s, offered %j, %s: %s", (transactions, supported, version, why) => {
    const writing = judgeWriting({ supported, info: version }, { transactions, connections: 3 });
    expect(writing).toEqual({ isInTransactions: why === "on", why, lanes: 3 });
  });

  it("on four connections, and where the server is known to do it well, unless told otherwise", () => {
    expect(judgeWriting({ supported: OFFERED, info: info("2.6.10") }, {})).toEqual({
      isInTransactions: true,
      why: "on",
      lanes: 4,
    });
  });
});
