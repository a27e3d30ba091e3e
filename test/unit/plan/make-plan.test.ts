import { describe, expect, it } from "vitest";
import { LOCKED_FOR_GOOD } from "../../../src/model/entry.ts";
import {
  aGroup,
  aMailbox,
  aPerson,
  aPolicy,
  aUnit,
  groupDn,
  mailboxDn,
  NOBODY,
  personDn,
  planOf,
  SUFFIX,
  seen,
  toldItems,
  unitDn,
} from "./entries.ts";

const members = (...uids: string[]) => ({ member: [NOBODY, ...uids.map(personDn)] });

describe("an item", () => {
  it("is none when everything is as desired", () => {
    const an = aPerson("1", "an");
    const { plan } = planOf([an], [seen(an, { jpegPhoto: ["…"] })]);
    expect(plan).toMatchObject({ items: [], unchanged: 1 });
  });

  it("creates an entry and joins its groups", () => {
    const an = aPerson("1", "an", { onCreate: { userPassword: ["{SSHA}secret"] } });
    const group = aGroup("g", ["1"]);
    const { plan } = planOf([an, group], [seen(group)]);
    expect(toldItems(plan)).toEqual([
      "person:1 create: add uid=an,ou=people; modify cn=g,ou=groups +member uid=an,ou=people",
    ]);
    expect(plan.items[0]).toMatchObject({ dnBefore: null, before: {}, reason: { code: "PERSON_HIRED" } });
    expect(plan.items[0]?.after.userPassword).toEqual(["set"]);
    expect(plan.items[0]?.operations[0]).toMatchObject({ attributes: { userPassword: ["{SSHA}secret"] } });
  });

  it("modifies what differs, asserting the values that it replaces", () => {
    const an = aPerson("1", "an", { attributes: { title: ["Chánh"] } });
    const { plan } = planOf([an], [seen(an, { cn: ["Old"], title: [] })]);
    expect(toldItems(plan)).toEqual(["person:1 modify: modify uid=an,ou=people =cn Person 1 =title Chánh"]);
    expect(plan.items[0]).toMatchObject({
      before: { cn: ["Old"], title: [] },
      after: { cn: ["Person 1"], title: ["Chánh"] },
      reason: { code: "PERSON_CHANGED" },
    });
    expect(plan.items[0]?.operations[0]).toMatchObject({
      expects: [
        { attribute: "entryUUID", value: "uuid-person:1" },
        { attribute: "cn", value: "Old" },
        { attribute: "title", value: null },
      ],
    });
  });

  it("renames first, then modifies, then swaps its place in every group", () => {
    const an = aPerson("1", "an.nv", {
      attributes: { mailLocalAddress: ["an@st.vn"] },
      managed: ["mail", "mailLocalAddress"],
    });
    const was = seen(aPerson("1", "an"), {}, personDn("an"));
    const groups = [aGroup("a", ["1"]), aGroup("b", ["1"])];
    const { plan } = planOf([an, ...groups], [was, ...groups.map((group) => seen(group, members("an")))]);
    expect(toldItems(plan)).toEqual([
      [
        "person:1 rename+group: rename uid=an,ou=people > uid=an.nv,ou=people",
        "modify uid=an.nv,ou=people =mail an.nv@st.vn =mailLocalAddress an@st.vn",
        "modify cn=a,ou=groups -member uid=an,ou=people +member uid=an.nv,ou=people",
        "modify cn=b,ou=groups -member uid=an,ou=people +member uid=an.nv,ou=people",
      ].join("; "),
    ]);
    expect(plan.items[0]).toMatchObject({ dn: an.dn, dnBefore: was.dn, reason: { code: "ADDRESS_CHANGED" } });
  });

  it("takes a rename and another change as both kinds", () => {
    const an = aPerson("1", "an.nv");
    const { plan } = planOf([an], [seen(an, { cn: ["Old"], mail: ["an@st.vn"] }, personDn("an"))]);
    expect(plan.items[0]?.kinds).toEqual(["rename", "modify"]);
  });

  it("does not take another spelling of the same DN for a rename", () => {
    const an = aPerson("1", "an");
    expect(planOf([an], [seen(an, {}, `UID=AN,OU=People,${SUFFIX}`)]).plan.items).toEqual([]);
  });

  it.each([
    ["suspended", "suspend", "PERSON_LONG_LEAVE"],
    ["disabled", "disable", "PERSON_RETIRED"],
  ] as const)("that makes somebody %s locks before it leaves the groups", (status, kind, code) => {
    const an = aPerson("1", "an", { status });
    const group = aGroup("g", []);
    const { plan } = planOf(
      [an, group],
      [seen(an, { danhbaStatus: ["active"] }), seen(group, members("an"))],
    );
    expect(toldItems(plan)).toEqual([
      `person:1 ${kind}+group: modify uid=an,ou=people =pwdAccountLockedTime ${LOCKED_FOR_GOOD} =danhbaStatus ${status}; modify cn=g,ou=groups -member uid=an,ou=people`,
    ]);
    expect(plan.items[0]?.reason.code).toBe(code);
  });

  it("that restores somebody opens the account and joins the groups again", () => {
    const an = aPerson("1", "an");
    const group = aGroup("g", ["1"]);
    const was = seen(an, { danhbaStatus: ["disabled"], pwdAccountLockedTime: [LOCKED_FOR_GOOD] });
    const { plan } = planOf([an, group], [was, seen(group)]);
    expect(plan.items[0]).toMatchObject({
      kind: "restore",
      kinds: ["restore", "group"],
      reason: { code: "PERSON_RETURNED" },
    });
  });

  it("that locks again what somebody unlocked is a modify, which no limit on disabling holds", () => {
    const an = aPerson("1", "an", { status: "disabled" });
    const { plan } = planOf([an], [seen(an)]);
    expect(plan.items[0]).toMatchObject({ kinds: ["modify"], reason: { code: "PERSON_CHANGED" } });
  });

  it("names a transfer when the unit changes, and membership when only groups do", () => {
    const an = aPerson("1", "an", { attributes: { danhbaUnit: ["B"] } });
    const hoa = aPerson("2", "hoa");
    const group = aGroup("g", ["2"]);
    const observed = [seen(an, { danhbaUnit: ["A"] }), seen(hoa), seen(group)];
    const reasons = planOf([an, hoa, group], observed).plan.items.map(({ kind, reason }) => [
      kind,
      reason.code,
    ]);
    expect(reasons).toEqual([
      ["modify", "PERSON_TRANSFERRED"],
      ["group", "MEMBERSHIP_CHANGED"],
    ]);
  });

  it("carries what the ledger has to record", () => {
    const change = { change: "retire", localPart: "old", aliasUntil: null } as const;
    const { plan } = planOf([aPerson("1", "an")], [], new Map([["person:1", [change]]]));
    expect(plan.items[0]?.ledger).toEqual([change]);
  });

  it("is none for somebody who is only to be kept as is, and is not there", () => {
    const gone = aPerson("1", "an", { status: "disabled", reasons: {} });
    expect(planOf([gone], []).plan).toMatchObject({ items: [], unchanged: 0 });
  });
});

