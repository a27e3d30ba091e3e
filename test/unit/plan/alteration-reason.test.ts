import { describe, expect, it } from "vitest";
import type { Attributes, DesiredEntry } from "../../../src/model/entry.ts";
import { LOCKED_FOR_GOOD } from "../../../src/model/entry.ts";
import { aPerson, personDn, planOf, seen } from "./entries.ts";

const MANAGED = ["title", "danhbaUnit", "danhbaMailQuota", "mail", "mailLocalAddress"];
const entry = (more: Partial<DesiredEntry> = {}): DesiredEntry =>
  aPerson("1", "an", {
    managed: MANAGED,
    ...more,
    attributes: {
      danhbaUnit: ["A"],
      danhbaMailQuota: ["2"],
      mailLocalAddress: ["b@st.vn"],
      ...more.attributes,
    },
  });
const code = (desired: DesiredEntry, was: Attributes, dn = desired.dn): string | undefined =>
  planOf([desired], [seen(desired, was, dn)]).plan.items[0]?.reason.code;
const lock = { pwdAccountLockedTime: [LOCKED_FOR_GOOD] };

describe("the reason of a change", () => {
  it.each<[string, DesiredEntry, Attributes, string]>([
    ["a quota alone", entry(), { danhbaMailQuota: ["1"] }, "QUOTA_CHANGED"],
    ["a quota and a title", entry(), { danhbaMailQuota: ["1"], title: ["x"] }, "PERSON_CHANGED"],
    ["a quota and the unit", entry(), { danhbaMailQuota: ["1"], danhbaUnit: ["B"] }, "PERSON_TRANSFERRED"],
    ["an alias that ends", entry(), { mailLocalAddress: ["b@st.vn", "c@st.vn"] }, "ALIAS_ENDED"],
    ["an alias that begins", entry(), { mailLocalAddress: [] }, "PERSON_CHANGED"],
    ["one alias for another", entry(), { mailLocalAddress: ["c@st.vn"] }, "PERSON_CHANGED"],
    ["two aliases for another", entry(), { mailLocalAddress: ["c@st.vn", "d@st.vn"] }, "PERSON_CHANGED"],
    [
      "an account that is retained",
      entry({ status: "retained", attributes: { mail: [], mailLocalAddress: [] } }),
      { danhbaStatus: ["disabled"], mail: ["an@st.vn"], mailLocalAddress: ["b@st.vn"], ...lock },
      "ACCOUNT_RETAINED",
    ],
    [
      "a retained account that is disabled again",
      entry({ status: "disabled" }),
      { danhbaStatus: ["retained"], mail: [], mailLocalAddress: [], ...lock },
      "PERSON_CHANGED",
    ],
    [
      "an active account that is retained at once",
      entry({ status: "retained" }),
      { danhbaStatus: ["active"] },
      "PERSON_RETIRED",
    ],
    [
      "a retained account that comes back",
      entry(),
      { danhbaStatus: ["retained"], mail: [], mailLocalAddress: [], ...lock },
      "PERSON_RETURNED",
    ],
  ])("for %s", (_, desired, was, expected) => {
    expect(code(desired, was)).toBe(expected);
  });

  it("is that of a rename when aliases change with the name", () => {
    expect(code(entry(), { mailLocalAddress: [], mail: ["old@st.vn"] }, personDn("old"))).toBe(
      "ADDRESS_CHANGED",
    );
  });

  it("of titles and further posts rests on the decision on the posts", () => {
    const posts = { code: "PERSON_CHANGED", params: {}, clause: "Đ.1", decisionNo: "2/QĐ" } as const;
    const desired = entry({ reasons: { ...entry().reasons, posts } });
    const decisionOf = (was: Attributes) =>
      planOf([desired], [seen(desired, was)]).plan.items[0]?.reason.decisionNo;
    expect(decisionOf({ title: ["x"] })).toBe("2/QĐ");
    expect(decisionOf({ mailLocalAddress: [] })).toBeNull();
  });

  it("is that of a modify where the entry has none of its own", () => {
    const { quota: _quota, alias: _alias, retain: _retain, ...reasons } = entry().reasons;
    const desired = entry({ reasons });
    expect(code(desired, { danhbaMailQuota: ["1"] })).toBe("PERSON_CHANGED");
    expect(code(desired, { mailLocalAddress: ["b@st.vn", "c@st.vn"] })).toBe("PERSON_CHANGED");
    const retained = entry({ reasons, status: "retained" });
    expect(code(retained, { danhbaStatus: ["disabled"], ...lock })).toBe("PERSON_CHANGED");
  });
});
