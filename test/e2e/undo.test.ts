import type { ChildProcess } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  danhba,
  expectFault,
  mustSync,
  type Outcome,
  type SyncDocument,
  startDaemon,
} from "../support/danhba.ts";
import { asAdmin, change } from "../support/directory.ts";
import { waitFor } from "../support/wait-for.ts";
import { freshWorld, REALM, type World } from "../support/world.ts";
import { holdersOf, mustSee, personDn, seeContents, seeOwn } from "./directory-view.ts";
import { expectSoundLog, seeLedger } from "./memory-view.ts";
import {
  hire,
  loadSampleProvince,
  loadSmallProvince,
  setPerson,
  setStatus,
  transfer,
} from "./small-province.ts";

const OPERATOR = "Nguyễn Thị Kiểm";
const signed = ["--operator", OPERATOR, "--reason", "Công văn 12/SNV"];

/** Milliseconds for runs over 2,000 people on a busy machine. */
const LONG = 240_000;

interface UndoneDocument {
  readonly undo: number;
  readonly run: number;
  readonly runId: number;
  readonly state: string;
  readonly outcome: string | null;
  readonly applied: number;
  readonly held: SyncDocument["held"];
  readonly failed: readonly object[];
  readonly conflicts: readonly {
    readonly owner: string;
    readonly code: string;
    readonly detail: string;
    readonly isWhole: boolean;
    readonly message: string;
  }[];
}

interface UndoDocument {
  readonly leftToService: boolean;
  readonly undone: UndoneDocument;
  readonly sync: SyncDocument & { readonly undone: readonly UndoneDocument[] };
}

const undo = (world: World, run: number, ...more: string[]): Promise<Outcome> =>
  danhba(world, ["undo", String(run), ...signed, "--json", ...more]);

const approve = (world: World, run: number): Promise<Outcome> =>
  danhba(world, ["approve", String(run), ...signed, "--json"]);

const countOf = (held: SyncDocument["held"]): number => held.reduce((sum, { count }) => sum + count, 0);

/** Passwords are never brought back, so those of mailboxes that somebody lost differ. */
async function seeAllButPasswords(world: World): Promise<Map<string, object>> {
  const all = await seeContents(world);
  const volatile = /^(userPassword|pwdHistory)$/;
  return new Map(
    [...all].map(([dn, entry]) => [
      dn,
      Object.fromEntries(Object.entries(entry).filter(([name]) => !volatile.test(name))),
    ]),
  );
}

const liveLedger = (world: World): Promise<object[]> =>
  world.query(
    `SELECT local_part, owner, role FROM danhba.address WHERE role IN ('primary', 'alias') ORDER BY local_part`,
  );

const isHeldAsUndone = (sync: SyncDocument): void => {
  expect(sync).toMatchObject({ applied: 0, failed: [], state: "held" });
  const reasons = sync.held.filter(({ rule }) => rule !== "requires");
  expect(reasons.length).toBeGreaterThan(0);
  for (const { rule, message } of reasons) {
    expect(rule).toBe("rejected");
    expect(message).toContain(OPERATOR);
    expect(message).toMatch(/undo of run \d+/);
  }
};

