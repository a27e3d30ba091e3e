/** What a comparison of all entries with the projection shows: in the database and in memory. */
import { expect, it } from "vitest";
import { DanhbaError } from "../../src/model/error.ts";
import type { Owner } from "../../src/model/owner.ts";
import { openMarks } from "../../src/plan/member-marks.ts";
import type { ProjectedEntry, ProjectionPort } from "../../src/ports/answer-ports.ts";
import type { EntryStamp } from "../../src/ports/directory-port.ts";

const marks = openMarks("5a".repeat(32), "cn=nobody,ou=services,dc=x");
const csn = (second: number, server = "000") => `2026112200000${second}.000000Z#000000#${server}#000000`;
const personDn = (id: string) => `uid=${id},ou=people,dc=x`;
const groupDn = (id: string) => `cn=${id},ou=groups,dc=x`;

const GROUPS: readonly Owner[] = ["group:g"];
const person = (id: string, more: Partial<ProjectedEntry> = {}): ProjectedEntry => ({
  danhbaId: id,
  dn: personDn(id),
  entryUuid: `uuid-${id}`,
  entryCsn: csn(5),
  hash: `hash-${id}`,
  intent: null,
  members: null,
  attributes: {},
  owner: `person:${id}`,
  memberships: GROUPS,
  mark: marks.markOf(personDn(id)),
  ...more,
});
const group = (id: string, people: readonly string[]): ProjectedEntry => ({
  ...person(id),
  dn: groupDn(id),
  owner: `group:${id}`,
  memberships: [],
  members: marks.sumOf(people.map(personDn)),
});
const stampOf = (
  { danhbaId, dn, entryUuid, entryCsn, hash, members }: ProjectedEntry,
  more: Partial<EntryStamp> = {},
): EntryStamp => ({ danhbaId, dn, entryUuid, entryCsn, hash, members, ...more });

/** The stamps in pages of two. */
async function* pagesOf(stamps: readonly EntryStamp[]): AsyncGenerator<readonly EntryStamp[]> {
  for (let start = 0; start < stamps.length; start += 2) yield stamps.slice(start, start + 2);
}

const KNOWN = [person("a"), person("b"), person("c"), group("g", ["a", "b", "c"]), group("empty", [])];
const SAME = KNOWN.map((row) => stampOf(row));
const NOTHING = { changed: [], missing: [], groups: [], others: [], isRestored: false };

/** @param open a projection that holds these rows and no others */
export function comparingContract(
  open: (rows: readonly ProjectedEntry[]) => Promise<Pick<ProjectionPort, "compareScan">>,
): void {
  const compare = async (stamps: readonly EntryStamp[], rows = KNOWN, limit = 100) =>
    (await open(rows)).compareScan("r", pagesOf(stamps), limit);
  const changing = (id: string, more: Partial<EntryStamp>) =>
    SAME.map((stamp) => (stamp.danhbaId === id ? { ...stamp, ...more } : stamp));

  it("nothing where all is as it was, signed in or not", async () => {
    expect(await compare(SAME)).toEqual({ ...NOTHING, entries: 5 });
    expect(await compare(changing("a", { entryCsn: csn(9) }))).toEqual({ ...NOTHING, entries: 5 });
    expect(await compare([], [])).toEqual({ ...NOTHING, entries: 0 });
  });

  it.each<[what: string, more: Partial<EntryStamp>]>([
    ["holds something else", { hash: "other" }],
    ["stands elsewhere", { dn: personDn("z") }],
    ["is another one", { entryUuid: "uuid-z" }],
  ])("an own entry that %s", async (_what, more) => {
    expect(await compare(changing("a", more))).toEqual({ ...NOTHING, entries: 5, changed: ["a"] });
  });

  it("an own entry that is older than it was, unless another server wrote it", async () => {
    expect(await compare(changing("a", { entryCsn: csn(4) }))).toEqual({
      ...NOTHING,
      entries: 5,
      changed: ["a"],
      isRestored: true,
    });
    expect(await compare(changing("a", { entryCsn: csn(4, "002") }))).toEqual({ ...NOTHING, entries: 5 });
  });

  it("own entries that are new and that are gone, but not those known to be missing", async () => {
    const gone = SAME.filter(({ danhbaId }) => danhbaId !== "b");
    expect(await compare([...gone, stampOf(person("new"))])).toMatchObject({
      changed: ["new"],
      missing: ["b"],
    });
    const missing = person("m", { entryUuid: "", entryCsn: "", hash: "", memberships: null, mark: null });
    expect(await compare(SAME, [...KNOWN, missing])).toEqual({ ...NOTHING, entries: 5 });
    expect(await compare([...SAME, stampOf(person("m"))], [...KNOWN, missing])).toMatchObject({
      changed: ["m"],
    });
  });

  it.each<[what: string, people: readonly string[]]>([
    ["a member less", ["a", "b"]],
    ["a member more", ["a", "b", "c", "d"]],
    ["another member", ["a", "b", "d"]],
    ["no member", []],
  ])("a group with %s", async (_what, people) => {
    const members = marks.sumOf(people.map(personDn));
    expect(await compare(changing("g", { members }))).toEqual({
      ...NOTHING,
      entries: 5,
      groups: [{ dn: groupDn("g"), owner: "group:g" }],
    });
  });

  it("a group whose owner is not known as soon as it has members", async () => {
    const rows = KNOWN.map((row) => (row.danhbaId === "g" ? { ...row, owner: null } : row));
    expect(await compare(SAME, rows)).toMatchObject({ groups: [{ dn: groupDn("g"), owner: null }] });
  });

  it("entries of others, and copies of own ones: the one that was known is no copy", async () => {
    const guest = stampOf(person("guest"), { danhbaId: null });
    const copy = stampOf(person("a"), { dn: personDn("0"), entryUuid: "uuid-copy" });
    expect(await compare([copy, guest, ...SAME])).toEqual({
      ...NOTHING,
      entries: 7,
      others: expect.toSatisfy((dns: readonly string[]) =>
        [personDn("0"), personDn("guest")].every((dn) => dns.length === 2 && dns.includes(dn)),
      ),
    });
    const twice = [stampOf(person("n")), stampOf(person("n"), { dn: personDn("o"), entryUuid: "uuid-o" })];
    expect(await compare([...SAME, ...twice.toReversed()])).toMatchObject({
      changed: ["n"],
      others: [personDn("o")],
    });
  });

  it("nothing at all where more differs than is asked for", async () => {
    const stamps = changing("a", { hash: "other" }).filter(({ danhbaId }) => danhbaId !== "b");
    expect(await compare(stamps, KNOWN, 2)).toMatchObject({ changed: ["a"], missing: ["b"] });
    expect(await compare(stamps, KNOWN, 1)).toBeNull();
    const guests = ["x", "y"].map((id) => stampOf(person(id), { danhbaId: null }));
    expect(await compare([...SAME, ...guests], KNOWN, 2)).toMatchObject({ others: { length: 2 } });
    expect(await compare([...SAME, ...guests], KNOWN, 1)).toBeNull();
  });

  it("the fault in which the reading ends, and then again all that there is", async () => {
    const projection = await open(KNOWN);
    async function* broken(): AsyncGenerator<readonly EntryStamp[]> {
      yield SAME;
      throw new DanhbaError("LDAP_INCOMPLETE", { result: "pagingLost" });
    }
    await expect(projection.compareScan("r", broken(), 100)).rejects.toMatchObject({
      code: "LDAP_INCOMPLETE",
    });
    expect(await projection.compareScan("r", pagesOf(SAME), 100)).toEqual({ ...NOTHING, entries: 5 });
  });
}
