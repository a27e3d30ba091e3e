import { describe, expect, it } from "vitest";
import { type PastEntry, PastTree } from "../../../src/changelog/as-of.ts";
import type { LogRecord, ReferenceRecord } from "../../../src/changelog/record.ts";
import type { Owner } from "../../../src/model/owner.ts";

const PEOPLE = "ou=people,dc=st";
const GROUP = "cn=g,ou=groups,dc=st";

let seq = 0;
function record(owner: Owner, dn: string, more: Partial<LogRecord> = {}): LogRecord {
  seq += 1;
  return {
    formatVersion: 1,
    realm: "st",
    seq,
    at: "2026-11-21T01:00:00.000Z",
    run: 1,
    actor: { kind: "service", name: "danhba", reason: null, at: null },
    owner,
    kind: "modify",
    kinds: ["modify"],
    dn,
    dnBefore: dn,
    isComplete: true,
    before: {},
    after: {},
    references: [],
    reason: "PERSON_CHANGED",
    params: {},
    clause: "Đ.1",
    decisionNo: null,
    delivery: null,
    prev: "",
    ...more,
  };
}

const created = (owner: Owner, dn: string, after: LogRecord["after"], references: ReferenceRecord[] = []) =>
  record(owner, dn, { kind: "create", kinds: ["create"], dnBefore: null, after, references });

const uid = (name: string): string => `uid=${name},${PEOPLE}`;
const person = (id: string, name: string) =>
  created(`person:${id}`, uid(name), {
    danhbaId: [`id-${id}`],
    uid: [name],
    cn: ["A"],
    userPassword: ["set"],
  });
const group = () => created("group:g", GROUP, { danhbaId: ["id-g"], cn: ["g"], member: ["cn=nobody"] });
const member = (
  removed: string[],
  added: string[],
  more: Partial<ReferenceRecord> = {},
): ReferenceRecord => ({
  dn: GROUP,
  holder: "id-g",
  attribute: "member",
  removed,
  added,
  ...more,
});

function entriesAfter(...records: readonly LogRecord[]): PastEntry[] {
  const tree = new PastTree();
  for (const one of records) tree.apply(one);
  return tree.entries();
}
const only = (...records: readonly LogRecord[]): PastEntry => {
  const entries = entriesAfter(...records);
  expect(entries).toHaveLength(1);
  return entries[0] as PastEntry;
};

describe("an entry of an earlier time", () => {
  it("begins with what it was created with, and a password only as a fact", () => {
    expect(only(person("1", "an"))).toEqual({
      owner: "person:1",
      dn: uid("an"),
      attributes: { cn: ["A"], danhbaId: ["id-1"], uid: ["an"] },
      hasPassword: true,
      isWhole: true,
    });
  });

  it("has what the newest change of each attribute gave it, or took", () => {
    const entry = only(
      person("1", "an"),
      record("person:1", uid("an"), { after: { cn: ["B"], title: ["Giám đốc"] } }),
      record("person:1", uid("an"), { after: { title: [], pwdReset: ["TRUE"] } }),
    );
    expect(entry.attributes).toEqual({ cn: ["B"], danhbaId: ["id-1"], uid: ["an"] });
  });

  it("follows a rename in its naming attribute, also where nothing but the rename was done", () => {
    const entry = only(
      person("1", "an"),
      record("person:1", uid("an.nv"), { dnBefore: uid("an"), isComplete: false }),
    );
    expect(entry).toMatchObject({ dn: uid("an.nv"), attributes: { uid: ["an.nv"] } });
  });

  it("is where danhba left it when it was moved by hand and moved back", () => {
    const entry = only(person("1", "an"), record("person:1", uid("an"), { dnBefore: uid("by-hand") }));
    expect(entry).toMatchObject({ dn: uid("an"), attributes: { uid: ["an"] } });
  });

  it("is gone once it was deleted, and not when only the references to it went", () => {
    const deletion = (isComplete: boolean) =>
      record("person:1", uid("an"), {
        kind: "delete",
        kinds: ["delete", "group"],
        isComplete,
        references: [member([uid("an")], [])],
      });
    const joined = record("person:1", uid("an"), { references: [member([], [uid("an")])] });
    const [left, still] = entriesAfter(group(), person("1", "an"), joined, deletion(false));
    expect([left?.attributes.member, still?.dn]).toEqual([["cn=nobody"], uid("an")]);
    expect(
      entriesAfter(group(), person("1", "an"), joined, deletion(true)).map(({ owner }) => owner),
    ).toEqual(["group:g"]);
  });

  it("begins anew when it was deleted by hand and made again", () => {
    const again = created("person:1", uid("an"), { danhbaId: ["id-1"], uid: ["an"], cn: ["C"] });
    const entry = only(person("1", "an"), record("person:1", uid("an"), { after: { title: ["x"] } }), again);
    expect(entry).toMatchObject({ attributes: { cn: ["C"] }, hasPassword: false });
    expect(entry.attributes).not.toHaveProperty("title");
  });

  it("has all that stood there when it was adopted", () => {
    const dn = "cn=default,ou=policies,dc=st";
    const was = { objectClass: ["pwdPolicy"], cn: ["default"], pwdMinLength: ["6"] };
    const adoption = record("policy:default", dn, {
      before: { ...was, danhbaId: [] },
      after: { ...was, danhbaId: ["id-p"], pwdMinLength: ["8"] },
    });
    expect(only(adoption)).toMatchObject({
      attributes: { cn: ["default"], danhbaId: ["id-p"], objectClass: ["pwdPolicy"], pwdMinLength: ["8"] },
      isWhole: true,
    });
  });

  it("says so when no record tells how it began", () => {
    const change = record("person:1", uid("an"), { before: { cn: ["A"] }, after: { cn: ["B"] } });
    expect(only(change)).toMatchObject({ attributes: { cn: ["B"] }, isWhole: false });
  });
});

