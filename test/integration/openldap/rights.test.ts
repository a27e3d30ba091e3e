import {
  Client,
  InsufficientAccessError,
  InvalidCredentialsError,
  NoSuchObjectError,
  ResultCodeError,
} from "ldapts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
const branch = (name: string): string => branchOf(directory, name);
const personDn = (uid: string): string => `uid=${uid},${branch("people")}`;

const person = (uid: string): Record<string, string | string[]> => ({
  objectClass: ["inetOrgPerson", "inetLocalMailRecipient", "danhbaAccount"],
  uid,
  cn: "Nguyễn Văn An",
  sn: "Nguyễn",
  givenName: "An",
  mail: `${uid}@example.vn`,
  mailLocalAddress: `${uid}.cu@example.vn`,
  employeeNumber: "ST000001",
  danhbaId: `person:${uid}`,
  danhbaStatus: "active",
  danhbaUnit: "SNV",
  danhbaMailQuota: "5368709120",
  userPassword: PASSWORD,
});

async function addPerson(uid: string): Promise<string> {
  await asService(directory, (client) => client.add(personDn(uid), person(uid)));
  return personDn(uid);
}

beforeAll(async () => {
  directory = await freshDirectory();
});
afterAll(() => directory.stop());

describe("the service account", () => {
  it("adds, changes, renames and deletes entries in each of its branches", async () => {
    const entries: [string, string, Record<string, string | string[]>][] = [
      [personDn("giup"), `uid=giup2`, person("giup")],
      [
        `uid=sonoivu,${branch("agencies")}`,
        "uid=snv",
        {
          objectClass: [
            "organizationalRole",
            "uidObject",
            "simpleSecurityObject",
            "inetLocalMailRecipient",
            "danhbaAccount",
          ],
          uid: "sonoivu",
          cn: "Sở Nội vụ",
          mail: "sonoivu@example.vn",
          roleOccupant: personDn("giup"),
          danhbaId: "agency:SNV",
          danhbaStatus: "active",
          userPassword: PASSWORD,
        },
      ],
      [
        `danhbaUnit=SNV,${branch("units")}`,
        "danhbaUnit=SNV2",
        {
          objectClass: ["organizationalUnit", "danhbaOrgUnit"],
          ou: "Sở Nội vụ",
          danhbaUnit: "SNV",
          danhbaId: "unit:SNV",
        },
      ],
      [
        `cn=heads,${branch("groups")}`,
        "cn=leaders",
        {
          objectClass: ["groupOfNames", "danhbaGroup"],
          cn: "heads",
          member: `cn=nobody,${branch("services")}`,
          danhbaId: "group:heads",
        },
      ],
      [
        `cn=administrators,${branch("policies")}`,
        "cn=admins",
        {
          objectClass: ["applicationProcess", "pwdPolicy", "danhbaPolicy"],
          cn: "administrators",
          pwdAttribute: "userPassword",
          danhbaId: "policy:administrators",
        },
      ],
    ];
    await asService(directory, async (client) => {
      for (const [dn, newRdn, attributes] of entries) {
        await client.add(dn, attributes);
        const parent = dn.slice(dn.indexOf(",") + 1);
        await client.modifyDN(dn, `${newRdn},${parent}`);
        const { searchEntries } = await client.search(parent, { scope: "one", filter: "(danhbaId=*)" });
        expect(searchEntries.map((entry) => entry.dn)).toEqual([`${newRdn},${parent}`]);
        await client.del(`${newRdn},${parent}`);
      }
    });
  });

  it.each([
    ["the policy of programs' accounts", () => `cn=services,${branch("policies")}`],
    ["a service account", () => `cn=nobody,${branch("services")}`],
    ["itself", () => directory.bindDn],
    ["a branch", () => branch("people")],
    ["the suffix", () => directory.suffix],
    ["the configuration", () => "cn=config"],
  ])("cannot change %s", async (_, dn) => {
    const changed = asService(directory, (client) =>
      client.modify(dn(), change("replace", "description", "changed")),
    );
    await expect(changed).rejects.toSatisfy(isRefusedByRights);
  });

  it("cannot add or delete outside of its branches", async () => {
    await asService(directory, async (client) => {
      const added = client.add(`ou=extra,${directory.suffix}`, {
        objectClass: "organizationalUnit",
        ou: "extra",
      });
      await expect(added).rejects.toSatisfy(isRefusedByRights);
      await expect(client.del(branch("groups"))).rejects.toSatisfy(isRefusedByRights);
      await expect(client.del(`cn=nobody,${branch("services")}`)).rejects.toSatisfy(isRefusedByRights);
    });
  });

  it("sets a password but cannot read one, nor the history of passwords", async () => {
    const dn = await addPerson("matkhau");
    await asService(directory, async (client) => {
      await client.modify(dn, change("replace", "userPassword", "Mat-khau-2"));
      const { searchEntries } = await client.search(dn, {
        attributes: ["userPassword", "pwdHistory", "uid"],
      });
      expect(searchEntries[0]).toMatchObject({ uid: "matkhau", userPassword: [], pwdHistory: [] });
      const { searchEntries: byHash } = await client.search(branch("people"), { filter: "(userPassword=*)" });
      expect(byHash).toEqual([]);
    });
    await asUser(directory, dn, "Mat-khau-2", async () => undefined);
  });

  it("reads the policies, cn=Monitor and the contextCSN, but no service account", async () => {
    await asService(directory, async (client) => {
      const policy = await client.search(`cn=default,${branch("policies")}`, { attributes: ["pwdLockout"] });
      expect(policy.searchEntries[0]?.pwdLockout).toBe("TRUE");
      const monitor = await client.search("cn=Monitor", { scope: "base", attributes: ["monitoredInfo"] });
      expect(monitor.searchEntries[0]?.monitoredInfo).toMatch(/slapd 2\.[5-9]/);
      const suffix = await client.search(directory.suffix, { scope: "base", attributes: ["contextCSN"] });
      expect(suffix.searchEntries[0]?.contextCSN).toMatch(/^20\d{12}\.\d{6}Z#/);
      await expect(client.search(branch("services"), { scope: "sub" })).rejects.toThrow(NoSuchObjectError);
    });
  });

  it("reads more entries than others may, page by page", async () => {
    await asAdmin(directory, async (client) => {
      for (let number = 0; number < 1_001; number++) {
        const cn = `x${number}`;
        await client.add(`cn=${cn},${branch("groups")}`, {
          objectClass: ["groupOfNames", "danhbaGroup"],
          cn,
          member: `cn=nobody,${branch("services")}`,
          danhbaId: `group:${cn}`,
        });
      }
    });
    const all = await asService(directory, (client) =>
      client.search(branch("groups"), { scope: "one", attributes: ["cn"], paged: { pageSize: 500 } }),
    );
    expect(all.searchEntries).toHaveLength(1_001);
  });
});

describe("other users", () => {
  it("change their own password and nothing else", async () => {
    const dn = await addPerson("doi");
    await asUser(directory, dn, PASSWORD, async (client) => {
      await client.modify(dn, change("replace", "userPassword", "Mat-khau-moi-1"));
      const retitled = client.modify(dn, change("replace", "title", "Giám đốc"));
      await expect(retitled).rejects.toThrow(InsufficientAccessError);
      const theirs = client.modify(
        await addPerson("nguoikhac"),
        change("replace", "userPassword", "Mat-khau-moi-1"),
      );
      await expect(theirs).rejects.toThrow(InsufficientAccessError);
    });
    await asUser(directory, dn, "Mat-khau-moi-1", async () => undefined);
    await expect(asUser(directory, dn, PASSWORD, async () => undefined)).rejects.toThrow(
      InvalidCredentialsError,
    );
  });

  it("read the directory, but neither passwords nor the state of logins", async () => {
    const dn = await addPerson("doc");
    await asUser(directory, dn, PASSWORD, async (client) => {
      const { searchEntries } = await client.search(dn, {
        attributes: ["mail", "userPassword", "pwdLastSuccess", "pwdChangedTime"],
      });
      expect(searchEntries[0]).toMatchObject({
        mail: "doc@example.vn",
        userPassword: [],
        pwdLastSuccess: [],
        pwdChangedTime: [],
      });
    });
  });

  it("see nothing at all without a login, except what the server can do", async () => {
    await asAnonymous(async (client) => {
      await expect(client.search(directory.suffix, { scope: "sub" })).rejects.toThrow(NoSuchObjectError);
      await expect(client.search("cn=Monitor", { scope: "base" })).rejects.toThrow(ResultCodeError);
      const { searchEntries } = await client.search("", {
        scope: "base",
        attributes: ["supportedExtension"],
      });
      expect(searchEntries[0]?.supportedExtension).toContain("1.3.6.1.1.21.1");
    });
  });
});

describe("a locked account", () => {
  it("cannot log in, and can again when the lock is gone", async () => {
    const dn = await addPerson("khoa");
    const login = () => asUser(directory, dn, PASSWORD, async () => "in");
    expect(await login()).toBe("in");
    await asService(directory, (client) =>
      client.modify(dn, change("add", "pwdAccountLockedTime", "000001010000Z")),
    );
    await expect(login()).rejects.toThrow(InvalidCredentialsError);
    await asService(directory, (client) => client.modify(dn, change("delete", "pwdAccountLockedTime")));
    expect(await login()).toBe("in");
  });
});

/** 50, or 32 where the account may not even know that the entry exists. */
const isRefusedByRights = (error: unknown): boolean =>
  error instanceof InsufficientAccessError || error instanceof NoSuchObjectError;

async function asAnonymous(work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ url: directory.url });
  try {
    await work(client);
  } finally {
    await client.unbind();
  }
}
