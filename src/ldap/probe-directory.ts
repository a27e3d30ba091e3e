/** Looks at a directory for `doctor`: what the service account can see of the server without writing anything. */
import { randomUUID } from "node:crypto";
import {
  type Client,
  EqualityFilter,
  NoSuchObjectError,
  PasswordPolicyControl,
  ResultCodeError,
} from "ldapts";
import { BRANCHES } from "../model/entry.ts";
import { generalizedTimeMs } from "../model/generalized-time.ts";
import type { DirectoryFacts, DirectoryProbe } from "../ports/doctor-port.ts";
import { bindClient, createClient, type DirectoryOptions } from "./connect.ts";
import { judgeWriting, readServerFacts } from "./detect-transactions.ts";
import { unknownNames } from "./needed-names.ts";
import { notesSignIns } from "./notes-sign-ins.ts";
import { readBase } from "./read-base.ts";
import { readPages } from "./read-pages.ts";
import { isCutShort, translateLdapError, translateReadError } from "./translate-error.ts";
import { tryRights } from "./try-rights.ts";

const ASSERTION_OID = "1.3.6.1.1.12";

/** What danhba and portals look entries up by. */
const SEARCHED = ["uid", "mail", "mailLocalAddress", "danhbaId", "employeeNumber", "member", "entryUUID"];

/** The best of so many tries counts: what disturbs a measurement only ever makes it longer. */
const TRIES = 3;

const PAGE_SIZE = 1_000;

/** @see DirectoryProbe: `look` throws LDAP_*, and SETTINGS_INVALID for a URL or file that cannot be used */
export function createDirectoryProbe(options: DirectoryOptions): DirectoryProbe {
  return {
    look: async () => {
      const client = await createClient(options);
      try {
        return await lookAt(client, options);
      } catch (error) {
        const isPart = error instanceof ResultCodeError && isCutShort(error.code);
        throw (isPart ? translateReadError : translateLdapError)(error, {
          url: options.url,
          bindDn: options.bindDn,
        });
      } finally {
        await client.unbind();
      }
    },
  };
}

async function lookAt(client: Client, options: DirectoryOptions): Promise<DirectoryFacts> {
  const { suffix, bindDn } = options;
  const control = new PasswordPolicyControl();
  await bindClient(client, options, [control]);
  // The overlay answers the control with the bind; without it the server leaves the control aside.
  const isOn = control.value !== undefined;
  const server = await readServerFacts(client);
  const missingBranches: string[] = [];
  for (const branch of Object.values(BRANCHES)) {
    const dn = `${branch},${suffix}`;
    if ((await readBase(client, dn, ["1.1"])) === null) missingBranches.push(dn);
  }
  const account = await readBase(client, bindDn, ["pwdPolicySubentry"]);
  return {
    transport: options.url.toLowerCase().startsWith("ldaps:") ? "encrypted" : "local",
    server: server.info,
    clockOffsetMs: await clockOffset(client),
    unknownNames: await unknownNames(client),
    missingBranches,
    rights: {
      person: await tryRights(client, suffix, "person"),
      agency: await tryRights(client, suffix, "agency"),
      unit: await tryRights(client, suffix, "unit"),
      group: await tryRights(client, suffix, "group"),
      policy: await tryRights(client, suffix, "policy"),
    },
    hasAssertions: server.supported.includes(ASSERTION_OID),
    writing: judgeWriting(server, options),
    policy: {
      isOn,
      standard: await readBase(client, `cn=default,${BRANCHES.policy},${suffix}`, ["*"]),
      ofAccount: account?.pwdPolicySubentry?.[0] ?? null,
    },
    notesSignIns: await notesSignIns(options),
    read: await readAll(client, suffix),
    searches: await timeSearches(client, suffix),
  };
}

async function clockOffset(client: Client): Promise<number | null> {
  const before = Date.now();
  const time = await readBase(client, "cn=Current,cn=Time,cn=Monitor", ["monitorTimestamp"]);
  const theirs = generalizedTimeMs(time?.monitorTimestamp?.[0] ?? "");
  return theirs === null ? null : theirs - (before + Date.now()) / 2;
}

async function readAll(client: Client, suffix: string): Promise<DirectoryFacts["read"]> {
  let entries = 0;
  for (const branch of Object.values(BRANCHES)) {
    try {
      const pages = readPages(client, `${branch},${suffix}`, { attributes: ["1.1"], pageSize: PAGE_SIZE });
      for await (const page of pages) entries += page.length;
    } catch (error) {
      if (error instanceof NoSuchObjectError) continue; // told as a missing branch
      const fault = translateReadError(error, {});
      if (fault.code === "LDAP_UNREACHABLE") throw error;
      return { entries, cutBy: String(fault.params.result ?? fault.message) };
    }
  }
  return { entries, cutBy: null };
}

/** None where there is no such suffix, which is told as missing branches. */
async function timeSearches(client: Client, suffix: string): Promise<DirectoryFacts["searches"]> {
  const searches: { attribute: string; ms: number }[] = [];
  if ((await readBase(client, suffix, ["1.1"])) === null) return searches;
  for (const attribute of SEARCHED) {
    // a value of the right syntax for all of them but `member`
    const value = attribute === "member" ? `cn=${randomUUID()},${suffix}` : randomUUID();
    let best = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const begun = performance.now();
      await client.search(suffix, {
        scope: "sub",
        filter: new EqualityFilter({ attribute, value }),
        attributes: ["1.1"],
      });
      best = Math.min(best, performance.now() - begun);
    }
    searches.push({ attribute, ms: Math.round(best) });
  }
  return searches;
}