describe("references at an earlier time", () => {
  it("come and go with the items of those who are referred to, whatever the letter case", () => {
    const [entry] = entriesAfter(
      group(),
      record("person:1", uid("an"), { references: [member([], [uid("an")])] }),
      record("person:1", uid("an.nv"), { references: [member([uid("AN")], [uid("an.nv")])] }),
    );
    expect(entry?.attributes.member).toEqual(["cn=nobody", uid("an.nv")]);
  });

  it("find a holder that somebody had renamed by hand, by its id", () => {
    const elsewhere = member([], [uid("an")], { dn: "cn=by-hand,ou=groups,dc=st" });
    const [entry] = entriesAfter(group(), record("person:1", uid("an"), { references: [elsewhere] }));
    expect(entry?.attributes.member).toContain(uid("an"));
  });

  it("are its own, too: the head of a mailbox changes with the mailbox", () => {
    const box = "uid=snv,ou=agencies,dc=st";
    const [entry] = entriesAfter(
      created("agency:SNV", box, { danhbaId: ["id-b"], uid: ["snv"], roleOccupant: [uid("an")] }),
      record("agency:SNV", "uid=sonv,ou=agencies,dc=st", {
        dnBefore: box,
        references: [
          member([uid("an")], [uid("binh")], {
            dn: "uid=sonv,ou=agencies,dc=st",
            holder: null,
            attribute: "roleOccupant",
          }),
        ],
      }),
    );
    expect(entry?.attributes.roleOccupant).toEqual([uid("binh")]);
  });

  it("are nothing where the password of a mailbox was made unusable", () => {
    const voided = member(["set"], [], { attribute: "userPassword" });
    const [entry] = entriesAfter(group(), record("person:1", uid("an"), { references: [voided] }));
    expect(entry?.attributes).toEqual({ cn: ["g"], danhbaId: ["id-g"], member: ["cn=nobody"] });
  });
});

describe("the tree", () => {
  const unit = (code: string, parent: string) =>
    created(`unit:${code}`, `danhbaUnit=${code},${parent}`, { danhbaUnit: [code], ou: [code] });
  const UNITS = "ou=units,dc=st";

  it("goes along below a unit that moves, and parents stand before what is below them", () => {
    const moved = record("unit:B", `danhbaUnit=B,danhbaUnit=Z,${UNITS}`, {
      dnBefore: `danhbaUnit=B,danhbaUnit=A,${UNITS}`,
    });
    const entries = entriesAfter(
      unit("A", UNITS),
      unit("B", `danhbaUnit=A,${UNITS}`),
      unit("C", `danhbaUnit=B,danhbaUnit=A,${UNITS}`),
      unit("Z", UNITS),
      moved,
    );
    expect(entries.map(({ dn }) => dn)).toEqual([
      `danhbaUnit=A,${UNITS}`,
      `danhbaUnit=Z,${UNITS}`,
      `danhbaUnit=B,danhbaUnit=Z,${UNITS}`,
      `danhbaUnit=C,danhbaUnit=B,danhbaUnit=Z,${UNITS}`,
    ]);
    expect(entries[2]?.attributes).toEqual({ danhbaUnit: ["B"], ou: ["B"] });
  });

  it("keeps two owners apart that had one name after the other", () => {
    const entries = entriesAfter(
      person("1", "an"),
      record("person:1", uid("an2"), { dnBefore: uid("an") }),
      person("2", "an"),
      record("person:1", uid("an2"), { after: { title: ["x"] } }),
    );
    expect(entries.map(({ owner, dn }) => `${owner} ${dn}`)).toEqual([
      `person:2 ${uid("an")}`,
      `person:1 ${uid("an2")}`,
    ]);
  });
});
