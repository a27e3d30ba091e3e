import { describe, expect, it } from "vitest";
import { entryDn } from "../../../src/desired/context.ts";
import { danhbaId } from "../../../src/desired/danhba-id.ts";
import type { LedgerAddress } from "../../../src/model/address.ts";
import { type Owner, splitOwner } from "../../../src/model/owner.ts";
import { findSubject } from "../../../src/reconcile/reset-password.ts";
import { REALM, SOC_TRANG } from "../../support/fakes/province.ts";
import { openWorld } from "../../support/fakes/world.ts";

type Account = readonly [owner: Owner, localPart: string, status?: string];

/** Whom a word means among these accounts. */
async function meant(
  subject: string,
  accounts: readonly Account[],
  transfer: "follow" | "cancel" = "follow",
) {
  const { services, directory } = openWorld({ units: [], people: [], appointments: [] });
  for (const [owner, uid, status = "active"] of accounts) {
    directory.put(entryDn(REALM.suffix, splitOwner(owner).kind, `uid=${uid}`), {
      uid: [uid],
      danhbaId: [danhbaId(REALM.id, owner)],
      danhbaStatus: [status],
      danhbaUnit: ["SNV"],
    });
  }
  const ledger = accounts.map(
    ([owner, localPart]): LedgerAddress => ({
      owner,
      localPart,
      role: "primary",
      form: "",
      clause: "",
      aliasUntil: null,
    }),
  );
  const profile = { ...SOC_TRANG, people: { ...SOC_TRANG.people, transfer } };
  const journal = { ...services.journal, ledger: async () => ledger };
  return (await findSubject({ ...services, journal, profile }, subject)).owner;
}

describe("the account whose password is asked for", () => {
  it("is a person's by id, a mailbox by its unit's code, or either by address", async () => {
    const accounts: readonly Account[] = [
      ["person:P01", "tvan"],
      ["agency:SNV", "sonv"],
    ];
    expect(await meant("P01", accounts)).toBe("person:P01");
    expect(await meant("SNV", accounts)).toBe("agency:SNV");
    expect(await meant(" TVAN@soctrang.gov.vn ", accounts)).toBe("person:P01");
    expect(await meant("sonv", accounts)).toBe("agency:SNV");
  });

  it("is never another one whose address happens to be spelled like an id or a code", async () => {
    expect(
      await meant("SNV", [
        ["person:P01", "snv"],
        ["agency:SNV", "sonv"],
      ]),
    ).toBe("agency:SNV");
    const locked = meant("P01", [
      ["person:P01", "tvan", "disabled"],
      ["person:P02", "p01"],
    ]);
    await expect(locked).rejects.toMatchObject({ code: "USAGE", params: { problem: "NOT_ACTIVE" } });
  });

  it("is the active one of a person whose transfers cancel accounts", async () => {
    const accounts: readonly Account[] = [
      ["person:P01@SNV", "annv", "disabled"],
      ["person:P01@STC", "annv.stc"],
      ["person:P0", "x"],
    ];
    expect(await meant("P01", accounts, "cancel")).toBe("person:P01@STC");
    await expect(meant("P01", accounts, "follow")).rejects.toMatchObject({
      params: { problem: "UNKNOWN_SUBJECT" },
    });
  });

  it("must be there", async () => {
    await expect(meant("nobody", [])).rejects.toMatchObject({ params: { problem: "UNKNOWN_SUBJECT" } });
  });
});
