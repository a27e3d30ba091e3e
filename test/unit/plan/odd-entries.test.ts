import { describe, expect, it } from "vitest";
import type { ObservedEntry } from "../../../src/model/entry.ts";
import { policyOwner } from "../../../src/model/owner.ts";
import { findOddEntries, withoutCopies } from "../../../src/plan/odd-entries.ts";

const REALM = policyOwner("realm");

const entry = (name: string, id?: string): ObservedEntry => ({
  dn: `uid=${name},ou=people`,
  entryUuid: `uuid-${name}`,
  entryCsn: "",
  attributes: id === undefined ? { uid: [name] } : { uid: [name], danhbaId: [id] },
});

describe("copies of danhba's own entries", () => {
  it("are taken for somebody else's, whichever stands first, once the original is known", () => {
    const all = [entry("a", "1"), entry("b", "1"), entry("c", "1"), entry("d", "2")];
    const { observed, findings } = withoutCopies(all, () => "uuid-b", REALM);
    expect(observed.map(({ attributes }) => attributes.danhbaId?.[0])).toEqual([
      undefined,
      "1",
      undefined,
      "2",
    ]);
    expect(findings.map(({ code, params }) => [code, params.dn, params.other])).toEqual([
      ["DUPLICATE_ID", "uid=a,ou=people", "uid=b,ou=people"],
      ["DUPLICATE_ID", "uid=c,ou=people", "uid=b,ou=people"],
    ]);
  });

  it("are all but the first in order of DN, while none is known", () => {
    const { observed } = withoutCopies([entry("b", "1"), entry("a", "1")], () => undefined, REALM);
    expect(observed.map(({ attributes }) => attributes.danhbaId?.[0])).toEqual([undefined, "1"]);
  });

  it("cost nothing where there are none", () => {
    const all = [entry("a", "1"), entry("b")];
    expect(withoutCopies(all, () => undefined, REALM).observed).toBe(all);
  });
});

describe("entries that are not danhba's", () => {
  const none = { isSpared: () => false, realm: REALM };

  it("are told, but for those that danhba deals with otherwise", () => {
    const { findings, strange } = findOddEntries([entry("a"), entry("b"), entry("c", "1")], {
      ...none,
      isGiven: () => true,
      isSpared: (dn) => dn.startsWith("uid=b"),
    });
    expect(findings).toEqual([{ code: "UNKNOWN_ENTRY", owner: REALM, params: { dn: "uid=a,ou=people" } }]);
    expect(strange.size).toBe(0);
  });

  it("are strange with an id that danhba never gave, if it can be known what it gave", () => {
    const all = [entry("a", "forged"), entry("b", "1")];
    const known = findOddEntries(all, { ...none, isGiven: (id) => id === "1" });
    expect([...known.strange]).toEqual(["uuid-a"]);
    expect(known.findings).toMatchObject([{ code: "DUPLICATE_ID", params: { dn: "uid=a,ou=people" } }]);
    expect(findOddEntries(all, { ...none, isGiven: null })).toEqual({ strange: new Set(), findings: [] });
  });
});
