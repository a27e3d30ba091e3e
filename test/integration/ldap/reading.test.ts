/** Reading a directory that does not give the whole list: on slapd, and through a proxy that spoils the answers. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { openDirectory } from "../../../src/ldap/open-directory.ts";
import { BRANCHES } from "../../../src/model/entry.ts";
import { DanhbaError } from "../../../src/model/error.ts";
import { entryHash } from "../../../src/plan/entry-hash.ts";
import { openMarks } from "../../../src/plan/member-marks.ts";
import type { DirectoryPort } from "../../../src/ports/directory-port.ts";
import { allPages } from "../../support/all-pages.ts";
import {
  asAdmin,
  branchOf,
  change,
  changedFiles,
  type FileChange,
  type FreshDirectory,
  freshDirectory,
} from "../../support/directory.ts";
import { type LdapProxy, OP, startLdapProxy, type Trick } from "../../support/ldap-proxy.ts";

/** Two full pages and some: the third one ends the list. */
const PEOPLE = 1_010;
const PAGES = Object.keys(BRANCHES).length + 2;

/** Before every change. */
const ALWAYS = "19700101000000.000000Z#000000#000#000000";

const marks = openMarks("5a".repeat(32), "cn=nobody,ou=services,dc=x");

let server: FreshDirectory;
let proxy: LdapProxy;

beforeAll(async () => {
  server = await freshDirectory();
  proxy = await startLdapProxy(server.url);
  await addPeople(server, PEOPLE);
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});
beforeEach(() => {
  proxy.trick = () => null;
});

async function addPeople(directory: FreshDirectory, count: number): Promise<void> {
  await asAdmin(directory, async (client) => {
    for (let number = 0; number < count; number += 1) {
      await client.add(`uid=p${number},${branchOf(directory, "people")}`, {
        objectClass: ["inetOrgPerson", "danhbaAccount"],
        uid: `p${number}`,
        cn: "Người",
        sn: "Người",
        mail: `p${number}@x.vn`,
        danhbaId: `id-${number}`,
        danhbaStatus: "active",
      });
    }
  });
}

async function reading<Result>(
  directory: FreshDirectory,
  url: string,
  work: (port: DirectoryPort) => Promise<Result>,
): Promise<Result> {
  const { suffix, bindDn, bindPassword } = directory;
  const port = await openDirectory({ url, suffix, bindDn, bindPassword, caFile: null });
  try {
    return await work(port);
  } finally {
    await port.close();
  }
}

/** `CODE result`, or the number of entries that were taken for the whole. */
async function outcomeOf(
  directory: FreshDirectory,
  url: string,
  work: (port: DirectoryPort) => Promise<readonly unknown[]> = (port) => port.observe(),
): Promise<string | number> {
  try {
    return (await reading(directory, url, work)).length;
  } catch (error) {
    if (!(error instanceof DanhbaError)) throw error;
    return `${error.code} ${error.params.result ?? ""}`.trim();
  }
}

const scanAll = (port: DirectoryPort) => allPages(port.scan(marks));

/** Spoils the n-th page from now. */
function spoil(nth: number, trick: Trick): void {
  const before = proxy.count(OP.search);
  proxy.trick = (request) => (request.op === OP.search && request.nth === before + nth ? trick : null);
}

describe("a list that comes in full", () => {
  it("is read page by page, of every branch, with the entries of others", async () => {
    const before = proxy.count(OP.search);
    const entries = await reading(server, proxy.url, (port) => port.observe());
    expect(proxy.count(OP.search) - before).toBe(PAGES);
    expect(entries.filter(({ dn }) => dn.startsWith("uid=p"))).toHaveLength(PEOPLE);
    expect(entries.find(({ dn }) => dn.startsWith("uid=p7,"))).toMatchObject({
      entryUuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      entryCsn: expect.stringMatching(/^\d{14}\./),
      attributes: { mail: ["p7@x.vn"], cn: ["Người"], danhbaId: ["id-7"] },
    });
    expect(Object.keys(entries[0]?.attributes ?? {})).not.toContain("title");
  });

  it("is the same list as stamps, with the hash and the mark that the entries have as text", async () => {
    const [entries, stamps] = await reading(server, proxy.url, async (port) => [
      await port.observe(),
      await scanAll(port),
    ]);
    expect(stamps).toEqual(
      entries.map(({ dn, entryUuid, entryCsn, attributes }) => ({
        dn,
        entryUuid,
        entryCsn,
        danhbaId: attributes.danhbaId?.[0] ?? null,
        hash: entryHash({ attributes }),
        members: attributes.member === undefined ? null : marks.sumOf(attributes.member),
      })),
    );
  });

  it("may end with a page that is full", async () => {
    const dn = (number: number) => `uid=p${number},${branchOf(server, "people")}`;
    const extra = Array.from({ length: PEOPLE - 1_000 }, (_, index) => dn(1_000 + index));
    await asAdmin(server, async (client) => {
      for (const one of extra) await client.del(one);
    });
    expect(await outcomeOf(server, proxy.url)).toBe(1_000 + 2);
    await addMissing(extra);
  });

  /** Puts back what the test took away. */
  async function addMissing(dns: readonly string[]): Promise<void> {
    await asAdmin(server, async (client) => {
      for (const dn of dns) {
        const uid = dn.slice("uid=".length, dn.indexOf(","));
        await client.add(dn, {
          objectClass: ["inetOrgPerson", "danhbaAccount"],
          uid,
          cn: "Người",
          sn: "Người",
          mail: `${uid}@x.vn`,
          danhbaId: `id-${uid}`,
          danhbaStatus: "active",
        });
      }
    });
  }

  it("holds what changed since, and nothing else", async () => {
    const since = await reading(server, server.url, (port) => port.contextCsn());
    await asAdmin(server, (client) =>
      client.modify(`uid=p3,${branchOf(server, "people")}`, change("replace", "title", "Chuyên viên")),
    );
    const changed = await reading(server, server.url, (port) => port.changedSince(since ?? ""));
    expect(changed.map(({ attributes }) => attributes.title?.[0] ?? null)).toContain("Chuyên viên");
    expect(changed.length).toBeLessThan(5);
  });
});

