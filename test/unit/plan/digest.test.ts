import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Item } from "../../../src/model/change.ts";
import { withoutSecretValues } from "../../../src/model/secret-values.ts";
import { itemDigest, planDigest } from "../../../src/plan/digest.ts";
import { aGroup, aMailbox, aPerson, aUnit, personDn, planOf, seen } from "./entries.ts";

const an = aPerson("1", "an", { attributes: { title: ["Chánh"] } });
const planFrom = (title: string, uuid = "u") =>
  planOf([an], [{ ...seen(an, { title: [title] }), entryUuid: uuid }]).plan;

describe("the digest of a plan", () => {
  it("is the same for the same plan on every machine and version", () => {
    expect(planFrom("Old").digest).toBe(planFrom("Old").digest);
    expect(planDigest([])).toBe("4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945");
  });

  it("changes with the values that the plan rests on, and with the entry that has them", () => {
    expect(planFrom("Other").digest).not.toBe(planFrom("Old").digest);
    expect(planFrom("Old", "v").digest).not.toBe(planFrom("Old").digest);
  });

  it("does not change when somebody merely signed in, which gives the entry a new entryCSN", () => {
    const was = seen(an, { title: ["Old"] });
    expect(planOf([an], [{ ...was, entryCsn: "later" }]).plan.digest).toBe(planOf([an], [was]).plan.digest);
  });

  it("does not depend on the order in which feed and directory were read", () => {
    const desired = [
      an,
      aPerson("2", "hoa.b"),
      aPerson("3", "new"),
      aGroup("g", ["1", "2", "3"]),
      aGroup("h", ["2"]),
      aMailbox("S", "snv", ["2"]),
      aUnit("B"),
      aUnit("A", "B"),
    ];
    const observed = [
      seen(aGroup("left.alone", []), { member: [personDn("hoa")] }),
      seen(aGroup("left.too", []), { member: [personDn("hoa")] }),
      seen(an, { title: ["Old"] }),
      seen(aPerson("2", "hoa")),
      seen(aGroup("g", []), { member: [personDn("an"), personDn("hoa"), personDn("x")] }),
      seen(aMailbox("S", "snv", []), { roleOccupant: [personDn("hoa")] }),
      seen(aUnit("A")),
      seen(aUnit("B", "A")),
    ];
    const { plan } = planOf(desired, observed);
    const shuffled = fc.tuple(
      fc.shuffledSubarray(desired, { minLength: desired.length }),
      fc.shuffledSubarray(observed, { minLength: observed.length }),
    );
    fc.assert(
      fc.property(shuffled, ([entries, found]) => {
        expect(planOf(entries, found).plan).toEqual(plan);
      }),
    );
  });
});

describe("the digest of an item", () => {
  const only = (title: string, uuid?: string): Item => planFrom(title, uuid).items[0] as Item;

  it("leaves out what the plan happened to see, so that an approval outlives a rebuilt entry", () => {
    expect(only("Old", "v").digest).toBe(only("Old", "u").digest);
  });

  it("is the same whatever password is written, and so tells nothing of it", () => {
    const withPassword = (password: string) =>
      planOf([aPerson("2", "hoa", { onCreate: { userPassword: [password] } })], []).plan;
    const [one, other] = [withPassword("{SSHA}one"), withPassword("{SSHA}other")];
    expect(other.digest).toBe(one.digest);
    expect(other.items[0]?.digest).toBe(one.items[0]?.digest);
    expect(planDigest(one.items.map(withoutSecretValues))).toBe(one.digest);
  });

  it("changes with what would be written, and why", () => {
    const item = only("Old");
    const { digest, ...rest } = item;
    expect(itemDigest(rest)).toBe(digest);
    expect(itemDigest({ ...rest, reason: { ...rest.reason, decisionNo: "1/QĐ" } })).not.toBe(digest);
    expect(itemDigest({ ...rest, operations: [] })).not.toBe(digest);
    expect(only("Other").digest).not.toBe(digest);
  });
});