describe("references", () => {
  it("to the placeholder and to people who are left alone stay", () => {
    const group = aGroup("g", []);
    const leftAlone = seen(aPerson("9", "absent"));
    expect(planOf([group], [seen(group, members("absent")), leftAlone]).plan.items).toEqual([]);
  });

  it("to entries that are not danhba's are removed", () => {
    const group = aGroup("g", []);
    const stranger = { ...seen(aPerson("9", "stranger")), attributes: { uid: ["stranger"] } };
    const { plan } = planOf([group], [seen(group, members("stranger", "nowhere")), stranger]);
    expect(toldItems(plan)).toEqual([
      "group:g group: modify cn=g,ou=groups -member uid=nowhere,ou=people -member uid=stranger,ou=people",
    ]);
  });

  it("that a rename left behind, done by half, follow it now", () => {
    const an = aPerson("1", "an.nv", { attributes: { mailLocalAddress: ["an@st.vn"] } });
    const [half, both] = [aGroup("a", ["1"]), aGroup("b", ["1"])];
    const box = aMailbox("S", "snv", ["1"]);
    const observed = [
      seen(an),
      seen(half, members("an")),
      seen(both, members("an", "an.nv")),
      seen(box, { roleOccupant: [personDn("an")] }),
    ];
    const { plan } = planOf([an, half, both, box], observed);
    expect(toldItems(plan)).toEqual([
      [
        "person:1 group: modify uid=snv,ou=agencies -roleOccupant uid=an,ou=people +roleOccupant uid=an.nv,ou=people",
        "modify cn=a,ou=groups -member uid=an,ou=people +member uid=an.nv,ou=people",
        "modify cn=b,ou=groups -member uid=an,ou=people",
      ].join("; "),
    ]);
    expect(plan.items[0]?.handovers).toEqual([]);
  });

  it("get back a placeholder that somebody took out, since no group may be empty", () => {
    const group = aGroup("g", []);
    const an = aPerson("1", "an", { status: "disabled" });
    const was = seen(an, { danhbaStatus: ["active"] });
    const { plan } = planOf([group, an], [seen(group, { member: [personDn("an")] }), was]);
    expect(toldItems(plan)[0]).toBe("group:g group: modify cn=g,ou=groups +member cn=nobody,ou=services");
    expect(plan.items[1]?.requires).toEqual(["group:g"]);
  });

  it("from a mailbox follow its head's rename, where the mailbox is at that moment", () => {
    const an = aPerson("1", "an.nv");
    const box = aMailbox("S", "sonoivu", ["1"]);
    const observed = [
      seen(an, { mail: ["an@st.vn"] }, personDn("an")),
      seen(box, { roleOccupant: [personDn("an")], mail: ["snv@st.vn"] }, mailboxDn("snv")),
    ];
    expect(toldItems(planOf([an, box], observed).plan)).toEqual([
      "person:1 rename+group: rename uid=an,ou=people > uid=an.nv,ou=people; modify uid=an.nv,ou=people =mail an.nv@st.vn; modify uid=snv,ou=agencies -roleOccupant uid=an,ou=people +roleOccupant uid=an.nv,ou=people",
      "agency:S rename: rename uid=snv,ou=agencies > uid=sonoivu,ou=agencies; modify uid=sonoivu,ou=agencies =mail sonoivu@st.vn",
    ]);
  });

  it("from a mailbox change with the mailbox when another person becomes its head", () => {
    const [an, hoa] = [aPerson("1", "an"), aPerson("2", "hoa")];
    const box = aMailbox("S", "snv", ["2"]);
    const { plan } = planOf([an, hoa, box], [seen(an), seen(box, { roleOccupant: [personDn("an")] })]);
    expect(toldItems(plan)).toEqual([
      "person:2 create: add uid=hoa,ou=people",
      "agency:S modify: modify uid=snv,ou=agencies -roleOccupant uid=an,ou=people +roleOccupant uid=hoa,ou=people =userPassword {CRYPT}!uid=an,ou=people csn-agency:S",
    ]);
    expect(plan.items[1]?.requires).toEqual(["person:2"]);
  });

  it("of a new mailbox are all in the entry that is added", () => {
    const people = [aPerson("1", "an"), aPerson("2", "hoa")];
    const { plan } = planOf(
      [...people, aMailbox("S", "snv", ["1", "2"])],
      people.map((entry) => seen(entry)),
    );
    expect(plan.items[0]?.operations).toMatchObject([
      { op: "add", attributes: { roleOccupant: [personDn("an"), personDn("hoa")] } },
    ]);
  });

  it("of a new group are the placeholder, and then each member with the member's item", () => {
    const an = aPerson("1", "an");
    const { plan } = planOf([an, aGroup("g", ["1"])], [seen(an)]);
    expect(toldItems(plan)).toEqual([
      "group:g create: add cn=g,ou=groups",
      "person:1 group: modify cn=g,ou=groups +member uid=an,ou=people",
    ]);
    expect(plan.items[0]?.operations[0]).toMatchObject({ attributes: { member: [NOBODY] } });
    expect(plan.items[1]?.requires).toEqual(["group:g"]);
  });

  it("assert that the holder is still the entry that danhba means", () => {
    const an = aPerson("1", "an");
    const { plan } = planOf([an, aGroup("g", ["1"])], [seen(an), seen(aGroup("g", []))]);
    expect(plan.items[0]?.operations[0]).toMatchObject({
      expects: [{ attribute: "danhbaId", value: "id-group:g" }],
    });
  });
});

