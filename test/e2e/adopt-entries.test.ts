/** Accounts that people had in the directory before danhba: taken over with name, password and entryUUID. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asAdmin, asUser, branchOf } from "../support/directory.ts";
import { freshRealm, type RealRealm } from "../support/real-realm.ts";
import { hiredAtB } from "./events/movers.ts";
import { provinceOf } from "./events/province.ts";
import { person } from "./events/rows.ts";

const PASSWORD = "Mat-khau-cu-2019";

describe.each(["soctrang", "binhthuan"] as const)(
  "accounts that stood there before danhba in %s",
  (profile) => {
    let realm: RealRealm;
    const dnOf = (uid: string): string => `uid=${uid},${branchOf(realm.directory, "people")}`;
    const look = (filter: string) =>
      asAdmin(realm.directory, async (client) => {
        const base = branchOf(realm.directory, "people");
        return (await client.search(base, { filter, attributes: ["*", "entryUUID"] })).searchEntries;
      });
    const putOld = (uid: string, number: string) =>
      asAdmin(realm.directory, (client) =>
        client.add(dnOf(uid), {
          objectClass: ["inetOrgPerson"],
          cn: uid,
          sn: uid,
          mail: `${uid}@${realm.domain}`,
          employeeNumber: number,
          userPassword: PASSWORD,
        }),
      );

    beforeAll(async () => {
      realm = await freshRealm(profile);
      await realm.deliver([
        ...provinceOf(profile),
        ...hiredAtB(profile, "P1", "Phạm Ngọc Đức"),
        ...hiredAtB(profile, "P2", "Hoàng Thị Lan"),
        ...hiredAtB(profile, "P3", "Võ Minh Quân"),
        person("P2", { requested_local_part: "lan.ht" }),
      ]);
      await putOld("ducngoc", "P1");
      await putOld("hoanglan", "P2");
      await putOld("quan1", "P3");
      await putOld("quan2", "P3");
    });
    afterAll(() => realm.stop());

    it("become danhba's and stay the people's; those of whom it is not clear are left alone", async () => {
      const [before] = await look("(employeeNumber=P2)");
      const result = await realm.run();
      expect(result).toMatchObject({ state: "done", failed: [], held: [], adopted: 0 });
      expect(result.proof?.unexplained).toBe(0);
      const unclear = result.findings.filter(({ code }) => code === "ADOPTION_UNCLEAR");
      expect(unclear.map(({ owner }) => owner.slice(0, 9))).toEqual(["person:P3"]);
      expect(await look("(&(employeeNumber=P3)(danhbaId=*))")).toEqual([]);

      const [lan, ...others] = await look("(employeeNumber=P2)");
      expect(others).toEqual([]);
      expect(lan).toMatchObject({ dn: dnOf("lan.ht"), entryUUID: before?.entryUUID });
      expect([lan?.mailLocalAddress].flat()).toContain(`hoanglan@${realm.domain}`);
      await asUser(realm.directory, dnOf("lan.ht"), PASSWORD, async () => undefined);

      const [duc] = await look("(employeeNumber=P1)");
      expect(duc).toMatchObject({ cn: "Phạm Ngọc Đức", danhbaStatus: "active" });
      await asUser(realm.directory, String(duc?.dn), PASSWORD, async () => undefined);
      expect(await realm.run()).toMatchObject({ state: "done", applied: 0, adopted: 0 });
    });
  },
);
