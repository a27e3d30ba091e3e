import { InvalidCredentialsError } from "ldapts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openDirectory } from "../../../src/ldap/open-directory.ts";
import type { Operation, Reason } from "../../../src/model/change.ts";
import {
  type AccountStatus,
  type Attributes,
  type DesiredEntry,
  LOCKED_FOR_GOOD,
  UNUSABLE_PASSWORD,
} from "../../../src/model/entry.ts";
import type { Owner } from "../../../src/model/owner.ts";
import { makePlan, type PlanInput } from "../../../src/plan/make-plan.ts";
import type { DirectoryPort } from "../../../src/ports/directory-port.ts";
import {
  asAdmin,
  asUser,
  branchOf,
  change,
  type FreshDirectory,
  freshDirectory,
} from "../../support/directory.ts";

const REASON: Reason = { code: "PERSON_CHANGED", params: {}, clause: "Đ.1", decisionNo: null };

let server: FreshDirectory;
let directory: DirectoryPort;

beforeAll(async () => {
  server = await freshDirectory();
  directory = await openDirectory({ ...server, caFile: null });
});
afterAll(async () => {
  await directory.close();
  await server.stop();
});

const nobody = (): string => `cn=nobody,${branchOf(server, "services")}`;
const dnOf = (branch: string, rdn: string): string => `${rdn},${branchOf(server, branch)}`;

function entry(owner: Owner, dn: string, more: Partial<DesiredEntry>): DesiredEntry {
  const reasons = { create: REASON, modify: REASON, suspend: REASON, disable: REASON, restore: REASON };
  return {
    owner,
    danhbaId: owner,
    dn,
    parent: null,
    objectClasses: [],
    managed: [],
    onCreate: {},
    status: null,
    references: {},
    reasons,
    ...more,
    attributes: { danhbaId: [owner], ...more.attributes },
  };
}

function person(uid: string, status: AccountStatus = "active", more: Attributes = {}): DesiredEntry {
  return entry(`person:${uid}`, dnOf("people", `uid=${uid}`), {
    objectClasses: ["inetOrgPerson", "inetLocalMailRecipient", "danhbaAccount"],
    attributes: { uid: [uid], cn: [`Người ${uid}`], sn: ["Người"], danhbaStatus: [status], ...more },
    managed: ["pwdPolicySubentry"],
    status,
  });
}

function mailbox(uid: string, heads: readonly string[], status: AccountStatus = "active"): DesiredEntry {
  return entry(`agency:${uid}`, dnOf("agencies", `uid=${uid}`), {
    objectClasses: [
      "organizationalRole",
      "uidObject",
      "simpleSecurityObject",
      "inetLocalMailRecipient",
      "danhbaAccount",
    ],
    attributes: { uid: [uid], cn: ["Sở Nội vụ"], danhbaStatus: [status] },
    onCreate: { userPassword: [UNUSABLE_PASSWORD] },
    status,
    references: { roleOccupant: heads.map((head): Owner => `person:${head}`) },
  });
}

const group = (name: string, members: readonly string[]): DesiredEntry =>
  entry(`group:${name}`, dnOf("groups", `cn=${name}`), {
    objectClasses: ["groupOfNames", "danhbaGroup"],
    attributes: { cn: [name] },
    onCreate: { member: [nobody()] },
    references: { member: members.map((member): Owner => `person:${member}`) },
  });

/** Plans against what is there and writes it; returns the items and what is left to do afterwards. */
async function settle(desired: readonly DesiredEntry[], purges: PlanInput["purges"] = []) {
  const planned = async () =>
    makePlan({
      desired,
      purges,
      observed: await directory.observe(),
      ledger: new Map(),
      placeholderDn: nobody(),
    }).plan.items;
  const items = await planned();
  for (const operation of items.flatMap(({ operations }) => operations)) await directory.write(operation);
  return { items, left: await planned() };
}

const attributesOf = async (dn: string): Promise<Attributes> => (await directory.read(dn))?.attributes ?? {};
let passwords = 0;
/** Sets another password each time; returns what signs in with it. */
async function givePassword(dn: string): Promise<() => Promise<string>> {
  passwords += 1;
  const password = `Mat-khau-${passwords}`;
  const changes = [{ type: "replace", attribute: "userPassword", values: [password] }] as const;
  await directory.write({ op: "modify", dn, changes, expects: [] });
  return () => asUser(server, dn, password, async () => "in");
}
const refusal = (operation: Operation): Promise<unknown> =>
  directory.write(operation).then(
    () => "written",
    (error: unknown) =>
      error instanceof Error && "params" in error ? (error.params as Attributes).result : error,
  );

