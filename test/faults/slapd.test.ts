/** A directory that gives only a part, or refuses: slapd with other limits, rights and sizes, and a proxy before it. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Client } from "ldapts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ErrorCode } from "../../src/model/error.ts";
import { hire, loadSmallProvince, setPerson } from "../e2e/small-province.ts";
import { danhba, expectFault, type Outcome, type SyncDocument, startDaemon } from "../support/danhba.ts";
import { freshDatabase } from "../support/database.ts";
import { asAdmin, branchOf, changedFiles, type FileChange, freshDirectory } from "../support/directory.ts";
import { type EndState, endState } from "../support/faults/end-state.ts";
import { PLAIN_LDAP, settingsFile } from "../support/faults/settings-file.ts";
import { type LdapProxy, OP, startLdapProxy, type Trick } from "../support/ldap-proxy.ts";
import { waitFor } from "../support/wait-for.ts";
import { REALM, type World, worldOn } from "../support/world.ts";
import { reportFault } from "./fault-report.ts";

const NEWCOMERS = 150;
/** So few that the gate lets them pass, and more than it takes to know a server that refuses everything. */
const CALLED = 40;

/** A world whose slapd is set up anew, with the data that it has, whenever its files change. */
interface TunedWorld extends World {
  /** Puts these words into a file of the configuration in the place of those, and starts slapd again. */
  tune(name: string, from: string, to: string): Promise<void>;
}

async function tunedWorld(...changes: readonly FileChange[]): Promise<TunedWorld> {
  // A server of this file's own, whatever server the tests are given.
  const files = await changedFiles(["databases.ldif", "# people\n", "# people \n"], ...changes);
  const directory = await freshDirectory({ files });
  const world = await worldOn(await freshDatabase(), directory);
  const tune = async (name: string, from: string, to: string): Promise<void> => {
    const file = join(files, name);
    const text = await readFile(file, "utf8");
    if (!text.includes(from)) throw new Error(`nothing to change: ${from}`);
    await writeFile(file, text.replace(from, to));
    await directory.suspend();
    await directory.resume();
  };
  return { ...world, tune };
}

/** Twelve people in six units, and eighty more in one of them. */
async function loadProvince(world: World): Promise<void> {
  await loadSmallProvince(world);
  await world.feed(
    `WITH person AS (
       INSERT INTO hr.person (realm, id, full_name, birth_date, requested_local_part, registered_at, decision_no)
       SELECT $1, 'B' || n, 'Lê Văn An', date '1980-01-01' + n, 'levanan' || n, '2026-01-01', 'TD/' || n
         FROM generate_series(1, $2::int) AS n)
     INSERT INTO hr.appointment (realm, id, person_id, unit_code, title)
     SELECT $1, 'VB' || n, 'B' || n, 'SNV', 'Chuyên viên' FROM generate_series(1, $2::int) AS n`,
    [REALM, NEWCOMERS],
  );
}

/** A hire, and telephones for half of the newcomers. */
async function changeProvince(world: World): Promise<void> {
  await hire(world, "N1", "Trần Quang Khải", "HMX");
  await world.feed(
    "UPDATE hr.person SET phone = '0299 222 222' WHERE realm = $1 AND id LIKE 'B%' AND substr(id, 2)::int <= $2",
    [REALM, CALLED],
  );
}

