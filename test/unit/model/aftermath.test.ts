import { describe, expect, it } from "vitest";
import { aftermathOf, type DoneItem } from "../../../src/model/aftermath.ts";
import type { Item, Reason } from "../../../src/model/change.ts";
import { item } from "../gate/items.ts";

const OPERATOR = { kind: "operator", name: "Hoa" } as const;
const done = (of: Item, isComplete = true): DoneItem => ({ item: of, actor: OPERATOR, isComplete });
const reason = (code: Reason["code"], params: Reason["params"] = {}): Reason => ({
  code,
  params,
  clause: "Đ.1",
  decisionNo: "1/QĐ",
});
const ADD = { op: "add", dn: "uid=person:1", attributes: {} } as const;
const created = item("person:1", ["create"], {
  operations: [ADD],
  after: { danhbaStatus: ["active"], danhbaUnit: ["SNV"] },
  handovers: [{ owner: "person:1", why: "first" }],
  reason: reason("PERSON_HIRED"),
});

describe("aftermathOf", () => {
  it("has the state and the password that a new account needs, from the unit it is in", () => {
    expect(aftermathOf([done(created)])).toEqual({
      accounts: [{ owner: "person:1", status: "active", reason: "PERSON_HIRED" }],
      notices: [],
      passwords: [{ owner: "person:1", why: "first", unit: "SNV", requestedBy: "Hoa", documentNo: "1/QĐ" }],
    });
  });

  it("has an account deleted only when its own entry was", () => {
    const [dn, group] = ["uid=a,ou=people", "cn=g,ou=groups"];
    const operations = [{ op: "delete", dn, expects: [] }] as const;
    const own = item("person:1", ["delete"], { dn, dnBefore: dn, operations });
    const ofGroup = item("group:g", ["delete"], {
      dn: group,
      dnBefore: group,
      operations: [{ op: "delete", dn: group, expects: [] }],
    });
    const { accounts } = aftermathOf([done(own), done(ofGroup), done({ ...own, operations: [] }, false)]);
    expect(accounts.map(({ owner, status }) => `${owner} ${status}`)).toEqual(["person:1 purged"]);
  });

  it("says nothing of what an item that was cut short did not reach", () => {
    expect(aftermathOf([done({ ...created, operations: [], after: {} }, false)])).toEqual({
      accounts: [],
      notices: [],
      passwords: [],
    });
    expect(aftermathOf([done(created, false)]).passwords).toHaveLength(1);
  });

  it("collects the password of a mailbox whose head changed in the agency itself, once", () => {
    const changed = item("agency:SNV", ["modify"], { handovers: [{ owner: "agency:SNV", why: "head" }] });
    const moved = item("person:2", ["modify"], { handovers: [{ owner: "agency:SNV", why: "head" }] });
    const { passwords } = aftermathOf([done(changed), done(moved)]);
    expect(passwords.map(({ owner, why, unit }) => ({ owner, why, unit }))).toEqual([
      { owner: "agency:SNV", why: "head", unit: "SNV" },
    ]);
  });

  it("notes whom the regulation wants told, and nobody else", () => {
    const params = { since: "2026-08-01", months: 3 };
    const suspended = item("person:1", ["suspend"], {
      after: { danhbaStatus: ["suspended"] },
      reason: reason("ACCOUNT_INACTIVE", params),
    });
    const { notices } = aftermathOf([
      done(suspended),
      done(created),
      done({ ...suspended, owner: "person:3" }, false),
    ]);
    expect(notices).toEqual([
      { owner: "person:1", reason: "ACCOUNT_INACTIVE", params, clause: "Đ.1", dn: "uid=person:1" },
    ]);
  });
});