describe("a deletion", () => {
  const an = () => person("an", "retained");

  beforeEach(async () => {
    await settle([an(), group("g", ["an"])]);
  });

  it("is refused when the entry is another one, or in another state, than the plan saw", async () => {
    const { dn } = an();
    const uuid = (await directory.read(dn))?.entryUuid ?? "";
    const of = (attribute: string, value: string): Operation => ({
      op: "delete",
      dn,
      expects: [
        { attribute: "entryUUID", value: uuid },
        { attribute, value },
      ],
    });
    expect(await refusal(of("entryUUID", "00000000-0000-4000-8000-000000000000"))).toBe("assertionFailed");
    expect(await refusal(of("danhbaStatus", "disabled"))).toBe("assertionFailed");
    expect((await directory.read(dn))?.entryUuid).toBe(uuid);
    expect(await refusal(of("danhbaStatus", "retained"))).toBe("written");
    expect(await directory.read(dn)).toBeNull();
    expect(await refusal(of("danhbaStatus", "retained"))).toBe("noSuchObject");
  });

  it("of a purge takes the account out of its groups and away, once", async () => {
    const { items, left } = await settle(
      [group("g", [])],
      [{ owner: "person:an", danhbaId: "person:an", reason: REASON, orderedBy: "Hoa" }],
    );
    expect(items.map(({ owner, kinds }) => [owner, kinds])).toEqual([["person:an", ["delete", "group"]]]);
    expect(left).toEqual([]);
    expect(await directory.read(an().dn)).toBeNull();
    expect((await attributesOf(dnOf("groups", "cn=g"))).member).toEqual([nobody()]);
  });

  it("of a group leaves its members as they are", async () => {
    const { left } = await settle(
      [an()],
      [{ owner: "group:g", danhbaId: "group:g", reason: REASON, orderedBy: null }],
    );
    expect(left).toEqual([]);
    expect(await directory.read(dnOf("groups", "cn=g"))).toBeNull();
    expect((await attributesOf(an().dn)).uid).toEqual(["an"]);
  });
});

describe("a mailbox that changes hands", () => {
  const people = ["truong", "pho", "moi"].map((uid) => ({ uid, active: () => person(uid) }));
  const everybody = () => people.map(({ active }) => active());
  const box = () => dnOf("agencies", "uid=snv");
  let signIn: () => Promise<string>;

  beforeEach(async () => {
    // A history is what refuses two equal passwords within a second.
    await asAdmin(server, (client) =>
      client.modify(dnOf("policies", "cn=default"), [change("replace", "pwdInHistory", "5")]),
    );
    await settle([...everybody(), mailbox("snv", ["truong", "pho"])]);
    signIn = await givePassword(box());
    expect(await signIn()).toBe("in");
  });

  it("is closed to who knew its password by the same write", async () => {
    const { items, left } = await settle([...everybody(), mailbox("snv", ["moi"])]);
    expect(items.map(({ owner, operations }) => [owner, operations.length])).toEqual([["agency:snv", 1]]);
    expect(left).toEqual([]);
    expect((await attributesOf(box())).roleOccupant).toEqual([dnOf("people", "uid=moi")]);
    await expect(signIn()).rejects.toThrow(InvalidCredentialsError);
  });

  it("is closed by each of several people who lose it at once, though nobody ever collected a password", async () => {
    const unused = mailbox("sxd", ["truong", "pho", "moi"]);
    await settle([...everybody(), unused]);
    const leaving = ["truong", "pho", "moi"].map((uid) => person(uid, "disabled"));
    const { items, left } = await settle([...leaving, mailbox("sxd", []), mailbox("snv", [])]);
    expect(items.map(({ handovers }) => handovers.length)).toEqual([1, 2, 2]);
    expect(left).toEqual([]);
    await expect(signIn()).rejects.toThrow(InvalidCredentialsError);
    await settle([...everybody(), mailbox("sxd", [])]);
  });

  it.each<[AccountStatus, AccountStatus]>([
    ["active", "suspended"],
    ["suspended", "suspended"],
    ["suspended", "active"],
    ["suspended", "disabled"],
  ])("from %s to %s at the same time is locked as it should be, at once", async (before, after) => {
    await settle([...everybody(), mailbox("snv", ["truong"], before)]);
    const { left } = await settle([...everybody(), mailbox("snv", ["moi"], after)]);
    expect(left).toEqual([]);
    expect((await attributesOf(box())).pwdAccountLockedTime).toEqual(
      after === "active" ? undefined : [LOCKED_FOR_GOOD],
    );
    await settle([...everybody(), mailbox("snv", ["moi"])]);
  });

  it("stays locked when a person's own item takes its password", async () => {
    await settle([...everybody(), mailbox("snv", ["truong"], "suspended")]);
    const [, pho, moi] = everybody() as [DesiredEntry, DesiredEntry, DesiredEntry];
    const { items, left } = await settle([
      person("truong", "disabled"),
      pho,
      moi,
      mailbox("snv", [], "suspended"),
    ]);
    expect(items.map(({ owner }) => owner)).toEqual(["person:truong"]);
    expect(left).toEqual([]);
    expect((await attributesOf(box())).pwdAccountLockedTime).toEqual([LOCKED_FOR_GOOD]);
    await settle([...everybody(), mailbox("snv", [])]);
  });
});

