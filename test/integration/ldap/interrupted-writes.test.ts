import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { DirectoryOptions } from "../../../src/ldap/connect.ts";
import { openDirectory } from "../../../src/ldap/open-directory.ts";
import { DanhbaError } from "../../../src/model/error.ts";
import type { DirectoryPort } from "../../../src/ports/directory-port.ts";
import {
  changedFiles,
  type FileChange,
  type FreshDirectory,
  freshDirectory,
} from "../../support/directory.ts";
import { OP, startLdapProxy, type Trick } from "../../support/ldap-proxy.ts";
import { type SampleWrites, sampleWrites } from "../../support/sample-writes.ts";

const END_OID = "1.3.6.1.1.21.3";
const MONITOR = 'dn.subtree="cn=Monitor"\n  by dn.exact="cn=danhba,ou=services,@SUFFIX@" read\n';

interface Scene {
  readonly server: FreshDirectory;
  readonly directory: DirectoryPort;
  readonly writes: SampleWrites;
  /** Puts these words into the configuration in the place of those, and starts slapd again. */
  readonly tune: (from: string, to: string) => Promise<void>;
  readonly reopen: () => Promise<DirectoryPort>;
}

async function onServer(
  work: (scene: Scene) => Promise<void>,
  changes: readonly FileChange[] = [],
  options: Partial<DirectoryOptions> = {},
): Promise<void> {
  const files = await changedFiles(["databases.ldif", "# people\n", "# people \n"], ...changes);
  const server = await freshDirectory({ files });
  const ports: DirectoryPort[] = [];
  const reopen = async (): Promise<DirectoryPort> => {
    const port = await openDirectory({ ...server, caFile: null, ...options });
    ports.push(port);
    return port;
  };
  const tune = async (from: string, to: string): Promise<void> => {
    const file = join(files, "databases.ldif");
    const text = await readFile(file, "utf8");
    if (!text.includes(from)) throw new Error(`nothing to change: ${from}`);
    await writeFile(file, text.replace(from, to));
    await server.suspend();
    await server.resume();
  };
  try {
    const directory = await reopen();
    await work({ server, directory, writes: sampleWrites(server.suffix), tune, reopen });
  } finally {
    for (const port of ports) await port.close();
    await server.stop();
  }
}

async function faultOf(work: Promise<unknown>): Promise<Record<string, unknown> | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (!(error instanceof DanhbaError)) throw error;
    return { code: error.code, ...error.params };
  }
}

describe("a connection that is lost while writes are made together", () => {
  it("leaves nothing of them when slapd dies, and all works on, one by one, once it is back", async () => {
    await onServer(async ({ server, directory, writes }) => {
      const { addPerson, personDn } = writes;
      await directory.write(addPerson("truoc"));
      const list = Array.from({ length: 2_000 }, (_, index) => addPerson(`mat${index}`));
      const [fault] = await Promise.all([faultOf(directory.writeTogether(list)), server.kill()]);
      expect(fault).toMatchObject({ code: "LDAP_UNREACHABLE" });
      const refused = await faultOf(directory.write(addPerson("sau")));
      expect(refused).toMatchObject({ code: "LDAP_UNREACHABLE", detail: "connection lost" });
      await Promise.all([
        directory.goWithoutTransactions(),
        directory.goWithoutTransactions(),
        server.resume(),
      ]);
      expect(directory.writing).toEqual({ isInTransactions: false, why: "lost", lanes: 4 });
      expect(await directory.read(personDn("truoc"))).not.toBeNull();
      expect(await directory.read(personDn("mat0"))).toBeNull();
      await Promise.all(list.slice(0, 8).map((operation) => directory.write(operation)));
      expect((await directory.observe()).length).toBeGreaterThan(9);
    });
  });

  it.each([
    ["before the server was told to end them", { drop: true }, false],
    ["after the server was told to end them", { cut: true }, true],
  ] as const)("%s, leaves it settled whether they are done", async (_when, trick, isDone) => {
    await onServer(async ({ server, writes }) => {
      const proxy = await startLdapProxy(server.url);
      const directory = await openDirectory({ ...server, url: proxy.url, caFile: null });
      try {
        const { addPerson, personDn } = writes;
        await directory.writeTogether([addPerson("truoc")]);
        const cuts: Promise<void>[] = [];
        proxy.trick = ({ op, dn }): Trick => {
          if (op !== OP.extended || dn !== END_OID) return null;
          if ("drop" in trick) cuts.push(proxy.cutAll());
          return trick;
        };
        const fault = await faultOf(directory.writeTogether([addPerson("mot"), addPerson("hai")]));
        await Promise.all(cuts);
        expect(fault).toMatchObject({ code: "LDAP_UNREACHABLE" });
        proxy.trick = () => null;
        await directory.goWithoutTransactions();
        for (const uid of ["mot", "hai"]) expect((await directory.read(personDn(uid))) !== null).toBe(isDone);
        await directory.write(addPerson("sau"));
        expect(directory.writing.why).toBe("lost");
      } finally {
        await directory.close();
        await proxy.stop();
      }
    });
  });

  it("does not matter when nobody used it: the next write has a new one", async () => {
    await onServer(async ({ server, directory, writes }) => {
      const { addPerson, personDn } = writes;
      await directory.writeTogether([addPerson("truoc")]);
      await server.suspend();
      await server.resume();
      const look = await faultOf(directory.read(personDn("truoc")));
      expect(look).toMatchObject({ code: "LDAP_UNREACHABLE" }); // what is read on is not replaced silently
      await directory.writeTogether([addPerson("sau")]);
      await directory.goWithoutTransactions();
      expect(await directory.read(personDn("sau"))).not.toBeNull();
    });
  });
});

