import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loadSmallProvince } from "../e2e/small-province.ts";
import { danhba, type SyncDocument } from "../support/danhba.ts";
import { changeEverything } from "../support/faults/change-list.ts";
import { type CopiedWorlds, copiedWorlds } from "../support/faults/copied-world.ts";
import { type EndState, endState } from "../support/faults/end-state.ts";
import { type Proxied, proxied } from "../support/faults/proxies.ts";
import { settingsFile } from "../support/faults/settings-file.ts";
import { syncHere } from "../support/faults/sync-here.ts";
import type { Verdict, Watch } from "../support/faults/tcp-proxy.ts";
import { atWrite } from "../support/faults/watches.ts";
import type { World } from "../support/world.ts";
import { reportFault } from "./fault-report.ts";

/** Some 20 s on an idle machine. */
const PATIENCE_MS = 300_000;

/** In the middle of a transaction that holds all of the changes. */
const MID_TRANSACTION = 11;

/** Request to end a transaction (RFC 5805 §4); its name stands in clear in the message. */
const END_TRANSACTION = "1.3.6.1.1.21.3";

let copies: CopiedWorlds;
let undisturbed: EndState;
let world: World;
let config: string;
let line: Proxied;

const usual = (of: World): Promise<string> => settingsFile(of, {});

beforeAll(async () => {
  copies = await copiedWorlds(async (fresh) => {
    await loadSmallProvince(fresh);
    expect(await syncHere(fresh, await usual(fresh))).toMatchObject({ state: "done" });
    await changeEverything(fresh);
  });
  const calm = await copies.copy();
  expect(await syncHere(calm, await usual(calm))).toMatchObject({ state: "done" });
  undisturbed = await endState(calm);
  await calm.stop();
}, PATIENCE_MS);
afterAll(() => copies.stop());

beforeEach(async () => {
  world = await copies.copy();
  config = await usual(world);
  line = await proxied(world);
});
afterEach(async () => {
  await line.stop();
  await world.stop();
});

/** At the first request to end a transaction. */
function atEnd(verdict: Verdict): Watch {
  let isDone = false;
  return (message) => {
    if (isDone || !message.includes(END_TRANSACTION)) return "pass";
    isDone = true;
    return verdict;
  };
}

const CASES: readonly (readonly [what: string, watch: () => Watch])[] = [
  [
    "the connection is dropped between two writes of a transaction",
    () => atWrite(MID_TRANSACTION, () => "cut"),
  ],
  ["the end of a transaction does not reach slapd", () => atEnd("cut")],
  ["slapd's answer to the end of a transaction is lost with the connection", () => atEnd("swallow")],
  [
    "slapd is killed in the middle of a transaction and started again",
    () =>
      atWrite(MID_TRANSACTION, async (): Promise<Verdict> => {
        await world.directory.kill();
        await world.directory.resume();
        return "cut";
      }),
  ],
];

describe("a connection that breaks in a transaction", () => {
  it.each(CASES)(
    "%s: the run finds out what was done, goes on without transactions, and says so",
    async (what, watch) => {
      line.ldap.watch(watch());
      const outcome = await danhba(world, ["--config", config, "sync", "--json"], { env: line.env });
      expect(outcome).toMatchObject({ status: 0, stderr: "" });
      const { state, failed, findings } = outcome.json<SyncDocument>();
      expect({ state, failed }).toEqual({ state: "done", failed: [] });
      expect(findings.map(({ code }) => code)).toContain("TRANSACTIONS_LOST");
      expect(await endState(world)).toEqual(undisturbed);
      line.ldap.watch(() => "pass");
      expect(await syncHere(world, config)).toMatchObject({ state: "done", applied: 0, findings: [] });
      reportFault({
        fault: what,
        written: "all of it, by the same run, without transactions from there on",
        status: outcome.status,
        message: "TRANSACTIONS_LOST",
        end: "as undisturbed",
      });
    },
    PATIENCE_MS,
  );
});
