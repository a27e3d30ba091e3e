import { describe, expect, it } from "vitest";
import type { LedgerAddress } from "../../../src/model/address.ts";
import type { Owner } from "../../../src/model/owner.ts";
import { addressSubject, personSubject, unitSubject } from "../../../src/reconcile/log-subject.ts";
import type { RealmNames } from "../../../src/reconcile/realm-names.ts";
import { issued } from "../../support/fakes/desired.ts";

const REALM: RealmNames = {
  id: "bt",
  suffix: "dc=bt",
  domains: ["bt.gov.vn", "so.bt.gov.vn"],
  hasAgencyAccounts: true,
};
const ledgerOf = (...rows: (readonly [Owner, string, LedgerAddress["role"]?])[]) => ({
  ledger: async () => rows.map(([owner, localPart, role = "primary"]) => issued(owner, localPart, { role })),
});
const LEDGER = ledgerOf(
  ["person:7@SNV", "an", "tombstone"],
  ["person:7@SYT", "an.syt"],
  ["person:7@SYT", "an2", "alias"],
  ["person:7@x@SYT", "binh"],
  ["person:77@SYT", "chi"],
  ["agency:SYT", "syt"],
  ["agency:SYT", "yte", "alias"],
);

describe("what a search is about", () => {
  it("of a person: every account at an agency, and nobody whose id only begins alike", async () => {
    expect((await personSubject(LEDGER, REALM, "7")).owners).toEqual([
      "person:7",
      "person:7@SNV",
      "person:7@SYT",
    ]);
    const plain = { ...REALM, hasAgencyAccounts: false };
    expect((await personSubject(LEDGER, plain, "7")).owners).toEqual(["person:7"]);
  });

  it("of an address: who has or had it, and the address itself under every domain of the realm", async () => {
    const subject = { owners: ["person:7@SNV"], unit: null };
    const terms = ["address:an", "address:an@bt.gov.vn", "address:an@so.bt.gov.vn"];
    for (const asked of ["an", " AN@bt.gov.vn "])
      expect(await addressSubject(LEDGER, REALM, asked)).toEqual({ ...subject, terms });
    expect(await addressSubject(LEDGER, REALM, "an@gmail.com")).toEqual({
      owners: [],
      terms: ["address:an@gmail.com"],
      unit: null,
    });
  });

  it("of a unit: its mailbox under every name, its groups and its people", async () => {
    expect(await unitSubject(LEDGER, REALM, "SYT")).toEqual({
      owners: ["unit:SYT", "agency:SYT", "group:unit-SYT", "group:subtree-SYT"],
      terms: [
        "holder:cn=unit-syt,ou=groups,dc=bt",
        "holder:cn=subtree-syt,ou=groups,dc=bt",
        "holder:uid=syt,ou=agencies,dc=bt",
        "holder:uid=yte,ou=agencies,dc=bt",
      ],
      unit: "SYT",
    });
  });
});
