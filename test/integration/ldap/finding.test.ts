/** Looking for few entries of a real slapd. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openDirectory } from "../../../src/ldap/open-directory.ts";
import type { DirectoryPort } from "../../../src/ports/directory-port.ts";
import {
  asAdmin,
  branchOf,
  change,
  changedFiles,
  type FreshDirectory,
  freshDirectory,
} from "../../support/directory.ts";
import { readingContract } from "../../support/reading-contract.ts";

let server: FreshDirectory;
let port: DirectoryPort;
const added: string[] = [];

beforeAll(async () => {
  server = await freshDirectory();
  port = await openPort(server);
});
afterAll(async () => {
  await port.close();
  await server.stop();
});
afterEach(async () => {
  await asAdmin(server, async (client) => {
    for (const dn of added.splice(0).toReversed()) await client.del(dn);
  });
});

const openPort = ({ url, suffix, bindDn, bindPassword }: FreshDirectory): Promise<DirectoryPort> =>
  openDirectory({ url, suffix, bindDn, bindPassword, caFile: null });

/** The rootdn may not set what only the server's own policy sets; the account that danhba uses may. */
const asText = (attributes: Readonly<Record<string, readonly string[]>>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(attributes).map(([name, values]) => [name, [...values]]));

describe("slapd finds", () => {
  readingContract(async () => ({
    port,
    suffix: server.suffix,
    add: async (dn, { pwdAccountLockedTime, ...attributes }) => {
      await asAdmin(server, (client) => client.add(dn, asText(attributes)));
      added.push(dn);
      if (pwdAccountLockedTime === undefined) return;
      const operation = {
        op: "modify",
        dn,
        changes: [{ type: "add", attribute: "pwdAccountLockedTime", values: pwdAccountLockedTime }],
        expects: [],
      } as const;
      await port.write(operation);
    },
    addMember: (dn, member) =>
      asAdmin(server, (client) => client.modify(dn, change("add", "member", member))),
    remove: async (dn) => {
      await asAdmin(server, (client) => client.del(dn));
      added.splice(added.indexOf(dn), 1);
    },
  }));

  it("nothing by halves: what it hides or limits is a fault", async () => {
    const limits = "\n  size=unlimited size.prtotal=unlimited";
    const files = await changedFiles(["databases.ldif", limits, "\n  size=3 size.prtotal=unlimited"]);
    const limited = await freshDirectory({ files });
    try {
      const ids = Array.from({ length: 5 }, (_, index) => `id-${index}`);
      await asAdmin(limited, async (client) => {
        for (const id of ids) {
          await client.add(`uid=${id},${branchOf(limited, "people")}`, {
            objectClass: ["inetOrgPerson", "danhbaAccount"],
            uid: id,
            cn: "A",
            sn: "A",
            danhbaId: id,
            danhbaStatus: "active",
          });
        }
      });
      const opened = await openPort(limited);
      const expected = { code: "LDAP_INCOMPLETE", params: { result: "sizeLimitExceeded" } };
      await expect(opened.findOwn(ids)).rejects.toMatchObject(expected);
      expect(await opened.findOwn(ids.slice(0, 3))).toHaveLength(3);
      await opened.close();
    } finally {
      await limited.stop();
    }
  });
});