describe("the undo of a first load of 2,000 people", () => {
  let world: World;
  let first: SyncDocument;
  let before: Map<string, object>;
  let after: Map<string, object>;
  let ledger: object[];

  beforeAll(async () => {
    world = await freshWorld();
    await loadSampleProvince(world);
    before = await seeAllButPasswords(world);
    first = await mustSync(world);
    [after, ledger] = [await seeAllButPasswords(world), await seeLedger(world)];
  });
  afterAll(() => world.stop());

  it("shows first what it would do, and writes nothing", async () => {
    const outcome = await danhba(world, ["undo", String(first.runId), "--dry-run", "--json"]);
    expect(outcome).toMatchObject({ status: 2, stderr: "" });
    const seen = outcome.json<{
      items: { kind: string }[];
      conflicts: object[];
      held: SyncDocument["held"];
    }>();
    expect(seen.items).toHaveLength(first.applied);
    expect(seen.conflicts).toEqual([]);
    expect(await world.query("SELECT FROM danhba.undo")).toEqual([]);
    expect(await seeAllButPasswords(world)).toEqual(after);
  });

  it(
    "waits for an operator, and then leaves the directory as it was before the load",
    async () => {
      const outcome = await undo(world, first.runId);
      expect(outcome).toMatchObject({ status: 3, stderr: "" });
      const { undone } = outcome.json<UndoDocument>();
      expect(undone).toMatchObject({
        run: first.runId,
        state: "held",
        outcome: null,
        failed: [],
        conflicts: [],
      });
      expect(undone.applied + countOf(undone.held)).toBe(first.applied);
      expect(undone.held.every(({ kind }) => kind === "delete")).toBe(true);

      const approved = await approve(world, undone.runId);
      expect(approved).toMatchObject({ status: 0, stderr: "" });
      const { sync } = approved.json<UndoDocument>();
      expect(sync.undone).toMatchObject([
        { state: "done", outcome: "done", held: [], failed: [], conflicts: [] },
      ]);
      expect(await seeAllButPasswords(world)).toEqual(before);
      expect(await liveLedger(world)).toEqual([]);
      const [log] = await world.query<{ count: number; owners: number }>(
        `SELECT count(*)::int AS count, count(DISTINCT owner)::int AS owners FROM danhba.change_log
        WHERE record ->> 'reason' = 'RUN_UNDONE' AND record -> 'actor' ->> 'name' = $1`,
        [OPERATOR],
      );
      expect(log).toEqual({ count: first.applied, owners: first.applied });
      expect(await danhba(world, ["log", "verify"])).toMatchObject({ status: 0 });
    },
    LONG,
  );

  it(
    "is not done again by the next run, but held as undone",
    async () => {
      const outcome = await danhba(world, ["sync", "--json"]);
      expect(outcome.status).toBe(3);
      isHeldAsUndone(outcome.json());
      expect(countOf(outcome.json().held)).toBe(first.applied);
      expect(await seeOwn(world)).toEqual(new Map());
      expectFault(await undo(world, first.runId), "USAGE", 1, /undone already/);
    },
    LONG,
  );

  it(
    "is had again with the same addresses once an operator says so",
    async () => {
      const held = (await danhba(world, ["sync", "--json"])).json();
      const outcome = await approve(world, held.runId);
      expect(outcome).toMatchObject({ status: 0, stderr: "" });
      expect(await seeAllButPasswords(world)).toEqual(after);
      expect(await seeLedger(world)).toEqual(ledger);
      expect((await mustSync(world)).applied).toBe(0);
      expect(await danhba(world, ["log", "verify"])).toMatchObject({ status: 0 });
    },
    LONG,
  );

  it(
    "is gone on with when its process is killed, each change undone and logged once",
    async () => {
      await world.feed("UPDATE hr.person SET phone = '0299 123 456' WHERE realm = $1 AND id < 'ST000600'", [
        REALM,
      ]);
      const run = await mustSync(world);
      expect(run.applied).toBeGreaterThan(400);

      let program: ChildProcess | undefined;
      const ended = danhba(world, ["undo", String(run.runId), ...signed], {
        onStart: (started) => {
          program = started;
        },
      });
      const logged = async (): Promise<number> => {
        const [row] = await world.query<{ count: number; owners: number }>(
          `SELECT count(*)::int AS count, count(DISTINCT owner)::int AS owners FROM danhba.change_log
          WHERE record ->> 'reason' = 'RUN_UNDONE' AND record #>> '{params,run}' = $1`,
          [String(run.runId)],
        );
        expect(row?.count).toBe(row?.owners);
        return row?.count ?? 0;
      };
      const underWay = async (): Promise<boolean> => {
        const rows = await world.query(
          "SELECT FROM danhba.run_item WHERE state = 'intent' AND item #>> '{reason,code}' = 'RUN_UNDONE' LIMIT 1",
        );
        return rows.length > 0;
      };
      await waitFor("the undo under way", underWay, 60_000);
      program?.kill("SIGKILL");
      expect(await ended).toMatchObject({ status: null });
      expect(await logged()).toBeLessThan(run.applied);

      let last = await danhba(world, ["sync", "--json"]);
      // The server may take a moment to see that the killed process is gone.
      for (; last.status === 20; last = await danhba(world, ["sync", "--json"]));
      isHeldAsUndone(last.json());
      expect(countOf(last.json().held)).toBe(run.applied);
      expect(await logged()).toBe(run.applied);
      expect(await seeAllButPasswords(world)).toEqual(after);
      expect(await danhba(world, ["log", "verify"])).toMatchObject({ status: 0 });
    },
    LONG,
  );
});