describe("an entry that is in the way", () => {
  it("is a finding, makes no item, and the owner keeps the memberships it has", () => {
    const an = aPerson("1", "an.nv");
    const group = aGroup("g", ["1"]);
    const squatter = { dn: personDn("an.nv"), entryUuid: "x", entryCsn: "y", attributes: { uid: ["an.nv"] } };
    const observed = [seen(an, {}, personDn("an")), squatter, seen(group, members("an"))];
    const { plan, findings } = planOf([an, group], observed);
    expect(plan.items).toEqual([]);
    expect(findings).toEqual([
      { code: "FOREIGN_ENTRY", owner: "person:1", params: { dn: personDn("an.nv") } },
    ]);
  });

  it("may be one of danhba's own that is left alone, and still has the address", () => {
    const former = aMailbox("A", "a", []);
    const heir = seen(aMailbox("B", "b", []), { mailLocalAddress: ["a@st.vn"] });
    const { plan, findings } = planOf([former], [seen(former, { mail: [] }), heir]);
    expect(plan.items).toEqual([]);
    const params = { address: "a@st.vn", dn: mailboxDn("b") };
    expect(findings).toEqual([{ code: "ADDRESS_IN_USE", owner: "agency:A", params }]);
    // Whoever has the address already, and is only to be locked, does not wait.
    const locked = aMailbox("A", "a", [], "disabled");
    expect(planOf([locked], [seen(former), heir])).toMatchObject({ findings: [], plan: { items: [{}] } });
    // Both may be planned: then it goes from one to the other.
    expect(planOf([former, aMailbox("B", "b", [])], [seen(former, { mail: [] }), heir]).findings).toEqual([]);
  });

  it("keeps others waiting who would get what it has", () => {
    const [a, b, c] = [aMailbox("A", "a", []), aMailbox("B", "b", []), aMailbox("C", "c", [])];
    const withA = { ...a, attributes: { ...a.attributes, mail: ["b@st.vn"] } };
    const withB = { ...b, attributes: { ...b.attributes, mail: ["c@st.vn"] } };
    const { plan, findings } = planOf([withA, withB], [seen(a), seen(b), seen(c)]);
    expect(plan.items).toEqual([]);
    expect(findings.map(({ owner }) => owner)).toEqual(["agency:B", "agency:A"]);
  });

  it("stops only its own owner", () => {
    const squatter = { dn: groupDn("g"), entryUuid: "x", entryCsn: "y", attributes: {} };
    const { plan, findings } = planOf([aPerson("1", "an"), aGroup("g", ["1"])], [squatter]);
    expect(toldItems(plan)).toEqual(["person:1 create: add uid=an,ou=people"]);
    expect(findings).toHaveLength(1);
  });
});