/** The same for worlds whose deliveries have ids of their own; the chain is whole and nobody was created twice. */
async function seeEnd(world: World): Promise<EndState> {
  const end = await endState(world);
  const logged = end.logged.map((text) => text.replaceAll(/\["delivery","[^"]*"\]/g, ""));
  const twice = await world.query(
    `SELECT owner FROM danhba.change_log WHERE record ->> 'kind' = 'create' GROUP BY owner HAVING count(*) > 1`,
  );
  expect(twice).toEqual([]);
  return { ...end, logged };
}

/** All but the way there: a full disk cuts items in two, which are then logged in two parts. */
const withoutLog = ({ logged: _logged, ...end }: EndState): object => end;

const loggedSince = (before: EndState, now: EndState): string[] =>
  now.logged.filter((text) => !before.logged.includes(text));

const sync = (world: World, url?: string, options: readonly string[] = []): Promise<Outcome> =>
  danhba(world, [...options, "sync", "--json"], {
    env: { DANHBA_LANG: "en", ...(url === undefined ? {} : { LDAP_URL: url }) },
  });

async function mustSync(world: World): Promise<SyncDocument> {
  const outcome = await sync(world);
  expect(outcome).toMatchObject({ status: 0, stderr: "" });
  return outcome.json();
}

const lastLine = ({ stderr }: Outcome): string => stderr.trimEnd().split("\n").at(-1) ?? "";

let undisturbed: TunedWorld;
let world: TunedWorld;
let proxy: LdapProxy;
let afterLoad: EndState;
let afterChange: EndState;

beforeAll(async () => {
  [undisturbed, world] = await Promise.all([
    tunedWorld(),
    tunedWorld(["databases.ldif", "olcDbMaxSize: @DB_MAXSIZE@", "olcDbMaxSize: 520192"]),
  ]);
  proxy = await startLdapProxy(world.directory.url);
  await Promise.all([loadProvince(undisturbed), loadProvince(world)]);
  await mustSync(undisturbed);
  afterLoad = await seeEnd(undisturbed);
  await changeProvince(undisturbed);
  await mustSync(undisturbed);
  afterChange = await seeEnd(undisturbed);
});
afterAll(async () => {
  await proxy.stop();
  await world.stop();
  await undisturbed.stop();
});

describe("a disk that is full in the middle of the first load", () => {
  it("ends the run after twenty refusals, keeps and logs what was written, and the next run writes the rest", async () => {
    const full = await sync(world);
    expectFault(full, "LDAP_REFUSED", 18, /refuses every write: other .*20 in a row.*olcDbMaxSize/);
    const part = await seeEnd(world);
    expect(part.logged.length).toBeGreaterThan(20);
    expect(part.logged.length).toBeLessThan(afterLoad.logged.length - 20);
    expect(part.inDoubt).toEqual([]);
    const states = await world.query<{ state: string; fault: string; applied: number }>(
      "SELECT state, fault, applied FROM danhba.run ORDER BY id DESC LIMIT 1",
    );
    expect(states).toMatchObject([{ state: "aborted", fault: "LDAP_REFUSED" }]);
    expect(states[0]?.applied).toBeGreaterThan(20);

    await world.tune("databases.ldif", "olcDbMaxSize: 520192", "olcDbMaxSize: 1073741824");
    const { applied } = await mustSync(world);
    expect(withoutLog(await seeEnd(world))).toEqual(withoutLog(afterLoad));
    reportFault({
      fault: "disk full (olcDbMaxSize) during the first load",
      written: `${part.logged.length} of ${afterLoad.logged.length} items, all logged`,
      status: full.status,
      message: lastLine(full),
      end: `${applied} more by the next run, then as undisturbed`,
    });
  });
});

describe("a directory that gives only a part, while changes wait", () => {
  let before: EndState;
  beforeAll(async () => {
    await changeProvince(world);
    before = await seeEnd(world);
  });

  /** One `sync` through the proxy, whose every search is told what to do. */
  async function spoiled(trick: (nth: number) => Trick): Promise<Outcome> {
    const asked = proxy.count(OP.search);
    proxy.trick = ({ op, nth }) => (op === OP.search ? trick(nth - asked) : null);
    try {
      return await sync(world, proxy.url);
    } finally {
      proxy.trick = () => null;
    }
  }

  /** The lastbind look and contextCSN come first; the third search is that of the people. */
  const PEOPLE = 3;

  it.each<[what: string, trick: Trick, code: ErrorCode, status: number, message: RegExp]>([
    [
      "time limit",
      { result: 3 },
      "LDAP_INCOMPLETE",
      17,
      /ou=people.*timeLimitExceeded.*olcLimits time=unlimited/,
    ],
    ["size limit", { result: 4 }, "LDAP_INCOMPLETE", 17, /sizeLimitExceeded.*size=unlimited/],
    ["a lost page cookie", { cookie: "lost" }, "LDAP_INCOMPLETE", 17, /pagingLost/],
    ["a referral", { reference: "ldap://elsewhere" }, "LDAP_INCOMPLETE", 17, /referral.*LDAP_URL/],
    ["a branch that is gone", { result: 32 }, "LDAP_INCOMPLETE", 17, /noSuchObject.*missing.*danhba doctor/],
    ["busy", { result: 51 }, "LDAP_UNREACHABLE", 15, /cannot work at present: busy/],
    ["unavailable", { result: 52 }, "LDAP_UNREACHABLE", 15, /cannot work at present: unavailable/],
    ["a connection that ends in mid-page", { cut: true }, "LDAP_UNREACHABLE", 15, /does not answer/],
  ])("%s: nothing is planned or written", async (what, trick, code, status, message) => {
    const outcome = await spoiled((nth) => (nth === PEOPLE ? trick : null));
    expectFault(outcome, code, status, message);
    expect(await seeEnd(world)).toEqual(before);
    reportFault({ fault: what, written: "nothing", status, message: lastLine(outcome), end: "as before" });
  });

  /** As many at once as slapd lets wait on one connection. */
  async function forEach(
    dns: readonly string[],
    work: (client: Client, dn: string) => Promise<void>,
  ): Promise<void> {
    await asAdmin(world.directory, async (client) => {
      for (let start = 0; start < dns.length; start += 100) {
        await Promise.all(dns.slice(start, start + 100).map((dn) => work(client, dn)));
      }
    });
  }

  it("slapd's own size limit of 500 over 3,000 entries", async () => {
    const dns = Array.from(
      { length: 3_000 },
      (_, index) => `uid=other${index},${branchOf(world.directory, "people")}`,
    );
    await forEach(dns, (client, dn) =>
      client.add(dn, { objectClass: "inetOrgPerson", uid: dn.slice(4, dn.indexOf(",")), cn: "x", sn: "x" }),
    );
    const unlimited = "size=unlimited size.prtotal=unlimited";
    await world.tune("databases.ldif", unlimited, "size=500");
    const outcome = await sync(world);
    expectFault(outcome, "LDAP_INCOMPLETE", 17, /ou=people.*sizeLimitExceeded.*size=unlimited/);
    await world.tune("databases.ldif", "size=500", unlimited);
    await forEach(dns, (client, dn) => client.del(dn));
    expect(await seeEnd(world)).toEqual(before);
    reportFault({
      fault: "size limit 500 over 3,000 entries",
      written: "nothing",
      status: outcome.status,
      message: lastLine(outcome),
      end: "as before",
    });
  });
});

describe("a directory that takes no writes", () => {
  const MAX_SIZE = "olcDbMaxSize: 1073741824\n";

  it("because it is read-only: the run ends after twenty refusals, and the one after the mend does it all", async () => {
    const before = await seeEnd(world);
    await world.tune("databases.ldif", MAX_SIZE, `${MAX_SIZE}olcReadOnly: TRUE\n`);
    const outcome = await sync(world);
    expectFault(outcome, "LDAP_REFUSED", 18, /unwillingToPerform .*20 in a row.*read-only/);
    const after = await seeEnd(world);
    expect(await world.query("SELECT owner FROM danhba.refusal")).toEqual([]);
    await world.tune("databases.ldif", "olcReadOnly: TRUE\n", "");
    // The address of who is to be created is theirs from the intent on.
    const [issued, ledger] = [after.ledger, before.ledger].map((rows) => rows.length);
    expect({ ...after, ledger: issued }).toEqual({ ...before, ledger: (ledger ?? 0) + 1 });
    reportFault({
      fault: "slapd read-only (olcReadOnly)",
      written: "nothing",
      status: outcome.status,
      message: lastLine(outcome),
      end: "see the connection that says busy during the writes",
    });
  });

  it("because it is busy in the middle of the run: the next one finishes what was begun", async () => {
    const before = await seeEnd(world);
    const asked = proxy.count(OP.modify);
    proxy.trick = ({ op, nth }) => (op === OP.modify && nth > asked + 10 ? { result: 51 } : null);
    const plain = await settingsFile(world, PLAIN_LDAP);
    const outcome = await sync(world, proxy.url, ["--config", plain]);
    proxy.trick = () => null;
    expectFault(outcome, "LDAP_UNREACHABLE", 15, /cannot work at present: busy/);
    const part = await seeEnd(world);
    expect(part.inDoubt).toHaveLength(1);
    const written = loggedSince(before, part);
    expect(written.length).toBeGreaterThan(5);
    const { applied } = await mustSync(world);
    const end = await seeEnd(world);
    expect(withoutLog(end)).toEqual(withoutLog(afterChange));
    expect(loggedSince(before, end)).toEqual(loggedSince(afterLoad, afterChange));
    expect(await mustSync(world)).toMatchObject({ applied: 0 });
    reportFault({
      fault: "busy during the writes",
      written: `${written.length} items, all logged`,
      status: outcome.status,
      message: lastLine(outcome),
      end: `${applied} more by the next run, then as undisturbed`,
    });
  });
});

describe("a directory that refuses single entries", () => {
  /** No entry of a person may hold a telephone number: those of the twelve do. */
  const RULE =
    "olcDitContentRules: ( 2.16.840.1.113730.3.2.2 NAME 'noTelephone'\n  AUX ( inetLocalMailRecipient $ danhbaAccount ) NOT telephoneNumber )\n";

  it("by its schema, and one that it will not have: they fail, all others are written, exit 4", async () => {
    const strict = await tunedWorld(["danhba.ldif", /$/, RULE]);
    const between = await startLdapProxy(strict.directory.url);
    try {
      await loadProvince(strict);
      between.trick = ({ dn }) => (dn.startsWith("uid=levanan7,") ? { result: 53 } : null);
      const outcome = await sync(strict, between.url);
      expect(outcome).toMatchObject({ status: 4, stderr: "" });
      const { failed, applied, state } = outcome.json();
      const codes = failed.map(({ code }) => code);
      expect(state).toBe("failed");
      expect(codes.filter((code) => code === "objectClassViolation")).toHaveLength(12);
      expect(failed.filter(({ code }) => code === "unwillingToPerform")).toMatchObject([
        { owner: "person:B7" },
      ]);
      expect(failed).toHaveLength(13);
      const part = await seeEnd(strict);
      expect(part.logged).toHaveLength(applied);
      expect(applied).toBeGreaterThan(NEWCOMERS);

      const status = await danhba(strict, ["status", "--json"]);
      expect(status.json<{ refused: object }>().refused).toMatchObject({ count: 13, givenUp: 0 });
      const text = await danhba(strict, ["status"], { env: { DANHBA_LANG: "en" } });
      expect(text.stdout).toMatch(/refused by the directory: 13 \(given up: 0, next try 20/);

      between.trick = () => null;
      await strict.tune("danhba.ldif", RULE, "");
      const mended = await mustSync(strict);
      expect(mended.applied).toBeGreaterThanOrEqual(13);
      expect(withoutLog(await seeEnd(strict))).toEqual(withoutLog(afterLoad));
      expect(await strict.query("SELECT owner FROM danhba.refusal")).toEqual([]);
      reportFault({
        fault: "schema violation of 12 entries, unwillingToPerform of one",
        written: `${applied} items, all logged`,
        status: outcome.status,
        message: failed.at(0)?.message ?? "",
        end: `${mended.applied} more by the next run, then as undisturbed`,
      });
    } finally {
      await between.stop();
      await strict.stop();
    }
  });
});

describe("the service and an entry that the directory refuses", () => {
  it("tries it again with pauses, gives it up, says so, and a sync mends it", async () => {
    const config = await settingsFile(world, {
      ...PLAIN_LDAP,
      retries: { attempts: 2, firstMinutes: 60 },
      schedule: { pollSeconds: 1, settleMs: 10 },
    });
    const before = proxy.count(OP.modify);
    let tries = 0;
    proxy.trick = ({ op, dn }) => {
      if (op !== OP.modify || !dn.startsWith("uid=lthoa,")) return null;
      tries += 1;
      return { result: 53 };
    };
    const through = { ...world, env: { ...world.env, LDAP_URL: proxy.url, DANHBA_LANG: "en" } };
    const refused = async () =>
      (await danhba(world, ["status", "--json"])).json<{ refused: { count: number; givenUp: number } }>()
        .refused;
    const daemon = await startDaemon(through, undefined, ["--config", config]);
    try {
      await setPerson(world, "P02", "phone", "0299 333 333");
      await waitFor("the refusal", () => tries === 1 && daemon.runs().at(-1)?.state === "failed");
      expect(await refused()).toMatchObject({ count: 1, givenUp: 0 });

      const runs = daemon.runs().length;
      await setPerson(world, "P03", "phone", "0299 444 444");
      await waitFor("the next run", () => daemon.runs().length > runs);
      expect(daemon.runs().at(-1)).toMatchObject({ trigger: "feed", state: "failed", applied: 1 });
      expect(tries).toBe(1);

      await world.query("UPDATE danhba.refusal SET next_at = now() - interval '1 second'");
      // Nobody tells the service: it wakes by itself.
      await waitFor("the second try", () => tries === 2);
      await waitFor("the end of its run", async () => (await refused()).givenUp === 1);
      expect(await refused()).toEqual({ count: 1, givenUp: 1, nextAt: null });
    } finally {
      expect(await daemon.stop()).toMatchObject({ status: 0 });
    }
    const [run] = (await danhba(world, ["runs", "--json"])).json<{ runs: SyncDocument[] }>().runs;
    expect(run?.findings.filter(({ code }) => code === "ITEM_GIVEN_UP")).toMatchObject([
      { owner: "person:P02" },
    ]);
    expect(run?.failed).toMatchObject([
      { owner: "person:P02", message: expect.stringMatching(/unwillingToPerform/) },
    ]);

    const again = await sync(world, proxy.url);
    expect(again).toMatchObject({ status: 4 });
    expect(tries).toBe(3);
    proxy.trick = () => null;
    expect(await mustSync(world)).toMatchObject({ applied: 1, failed: [] });
    expect(await refused()).toEqual({ count: 0, givenUp: 0, nextAt: null });
    await setPerson(undisturbed, "P02", "phone", "0299 333 333");
    await setPerson(undisturbed, "P03", "phone", "0299 444 444");
    await mustSync(undisturbed);
    expect(withoutLog(await seeEnd(world))).toEqual(withoutLog(await seeEnd(undisturbed)));
    reportFault({
      fault: "unwillingToPerform of one entry, in the service",
      written: `all but it; ${proxy.count(OP.modify) - before} writes, of these 2 tries`,
      status: again.status,
      message: again.json().failed[0]?.message ?? "",
      end: "given up after 2 refusals, then as undisturbed",
    });
  });
});
