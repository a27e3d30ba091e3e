import { describe, expect, it } from "vitest";
import { LOCKED_FOR_GOOD } from "../../../src/model/entry.ts";
import {
  aGroup,
  aMailbox,
  aPerson,
  mailboxDn,
  NOBODY,
  personDn,
  planOf,
  purgeOf,
  seen,
  toldItems,
} from "./entries.ts";

const an = aPerson("1", "an", { status: "retained" });
const hoa = aPerson("2", "hoa");
const members = (...uids: string[]) => ({ member: [NOBODY, ...uids.map(personDn)] });

describe("an account that is purged", () => {
  it("is deleted as the entry and in the state that the plan saw, with all that it held recorded", () => {
    const was = seen(an, {
      pwdAccountLockedTime: [LOCKED_FOR_GOOD],
      createTimestamp: ["20200101000000Z"],
      title: ["Chánh"],
    });
    const bury = { change: "bury", localPart: "an" } as const;
    const { plan } = planOf([], [was], new Map([["person:1", [bury]]]), [purgeOf(an)]);
    expect(toldItems(plan)).toEqual(["person:1 delete: delete uid=an,ou=people"]);
    expect(plan.items[0]).toMatchObject({
      dn: an.dn,
      dnBefore: an.dn,
      after: {},
      ledger: [bury],
      handovers: [],
      orderedBy: null,
      reason: { code: "RETENTION_ENDED" },
      operations: [
        {
          expects: [
            { attribute: "entryUUID", value: "uuid-person:1" },
            { attribute: "danhbaStatus", value: "retained" },
          ],
        },
      ],
    });
    expect(Object.keys(plan.items[0]?.before ?? {}).toSorted()).toEqual(
      [...Object.keys(an.attributes), "title"].toSorted(),
    );
  });

  it("carries the name of the operator who ordered it", () => {
    const { plan } = planOf([], [seen(an)], new Map(), [purgeOf(an, "Hoa")]);
    expect(plan.items[0]).toMatchObject({ orderedBy: "Hoa", reason: { code: "PURGE_ORDERED" } });
  });

  it("leaves groups and mailboxes first, and takes what it knew of a mailbox with it", () => {
    const group = aGroup("g", ["2"]);
    const box = aMailbox("S", "snv", ["2"]);
    const observed = [
      seen(an),
      seen(hoa),
      seen(group, members("an", "hoa")),
      seen(box, { roleOccupant: [personDn("an"), personDn("hoa")] }),
    ];
    const { plan } = planOf([hoa, group, box], observed, new Map(), [purgeOf(an)]);
    expect(toldItems(plan)).toEqual([
      [
        "person:1 delete+group: modify uid=snv,ou=agencies -roleOccupant uid=an,ou=people =userPassword {CRYPT}!uid=an,ou=people csn-agency:S",
        "modify cn=g,ou=groups -member uid=an,ou=people",
        "delete uid=an,ou=people",
      ].join("; "),
    ]);
    expect(plan.items[0]?.handovers).toEqual([{ owner: "agency:S", why: "head" }]);
  });

  it("is in no group afterwards, even one that would still have it", () => {
    const group = aGroup("g", ["1"]);
    const { plan } = planOf([group], [seen(an), seen(group, members("an"))], new Map(), [purgeOf(an)]);
    expect(toldItems(plan)).toEqual([
      "person:1 delete+group: modify cn=g,ou=groups -member uid=an,ou=people; delete uid=an,ou=people",
    ]);
  });

  it("waits for a group that has to get its placeholder back", () => {
    const group = aGroup("g", []);
    const { plan } = planOf([group], [seen(an), seen(group, { member: [personDn("an")] })], new Map(), [
      purgeOf(an),
    ]);
    expect(plan.items.map(({ owner, requires }) => [owner, requires])).toEqual([
      ["group:g", []],
      ["person:1", ["group:g"]],
    ]);
  });

  it("is no item when the entry is gone already", () => {
    expect(planOf([], [], new Map(), [purgeOf(an)]).plan).toMatchObject({ items: [], unchanged: 0 });
  });

  it("keeps its digest, and with it an approval, whatever the entry holds besides", () => {
    const digestOf = (title: string) =>
      planOf([], [seen(an, { title: [title] })], new Map(), [purgeOf(an)]).plan.items[0]?.digest;
    expect(digestOf("A")).toBe(digestOf("B"));
  });

  it("comes before changes and hires, after those who are locked out", () => {
    const desired = [
      aPerson("2", "changed"),
      aPerson("3", "left", { status: "disabled" }),
      aPerson("4", "new"),
    ] as const;
    const observed = [
      seen(desired[0], { cn: ["Old"] }),
      seen(desired[1], { danhbaStatus: ["active"] }),
      seen(an),
    ];
    const { plan } = planOf(desired, observed, new Map(), [purgeOf(an)]);
    expect(plan.items.map(({ kind }) => kind)).toEqual(["disable", "delete", "modify", "create"]);
    expect(plan.unchanged).toBe(0);
  });

  it("is a fault when the same owner is to be kept", () => {
    expect(() => planOf([an], [seen(an)], new Map(), [purgeOf(an)])).toThrow("person:1 is to be kept");
  });
});

describe("a group that is removed", () => {
  const group = aGroup("app-x", []);

  it("is deleted after everybody who still leaves it or is renamed in it, since the gate may hold it", () => {
    const [left, renamed, stays] = [
      aPerson("3", "left", { status: "disabled" }),
      aPerson("4", "new.name"),
      aPerson("5", "stays"),
    ];
    const observed = [
      seen(left, { danhbaStatus: ["active"] }),
      seen(renamed, { mail: ["old@st.vn"] }, personDn("old")),
      seen(stays),
      seen(group, members("left", "old", "stays", "nobody-known")),
    ];
    const { plan } = planOf([left, renamed, stays], observed, new Map(), [purgeOf(group)]);
    expect(toldItems(plan)).toEqual([
      `person:3 disable+group: modify uid=left,ou=people =pwdAccountLockedTime ${LOCKED_FOR_GOOD} =danhbaStatus disabled; modify cn=app-x,ou=groups -member uid=left,ou=people`,
      "person:4 rename+group: rename uid=old,ou=people > uid=new.name,ou=people; modify uid=new.name,ou=people =mail new.name@st.vn; modify cn=app-x,ou=groups -member uid=old,ou=people +member uid=new.name,ou=people",
      "group:app-x delete: delete cn=app-x,ou=groups",
    ]);
    expect(plan.items.map(({ requires }) => requires)).toEqual([[], [], []]);
  });

  it("takes nobody in any more", () => {
    const { plan } = planOf([hoa], [seen(hoa), seen(group)], new Map(), [purgeOf(group)]);
    expect(toldItems(plan)).toEqual(["group:app-x delete: delete cn=app-x,ou=groups"]);
  });

  it("that is a mailbox keeps its name until then", () => {
    const box = aMailbox("S", "snv", [], "retained");
    const { plan } = planOf([], [seen(box)], new Map(), [purgeOf(box)]);
    expect(plan.items[0]).toMatchObject({ dn: mailboxDn("snv"), kinds: ["delete"] });
  });
});
