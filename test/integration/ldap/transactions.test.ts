import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDirectory } from "../../../src/ldap/open-directory.ts";
import type { Operation } from "../../../src/model/change.ts";
import { type Attributes, LOCKED_FOR_GOOD } from "../../../src/model/entry.ts";
import { DanhbaError } from "../../../src/model/error.ts";
import type { DirectoryPort } from "../../../src/ports/directory-port.ts";
import {
  asAdmin,
  asService,
  asUser,
  branchOf,
  change,
  type FreshDirectory,
  freshDirectory,
} from "../../support/directory.ts";
import { type SampleWrites, sampleWrites } from "../../support/sample-writes.ts";
import { slapcat } from "../../support/slapcat.ts";

let server: FreshDirectory;
let directory: DirectoryPort;
let writes: SampleWrites;

beforeAll(async () => {
  server = await freshDirectory();
  directory = await openDirectory({ ...server, caFile: null });
  writes = sampleWrites(server.suffix);
});
afterAll(async () => {
  await directory.close();
  await server.stop();
});

/** What a write came to: its fault's code and params, or null. */
async function faultOf(work: Promise<void>): Promise<Record<string, unknown> | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (!(error instanceof DanhbaError)) throw error;
    return { code: error.code, ...error.params };
  }
}

const attributesOf = async (dn: string): Promise<Attributes> => (await directory.read(dn))?.attributes ?? {};

/** Searches for both entries in one look, again and again, until `work` is done. */
async function watch(filter: string, work: () => Promise<void>, isWhole: (seen: SeenEntries) => boolean) {
  let isOver = false;
  const looks: boolean[] = [];
  const watching = asService(server, async (client) => {
    while (!isOver) {
      const { searchEntries } = await client.search(server.suffix, {
        filter,
        attributes: ["uid", "title", "member"],
      });
      looks.push(isWhole(new Map(searchEntries.map(({ dn, ...entry }) => [dn, entry]))));
    }
  });
  try {
    await work();
  } finally {
    isOver = true;
    await watching;
  }
  return looks;
}
type SeenEntries = ReadonlyMap<string, Record<string, unknown>>;
const membersIn = (seen: SeenEntries, dn: string): unknown[] => [seen.get(dn)?.member ?? []].flat();

