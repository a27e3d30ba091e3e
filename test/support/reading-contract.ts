/** What every directory behind the port answers when few of its entries are looked for: on slapd and on the fake. */
import { expect, it } from "vitest";
import { BRANCHES } from "../../src/model/entry.ts";
import { entryHash } from "../../src/plan/entry-hash.ts";
import { openMarks } from "../../src/plan/member-marks.ts";
import type { DirectoryPort } from "../../src/ports/directory-port.ts";
import { allPages } from "./all-pages.ts";

export interface ContractDirectory {
  readonly port: DirectoryPort;
  readonly suffix: string;
  /** An administrator's own hand. */
  add(dn: string, attributes: Readonly<Record<string, readonly string[]>>): Promise<void>;
  addMember(dn: string, member: string): Promise<void>;
  remove(dn: string): Promise<void>;
}

const DOMAIN = "x.gov.vn";

/** @param open an empty directory for each test */
export function readingContract(open: () => Promise<ContractDirectory>): void {
  const person = (suffix: string, uid: string) => `uid=${uid},${BRANCHES.person},${suffix}`;
  const mailbox = (suffix: string, uid: string) => `uid=${uid},${BRANCHES.agency},${suffix}`;
  const group = (suffix: string, cn: string) => `cn=${cn},${BRANCHES.group},${suffix}`;
  const addPerson = (
    directory: ContractDirectory,
    uid: string,
    more: Readonly<Record<string, readonly string[]>> = {},
  ) =>
    directory.add(person(directory.suffix, uid), {
      objectClass: ["inetOrgPerson", "inetLocalMailRecipient", "danhbaAccount"],
      uid: [uid],
      cn: ["Đặng Quốc Huy"],
      sn: ["Đặng Quốc"],
      danhbaId: [`id-${uid}`],
      danhbaStatus: ["active"],
      mail: [`${uid}@${DOMAIN}`],
      ...more,
    });
  const addGroup = (directory: ContractDirectory, cn: string, member: readonly string[]) =>
    directory.add(group(directory.suffix, cn), {
      objectClass: ["groupOfNames", "danhbaGroup"],
      cn: [cn],
      danhbaId: [`id-${cn}`],
      member,
    });
  const dnsOf = (entries: readonly { readonly dn: string }[]) => entries.map(({ dn }) => dn).toSorted();

  it("own entries by their ids, copies too, however many are asked for", async () => {
    const directory = await open();
    const { port, suffix } = directory;
    await addPerson(directory, "a");
    await addPerson(directory, "b");
    await addPerson(directory, "copy", { danhbaId: ["id-a"] });
    await addGroup(directory, "g", [person(suffix, "a")]);
    const missing = Array.from({ length: 450 }, (_, index) => `none-${index}`);
    const found = await port.findOwn(["id-a", ...missing, "id-g"]);
    expect(dnsOf(found)).toEqual(
      [group(suffix, "g"), person(suffix, "a"), person(suffix, "copy")].toSorted(),
    );
    expect(found.find(({ dn }) => dn === person(suffix, "a"))?.attributes).toMatchObject({
      cn: ["Đặng Quốc Huy"],
      danhbaId: ["id-a"],
    });
    expect(found.find(({ dn }) => dn === group(suffix, "g"))?.attributes.member).toBeUndefined();
    expect(await port.findOwn([])).toEqual([]);
  });

  it("entries at their names, those that are there", async () => {
    const directory = await open();
    const { port, suffix } = directory;
    await addPerson(directory, "a");
    await addGroup(directory, "g", [person(suffix, "a")]);
    const asked = [person(suffix, "none"), group(suffix, "g"), person(suffix, "A")];
    const found = await port.findAt(asked);
    expect(dnsOf(found)).toEqual([group(suffix, "g"), person(suffix, "a")].toSorted());
    expect(found.some(({ attributes }) => attributes.member !== undefined)).toBe(false);
  });

  it("whoever uses a name or an address, once each", async () => {
    const directory = await open();
    const { port, suffix } = directory;
    await addPerson(directory, "a", { mailLocalAddress: [`anh@${DOMAIN}`, `huy@${DOMAIN}`] });
    await addPerson(directory, "b", { mail: [`Huy@${DOMAIN}`] });
    await addPerson(directory, "huy", { mail: ["huy@elsewhere.vn"] });
    await addPerson(directory, "c", { mail: ["huy@elsewhere.vn"] });
    const found = await port.findUses(["huy", "a"], [DOMAIN, "y.vn"]);
    expect(dnsOf(found)).toEqual(["a", "b", "huy"].map((uid) => person(suffix, uid)));
    const many = Array.from({ length: 150 }, (_, index) => `n${index}`);
    expect(dnsOf(await port.findUses([...many, "c"], [DOMAIN]))).toEqual([person(suffix, "c")]);
  });

  it("who refers to an entry, and the members of one group", async () => {
    const directory = await open();
    const { port, suffix } = directory;
    for (const uid of ["a", "b", "c"]) await addPerson(directory, uid);
    const [a, b, c] = ["a", "b", "c"].map((uid) => person(suffix, uid)) as [string, string, string];
    await addGroup(directory, "g", [a, b]);
    await addGroup(directory, "h", [b]);
    await directory.add(mailbox(suffix, "snv"), {
      objectClass: ["organizationalRole", "uidObject", "danhbaAccount"],
      cn: ["Sở Nội vụ"],
      uid: ["snv"],
      danhbaId: ["id-snv"],
      danhbaStatus: ["active"],
      roleOccupant: [b],
    });
    const byHolder = (one: { holder: string }, other: { holder: string }) =>
      one.holder < other.holder ? -1 : 1;
    expect((await port.findReferrers([b])).toSorted(byHolder)).toEqual([
      { holder: group(suffix, "g"), attribute: "member", target: b },
      { holder: group(suffix, "h"), attribute: "member", target: b },
      { holder: mailbox(suffix, "snv"), attribute: "roleOccupant", target: b },
    ]);
    expect(await port.findReferrers([c, a])).toEqual([
      { holder: group(suffix, "g"), attribute: "member", target: a },
    ]);
    expect(new Set(await port.membersOf(group(suffix, "g")))).toEqual(new Set([a, b]));
    expect(await port.membersOf(group(suffix, "none"))).toEqual([]);
    expect(await port.membersOf(a)).toEqual([]);
  });

  it("what changed, without the members of groups, and all as stamps that say the same", async () => {
    const directory = await open();
    const { port, suffix } = directory;
    await addPerson(directory, "a", {
      mailLocalAddress: [`z@${DOMAIN}`, `y@${DOMAIN}`],
      pwdAccountLockedTime: ["000001010000Z"],
    });
    await addPerson(directory, "b", { pwdAccountLockedTime: ["20261122000115Z"] });
    await directory.add(person(suffix, "guest"), {
      objectClass: ["inetOrgPerson"],
      uid: ["guest"],
      cn: ["guest"],
      sn: ["guest"],
    });
    await addGroup(directory, "g", [person(suffix, "a")]);
    const since = (await port.contextCsn()) ?? "";
    await directory.addMember(group(suffix, "g"), person(suffix, "b"));
    const changed = await port.changedSince(since);
    expect(dnsOf(changed)).toContain(group(suffix, "g"));
    expect(changed.some(({ attributes }) => attributes.member !== undefined)).toBe(false);
    const marks = openMarks("5a".repeat(32), `cn=nobody,ou=services,${suffix}`);
    const stamps = await allPages(port.scan(marks));
    const entries = await port.observe();
    const byDn = (one: { dn: string }, other: { dn: string }) => (one.dn < other.dn ? -1 : 1);
    expect(stamps.toSorted(byDn)).toEqual(
      entries.toSorted(byDn).map(({ dn, entryUuid, entryCsn, attributes }) => ({
        dn,
        entryUuid,
        entryCsn,
        danhbaId: attributes.danhbaId?.[0] ?? null,
        hash: entryHash({ attributes }),
        members: attributes.member === undefined ? null : marks.sumOf(attributes.member),
      })),
    );
    expect(stamps.find(({ dn }) => dn === group(suffix, "g"))?.members?.count).toBe(2);
  });

  it("a deletion more, where it counts them", async () => {
    const directory = await open();
    const { port, suffix } = directory;
    await addPerson(directory, "a");
    const before = await port.deletions();
    expect(await port.deletions()).toBe(before);
    await directory.remove(person(suffix, "a"));
    if (before !== null) expect(await port.deletions()).not.toBe(before);
  });
}
