/** Looks at a real slapd between runs, remembered in a real database. */
import { InvalidCredentialsError } from "ldapts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDirectory } from "../../../src/ldap/open-directory.ts";
import { lookForDrift } from "../../../src/reconcile/look-for-drift.ts";
import { asAdmin, asUser, branchOf, change } from "../../support/directory.ts";
import { freshRealm, type RealRealm } from "../../support/real-realm.ts";
import { backUp, restore } from "../../support/slapd-backup.ts";

/** Longer ago than all entries are compared again where the server does not count deletions. */
const HOURS = 2;
const PASSWORD = "Mat-khau-cua-toi-1";

let realm: RealRealm;

beforeAll(async () => {
  realm = await freshRealm("soctrang");
  await realm.deliver([
    { table: "unit", key: "SNV", columns: { name: "Sở Nội vụ", kind: "department" } },
    ...["P01", "P02", "P03"].flatMap((key) => hired(key, `Trần Văn ${key === "P01" ? "An" : "Bình"}`)),
  ]);
  expect(await realm.run()).toMatchObject({ state: "done", failed: [] });
});
afterAll(() => realm.stop());

function hired(key: string, full_name: string) {
  const columns = { person_id: key, unit_code: "SNV", kind: "primary", effective_from: "2020-01-01" };
  return [
    { table: "person", key, columns: { full_name, staff_class: "cong_chuc", decision_no: "1/QĐ" } },
    { table: "appointment", key: `V${key}`, columns },
  ] as const;
}

async function look(directory = realm.services.directory): Promise<string> {
  const { journal, answers, clock } = realm.services;
  const lease = await journal.acquireLease(realm.id);
  try {
    const services = { directory, projection: answers.projection, realm: realm.services.realm, clock };
    return (await lookForDrift(services, lease)).found;
  } finally {
    await lease.release();
  }
}

const admin = (work: Parameters<typeof asAdmin<unknown>>[1]) => asAdmin(realm.directory, work);
async function dnOf(id: string): Promise<string> {
  const [row] = await realm.query<{ dn: string }>("SELECT dn FROM danhba.entry WHERE owner = $1", [
    `person:${id}`,
  ]);
  return row?.dn ?? "";
}
async function csnOf(dn: string): Promise<{ readonly known: string; readonly is: string }> {
  const [row] = await realm.query<{ csn: string }>(
    "SELECT entry_csn AS csn FROM danhba.entry WHERE dn = $1",
    [dn],
  );
  return { known: row?.csn ?? "", is: (await realm.services.directory.read(dn))?.entryCsn ?? "" };
}

describe("a look at slapd", () => {
  it("finds nothing after sign-ins, wrong passwords, passwords of people's own, and others' entries", async () => {
    const dn = await dnOf("P01");
    expect(await look()).toBe("nothing");
    await admin((client) => client.modify(dn, change("replace", "userPassword", PASSWORD)));
    expect(await look()).toBe("nothing");
    await asUser(realm.directory, dn, PASSWORD, async () => undefined);
    const wrong = asUser(realm.directory, dn, "khong-dung", async () => undefined);
    await expect(wrong).rejects.toBeInstanceOf(InvalidCredentialsError);
    await admin((client) =>
      client.add(`uid=guest,${branchOf(realm.directory, "people")}`, {
        objectClass: ["inetOrgPerson"],
        uid: "guest",
        cn: "guest",
        sn: "guest",
      }),
    );
    expect(await look()).toBe("nothing");
    const { known, is } = await csnOf(dn);
    expect(known).toBe(is);
  });

  it("finds an edit, and a member less, until a run has put them right", async () => {
    const dn = await dnOf("P02");
    await admin((client) => client.modify(dn, change("replace", "title", "Ai đó")));
    expect(await look()).toBe("edited");
    await realm.run();
    expect(await look()).toBe("nothing");
    const [group] = await realm.services.directory.findReferrers([dn]);
    await admin((client) => client.modify(group?.holder ?? "", change("delete", "member", dn)));
    expect(await look()).toBe("edited");
    await realm.run();
    expect(await look()).toBe("nothing");
    await admin((client) => client.modify(group?.holder ?? "", change("replace", "seeAlso", dn)));
    expect(await look()).toBe("nothing");
  });

  it("finds a deletion that a later write hides: by the server's count, else within the hour", async () => {
    await admin((client) => client.del(`uid=guest,${branchOf(realm.directory, "people")}`));
    expect(await look()).toBe("nothing");
    const dn = await dnOf("P03");
    await admin(async (client) => {
      await client.del(dn);
      await client.modify(await dnOf("P01"), change("replace", "userPassword", PASSWORD));
    });
    const isCounted = (await realm.services.directory.deletions()) !== null;
    expect(await look()).toBe(isCounted ? "edited" : "nothing");
    realm.clock.passMs(HOURS * 3_600_000);
    expect(await look()).toBe("edited");
    await realm.run();
    expect(await look()).toBe("nothing");
  });

  it("finds a backup that was put back", async () => {
    const ldif = await backUp(realm.directory);
    await realm.feed("UPDATE hr.person SET phone = '0299111222' WHERE id = 'P02'");
    expect(await realm.run()).toMatchObject({ state: "done" });
    expect(await look()).toBe("nothing");
    await restore(realm.directory, ldif);
    // What was written since hides that contextCSN went back.
    const dn = await dnOf("P01");
    await admin((client) => client.modify(dn, change("replace", "userPassword", PASSWORD)));
    realm.clock.passMs(HOURS * 3_600_000);
    const { url, suffix, bindDn, bindPassword } = realm.directory;
    const directory = await openDirectory({ url, suffix, bindDn, bindPassword, caFile: null });
    try {
      expect(await look(directory)).toBe("restored");
    } finally {
      await directory.close();
    }
  });
});