describe("writes made together", () => {
  it("are what danhba does on this server, on four connections", () => {
    expect(directory.writing).toEqual({ isInTransactions: true, why: "on", lanes: 4 });
  });

  it("show a new person with a password and a membership, or nothing of it", async () => {
    const { addGroup, addPerson, groupDn, personDn, remove, swap } = writes;
    await directory.write(addGroup("whole"));
    await directory.write(addPerson("another")); // see the last entry below its parent
    const dn = personDn("whole");
    const looks = await watch(
      "(|(uid=whole)(cn=whole))",
      async () => {
        for (let round = 0; round < 40; round += 1) {
          await directory.writeTogether([
            addPerson("whole", { userPassword: ["Mat-khau-1"] }),
            swap("whole", [], ["whole"]),
          ]);
          await directory.writeTogether([
            {
              op: "modify",
              dn: groupDn("whole"),
              changes: [{ type: "delete", attribute: "member", values: [dn] }],
              expects: [],
            },
            remove(dn),
          ]);
        }
      },
      (seen) => seen.has(dn) === membersIn(seen, groupDn("whole")).includes(dn),
    );
    expect(looks.length).toBeGreaterThan(10);
    expect(looks).not.toContain(false);
  });

  it("show a person under the old name with the old title and membership, or all of them new", async () => {
    const { addGroup, addPerson, groupDn, personDn, rename, replace, swap } = writes;
    await directory.write(addGroup("names"));
    await directory.write(addPerson("old", { title: ["old"] }));
    await directory.write(swap("names", [], ["old"]));
    const [older, newer] = [personDn("old"), personDn("new")];
    const turn = (from: string, to: string): Promise<void> =>
      directory.writeTogether([
        rename(personDn(from), personDn(to)),
        replace(personDn(to), "title", [to], [{ attribute: "title", value: from }]),
        swap("names", [from], [to]),
      ]);
    const looks = await watch(
      "(|(uid=old)(uid=new)(cn=names))",
      async () => {
        for (let round = 0; round < 40; round += 1) {
          await turn("old", "new");
          await turn("new", "old");
        }
      },
      (seen) => {
        const [dn, other] = seen.has(older) ? [older, newer] : [newer, older];
        const members = membersIn(seen, groupDn("names"));
        const title = dn === older ? "old" : "new";
        return (
          !seen.has(other) &&
          seen.get(dn)?.title === title &&
          members.includes(dn) &&
          !members.includes(other)
        );
      },
    );
    expect(looks.length).toBeGreaterThan(10);
    expect(looks).not.toContain(false);
  });

  it("are all refused when one of them rests on what is no longer so", async () => {
    const { addPerson, personDn, remove, replace } = writes;
    await directory.write(addPerson("le", { title: ["Văn thư"] }));
    const fault = await faultOf(
      directory.writeTogether([
        addPerson("moi"),
        replace(personDn("le"), "title", ["Kế toán"], [{ attribute: "title", value: "Thủ quỹ" }]),
        remove(personDn("le")),
      ]),
    );
    expect(fault).toMatchObject({
      code: "LDAP_REFUSED",
      result: "assertionFailed",
      operation: 1,
      dn: personDn("le"),
    });
    expect(await directory.read(personDn("moi"))).toBeNull();
    expect((await attributesOf(personDn("le"))).title).toEqual(["Văn thư"]);
  });

  it("are refused at the right place in long lists, and the connection takes the next ones", async () => {
    const { addPerson, personDn } = writes;
    const list = Array.from({ length: 300 }, (_, index) => addPerson(`dai${index}`));
    for (const place of [0, 130, 250, 299]) {
      const taken = addPerson(`dai${place}`);
      const fault = await faultOf(directory.writeTogether([...list.slice(0, place + 1), taken]));
      expect(fault).toMatchObject({ result: "entryAlreadyExists", operation: place + 1 });
    }
    // Refused before the server takes it for a part of the transaction at all.
    const unknown: Operation = { op: "delete", dn: "no dn", expects: [] };
    const fault = await faultOf(directory.writeTogether([...list.slice(0, 3), unknown]));
    expect(fault).toMatchObject({ code: "LDAP_REFUSED", result: "invalidDNSyntax", operation: 3 });
    expect(await directory.read(personDn("dai0"))).toBeNull();
    await directory.writeTogether(list);
    expect((await attributesOf(personDn("dai299"))).uid).toEqual(["dai299"]);
  });

  it("may be a thousand, wait for each other on few connections, and none", async () => {
    const { addPerson, personDn } = writes;
    await directory.writeTogether([]);
    await directory.writeTogether(Array.from({ length: 1_000 }, (_, index) => addPerson(`nghin${index}`)));
    await Promise.all(
      Array.from({ length: 12 }, (_, group) =>
        directory.writeTogether([addPerson(`nhom${group}a`), addPerson(`nhom${group}b`)]),
      ),
    );
    const entries = await directory.observe();
    expect(entries.length).toBeGreaterThan(1_024);
    expect(await directory.read(personDn("nghin999"))).not.toBeNull();
  });

  it("free a name and give it to another, in chains and swaps", async () => {
    const { addPerson, personDn, remove, rename } = writes;
    const [a, b, c] = ["a", "b", "c"].map((name) => personDn(`chain-${name}`)) as [string, string, string];
    for (const name of ["a", "b"]) await directory.write(addPerson(`chain-${name}`, { title: [name] }));
    const titles = async () =>
      (await Promise.all([a, b, c].map(attributesOf))).map(({ title }) => title?.[0] ?? null);
    await directory.writeTogether([rename(a, c), rename(b, a), rename(c, b)]);
    expect(await titles()).toEqual(["b", "a", null]);
    await directory.writeTogether([
      rename(b, c),
      addPerson("chain-b", { title: ["neu"] }),
      remove(a),
      rename(b, a),
    ]);
    expect(await titles()).toEqual(["neu", null, "a"]);
  });

  it("rename a unit with all that is below it, and change that", async () => {
    const { addUnit, rename, replace, unitDn } = writes;
    const [old, now] = [unitDn("CU"), unitDn("MOI")];
    const below = (parent: string) => unitDn("HAI", unitDn("MOT", parent));
    for (const unit of [addUnit("CU"), addUnit("MOT", old), addUnit("HAI", unitDn("MOT", old))])
      await directory.write(unit);
    const before = await directory.read(below(old));
    await directory.writeTogether([
      rename(old, now),
      addUnit("BA", now),
      replace(below(now), "description", ["Phòng"]),
    ]);
    const after = await directory.read(below(now));
    expect(after?.entryUuid).toBe(before?.entryUuid);
    expect(after?.attributes.description).toEqual(["Phòng"]);
    expect(await directory.read(below(old))).toBeNull();
    expect(await directory.read(unitDn("BA", now))).not.toBeNull();
  });

  it("cannot delete the last entry below its parent, which a single write can", async () => {
    const { addUnit, remove, unitDn } = writes;
    const [parent, child] = [unitDn("CHA"), unitDn("CON", unitDn("CHA"))];
    await directory.writeTogether([addUnit("CHA"), addUnit("CON", parent), addUnit("EM", parent)]);
    await directory.writeTogether([remove(unitDn("EM", parent))]);
    const fault = await faultOf(directory.writeTogether([remove(child), remove(parent)]));
    expect(fault).toMatchObject({ code: "LDAP_REFUSED", result: "other", operation: 0 });
    await directory.write(remove(child));
    await directory.writeTogether([remove(parent)]);
    expect(await directory.read(parent)).toBeNull();
  });

  it("move entryCSN and contextCSN on as single writes do", async () => {
    const { addPerson, personDn, replace } = writes;
    await directory.write(addPerson("csn"));
    const entryCsn = async () => (await directory.read(personDn("csn")))?.entryCsn ?? "";
    const before = { entry: await entryCsn(), context: (await directory.contextCsn()) ?? "" };
    await directory.writeTogether([
      replace(personDn("csn"), "title", ["1"]),
      replace(personDn("csn"), "o", ["2"]),
    ]);
    const after = { entry: await entryCsn(), context: (await directory.contextCsn()) ?? "" };
    expect(after.entry > before.entry).toBe(true);
    expect(after.context > before.context).toBe(true);
    expect(after.context >= after.entry).toBe(true);
    const changed = await directory.changedSince(after.entry);
    expect(changed.map(({ dn }) => dn)).toContain(personDn("csn"));
  });

  it("are never a move, nor write what the server was not told of", async () => {
    const { addUnit, personDn, rename, replace, unitDn } = writes;
    await directory.write(addUnit("GOC"));
    await directory.write(addUnit("CHUYEN"));
    const moved = rename(unitDn("CHUYEN"), unitDn("CHUYEN", unitDn("GOC")));
    await expect(directory.writeTogether([moved])).rejects.toThrow(TypeError);
    await directory.write(moved);
    expect(await directory.read(unitDn("CHUYEN", unitDn("GOC")))).not.toBeNull();
    const strange = replace(personDn("le"), "pager", ["1"]);
    await expect(directory.writeTogether([strange])).rejects.toThrow("pager");
  });
});