/** A hire, an address, a transfer, a revocation, a suspension, a head, a unit's name and post: in one delivery. */
async function deliverMixed(world: World): Promise<void> {
  await hire(world, "X1", "Ông Hữu Khoát", "SNV");
  await setPerson(world, "P02", "requested_local_part", "hoalt.moi");
  await transfer(world, "P04", "HMX", "DC/4");
  await setStatus(world, ["P05"], "retired");
  await setStatus(world, ["P08"], "duty_suspended");
  await world.feed("UPDATE hr.unit SET head_person_id = 'P02' WHERE realm = $1 AND code = 'SNV'", [REALM]);
  await world.feed("UPDATE hr.unit SET name = 'xã Thạnh Phú Đông' WHERE realm = $1 AND code = 'HMX-TP'", [
    REALM,
  ]);
  await setPerson(world, "P10", "phone", "0299 000 9999");
  await setPerson(world, "P12", "staff_class", "cong_chuc");
}

describe("a mixed run of a small province", () => {
  let world: World;
  let before: Map<string, object>;
  let ledger: object[];
  let mixed: SyncDocument;

  beforeAll(async () => {
    world = await freshWorld();
    await loadSmallProvince(world);
    await mustSync(world);
    [before, ledger] = [await seeAllButPasswords(world), await liveLedger(world)];
    await deliverMixed(world);
    mixed = await mustSync(world);
  });
  afterAll(() => world.stop());

  it("is undone, held parts after approval, and the directory is as it was", async () => {
    const after = await seeAllButPasswords(world);
    expect(mixed.applied).toBeGreaterThan(8);
    const outcome = await undo(world, mixed.runId);
    expect(outcome).toMatchObject({ status: 3, stderr: "" });
    const { undone } = outcome.json<UndoDocument>();
    // Only the deletion of whom the run hired has to be approved.
    expect(undone).toMatchObject({ held: [{ kind: "delete", count: 1 }], failed: [] });
    expect(undone.conflicts.every(({ code, isWhole }) => code === "NO_INVERSE" && !isWhole)).toBe(true);
    expect(await approve(world, undone.runId)).toMatchObject({ status: 0, stderr: "" });

    expect(await seeAllButPasswords(world)).toEqual(before);
    expect(await liveLedger(world)).toEqual(ledger);
    expect(await holdersOf(world, "sonv")).toEqual([personDn(world, "tvan")]);
    const next = await danhba(world, ["sync", "--json"]);
    isHeldAsUndone(next.json());
    expect(countOf(next.json().held)).toBe(mixed.applied);
    await expectSoundLog(world);
    // The log alone tells the same.
    const told = await danhba(world, ["as-of", new Date().toISOString(), "P02", "--ldif"]);
    expect(told.stdout).toContain(`dn: ${(await mustSee(world, "P02")).dn?.[0]}`);

    const again = await approve(world, next.json().runId);
    expect(again).toMatchObject({ status: 0, stderr: "" });
    expect(await seeAllButPasswords(world)).toEqual(after);
    expect((await mustSync(world)).applied).toBe(0);
  });

  it("answers in both languages for a run that cannot be undone", async () => {
    const idle = await mustSync(world);
    for (const [run, en, vi] of [
      ["999", /is unknown/, /không có/],
      [String(idle.runId), /changed nothing/, /không thay đổi gì/],
      [String(mixed.runId), /undone already/, /đã được hoàn tác/],
    ] as const) {
      expectFault(await danhba(world, ["undo", run, ...signed, "--lang", "en"]), "USAGE", 1, en);
      expectFault(await danhba(world, ["undo", run, ...signed, "--lang", "vi"]), "USAGE", 1, vi);
    }
    expectFault(await danhba(world, ["undo", "1", "--operator", "A"]), "USAGE", 1, "--reason");
    expectFault(await danhba(world, ["undo", ...signed, "--", "abc"]), "USAGE", 1, "abc");
  });
});

