import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { seeAll } from "../e2e/directory-view.ts";
import { loadSmallProvince, setPerson } from "../e2e/small-province.ts";
import { type Daemon, danhba, expectFault, type Outcome, startDaemon } from "../support/danhba.ts";
import { changeEverything } from "../support/faults/change-list.ts";
import { type CopiedWorlds, copiedWorlds } from "../support/faults/copied-world.ts";
import { type EndState, endState } from "../support/faults/end-state.ts";
import type { Fault } from "../support/faults/fault.ts";
import { proxied } from "../support/faults/proxies.ts";
import { startRunner } from "../support/faults/run-fault.ts";
import { PLAIN_LDAP, settingsFile } from "../support/faults/settings-file.ts";
import { syncHere } from "../support/faults/sync-here.ts";
import { atWrite } from "../support/faults/watches.ts";
import { waitFor } from "../support/wait-for.ts";
import type { World } from "../support/world.ts";
import { reportFault } from "./fault-report.ts";

/** Some 30 s on an idle machine. */
const PATIENCE_MS = 300_000;

/** The shortest there is: a stopped holder is overtaken after two seconds, and one more in which it is outwaited. */
const SETTINGS = { leaseSeconds: 2, ...PLAIN_LDAP };

let copies: CopiedWorlds;
let undisturbed: EndState;
let world: World;
let config: string;

beforeAll(async () => {
  copies = await copiedWorlds(async (fresh) => {
    await loadSmallProvince(fresh);
    await syncHere(fresh, await settingsFile(fresh, SETTINGS));
    await changeEverything(fresh);
  });
  const calm = await copies.copy();
  expect(await syncHere(calm, await settingsFile(calm, SETTINGS))).toMatchObject({ state: "done" });
  undisturbed = await endState(calm);
  await calm.stop();
}, PATIENCE_MS);
afterAll(() => copies.stop());

beforeEach(async () => {
  world = await copies.copy();
  config = await settingsFile(world, SETTINGS);
});
afterEach(() => world.stop());

/** All that an applier could have written, down to the version of each entry and the time of each record. */
async function seeEverything(): Promise<object> {
  const tables = [
    "danhba.address",
    "danhba.change_log",
    "danhba.chain_head",
    "danhba.run_item",
    "danhba.run",
  ];
  const rows = await Promise.all(
    tables.map((name) => world.query(`SELECT * FROM ${name} AS r ORDER BY r::text`)),
  );
  return { rows, directory: await seeAll(world) };
}

/** `sync` as soon as the lease can be had; what others were told meanwhile. */
async function takeOver(): Promise<{
  readonly outcome: Outcome;
  readonly refused: number;
  readonly seconds: number;
}> {
  const begun = performance.now();
  for (let refused = 0; ; refused += 1) {
    const outcome = await danhba(world, ["--config", config, "sync", "--json"]);
    if (outcome.status !== 20) return { outcome, refused, seconds: (performance.now() - begun) / 1_000 };
    expectFault(outcome, "LEASE_HELD", 20, /process \d+ on /);
  }
}

const CASES: readonly (readonly [what: string, fault: Omit<Fault, "signal">])[] = [
  ["between intent and the first write", { step: "journal intend", nth: 1, when: "after" }],
  ["between two writes of one item", { step: "write rename", nth: 1, when: "after" }],
  ["between the last write and the outcome", { step: "journal settle", nth: 1, when: "before" }],
  // The lease is looked at before the write; what was on its way by then meets the assertion on what the plan saw.
  ["with a write already on its way", { step: "write rename", nth: 1, when: "before" }],
];

describe("a sync that is stopped for longer than the lease", () => {
  it.each(CASES)(
    "%s writes nothing when it wakes: LEASE_LOST, status 21",
    async (what, fault) => {
      const old = startRunner(world, config, { ...fault, signal: "SIGSTOP" });
      await old.stopped();
      const { outcome, refused, seconds } = await takeOver();
      expect(outcome).toMatchObject({ status: 0, stderr: "" });
      expect(outcome.json()).toMatchObject({ state: "done", failed: [], held: [] });
      expect(await endState(world)).toEqual(undisturbed);

      // HR takes one change back, so that an old write to that entry would find all as its plan saw it.
      await setPerson(world, "P02", "phone", "0299 000 0002");
      expect(await syncHere(world, config)).toMatchObject({ state: "done", applied: 1 });
      const before = await seeEverything();
      old.program.kill("SIGCONT");
      const { status, stderr, result } = await old.outcome;
      expect({ status, result }).toEqual({ status: 21, result: null });
      expect(stderr).toMatch(/^danhba: LEASE_LOST: another danhba took over realm soctrang/m);
      expect(await seeEverything()).toEqual(before);
      reportFault({
        fault: `SIGSTOP for longer than the lease (2 s), ${what}`,
        written: `nothing after it woke; the next sync was refused ${refused} times (status 20) and took over after ${seconds.toFixed(1)} s`,
        status,
        message: stderr.trimEnd().split("\n").at(-1) ?? "",
        end: "as undisturbed, down to entryCSN the same before and after it woke",
      });
    },
    PATIENCE_MS,
  );
});