describe("passwords and locks", () => {
  const SEEN = [
    "pwdChangedTime",
    "pwdHistory",
    "pwdReset",
    "pwdAccountLockedTime",
    "pwdFailureTime",
    "pwdGraceUseTime",
  ];
  /** How many values each has. */
  const stateOf = (dn: string) =>
    asAdmin(server, async (client) => {
      const { searchEntries } = await client.search(dn, { scope: "base", attributes: SEEN });
      return SEEN.map((name) => `${name} ${[searchEntries[0]?.[name] ?? []].flat().length}`);
    });
  const signIn = (dn: string, password: string): Promise<string> =>
    asUser(server, dn, password, async () => "in").catch(() => "out");

  beforeAll(async () => {
    const policy = `cn=default,${branchOf(server, "policies")}`;
    await asAdmin(server, (client) =>
      client.modify(policy, [
        change("replace", "pwdInHistory", "3"),
        change("replace", "pwdMaxAge", "86400"),
      ]),
    );
  });

  it("are kept by the server alike for writes made alone and together", async () => {
    const { addPerson, personDn, replace } = writes;
    const lives: Record<string, unknown[]> = { alone: [], together: [] };
    for (const way of ["alone", "together"]) {
      const dn = personDn(`mk-${way}`);
      const seen: unknown[] = lives[way] ?? [];
      const write = (...operations: Operation[]): Promise<void> =>
        way === "alone" ? directory.write(operations[0] as Operation) : directory.writeTogether(operations);
      const look = async (what: string, password: string): Promise<void> => {
        seen.push([what, await signIn(dn, password), await stateOf(dn)]);
      };
      await write(addPerson(`mk-${way}`, { userPassword: ["Mat-khau-1"] }));
      await look("created", "Mat-khau-1");
      await signIn(dn, "sai");
      await look("one wrong password", "sai");
      await write(replace(dn, "userPassword", ["Mat-khau-2"]));
      await look("another password", "Mat-khau-2");
      await write(replace(dn, "pwdReset", ["TRUE"]));
      await look("must be changed", "Mat-khau-2");
      await write(replace(dn, "pwdAccountLockedTime", [LOCKED_FOR_GOOD]));
      await look("locked", "Mat-khau-2");
      await write(replace(dn, "userPassword", ["Mat-khau-3"]));
      await look("another password while locked", "Mat-khau-3");
      await write(replace(dn, "pwdAccountLockedTime", [LOCKED_FOR_GOOD]));
      await write(replace(dn, "pwdAccountLockedTime", []));
      await look("unlocked", "Mat-khau-3");
      const short = await faultOf(write(replace(dn, "userPassword", ["ngan"])));
      seen.push(["too short", short?.code ?? null, short?.result ?? null]);
    }
    expect(lives.together).toEqual(lives.alone);
    const history = JSON.stringify(lives.together);
    for (const sign of ['"in"', '"out"', "pwdChangedTime 1", "pwdHistory 2", "pwdReset 1"])
      expect(history).toContain(sign);
  });

  it("may be set several times in one transaction, the lock last", async () => {
    const { addPerson, personDn, replace } = writes;
    const dn = personDn("mk-nhieu");
    await directory.writeTogether([
      addPerson("mk-nhieu", { userPassword: ["Mat-khau-1"] }),
      {
        op: "modify",
        dn,
        changes: [
          { type: "replace", attribute: "userPassword", values: ["Mat-khau-2"] },
          { type: "replace", attribute: "pwdAccountLockedTime", values: [LOCKED_FOR_GOOD] },
        ],
        expects: [{ attribute: "danhbaStatus", value: "active" }],
      },
    ]);
    expect(await signIn(dn, "Mat-khau-2")).toBe("out");
    await directory.writeTogether([replace(dn, "pwdAccountLockedTime", [])]);
    expect(await signIn(dn, "Mat-khau-2")).toBe("in");
    expect(await signIn(dn, "Mat-khau-1")).toBe("out");
  });
});