describe("a run after which somebody edited", () => {
  it("is undone but for what was edited, renamed by a later run or deleted", async () => {
    const world = await freshWorld();
    try {
      await loadSmallProvince(world);
      await mustSync(world);
      for (const id of ["P01", "P02", "P04", "P05", "P06"])
        await setPerson(world, id, "phone", `0299 000 1${id.slice(1)}`);
      const run = await mustSync(world);
      await setPerson(world, "P02", "requested_local_part", "hoalt.moi");
      await setPerson(world, "P05", "staff_class", "vien_chuc");
      await mustSync(world);
      const [an, duc] = [await mustSee(world, "P01"), await mustSee(world, "P04")];
      await asAdmin(world.directory, async (client) => {
        await client.modify(an.dn?.[0] ?? "", change("replace", "telephoneNumber", "0299 777 777"));
        await client.del(duc.dn?.[0] ?? "");
      });

      const outcome = await undo(world, run.runId);
      expect(outcome).toMatchObject({ status: 4, stderr: "" });
      const { undone } = outcome.json<UndoDocument>();
      expect(undone).toMatchObject({ applied: 2, failed: [], held: [], outcome: "partial" });
      const conflicts = undone.conflicts
        .map(({ owner, code, detail }) => `${owner} ${code} ${detail}`)
        .toSorted();
      expect(conflicts).toEqual([
        "person:P01 CHANGED_SINCE telephoneNumber",
        `person:P02 CHANGED_SINCE ${personDn(world, "hoalt.moi")}`,
        `person:P04 GONE ${duc.dn?.[0]}`,
      ]);
      for (const { message } of undone.conflicts) expect(message).not.toBe("");
      expect((await mustSee(world, "P05")).telephoneNumber).toEqual(["0299 000 0005"]);
      // What the later run changed stays.
      expect((await mustSee(world, "P05")).employeeType).toEqual(["vien_chuc"]);
      expect((await mustSee(world, "P06")).telephoneNumber).toEqual(["0299 000 0006"]);
      expect((await mustSee(world, "P02")).telephoneNumber).toEqual(["0299 000 102"]);
      const { runs } = (await danhba(world, ["runs", "--json"])).json<{
        runs: { runId: number; findings: object[] }[];
      }>();
      expect(runs.find(({ runId }) => runId === undone.runId)).toMatchObject({ trigger: "undo" });
      expect(await danhba(world, ["log", "verify"])).toMatchObject({ status: 0 });
    } finally {
      await world.stop();
    }
  });
});

describe("an undo beside the running service", () => {
  it("is carried out by the service, which does not do again what was undone", async () => {
    const world = await freshWorld();
    try {
      await loadSmallProvince(world);
      const daemon = await startDaemon(world);
      const before = await seeAllButPasswords(world);
      await setStatus(world, ["P05"], "retired");
      // Done once it is logged, which is after it is seen in the directory.
      const revocation = async (): Promise<number | undefined> => {
        const [last] = await world.query<{ run: number }>(
          `SELECT max(run)::int AS run FROM danhba.change_log
           WHERE owner = 'person:P05' AND record -> 'after' -> 'danhbaStatus' ->> 0 = 'disabled' HAVING count(*) > 0`,
        );
        return last?.run;
      };
      await waitFor("the revocation", async () => (await revocation()) !== undefined);
      const outcome = await undo(world, (await revocation()) ?? 0);
      expect(outcome).toMatchObject({ status: 0, stderr: "" });
      expect(outcome.json()).toMatchObject({ leftToService: true, undone: null, sync: null });
      await waitFor(
        "the undo",
        async () => {
          const rows = await world.query("SELECT FROM danhba.undo WHERE outcome = 'done'");
          return rows.length === 1;
        },
        60_000,
      );
      // Further deliveries do not bring it back.
      await setPerson(world, "P06", "phone", "0299 000 7777");
      await waitFor("the next delivery", async () =>
        ((await mustSee(world, "P06")).telephoneNumber ?? []).includes("0299 000 7777"),
      );
      const now = await seeAllButPasswords(world);
      const dn = (await mustSee(world, "P05")).dn?.[0] ?? "";
      expect(now.get(dn)).toEqual(before.get(dn));
      expect(daemon.lines.map(({ msg }) => msg)).toContain("undo done");
      expect(await daemon.stop()).toMatchObject({ status: 0 });
      await expectSoundLog(world);
    } finally {
      await world.stop();
    }
  });
});