describe("a list that does not come in full is never taken for the whole", () => {
  /** Which page of which: the first of the people is the first of all. */
  it.each<[what: string, nth: number, trick: Trick, expected: string]>([
    ["time limit", 2, { result: 3 }, "LDAP_INCOMPLETE timeLimitExceeded"],
    ["size limit", 2, { result: 4 }, "LDAP_INCOMPLETE sizeLimitExceeded"],
    ["administrative limit", 3, { result: 11 }, "LDAP_INCOMPLETE adminLimitExceeded"],
    ["a cookie that the server does not know", 3, { result: 53 }, "LDAP_INCOMPLETE unwillingToPerform"],
    [
      "paging that the server does not know",
      1,
      { result: 12 },
      "LDAP_INCOMPLETE unavailableCriticalExtension",
    ],
    ["referral as the answer", 1, { result: 10 }, "LDAP_INCOMPLETE referral"],
    ["a continuation reference", 2, { reference: "ldap://other/ou=people" }, "LDAP_INCOMPLETE referral"],
    ["a lost cookie in the middle", 2, { cookie: "lost" }, "LDAP_INCOMPLETE pagingLost"],
    ["a lost cookie at the end", PAGES, { cookie: "lost" }, "LDAP_INCOMPLETE pagingLost"],
    ["a page that comes twice", 2, { repeat: true }, "LDAP_INCOMPLETE entryRepeated"],
    ["a branch that is not there", 4, { result: 32 }, "LDAP_INCOMPLETE noSuchObject"],
    ["no right to read", 4, { result: 50 }, "LDAP_INCOMPLETE insufficientAccessRights"],
    ["an error of the server", 3, { result: 80 }, "LDAP_INCOMPLETE other"],
    ["a code that nobody knows", 3, { result: 4_096 }, "LDAP_INCOMPLETE resultCode 4096"],
    ["busy", 3, { result: 51 }, "LDAP_UNREACHABLE busy"],
    ["unavailable", 3, { result: 52 }, "LDAP_UNREACHABLE unavailable"],
    ["a connection that ends in mid-page", 2, { cut: true }, "LDAP_UNREACHABLE"],
  ])("%s", async (_what, nth, trick, expected) => {
    spoil(nth, trick);
    expect(await outcomeOf(server, proxy.url)).toBe(expected);
    spoil(nth, trick);
    expect(await outcomeOf(server, proxy.url, scanAll)).toBe(expected);
    spoil(Math.min(nth, PAGES - 2), trick);
    expect(await outcomeOf(server, proxy.url, (port) => port.changedSince(ALWAYS))).toBe(expected);
    proxy.trick = () => null;
    expect(await outcomeOf(server, proxy.url)).toBe(PEOPLE + 2);
  });

  it("an answer that never comes", async () => {
    const before = proxy.count(OP.search);
    spoil(2, { drop: true });
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const outcome = outcomeOf(server, proxy.url);
      await vi.waitFor(() => expect(proxy.count(OP.search)).toBe(before + 2), { timeout: 10_000 });
      await vi.advanceTimersByTimeAsync(60_000);
      expect(await outcome).toBe("LDAP_UNREACHABLE");
    } finally {
      vi.useRealTimers();
    }
  });

  it("and nothing more is asked for on a connection that was lost", async () => {
    const before = proxy.count(OP.search);
    spoil(2, { cut: true });
    await reading(server, proxy.url, async (port) => {
      await expect(port.observe()).rejects.toMatchObject({ code: "LDAP_UNREACHABLE" });
      await expect(port.observe()).rejects.toMatchObject({ params: { detail: "connection lost" } });
      await expect(port.read(server.suffix)).rejects.toMatchObject({ code: "LDAP_UNREACHABLE" });
      await expect(port.contextCsn()).rejects.toMatchObject({ code: "LDAP_UNREACHABLE" });
    });
    expect(proxy.count(OP.search) - before).toBe(2);
  });
});

