import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { startEmbeddedPostgres } from "../../src/dev/services/embedded-postgres.ts";
import { randomName } from "../../src/dev/services/random-secret.ts";
import { ERROR_CODES, type ErrorCode } from "../../src/model/error.ts";
import { migrate } from "../../src/postgres/migrate.ts";
import { countLogged } from "../e2e/memory-view.ts";
import { loadSmallProvince } from "../e2e/small-province.ts";
import { danhba, expectFault, startDaemon } from "../support/danhba.ts";
import { asAdmin, freshDirectory } from "../support/directory.ts";
import { changeEverything } from "../support/faults/change-list.ts";
import { type CopiedWorlds, copiedWorlds } from "../support/faults/copied-world.ts";
import { type EndState, endState } from "../support/faults/end-state.ts";
import { type Proxied, proxied } from "../support/faults/proxies.ts";
import { PLAIN_LDAP, settingsFile } from "../support/faults/settings-file.ts";
import { syncHere } from "../support/faults/sync-here.ts";
import type { Verdict } from "../support/faults/tcp-proxy.ts";
import { atCommit, atWrite } from "../support/faults/watches.ts";
import { waitFor } from "../support/wait-for.ts";
import { type World, worldOn } from "../support/world.ts";
import { reportFault } from "./fault-report.ts";

/** Some 40 s on an idle machine. */
const PATIENCE_MS = 300_000;

/** In the middle of an item that is a rename and eleven more writes. */
const MID_ITEM = 11;

let copies: CopiedWorlds;
let undisturbed: EndState;

beforeAll(async () => {
  copies = await copiedWorlds(prepare);
  const calm = await copies.copy();
  await mustConverge(calm, await settingsFile(calm, {}));
  undisturbed = await endState(calm);
  await calm.stop();
}, PATIENCE_MS);
afterAll(() => copies.stop());

async function prepare(world: World): Promise<void> {
  await loadSmallProvince(world);
  await mustConverge(world, await settingsFile(world, {}));
  await changeEverything(world);
}

async function mustConverge(world: World, config: string): Promise<void> {
  expect(await syncHere(world, config)).toMatchObject({ state: "done", failed: [], held: [] });
}

/** What there is of the run that was cut short, which came after this many records of the log. */
async function seeCut(world: World, loggedBefore: number): Promise<string> {
  const logged = (await countLogged(world)) - loggedBefore;
  const doubtful = await world.query("SELECT FROM danhba.run_item WHERE state = 'intent'");
  return `${logged} items logged, ${doubtful.length} in doubt`;
}

interface Case {
  readonly what: string;
  readonly code: ErrorCode;
  /** Breaks something once, on the way of a sync or of the service. */
  readonly arm: (line: Proxied, world: World) => void;
}

const atLdapWrite = (nth: number, verdict: Verdict) => (line: Proxied) =>
  line.ldap.watch(atWrite(nth, () => verdict));

const COMMITS = [
  ["that begins the run", "INSERT INTO danhba.run "],
  ["of the plan", "UPDATE danhba.run SET digest"],
  ["of the intent", "INSERT INTO danhba.run_item (run, owner, position, kind, state, digest, item, secret"],
  ["of the outcome", "UPDATE danhba.run_item i SET state"],
  ["that ends the run", "UPDATE danhba.run SET state = $2"],
] as const;

const CASES: readonly Case[] = [
  {
    what: "the connection to slapd is dropped between two writes of an item",
    code: "LDAP_UNREACHABLE",
    arm: atLdapWrite(MID_ITEM, "cut"),
  },
  {
    what: "slapd's answer to a write is lost with the connection",
    code: "LDAP_UNREACHABLE",
    arm: atLdapWrite(MID_ITEM, "swallow"),
  },
  {
    what: "slapd is killed in the middle of an item and started again",
    code: "LDAP_UNREACHABLE",
    arm: (line, world) =>
      line.ldap.watch(
        atWrite(MID_ITEM, async (): Promise<Verdict> => {
          await world.directory.kill();
          await world.directory.resume();
          return "cut";
        }),
      ),
  },
  ...COMMITS.flatMap(([commit, statement]): Case[] => [
    {
      what: `the database connection is killed before the server saw the COMMIT ${commit}`,
      code: "DATABASE_UNREACHABLE",
      arm: (line) => line.database.watch(atCommit(statement, () => "cut")),
    },
    {
      what: `the database connection is killed after the COMMIT ${commit}, before the answer`,
      code: "DATABASE_UNREACHABLE",
      arm: (line) => line.database.watch(atCommit(statement, () => "swallow")),
    },
  ]),
  {
    what: "all database connections are lost in the middle of an item, the lease's too",
    code: "DATABASE_UNREACHABLE",
    arm: (line) =>
      line.ldap.watch(
        atWrite(MID_ITEM, () => {
          line.database.cutAll();
          return "pass";
        }),
      ),
  },
];