describe("password policies", () => {
  const policy = (name: string, length: string): DesiredEntry =>
    entry(`policy:${name}`, dnOf("policies", `cn=${name}`), {
      objectClasses: ["applicationProcess", "pwdPolicy", "danhbaPolicy"],
      attributes: {
        cn: [name],
        pwdAttribute: ["userPassword"],
        pwdMinLength: [length],
        pwdLockout: ["TRUE"],
        pwdMaxAge: ["2419200"],
      },
      managed: ["pwdAttribute", "pwdMinLength", "pwdLockout", "pwdMaxAge"],
      isAdopting: true,
    });

  it("of the server's base tree is taken over with what it holds besides, and others are added", async () => {
    const dn = dnOf("policies", "cn=default");
    const before = await directory.read(dn);
    expect(before?.attributes.danhbaId).toBeUndefined();
    const { items, left } = await settle([policy("default", "12"), policy("administrators", "14")]);
    expect(items.map(({ owner, kind }) => `${owner} ${kind}`)).toEqual([
      "policy:default modify",
      "policy:administrators create",
    ]);
    expect(left).toEqual([]);
    const after = await directory.read(dn);
    expect(after?.entryUuid).toBe(before?.entryUuid);
    expect(after?.attributes).toMatchObject({
      danhbaId: ["policy:default"],
      pwdMinLength: ["12"],
      pwdMaxFailure: before?.attributes.pwdMaxFailure,
    });
    expect((await settle([policy("default", "10"), policy("administrators", "14")])).items).toHaveLength(1);
  });

  it("are put on an account, kept in any spelling and taken off again, each time resting on what was seen", async () => {
    const admins = policy("administrators", "14");
    const under = (...dns: string[]) => [admins, person("qt", "active", { pwdPolicySubentry: dns })];
    await settle(under(admins.dn));
    const { dn } = person("qt");
    expect((await attributesOf(dn)).pwdPolicySubentry).toEqual([admins.dn]);
    expect((await settle(under(admins.dn.replace("administrators", "Administrators")))).items).toEqual([]);
    const taking: Operation = {
      op: "modify",
      dn,
      changes: [{ type: "replace", attribute: "pwdPolicySubentry", values: [] }],
      expects: [{ attribute: "pwdPolicySubentry", value: dnOf("policies", "cn=default") }],
    };
    expect(await refusal(taking)).toBe("assertionFailed");
    const { items } = await settle([admins, person("qt")]);
    expect(items[0]?.operations[0]).toMatchObject({
      expects: [{}, { attribute: "pwdPolicySubentry", value: admins.dn }],
    });
    expect((await attributesOf(dn)).pwdPolicySubentry).toBeUndefined();
    expect(await refusal({ ...taking, expects: [{ attribute: "pwdPolicySubentry", value: null }] })).toBe(
      "written",
    );
  });
});