describe("a password policy", () => {
  const policy = aPolicy("default");
  const was = seen(policy, { danhbaId: [], pwdMinLength: ["6"] });

  it("that the server was set up with is taken over and kept right", () => {
    const { plan, findings } = planOf([policy], [was]);
    expect(findings).toEqual([]);
    expect(toldItems(plan)).toEqual([
      "policy:default modify: modify cn=default,ou=policies =danhbaId id-policy:default =pwdMinLength 8",
    ]);
    expect(plan.items[0]?.operations[0]).toMatchObject({
      expects: [{ attribute: "entryUUID" }, { attribute: "danhbaId", value: null }, { value: "6" }],
    });
    expect(planOf([policy], [seen(policy)]).plan.items).toEqual([]);
  });

  it("that is taken over is recorded with all that it held, once", () => {
    const noted = { ...was, attributes: { ...was.attributes, createTimestamp: ["20260101000000Z"] } };
    const [item] = planOf([policy], [noted]).plan.items;
    const { danhbaId: id, ...kept } = policy.attributes;
    expect(item?.before).toEqual({ ...kept, danhbaId: [], pwdMinLength: ["6"] });
    expect(item?.after).toEqual({ ...kept, danhbaId: id, pwdMinLength: ["8"] });
    const later = planOf([policy], [seen(policy, { pwdMinLength: ["6"] })]).plan.items[0];
    expect([later?.before, later?.after]).toEqual([{ pwdMinLength: ["6"] }, { pwdMinLength: ["8"] }]);
  });

  it("without an id of its own is known by where it stands", () => {
    const { danhbaId: _id, ...attributes } = policy.attributes;
    const bare = { ...policy, attributes };
    expect(planOf([bare], [seen(bare)]).plan).toMatchObject({ items: [], unchanged: 1 });
    expect(toldItems(planOf([bare], [seen(bare, { pwdMinLength: ["6"] })]).plan)).toEqual([
      "policy:default modify: modify cn=default,ou=policies =pwdMinLength 8",
    ]);
  });

  it("is taken over only where that is said, and never from another owner", () => {
    const { isAdopting: _is, ...strict } = policy;
    expect(planOf([strict], [was]).findings.map(({ code }) => code)).toEqual(["FOREIGN_ENTRY"]);
    const { plan, findings } = planOf([policy], [seen(policy, { danhbaId: ["id-somebody"] })]);
    expect(plan.items).toEqual([]);
    expect(findings.map(({ code }) => code)).toEqual(["FOREIGN_ENTRY"]);
  });

  it("comes before everything else, and a new one before whoever is under it", () => {
    const an = aPerson("1", "an", { attributes: { pwdPolicySubentry: [policy.dn.toUpperCase()] } });
    const { plan } = planOf([an, aUnit("A"), policy], []);
    expect(plan.items.map(({ owner }) => owner)).toEqual(["policy:default", "unit:A", "person:1"]);
    expect(plan.items[2]?.requires).toEqual(["policy:default"]);
  });

  it("that is only to be changed keeps nobody waiting who is to be locked out", () => {
    const an = aPerson("1", "an", { status: "disabled", attributes: { pwdPolicySubentry: [policy.dn] } });
    const { plan } = planOf([an, policy], [seen(an, { danhbaStatus: ["active"] }), was]);
    expect(plan.items.map(({ owner, requires }) => [owner, requires])).toEqual([
      ["policy:default", []],
      ["person:1", []],
    ]);
  });
});