describe("a sync in transactions, where the server has them, that is stopped for longer than the lease", () => {
  it.each(["before", "after"] as const)(
    "%s its first write writes nothing when it wakes: LEASE_LOST, status 21",
    async (when) => {
      const usual = join(dirname(config), "usual.yaml");
      const settings = JSON.parse(await readFile(config, "utf8")) as { realms: { ldap: object }[] };
      const [realm] = settings.realms;
      const ldap = { ...realm?.ldap, transactions: "auto", connections: 4 };
      await writeFile(usual, JSON.stringify({ ...settings, realms: [{ ...realm, ldap }] }));
      const old = startRunner(world, usual, { step: "write ", nth: 1, when, signal: "SIGSTOP" });
      await old.stopped();
      expect((await takeOver()).outcome).toMatchObject({ status: 0, stderr: "" });
      expect(await endState(world)).toEqual(undisturbed);
      const before = await seeEverything();
      old.program.kill("SIGCONT");
      const { status, result } = await old.outcome;
      expect({ status, result }).toEqual({ status: 21, result: null });
      expect(await seeEverything()).toEqual(before);
    },
    PATIENCE_MS,
  );
});

const told = (daemon: Daemon, msg: string, code?: string): boolean =>
  daemon.lines.some((line) => line.msg === msg && (code === undefined || line.code === code));

const INTERRUPTED = "the service is interrupted and tries again";

describe("two services", () => {
  it(
    "at once: the second ends with LEASE_HELD, status 20, and has written nothing",
    async () => {
      const first = await startDaemon(world, undefined, ["--config", config]);
      const before = await seeEverything();
      const second = await danhba(world, ["--config", config, "daemon"]);
      expectFault(second, "LEASE_HELD", 20, /process \d+ on /);
      expect(await seeEverything()).toEqual(before);
      expect(first.isRunning()).toBe(true);
      expect(await first.stop()).toMatchObject({ status: 0 });
      expect(await endState(world)).toEqual(undisturbed);
      reportFault({
        fault: "two daemons at once",
        written: "by the second: nothing",
        status: second.status,
        message: second.stderr,
        end: "as undisturbed",
      });
    },
    PATIENCE_MS,
  );

  it(
    "of which the first is stopped in the middle of an item: it waits for the second and takes its turn after it",
    async () => {
      const line = await proxied(world);
      try {
        const { promise: isStopped, resolve: stopped } = Promise.withResolvers<void>();
        line.ldap.watch(
          atWrite(9, () => {
            for (const program of world.programs) program.kill("SIGSTOP");
            stopped();
            return "pass";
          }),
        );
        const through = { ...world, env: { ...world.env, ...line.env } };
        const first = await startDaemon(through, (daemon) => told(daemon, "lease acquired"), [
          "--config",
          config,
        ]);
        const [process] = world.programs;
        await isStopped;
        expect((await takeOver()).outcome).toMatchObject({ status: 0, stderr: "" });
        const second = await startDaemon(world, undefined, ["--config", config]);
        expect(await endState(world)).toEqual(undisturbed);

        const before = await seeEverything();
        process?.kill("SIGCONT");
        await waitFor("the first to hear of it", () => told(first, INTERRUPTED, "LEASE_LOST"));
        await waitFor("the first to wait", () => told(first, INTERRUPTED, "LEASE_HELD"));
        expect(first.isRunning()).toBe(true);
        expect(await seeEverything()).toEqual(before);

        expect(await second.stop()).toMatchObject({ status: 0 });
        await waitFor("the first to go on", () => first.runs().length > 0, 60_000);
        expect(first.runs().at(-1)).toMatchObject({ state: "done", applied: 0 });
        expect(await first.stop()).toMatchObject({ status: 0 });
        expect(await endState(world)).toEqual(undisturbed);
        const interruptions = first.lines.filter(({ msg }) => msg === INTERRUPTED);
        reportFault({
          fault: "SIGSTOP of a daemon for longer than the lease (2 s), in mid-item",
          written: "nothing after it woke, while another service held the lease",
          status: 0,
          message: `logged: ${interruptions.map(({ code }) => code).join(", ")}`,
          end: "as undisturbed; it took its turn again when the other had ended",
        });
      } finally {
        await line.stop();
      }
    },
    PATIENCE_MS,
  );
});