describe("a connection that breaks", () => {
  let world: World;
  let config: string;
  let line: Proxied;

  beforeEach(async () => {
    world = await copies.copy();
    config = await settingsFile(world, PLAIN_LDAP);
    line = await proxied(world);
  });
  afterEach(async () => {
    await line.stop();
    await world.stop();
  });

  it.each(CASES)(
    "$what: $code, and the next sync ends as if nothing had been",
    async ({ what, code, arm }) => {
      const before = await countLogged(world);
      arm(line, world);
      const outcome = await danhba(world, ["--config", config, "sync"], { env: line.env });
      expectFault(outcome, code, ERROR_CODES[code].exit, /127\.0\.0\.1/);
      await waitFor("the directory", () => asAdmin(world.directory, async () => true).catch(() => false));
      const written = await seeCut(world, before);
      await mustConverge(world, config);
      expect(await endState(world)).toEqual(undisturbed);
      reportFault({
        fault: what,
        written,
        status: outcome.status,
        message: outcome.stderr,
        end: "as undisturbed after one sync",
      });
    },
    PATIENCE_MS,
  );

  const OF_SERVICE = CASES.filter(({ what }) =>
    /answer to a write|slapd is killed|outcome, before the answer|lease's too/.test(what),
  );

  it.each(OF_SERVICE)(
    "under the service, which mends it by itself: $what",
    async ({ what, arm }) => {
      arm(line, world);
      const daemon = await startDaemon({ ...world, env: { ...world.env, ...line.env } }, undefined, [
        "--config",
        config,
      ]);
      await waitFor(
        "a run without a fault",
        () => daemon.runs().some(({ state }) => state === "done"),
        60_000,
      );
      const faults = daemon.lines.filter(({ code }) => code !== undefined);
      expect(faults.length).toBeGreaterThan(0);
      expect(await endState(world)).toEqual(undisturbed);
      expect(await daemon.stop()).toMatchObject({ status: 0 });
      reportFault({
        fault: `under the service: ${what}`,
        written: "all of it, by two runs",
        status: 0,
        message: `logged: ${[...new Set(faults.map(({ msg, code }) => `${msg} (${code})`))].join("; ")}`,
        end: "as undisturbed, without anybody's help",
      });
    },
    PATIENCE_MS,
  );
});

describe("PostgreSQL restarted in the middle of a run", () => {
  it(
    "ends a sync with DATABASE_UNREACHABLE; the service goes on by itself",
    async () => {
      const server = await startEmbeddedPostgres(join(inject("scratch"), randomName()));
      try {
        await migrate(server.url);
        const world = await worldOn({ url: server.url, drop: async () => undefined }, await freshDirectory());
        const line = await proxied(world);
        const restart = async (): Promise<Verdict> => {
          await server.restart();
          return "pass";
        };
        try {
          const config = await settingsFile(world, PLAIN_LDAP);
          await loadSmallProvince(world);

          line.ldap.watch(atWrite(30, restart));
          const env = { ...world.env, ...line.env };
          const daemon = await startDaemon({ ...world, env }, undefined, ["--config", config]);
          await waitFor(
            "a run without a fault",
            () => daemon.runs().some(({ state }) => state === "done"),
            60_000,
          );
          expect(daemon.lines.map(({ code }) => code)).toContain("DATABASE_UNREACHABLE");
          expect(await daemon.stop()).toMatchObject({ status: 0 });

          await changeEverything(world);
          const before = await countLogged(world);
          line.ldap.watch(atWrite(MID_ITEM, restart));
          const outcome = await danhba(world, ["--config", config, "sync"], { env: line.env });
          expectFault(outcome, "DATABASE_UNREACHABLE", 11, /127\.0\.0\.1/);
          await waitFor("the directory", () => asAdmin(world.directory, async () => true).catch(() => false));
          const written = await seeCut(world, before);
          await mustConverge(world, config);
          expect(await endState(world)).toEqual(undisturbed);
          reportFault({
            fault: "PostgreSQL restarted in the middle of a run (a first load by the service, then a sync)",
            written,
            status: outcome.status,
            message: outcome.stderr,
            end: "as undisturbed; the service by itself, the sync after one more",
          });
        } finally {
          await line.stop();
          await world.stop();
        }
      } finally {
        await server.stop();
      }
    },
    PATIENCE_MS,
  );
});