describe("units", () => {
  it("are created from the top down, each requiring those above", () => {
    const { plan } = planOf([aUnit("C", "B", "A"), aUnit("A"), aUnit("B", "A")], []);
    expect(plan.items.map(({ owner, requires }) => [owner, requires])).toEqual([
      ["unit:A", []],
      ["unit:B", ["unit:A"]],
      ["unit:C", ["unit:A", "unit:B"]],
    ]);
  });

  it("move with everything below them in one rename", () => {
    const desired = [aUnit("A"), aUnit("B"), aUnit("C", "B"), aUnit("D", "C", "B")];
    const at = [unitDn("A"), unitDn("B"), unitDn("C", "A"), unitDn("D", "C", "A")];
    const { plan } = planOf(
      desired,
      desired.map((entry, index) => seen(entry, {}, at[index])),
    );
    expect(toldItems(plan)).toEqual([
      "unit:C rename: rename danhbaUnit=C,danhbaUnit=A,ou=units > danhbaUnit=C,danhbaUnit=B,ou=units",
    ]);
    expect(plan.items[0]?.reason.code).toBe("ADDRESS_CHANGED");
  });

  it("that change places with their parent are never below themselves on the way", () => {
    const desired = [aUnit("B"), aUnit("A", "B"), aUnit("C", "A", "B")];
    const at = [unitDn("B", "A"), unitDn("A"), unitDn("C", "B", "A")];
    const { plan } = planOf(
      desired,
      desired.map((entry, index) => seen(entry, {}, at[index])),
    );
    expect(toldItems(plan)).toEqual([
      "unit:B rename: rename danhbaUnit=B,danhbaUnit=A,ou=units > danhbaUnit=B,ou=units",
      "unit:A rename: rename danhbaUnit=A,ou=units > danhbaUnit=A,danhbaUnit=B,ou=units",
      "unit:C rename: rename danhbaUnit=C,danhbaUnit=B,ou=units > danhbaUnit=C,danhbaUnit=A,danhbaUnit=B,ou=units",
    ]);
  });

  it("that are changed below a parent that moves are met at their new place, after it", () => {
    const desired = [aUnit("A"), aUnit("B", "A"), aUnit("C", "B", "A")];
    const at = [unitDn("A"), unitDn("B"), unitDn("C", "B")];
    const observed = desired.map((entry, index) =>
      seen(entry, index === 2 ? { ou: ["Old"] } : {}, at[index]),
    );
    const { plan } = planOf(desired, observed);
    expect(toldItems(plan)[1]).toBe(
      "unit:C modify: modify danhbaUnit=C,danhbaUnit=B,danhbaUnit=A,ou=units =ou Unit C",
    );
    expect(plan.items[1]?.requires).toEqual(["unit:B"]);
  });
});

