import { describe, expect, it } from "vitest";
import { danhbaId } from "../../../src/desired/danhba-id.ts";
import type { LedgerAddress } from "../../../src/model/address.ts";
import type { Attributes, ObservedEntry } from "../../../src/model/entry.ts";
import type { Owner } from "../../../src/model/owner.ts";
import type { RealmMemory } from "../../../src/ports/journal-port.ts";
import { accountFacts } from "../../../src/reconcile/account-facts.ts";

const address = (owner: Owner, role: LedgerAddress["role"] = "primary"): LedgerAddress => ({
  localPart: owner,
  owner,
  role,
  form: "plain",
  clause: "Đ.1",
  aliasUntil: null,
});
const entry = (owner: Owner, attributes: Attributes): ObservedEntry => ({
  dn: `uid=${owner}`,
  entryUuid: owner,
  entryCsn: "",
  attributes: { danhbaId: [danhbaId("r", owner)], ...attributes },
});
const SINCE = "2026-01-01T00:00:00.000Z";
const OPENED = "2025-01-01T00:00:00.000Z";
const remembered: RealmMemory["accounts"] = new Map([
  ["person:1", { status: "suspended", since: SINCE, reason: "ACCOUNT_INACTIVE", openedAt: OPENED }],
]);

describe("accountFacts", () => {
  it("reads the entry's state, name, unit and times", () => {
    const observed = [
      entry("person:1", {
        danhbaStatus: ["suspended"],
        uid: ["an"],
        danhbaUnit: ["SNV"],
        createTimestamp: ["20251231170000Z"],
        pwdLastSuccess: ["20260102030405.678901Z"],
      }),
    ];
    expect(accountFacts("r", [address("person:1")], observed, remembered).get("person:1")).toEqual({
      status: "suspended",
      given: "suspended",
      since: SINCE,
      reason: "ACCOUNT_INACTIVE",
      openedAt: OPENED,
      localPart: "an",
      unit: "SNV",
      createdAt: "2025-12-31T17:00:00.000Z",
      lastLogin: "2026-01-02T03:04:05.000Z",
    });
  });

  it("does not know since when a state is that danhba did not give", () => {
    const observed = [entry("person:1", { danhbaStatus: ["active"], uid: ["an"] })];
    expect(accountFacts("r", [address("person:1")], observed, remembered).get("person:1")).toMatchObject({
      status: "active",
      given: "suspended",
      since: null,
      reason: null,
      unit: null,
      createdAt: null,
      lastLogin: null,
    });
  });

  it("has a mailbox that lost its address to a successor, but nobody without an entry", () => {
    const observed = [entry("agency:A", { danhbaStatus: ["disabled"], uid: ["a"] })];
    const ledger = [address("agency:A", "alias"), address("person:2")];
    expect([...accountFacts("r", ledger, observed, new Map()).keys()]).toEqual(["agency:A"]);
  });
});
