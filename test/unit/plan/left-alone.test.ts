import { describe, expect, it } from "vitest";
import { LOCKED_FOR_GOOD } from "../../../src/model/entry.ts";
import { aGroup, aMailbox, aPerson, NOBODY, personDn, planOf, purgeOf, seen, toldItems } from "./entries.ts";

const members = (...uids: string[]) => ({ member: [NOBODY, ...uids.map(personDn)] });
const inUnit = { danhbaUnit: ["S"] };
/** Both are of a unit whose row is broken: neither is among the desired entries. */
const group = aGroup("unit-S", []);
const box = aMailbox("S", "snv", []);

describe("a group or mailbox that is left alone", () => {
  it("is left by whoever is locked, who takes the password that they knew along", () => {
    const an = aPerson("1", "an");
    const observed = [
      seen(an),
      seen(group, members("an", "hoa")),
      seen(box, { ...inUnit, roleOccupant: [personDn("an")] }),
    ];
    const { plan } = planOf([{ ...an, status: "disabled" }], observed);
    const [told] = toldItems(plan);
    expect(told).toMatch(/^person:1 disable\+group: /);
    expect(told).toContain("modify cn=unit-S,ou=groups -member uid=an,ou=people");
    expect(told).toMatch(/modify uid=snv,ou=agencies -roleOccupant uid=an,ou=people =userPassword/);
    expect(plan.items[0]?.handovers).toEqual([{ owner: "agency:S", why: "head" }]);
  });

  it("is followed in by whoever is renamed, and left by whoever is deleted", () => {
    const an = aPerson("1", "an");
    const hoa = aPerson("2", "hoa", { status: "retained" });
    const observed = [
      seen(an, { uid: ["an.cu"] }, personDn("an.cu")),
      seen(hoa, { pwdAccountLockedTime: [LOCKED_FOR_GOOD] }),
      seen(group, members("an.cu", "hoa")),
    ];
    const told = toldItems(planOf([an], observed, new Map(), [purgeOf(hoa)]).plan).join("\n");
    expect(told).toContain("modify cn=unit-S,ou=groups -member uid=an.cu,ou=people +member uid=an,ou=people");
    expect(told).toContain("modify cn=unit-S,ou=groups -member uid=hoa,ou=people; delete uid=hoa,ou=people");
  });

  it("keeps everybody else: people in use, people left alone, strangers", () => {
    const an = aPerson("1", "an");
    const stranger = seen(aPerson("9", "la"));
    const observed = [
      seen(an),
      stranger,
      seen(group, members("an", "la", "ngoai")),
      seen(box, { ...inUnit, roleOccupant: [personDn("an"), personDn("ngoai")] }),
    ];
    expect(planOf([an], observed).plan.items).toEqual([]);
  });
});