describe("a server that takes no writes for a time", () => {
  it("refuses them together as it refuses them alone when it is read-only", async () => {
    await onServer(async ({ writes, tune, reopen }) => {
      const { addPerson, personDn } = writes;
      await tune("olcLastBind: TRUE\n", "olcReadOnly: TRUE\n");
      const directory = await reopen();
      const alone = await faultOf(directory.write(addPerson("an")));
      const together = await faultOf(directory.writeTogether([addPerson("an"), addPerson("binh")]));
      expect(alone).toMatchObject({ code: "LDAP_REFUSED", result: "unwillingToPerform", dn: personDn("an") });
      expect(together).toEqual(alone);
      expect(directory.writing.isInTransactions).toBe(true);
    });
  });

  it("refuses them together as it refuses them alone when its database is full, and can be read on", async () => {
    await onServer(
      async ({ directory, writes }) => {
        const { addPerson, personDn } = writes;
        await directory.writeTogether([addPerson("dau")]);
        const long = { title: ["x".repeat(60_000)] };
        const fill = async (): Promise<unknown> => {
          for (let number = 0; ; number += 1) {
            const pair = [addPerson(`day${number}a`, long), addPerson(`day${number}b`, long)];
            const fault = await faultOf(directory.writeTogether(pair));
            if (fault !== null) return fault;
          }
        };
        expect(await fill()).toMatchObject({ code: "LDAP_REFUSED", result: "other" });
        const alone = await faultOf(directory.write(addPerson("cuoi", { title: ["x".repeat(200_000)] })));
        expect(alone).toMatchObject({ code: "LDAP_REFUSED", result: "other" });
        expect(await directory.read(personDn("dau"))).not.toBeNull();
        expect((await directory.observe()).length).toBeGreaterThan(2);
      },
      [["databases.ldif", "olcDbMaxSize: @DB_MAXSIZE@", "olcDbMaxSize: 1048576"]],
    );
  });
});

describe("where transactions are not safe", () => {
  it("writes go one by one when the monitor cannot be read", async () => {
    await onServer(
      async ({ directory, writes }) => {
        expect(directory.writing).toEqual({ isInTransactions: false, why: "unknown-version", lanes: 2 });
        const { addPerson } = writes;
        await Promise.all(["a", "b", "c"].map((uid) => directory.write(addPerson(uid))));
        await directory.goWithoutTransactions();
        expect(directory.writing.why).toBe("unknown-version");
        expect(await faultOf(directory.write(addPerson("a")))).toMatchObject({
          result: "entryAlreadyExists",
        });
      },
      [["databases.ldif", MONITOR, 'dn.subtree="cn=Monitor"\n']],
      { connections: 2 },
    );
  });

  it("settings that insist on them are refused with the reason", async () => {
    await onServer(
      async ({ server }) => {
        const opened = openDirectory({ ...server, caFile: null, transactions: "on" });
        expect(await faultOf(opened)).toEqual({
          code: "SETTINGS_INVALID",
          setting: "ldap.transactions",
          problem: "MONITOR_NOT_READABLE",
        });
      },
      [["databases.ldif", MONITOR, 'dn.subtree="cn=Monitor"\n']],
    );
  });

  it("writes go on one by one when the server cannot be told the attributes beforehand", async () => {
    const policies =
      'dn.base="ou=policies,@SUFFIX@" attrs=children\n  by dn.exact="cn=danhba,ou=services,@SUFFIX@" manage\n';
    await onServer(
      async ({ directory, writes }) => {
        const { addPerson, personDn } = writes;
        const fault = await faultOf(directory.writeTogether([addPerson("an")]));
        expect(fault).toMatchObject({ code: "LDAP_UNREACHABLE", result: "insufficientAccessRights" });
        await directory.goWithoutTransactions();
        expect(directory.writing).toEqual({ isInTransactions: false, why: "unsupported", lanes: 4 });
        await directory.write(addPerson("an"));
        expect(await directory.read(personDn("an"))).not.toBeNull();
      },
      [["databases.ldif", policies, 'dn.base="ou=policies,@SUFFIX@" attrs=children\n']],
    );
  });

  it("the settings can turn them off", async () => {
    await onServer(
      async ({ directory }) => {
        expect(directory.writing).toEqual({ isInTransactions: false, why: "off", lanes: 4 });
      },
      [],
      { transactions: "off" },
    );
  });
});