describe("the order of items", () => {
  it("is structure, groups, people with access taken away first, then mailboxes", () => {
    const desired = [
      aMailbox("S", "snv", ["1"]),
      aPerson("1", "new"),
      aPerson("2", "changed"),
      aPerson("3", "renamed"),
      aPerson("4", "locked", { status: "suspended" }),
      aPerson("5", "left", { status: "disabled" }),
      aGroup("g", []),
      aUnit("A"),
    ];
    const observed = desired.slice(2, 6).map((entry) => {
      if (entry.owner === "person:2") return seen(entry, { cn: ["Old"] });
      return entry.owner === "person:3"
        ? seen(entry, {}, personDn("old"))
        : seen(entry, { danhbaStatus: ["active"] });
    });
    expect(planOf(desired, observed).plan.items.map(({ owner, kind }) => `${owner} ${kind}`)).toEqual([
      "unit:A create",
      "group:g create",
      "person:5 disable",
      "person:4 suspend",
      "person:3 rename",
      "person:2 modify",
      "person:1 create",
      "agency:S create",
    ]);
  });

  it("leaves requirements that are met already unsaid", () => {
    const above = aUnit("A");
    const { plan } = planOf([above, aUnit("B", "A")], [seen(above)]);
    expect(plan.items[0]?.requires).toEqual([]);
  });

  it("does not make a leaver wait for another change of a group", () => {
    const an = aPerson("1", "an", { status: "disabled" });
    const group = aGroup("g", [], { attributes: { description: ["New"] } });
    const observed = [
      seen(an, { danhbaStatus: ["active"] }),
      seen(group, { ...members("an"), description: ["Old"] }),
    ];
    const { plan } = planOf([an, group], observed);
    expect(plan.items.map(({ owner, requires }) => [owner, requires])).toEqual([
      ["group:g", []],
      ["person:1", []],
    ]);
  });
});
