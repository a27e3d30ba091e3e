import { describe, expect, it } from "vitest";
import type { DesiredEntry } from "../../../src/model/entry.ts";
import type { Owner } from "../../../src/model/owner.ts";
import { desiredOf } from "../../support/fakes/desired.ts";
import { person, post, unit } from "../../support/fakes/province.ts";
import { BINH_THUAN, PROFILES, QUANG_BINH, SOC_TRANG, TRA_VINH } from "../naming/profiles.ts";

const FEED = {
  units: [unit("SNV", "Sở Nội vụ", { mailboxName: "snv" })],
  people: [
    person("p1", "Nguyễn Văn An", { requestedLocalPart: "annv", decisionNo: "1/QĐ" }),
    person("p2", "Lê Thị Hoa", { requestedLocalPart: "hoalt", decisionNo: "1/QĐ" }),
  ],
  appointments: [post("p1", "SNV"), post("p2", "SNV")],
};

function entriesOf(
  profile = SOC_TRANG,
  administrators: readonly Owner[] = [],
): ReadonlyMap<Owner, DesiredEntry> {
  const { entries } = desiredOf(FEED, { profile, administrators: new Set(administrators) });
  return new Map(entries.map((entry) => [entry.owner, entry]));
}

describe("the policy of everybody", () => {
  it("is taken over from the base tree, in every profile, with what the server can enforce", () => {
    for (const profile of PROFILES) {
      const policy = entriesOf(profile).get("policy:default");
      expect(policy, profile.id).toMatchObject({
        isAdopting: true,
        dn: "cn=default,ou=policies,dc=soctrang,dc=gov,dc=vn",
        attributes: {
          pwdAttribute: ["userPassword"],
          pwdMinLength: [String(profile.limits.password?.user.minLength ?? 8)],
          pwdInHistory: ["5"],
          pwdCheckQuality: ["1"],
          pwdLockout: ["TRUE"],
          pwdMustChange: ["TRUE"],
        },
        reasons: { modify: { code: "POLICY_CHANGED", clause: profile.clauses.password } },
      });
    }
  });

  it("ages by the shortest month, so that the term is never exceeded, and only where the text has one", () => {
    const aged = entriesOf(SOC_TRANG).get("policy:default");
    expect(aged?.attributes).toMatchObject({
      pwdMaxAge: ["2419200"],
      pwdExpireWarning: ["432000"],
      pwdGraceAuthNLimit: ["3"],
    });
    const ageless = entriesOf(TRA_VINH).get("policy:default");
    expect(ageless?.attributes).not.toHaveProperty("pwdMaxAge");
    // A term that a profile no longer has leaves the entry.
    expect(ageless?.managed).toEqual(
      expect.arrayContaining(["pwdMaxAge", "pwdExpireWarning", "pwdGraceAuthNLimit"]),
    );
  });
});

describe("the policy of administrators", () => {
  it("is there where the text asks more of them, and only named accounts are under it", () => {
    const entries = entriesOf(QUANG_BINH, ["person:p1", "agency:SNV"]);
    expect(entries.get("policy:administrators")?.attributes).toMatchObject({
      pwdMinLength: ["14"],
      pwdMaxAge: ["2419200"],
    });
    const dn = "cn=administrators,ou=policies,dc=soctrang,dc=gov,dc=vn";
    expect(entries.get("person:p1")?.attributes.pwdPolicySubentry).toEqual([dn]);
    expect(entries.get("agency:SNV")?.attributes.pwdPolicySubentry).toEqual([dn]);
    expect(entries.get("person:p2")?.attributes).not.toHaveProperty("pwdPolicySubentry");
    expect(entries.get("person:p2")?.managed).toContain("pwdPolicySubentry");
  });

  it("is nowhere else, and then nobody's entry speaks of it", () => {
    const entries = entriesOf(SOC_TRANG, ["person:p1"]);
    expect(entries.has("policy:administrators")).toBe(false);
    expect(entries.get("person:p1")?.attributes).not.toHaveProperty("pwdPolicySubentry");
    expect(entries.get("person:p1")?.managed).not.toContain("pwdPolicySubentry");
  });

  it("finds a person by id also where each agency's account is an owner of its own", () => {
    const { user } = BINH_THUAN.limits.password ?? {};
    if (user === undefined) throw new TypeError("Bình Thuận has rules for users");
    const password = { user, admin: { ...user, minLength: 12 } };
    const profile = { ...BINH_THUAN, limits: { ...BINH_THUAN.limits, password } };
    const entries = entriesOf(profile, ["person:p1"]);
    expect(entries.get("person:p1@SNV")?.attributes.pwdPolicySubentry).toHaveLength(1);
    expect(entries.get("person:p2@SNV")?.attributes).not.toHaveProperty("pwdPolicySubentry");
  });
});
