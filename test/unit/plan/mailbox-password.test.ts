import { describe, expect, it } from "vitest";
import type { Operation } from "../../../src/model/change.ts";
import { type AccountStatus, LOCKED_FOR_GOOD } from "../../../src/model/entry.ts";
import { aMailbox, aPerson, personDn, planOf, seen, toldItems } from "./entries.ts";

const [an, hoa] = [aPerson("1", "an"), aPerson("2", "hoa")];
const held = (...uids: string[]) => ({ roleOccupant: uids.map(personDn) });
const changesOf = (operation: Operation | undefined): string[] =>
  operation?.op === "modify"
    ? operation.changes.map(({ type, attribute, values }) =>
        `${type} ${attribute} ${values.join("|")}`.trimEnd(),
      )
    : [];

describe("a mailbox", () => {
  it("that is given to another head loses its password in the same write, asserting nothing of it", () => {
    const box = aMailbox("S", "snv", ["2"]);
    const { plan } = planOf([an, hoa, box], [seen(an), seen(hoa), seen(box, held("an"))]);
    expect(plan.items).toMatchObject([
      {
        owner: "agency:S",
        kinds: ["modify"],
        reason: { code: "HEAD_CHANGED" },
        before: { userPassword: ["set"] },
        after: { userPassword: ["set"] },
        handovers: [{ owner: "agency:S", why: "head" }],
      },
    ]);
    expect(plan.items[0]?.operations).toHaveLength(1);
    expect(JSON.stringify(plan.items[0]?.operations[0])).not.toContain('"attribute":"userPassword","value"');
  });

  it("that somebody joins keeps its password", () => {
    const box = aMailbox("S", "snv", ["1", "2"]);
    const { plan } = planOf([an, hoa, box], [seen(an), seen(hoa), seen(box, held("an"))]);
    expect(toldItems(plan)).toEqual([
      "agency:S modify: modify uid=snv,ou=agencies +roleOccupant uid=hoa,ou=people",
    ]);
    expect(plan.items[0]).toMatchObject({ handovers: [], reason: { code: "HEAD_CHANGED" } });
  });

  it("keeps its password when its head is only renamed", () => {
    const renamed = aPerson("1", "an.nv");
    const box = aMailbox("S", "snv", ["1"]);
    const { plan } = planOf([renamed, box], [seen(an), seen(box, held("an"))]);
    expect(JSON.stringify(plan)).not.toContain("userPassword");
    expect(plan.items[0]?.handovers).toEqual([]);
  });

  it("loses it with the item of the head who is locked out, which names the mailbox that needs another", () => {
    const locked = aPerson("1", "an", { status: "suspended" });
    const box = aMailbox("S", "snv", []);
    const was = seen(locked, { danhbaStatus: ["active"] });
    const { plan } = planOf([locked, box], [was, seen(box, held("an"))]);
    expect(plan.items).toMatchObject([
      { owner: "person:1", kinds: ["suspend", "group"], handovers: [{ owner: "agency:S", why: "head" }] },
    ]);
    expect(plan.items[0]?.after).not.toHaveProperty("userPassword");
    expect(changesOf(plan.items[0]?.operations[1])).toEqual([
      `delete roleOccupant ${personDn("an")}`,
      `replace userPassword {CRYPT}!${personDn("an")} csn-agency:S`,
    ]);
  });

  it("loses it when the one who held it is nobody that danhba knows any more", () => {
    const box = aMailbox("S", "snv", []);
    const { plan } = planOf([box], [seen(box, held("gone"))]);
    expect(plan.items[0]?.handovers).toEqual([{ owner: "agency:S", why: "head" }]);
  });

  it("that somebody loses again, in the same second perhaps, gets another password", () => {
    const box = aMailbox("S", "snv", []);
    const written = (entryCsn: string) =>
      JSON.stringify(
        planOf([an, box], [seen(an), { ...seen(box, held("an")), entryCsn }]).plan.items[0]?.operations,
      );
    expect(written("later")).not.toBe(written("earlier"));
  });

  it("that two people lose at once gets a password of each, which no history takes for the same", () => {
    const people = [aPerson("1", "an", { status: "disabled" }), aPerson("2", "hoa", { status: "disabled" })];
    const box = aMailbox("S", "snv", []);
    const was = people.map((person) => seen(person, { danhbaStatus: ["active"] }));
    const { plan } = planOf([...people, box], [...was, seen(box, held("an", "hoa"))]);
    const passwords = plan.items.map(({ operations }) => changesOf(operations[1])[1]);
    expect(new Set(passwords).size).toBe(2);
  });

  it.each<[AccountStatus, AccountStatus, string[], string[]]>([
    // what ppolicy would take away with the password is put back in the same write
    ["suspended", "suspended", [LOCKED_FOR_GOOD], [`delete ${LOCKED_FOR_GOOD}`, `add ${LOCKED_FOR_GOOD}`]],
    ["disabled", "active", [], [`replace ${LOCKED_FOR_GOOD}`]],
    ["disabled", "active", ["20261121010203Z"], ["delete 20261121010203Z", `add ${LOCKED_FOR_GOOD}`]],
    ["active", "disabled", [LOCKED_FOR_GOOD], [`delete ${LOCKED_FOR_GOOD}`]],
    ["active", "active", [], []],
  ])(
    "that is to be %s and was %s with lock %j writes %j with the new password",
    (status, was, lock, writes) => {
      const box = aMailbox("S", "snv", ["2"], status);
      const observed = seen(box, { ...held("an"), danhbaStatus: [was], pwdAccountLockedTime: lock });
      const { plan } = planOf([an, hoa, box], [seen(an), seen(hoa), observed]);
      const locks = changesOf(plan.items[0]?.operations[0]).filter((change) => change.includes("Locked"));
      expect(locks).toEqual(writes.map((write) => write.replace(" ", " pwdAccountLockedTime ")));
    },
  );

  it("that is locked stays so when a person's item takes its password", () => {
    const locked = aPerson("1", "an", { status: "disabled" });
    const box = aMailbox("S", "snv", [], "suspended");
    const observed = seen(box, { ...held("an"), pwdAccountLockedTime: [LOCKED_FOR_GOOD] });
    const { plan } = planOf([locked, box], [seen(locked, { danhbaStatus: ["active"] }), observed]);
    expect(changesOf(plan.items[0]?.operations[1])).toEqual([
      `delete roleOccupant ${personDn("an")}`,
      `delete pwdAccountLockedTime ${LOCKED_FOR_GOOD}`,
      `replace userPassword {CRYPT}!${personDn("an")} csn-agency:S`,
      `add pwdAccountLockedTime ${LOCKED_FOR_GOOD}`,
    ]);
  });
});

describe("an account", () => {
  it("that is created needs a first password; a unit or group does not", () => {
    const { plan } = planOf([an, aMailbox("S", "snv", ["1"])], []);
    expect(plan.items.map(({ handovers }) => handovers)).toEqual([
      [{ owner: "person:1", why: "first" }],
      [{ owner: "agency:S", why: "first" }],
    ]);
  });
});