describe("a refused transaction on a database that has never seen these attributes", () => {
  it("leaves it sound: entries are stored, read, read after a restart, and written out as they are", async () => {
    const fresh = await freshDirectory();
    const { addPerson, addUnit, personDn, remove, swap, addGroup } = sampleWrites(fresh.suffix);
    const port = await openDirectory({ ...fresh, caFile: null });
    try {
      const more = {
        title: ["Chuyên viên"],
        telephoneNumber: ["0299"],
        departmentNumber: ["SNV"],
        o: ["Sở"],
      };
      for (const last of [remove(personDn("none")), addUnit("X", "ou=none,dc=vn")]) {
        const first = [addPerson("a", more), addGroup("a"), swap("a", [], ["a"]), addUnit("A")];
        expect(await faultOf(port.writeTogether([...first, last]))).toMatchObject({ operation: 4 });
      }
      await port.write(addPerson("b", { displayName: ["B"], givenName: ["B"], preferredLanguage: ["vi"] }));
      await port.write(addPerson("c", { ...more, employeeNumber: ["7"], danhbaMailQuota: ["1"] }));
      await port.writeTogether([
        addPerson("d", { ...more, employeeType: ["x"], mailLocalAddress: ["d@x.vn"] }),
      ]);
      const before = await port.observe();
      expect(before.map(({ dn }) => dn)).toEqual(
        expect.arrayContaining([personDn("b"), personDn("c"), personDn("d")]),
      );
      await port.close();
      await fresh.suspend();
      const stored = await slapcat(fresh);
      await fresh.resume();
      const again = await openDirectory({ ...fresh, caFile: null });
      expect(await again.observe()).toEqual(before);
      for (const { dn, attributes } of before)
        expect(stored.find((entry) => entry.dn === dn)?.attributes).toMatchObject(
          Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== "userPassword")),
        );
      await again.write(addPerson("e", { ...more, description: ["E"], displayName: ["E"] }));
      expect((await again.read(personDn("e")))?.attributes).toMatchObject({ ...more, description: ["E"] });
      await again.close();
    } finally {
      await fresh.stop();
    }
  });
});
