import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import {
  Attribute,
  Change,
  ConstraintViolationError,
  InsufficientAccessError,
  ObjectClassViolationError,
} from "ldapts";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { AssertionControl } from "../../../src/ldap/assertion-control.ts";
import {
  asAdmin,
  asService,
  asUser,
  branchOf,
  change,
  type FreshDirectory,
  freshDirectory,
} from "../../support/directory.ts";

let directory: FreshDirectory;
const PASSWORD = "Mat-khau-1";

const personDn = (uid: string): string => `uid=${uid},${branchOf(directory, "people")}`;

async function addPerson(uid: string, more: Record<string, string | string[]> = {}): Promise<string> {
  await asService(directory, (client) =>
    client.add(personDn(uid), {
      objectClass: ["inetOrgPerson", "inetLocalMailRecipient", "danhbaAccount"],
      uid,
      cn: "Trần Thị Bích",
      sn: "Trần",
      mail: `${uid}@example.vn`,
      danhbaId: `person:${uid}`,
      danhbaStatus: "active",
      userPassword: PASSWORD,
      ...more,
    }),
  );
  return personDn(uid);
}

beforeAll(async () => {
  directory = await freshDirectory();
});
afterAll(() => directory.stop());

describe("the schema", () => {
  it("has danhba's attributes and classes under its own arc", async () => {
    const found = await asService(directory, (client) =>
      client.search("cn=Subschema", { scope: "base", attributes: ["attributeTypes", "objectClasses"] }),
    );
    const definitions = [found.searchEntries[0]?.attributeTypes, found.searchEntries[0]?.objectClasses]
      .flat()
      .map(String);
    const ours = definitions.filter((definition) => definition.includes("'danhba"));
    expect(ours.map((definition) => /NAME '(\w+)'/.exec(definition)?.[1] ?? "").toSorted()).toEqual([
      "danhbaAccount",
      "danhbaGroup",
      "danhbaId",
      "danhbaMailQuota",
      "danhbaOrgUnit",
      "danhbaPolicy",
      "danhbaStatus",
      "danhbaUnit",
    ]);
    for (const definition of ours)
      expect(definition).toContain("( 2.25.19681723218136461178738022922580435713.");
  });

  it("wants an id and a status in every account, one of each", async () => {
    await expect(addPerson("khongma", { danhbaId: [] })).rejects.toThrow();
    await expect(addPerson("haima", { danhbaId: ["person:1", "person:2"] })).rejects.toThrow(
      ConstraintViolationError,
    );
    const dn = await addPerson("matrangthai");
    const removed = asService(directory, (client) => client.modify(dn, change("delete", "danhbaStatus")));
    await expect(removed).rejects.toThrow(ObjectClassViolationError);
  });

  it("tells ids apart by case, and finds a unit in any case", async () => {
    await addPerson("chuhoa", { danhbaId: "person:Abc", danhbaUnit: "SNV-A" });
    const count = async (filter: string): Promise<number> =>
      await asService(directory, async (client) => {
        const { searchEntries } = await client.search(branchOf(directory, "people"), { filter });
        return searchEntries.length;
      });
    expect(await count("(danhbaId=person:Abc)")).toBe(1);
    expect(await count("(danhbaId=person:abc)")).toBe(0);
    expect(await count("(danhbaUnit=snv-a)")).toBe(1);
  });

  it("keeps a group whose only member is the placeholder", async () => {
    const dn = `cn=trong,${branchOf(directory, "groups")}`;
    await asService(directory, async (client) => {
      await client.add(dn, {
        objectClass: ["groupOfNames", "danhbaGroup"],
        cn: "trong",
        member: `cn=nobody,${branchOf(directory, "services")}`,
        danhbaId: "group:trong",
      });
      const { searchEntries } = await client.search(dn, { scope: "base", attributes: ["member"] });
      expect(searchEntries[0]?.member).toBe(`cn=nobody,${branchOf(directory, "services")}`);
    });
  });
});