describe("one entry", () => {
  const dn = () => `uid=p3,${branchOf(server, "people")}`;

  it("is null only where the server says that there is none", async () => {
    await reading(server, proxy.url, async (port) => {
      expect(await port.read(dn())).toMatchObject({ dn: dn() });
      expect(await port.read(`uid=none,${branchOf(server, "people")}`)).toBeNull();
    });
  });

  it.each([
    [51, "LDAP_UNREACHABLE"],
    [53, "LDAP_INCOMPLETE"],
    [10, "LDAP_INCOMPLETE"],
    [50, "LDAP_INCOMPLETE"],
    [0, "LDAP_INCOMPLETE"],
  ])("answered with %i and nothing else is %s", async (result, code) => {
    spoil(1, { result });
    await expect(reading(server, proxy.url, (port) => port.read(dn()))).rejects.toMatchObject({ code });
  });
});

describe("slapd itself", () => {
  const LIMITS =
    'olcLimits: dn.exact="cn=danhba,ou=services,@SUFFIX@"\n  size=unlimited size.prtotal=unlimited time=unlimited';
  const SERVICE_MANAGES =
    'olcAccess: to dn.children="ou=people,@SUFFIX@"\n  by dn.exact="cn=danhba,ou=services,@SUFFIX@" manage';
  const hiding = (attribute: string, branch = "people"): FileChange => [
    "databases.ldif",
    SERVICE_MANAGES,
    `olcAccess: to dn.children="ou=${branch},@SUFFIX@" attrs=${attribute}\n  by * none\n${SERVICE_MANAGES}`,
  ];

  it.each<[what: string, change: FileChange, people: number, expected: string | number]>([
    [
      "with a size limit",
      ["databases.ldif", LIMITS, LIMITS.replace("size=unlimited size.prtotal=unlimited", "size=30")],
      31,
      "LDAP_INCOMPLETE sizeLimitExceeded",
    ],
    [
      "with a limit on all pages together",
      ["databases.ldif", LIMITS, LIMITS.replace("size.prtotal=unlimited", "size.prtotal=30")],
      31,
      "LDAP_INCOMPLETE sizeLimitExceeded",
    ],
    [
      "with paging switched off",
      ["databases.ldif", LIMITS, LIMITS.replace("size.prtotal=unlimited", "size.prtotal=disabled")],
      5,
      "LDAP_INCOMPLETE adminLimitExceeded",
    ],
    [
      "without a branch",
      ["base.ldif", /dn: ou=units,@SUFFIX@\n[\s\S]*?\n\n/, ""],
      5,
      "LDAP_INCOMPLETE noSuchObject",
    ],
    ["that hides danhbaId", hiding("danhbaId"), 1, "LDAP_INCOMPLETE attributeHidden"],
    ["that hides uid", hiding("uid"), 1, "LDAP_INCOMPLETE attributeHidden"],
    ["that hides entryCSN", hiding("entryCSN"), 1, "LDAP_INCOMPLETE attributeHidden"],
    ["that hides objectClass", hiding("objectClass"), 1, "LDAP_INCOMPLETE attributeHidden"],
    ["that hides every address", hiding("mail"), 20, "LDAP_INCOMPLETE attributeHidden"],
    ["that hides what need not be there", hiding("title"), 20, 22],
  ])("%s", async (_what, fileChange, people, expected) => {
    const directory = await freshDirectory({ files: await changedFiles(fileChange) });
    try {
      await addPeople(directory, people);
      expect(await outcomeOf(directory, directory.url)).toBe(expected);
    } finally {
      await directory.stop();
    }
  });

  it("with a referral in a branch", async () => {
    const directory = await freshDirectory();
    try {
      await asAdmin(directory, (client) =>
        client.add(`cn=elsewhere,${branchOf(directory, "groups")}`, {
          objectClass: ["referral", "extensibleObject"],
          cn: "elsewhere",
          ref: "ldap://127.0.0.1:1/ou=groups,dc=elsewhere",
        }),
      );
      expect(await outcomeOf(directory, directory.url)).toBe("LDAP_INCOMPLETE referral");
    } finally {
      await directory.stop();
    }
  });
});