describe("the overlays", () => {
  it("hash a clear password on the server, with argon2 where the module exists", async () => {
    const dn = await addPerson("bam");
    const stored = await asAdmin(directory, async (client) => {
      const { searchEntries } = await client.search(dn, { scope: "base", attributes: ["userPassword"] });
      return String(searchEntries[0]?.userPassword);
    });
    const moduleDir = inject("slapd")?.moduleDir;
    const hasArgon2 = moduleDir === undefined || existsSync(`${moduleDir}/argon2.la`);
    expect(stored).toMatch(hasArgon2 ? /^\{ARGON2\}\$argon2/ : /^\{SSHA\}/);
  });

  it("note the last login", async () => {
    const dn = await addPerson("dangnhap");
    const lastLogin = () =>
      asService(directory, async (client) => {
        const { searchEntries } = await client.search(dn, { scope: "base", attributes: ["pwdLastSuccess"] });
        return String(searchEntries[0]?.pwdLastSuccess);
      });
    expect(await lastLogin()).toBe("");
    await asUser(directory, dn, PASSWORD, async () => undefined);
    expect(await lastLogin()).toMatch(/^20\d{12}(\.\d+)?Z$/);
  });

  it("let an assertion guard a change of the mail address, which slapo-unique would not", async () => {
    const dn = await addPerson("dieukien", { mail: "dieukien@example.vn" });
    const rewrite = (expected: string, mail: string) =>
      asService(directory, (client) => {
        const modification = new Attribute({ type: "mail", values: [mail] });
        const expects = new AssertionControl([{ attribute: "mail", value: expected }]);
        return client.modify(dn, new Change({ operation: "replace", modification }), expects);
      });
    await rewrite("dieukien@example.vn", "moi@example.vn");
    await expect(rewrite("dieukien@example.vn", "khac@example.vn")).rejects.toThrow(/0x7a/);
  });

  it("leave a user with a reset password nothing but choosing a new one, when pwdReset says so", async () => {
    const dn = await addPerson("caplai");
    await asService(directory, (client) =>
      client.modify(dn, [
        change("replace", "userPassword", "Cap-lai-1"),
        change("replace", "pwdReset", "TRUE"),
      ]),
    );
    await asUser(directory, dn, "Cap-lai-1", async (client) => {
      await expect(client.search(dn, { scope: "base" })).rejects.toThrow(InsufficientAccessError);
      await client.modify(dn, change("replace", "userPassword", "Tu-doi-123"));
    });
    const own = await asUser(directory, dn, "Tu-doi-123", (client) => client.search(dn, { scope: "base" }));
    expect(own.searchEntries).toHaveLength(1);
  });

  it("refuse a password that is too short", async () => {
    await expect(addPerson("ngan", { userPassword: "ngan" })).rejects.toThrow(ConstraintViolationError);
  });

  it("move contextCSN with every change", async () => {
    const contextCsn = () =>
      asService(directory, async (client) => {
        const { searchEntries } = await client.search(directory.suffix, {
          scope: "base",
          attributes: ["contextCSN"],
        });
        return String(searchEntries[0]?.contextCSN);
      });
    const before = await contextCsn();
    await addPerson("csn");
    expect((await contextCsn()) > before).toBe(true);
  });
});

describe("the indexes", () => {
  it("cover every attribute that danhba searches by", async () => {
    const template = await readFile("docker/openldap/databases.ldif", "utf8");
    const indexed = [...template.matchAll(/^olcDbIndex: (\w+) eq/gm)].map(([, name]) => name);
    expect(indexed).toEqual(
      expect.arrayContaining([
        "objectClass",
        "uid",
        "mail",
        "mailLocalAddress",
        "danhbaId",
        "danhbaUnit",
        "employeeNumber",
        "member",
        "roleOccupant",
        "entryUUID",
        "entryCSN",
      ]),
    );
  });
});
