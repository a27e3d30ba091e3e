/** What the journal remembers of accounts between runs, in a real database. */
import type pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { operatorActor } from "../../../src/changelog/record.ts";
import type { Item, LedgerChange } from "../../../src/model/change.ts";
import { DanhbaError } from "../../../src/model/error.ts";
import type { OrderDraft } from "../../../src/model/order.ts";
import type { Owner } from "../../../src/model/owner.ts";
import type { Pending } from "../../../src/model/pending.ts";
import type { JournalPort, Lease, RunEnd, WholePlan } from "../../../src/ports/journal-port.ts";
import { openJournal } from "../../../src/postgres/journal.ts";
import { openPool } from "../../../src/postgres/pool.ts";
import { type FreshDatabase, freshDatabase } from "../../support/database.ts";
import { item } from "../../unit/gate/items.ts";

const REALM = "r";
const ACTOR = operatorActor({ operator: "Hoa", reason: "đúng", at: "2026-11-20T02:00:00.000Z" });
const NOW = "2026-11-21T01:00:00.000Z";
const LATER = "2026-11-22T01:00:00.000Z";
const PLAN: Parameters<JournalPort["recordPlan"]>[2] = {
  digest: "d",
  cursor: "1:1:",
  delivery: "7",
  held: [],
  judgements: [],
  feedDigest: null,
  whole: null,
};
const WHOLE: WholePlan = { questions: [], digests: [], due: [], identities: [], loginsWatchedSince: null };

let database: FreshDatabase;
let pool: pg.Pool;
let journal: JournalPort;
let lease: Lease;

beforeEach(async () => {
  database = await freshDatabase();
  pool = openPool({ url: database.url, role: "danhba_service", applicationName: "test" });
  journal = openJournal({
    pool,
    url: database.url,
    domainOf: () => "r.gov.vn",
    leaseSecondsOf: () => 30,
  });
  lease = await journal.acquireLease(REALM);
});
afterEach(async () => {
  await lease.release();
  await pool.end();
  await database.drop();
});

const startRun = (): Promise<number> => journal.startRun(lease, { trigger: "sync", startedAt: NOW });
const record = async ({
  delivery = "7",
  ...whole
}: Partial<WholePlan> & { delivery?: string }): Promise<number> => {
  const run = await startRun();
  await journal.recordPlan(lease, run, { ...PLAN, delivery, whole: { ...WHOLE, ...whole } }, NOW);
  return run;
};
const endRun = (run: number, more: Partial<RunEnd> = {}): Promise<void> =>
  journal.endRun(lease, run, {
    state: "done",
    counts: null,
    failed: [],
    findings: [],
    fault: null,
    endedAt: NOW,
    pending: [],
    drift: [],
    proof: null,
    ...more,
  });
/** Intends and settles items in one run. */
async function carryOut(
  items: readonly Item[],
  at = NOW,
  state: "applied" | "failed" = "applied",
): Promise<number> {
  const run = await startRun();
  const batch = items.map((of, position) => ({ item: of, position, actor: ACTOR }));
  await journal.intend(lease, run, batch, at);
  await journal.settle(
    lease,
    { id: run, delivery: null },
    batch.map((one) => ({ ...one, state, code: null })),
    at,
  );
  return run;
}
const rowsOf = async (statement: string): Promise<unknown[]> => (await pool.query(statement)).rows;
/** Which version of a row it is: another one once it was written again. */
const versions = async (table: string): Promise<Map<string, string>> => {
  const { rows } = await pool.query<{ owner: string; xmin: string }>(
    `SELECT owner, xmin FROM danhba.${table}`,
  );
  return new Map(rows.map(({ owner, xmin }) => [owner, xmin]));
};
const problemOf = async (work: Promise<unknown>): Promise<unknown> =>
  await work.then(
    () => "none",
    (error: unknown) => (error instanceof DanhbaError ? error.params.problem : error),
  );

describe("the state of accounts", () => {
  const status = (owner: Owner, value: string, more: Partial<Item> = {}): Item =>
    item(owner, ["modify"], { after: { danhbaStatus: [value] }, ...more });

  it("is that of the last applied item, since when and why", async () => {
    await carryOut([status("person:1", "active"), status("person:2", "active")]);
    const reason = { code: "PERSON_RETIRED", params: {}, clause: "Đ.4.5", decisionNo: null } as const;
    await carryOut([status("person:1", "disabled", { kind: "disable", reason })], LATER);
    expect((await journal.memory(REALM)).accounts).toEqual(
      new Map([
        ["person:1", { status: "disabled", since: LATER, reason: "PERSON_RETIRED", openedAt: NOW }],
        ["person:2", { status: "active", since: NOW, reason: "PERSON_CHANGED", openedAt: NOW }],
      ]),
    );
  });

  it("is not touched by what the directory refused, nor by an item that leaves it as it is", async () => {
    await carryOut([status("person:1", "active")]);
    await carryOut([status("person:1", "disabled")], LATER, "failed");
    await carryOut([item("person:1", ["modify"], { after: { title: ["Giám đốc"] } })], LATER);
    expect((await journal.memory(REALM)).accounts.get("person:1")).toMatchObject({
      status: "active",
      since: NOW,
    });
  });

  it("is purged once the entry is deleted, and its addresses are tombstones for ever", async () => {
    const address = {
      localPart: "an",
      owner: "person:1",
      role: "primary",
      form: "plain",
      clause: "Đ.1",
      aliasUntil: null,
    } as const;
    await carryOut([status("person:1", "active", { ledger: [{ change: "issue", address }] })]);
    const dn = "uid=an,ou=people";
    const ledger: LedgerChange[] = [{ change: "bury", localPart: "an" }];
    const operations = [{ op: "delete", dn, expects: [] }] as const;
    await carryOut([item("person:1", ["delete"], { dn, dnBefore: dn, operations, ledger })], LATER);
    expect((await journal.memory(REALM)).accounts.get("person:1")).toMatchObject({
      status: "purged",
      since: LATER,
    });
    expect(await journal.ledger(REALM)).toMatchObject([
      { localPart: "an", owner: "person:1", role: "tombstone" },
    ]);
    expect(await rowsOf("SELECT released_at FROM danhba.address")).toEqual([{ released_at: LATER }]);
  });
});

describe("addresses", () => {
  it("of a merged unit stay its own while its successor's item retires and buries them", async () => {
    const address = {
      localPart: "soa",
      owner: "agency:A",
      role: "primary",
      form: "agency",
      clause: "Đ.1",
      aliasUntil: null,
    } as const;
    await carryOut([item("agency:A", ["create"], { ledger: [{ change: "issue", address }] })]);
    await carryOut([
      item("agency:B", ["modify"], { ledger: [{ change: "retire", localPart: "soa", aliasUntil: LATER }] }),
    ]);
    expect(await journal.ledger(REALM)).toMatchObject([
      { owner: "agency:A", role: "alias", aliasUntil: LATER },
    ]);
    await carryOut([item("agency:B", ["modify"], { ledger: [{ change: "bury", localPart: "soa" }] })], LATER);
    expect(await journal.ledger(REALM)).toMatchObject([
      { owner: "agency:A", role: "tombstone", aliasUntil: null },
    ]);
  });
});

describe("passwords that are needed", () => {
  const first = (owner: Owner, unit: string): Item =>
    item(owner, ["create"], {
      after: { danhbaStatus: ["active"], danhbaUnit: [unit] },
      handovers: [{ owner, why: "first" }],
    });
  const open = (): Promise<unknown[]> =>
    rowsOf(
      "SELECT owner, unit, why, state, requested_at AS at, requested_by AS by FROM danhba.handover ORDER BY id",
    );

  it("wait from the moment in which the account is there", async () => {
    await carryOut([first("person:1", "SNV"), first("agency:SNV", "SNV")]);
    const row = { unit: "SNV", why: "first", state: "waiting", at: NOW, by: "Hoa" };
    expect(await open()).toEqual([
      { owner: "person:1", ...row },
      { owner: "agency:SNV", ...row },
    ]);
  });

  it("replace what the same account waited for, and end with the account", async () => {
    await carryOut([first("agency:SNV", "SNV"), first("person:1", "SNV")]);
    await carryOut(
      [item("agency:SNV", ["modify"], { handovers: [{ owner: "agency:SNV", why: "head" }] })],
      LATER,
    );
    const dn = "uid=an,ou=people";
    const operations = [{ op: "delete", dn, expects: [] }] as const;
    await carryOut([item("person:1", ["delete"], { dn, dnBefore: dn, operations })], LATER);
    expect(await open()).toMatchObject([
      { owner: "agency:SNV", why: "first", state: "void" },
      { owner: "person:1", why: "first", state: "void" },
      { owner: "agency:SNV", why: "head", state: "waiting", at: LATER },
    ]);
  });

  it("that were asked for and not collected are remembered with the time of the request", async () => {
    await pool.query(
      `INSERT INTO danhba.handover (realm, owner, why, state, requested_at, requested_by)
       VALUES ('r', 'person:1', 'reset', 'set', $1, 'Hoa'), ('r', 'person:2', 'reset', 'collected', $1, 'Hoa'),
              ('r', 'person:3', 'first', 'waiting', $1, 'Hoa')`,
      [NOW],
    );
    expect((await journal.memory(REALM)).resets).toEqual([{ owner: "person:1", at: NOW }]);
  });
});

describe("secrets", () => {
  it("are in no table: neither what is intended nor what is logged holds a hash", async () => {
    const changes = [{ type: "replace", attribute: "userPassword", values: ["{SSHA}secret-hash"] }] as const;
    const operations = [{ op: "modify", dn: "uid=an", changes, expects: [] }] as const;
    await carryOut([item("person:1", ["modify"], { operations, after: { userPassword: ["set"] } })]);
    const { rows } = await pool.query<{ name: string }>(
      "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'danhba' AND tablename <> 'migration'",
    );
    const tables = rows.map(({ name }) => name);
    expect(tables).toContain("run_item");
    for (const name of tables) {
      expect(JSON.stringify(await rowsOf(`SELECT * FROM danhba.${name}`)), name).not.toContain("secret-hash");
    }
  });
});

describe("what is due", () => {
  const due = (owner: Owner, at: string) => ({ owner, at, why: "ALIAS" }) as const;

  it("is replaced by what the newest run found, and rows that stay are not written", async () => {
    expect(await journal.nextDue(REALM)).toBeNull();
    await record({
      due: [due("person:1", LATER), due("person:2", "2027-01-01T00:00:00.000Z"), due("person:3", LATER)],
    });
    expect(await journal.nextDue(REALM)).toBe(LATER);
    expect(await journal.countDue(REALM)).toBe(3);
    const before = await versions("due");
    await record({
      due: [due("person:2", "2027-01-01T00:00:00.000Z"), due("person:3", "2026-12-01T00:00:00.000Z")],
    });
    const after = await versions("due");
    expect([...after.keys()].toSorted()).toEqual(["person:2", "person:3"]);
    expect(after.get("person:2")).toBe(before.get("person:2"));
    expect(await journal.nextDue(REALM)).toBe("2026-12-01T00:00:00.000Z");
    await record({ due: [] });
    expect(await journal.countDue(REALM)).toBe(0);
  });
});

describe("identities and the watch over sign-ins", () => {
  it("are remembered until they are replaced", async () => {
    const an = { personId: "1", fullName: "Nguyễn Văn An", birthDate: "1980-02-01" };
    const hoa = { personId: "2", fullName: "Lê Thị Hoa", birthDate: null };
    await record({ identities: [an, hoa], loginsWatchedSince: NOW });
    await record({ identities: [{ ...hoa, fullName: "Lê Thị Hòa" }], loginsWatchedSince: NOW });
    const { identities, loginsWatchedSince } = await journal.memory(REALM);
    expect([...identities.values()].toSorted((a, b) => (a.personId < b.personId ? -1 : 1))).toEqual([
      an,
      { ...hoa, fullName: "Lê Thị Hòa" },
    ]);
    expect(loginsWatchedSince).toBe(NOW);
    await record({ loginsWatchedSince: LATER });
    expect((await journal.memory(REALM)).loginsWatchedSince).toBe(LATER);
    await record({});
    expect((await journal.memory(REALM)).loginsWatchedSince).toBeNull();
  });

  it("know the newest delivery that a run saw to the end", async () => {
    await endRun(await record({ delivery: "7" }));
    await endRun(await record({ delivery: "8" }), { state: "aborted", pending: null });
    expect((await journal.memory(REALM)).seenDelivery).toBe("7");
    await endRun(await record({ delivery: "9" }), { state: "held" });
    expect((await journal.memory(REALM)).seenDelivery).toBe("9");
  });
});

describe("the first load", () => {
  const COUNTS = {
    create: 1,
    modify: 0,
    rename: 0,
    suspend: 0,
    disable: 0,
    restore: 0,
    delete: 0,
    group: 0,
    unchanged: 0,
  };
  const person = item("person:1", ["create"], { after: { danhbaStatus: ["active"] } });

  it("is over once a run has ended that gave people accounts, or came after one that did not end", async () => {
    const hasRun = async () => (await journal.memory(REALM)).hasRun;
    // Before the feed came: policies and groups, but nobody.
    await endRun(await carryOut([item("policy:default", ["create"])]), { counts: COUNTS });
    expect(await hasRun()).toBe(false);
    const broken = await carryOut([person]);
    expect(await hasRun()).toBe(false);
    await endRun(broken, { state: "aborted", counts: COUNTS });
    expect(await hasRun()).toBe(false);
    await endRun(await carryOut([item("person:2", ["create"], { after: person.after })]), {
      state: "failed",
      counts: COUNTS,
    });
    expect(await hasRun()).toBe(true);
  });
});

describe("what is pending", () => {
  const entry = (owner: Owner, since: string, more: Partial<Pending> = {}): Pending => ({
    owner,
    request: "create_or_change",
    since,
    dueOn: "2026-11-26",
    clause: "Đ.4.3",
    waitsFor: "held",
    ...more,
  });

  it("is kept from when it was first seen until it is done; the longest waiting stands first", async () => {
    const both = [entry("person:1", LATER), entry("person:2", NOW, { dueOn: null, clause: null })];
    await endRun(await startRun(), { pending: both });
    expect((await journal.pending(REALM)).map(({ owner }) => owner)).toEqual(["person:2", "person:1"]);
    const again = entry("person:1", "2026-12-01T00:00:00.000Z", { waitsFor: "failed" });
    await endRun(await startRun(), { pending: [again] });
    expect(await journal.pending(REALM)).toEqual([{ ...again, since: LATER }]);
    await endRun(await startRun(), { state: "aborted", pending: null });
    expect(await journal.pending(REALM)).toHaveLength(1);
    await endRun(await startRun(), { pending: [] });
    expect(await journal.pending(REALM)).toEqual([]);
  });
});

describe("notices", () => {
  const inactive = (owner: Owner): Item =>
    item(owner, ["suspend"], {
      after: { danhbaStatus: ["suspended"] },
      reason: { code: "ACCOUNT_INACTIVE", params: { months: 3 }, clause: "Đ.7.2", decisionNo: null },
    });

  it("are recorded with the change and open until somebody was told, all that are named or none", async () => {
    const run = await carryOut([inactive("person:1"), inactive("person:2")]);
    const open = await journal.notices(REALM, false);
    expect(open).toMatchObject([
      {
        owner: "person:1",
        reason: "ACCOUNT_INACTIVE",
        params: { months: 3 },
        clause: "Đ.7.2",
        run,
        at: NOW,
        toldAt: null,
      },
      { owner: "person:2" },
    ]);
    const ids = open.map(({ id }) => id);
    expect(await problemOf(journal.closeNotices(REALM, [...ids, 99], "Hoa", LATER))).toBe(
      "NOT_AN_OPEN_NOTICE",
    );
    expect(await journal.notices(REALM, false)).toHaveLength(2);
    await journal.closeNotices(REALM, ids.slice(0, 1), "Hoa", LATER);
    expect(await problemOf(journal.closeNotices(REALM, ids.slice(0, 1), "Bình", LATER))).toBe(
      "NOT_AN_OPEN_NOTICE",
    );
    expect((await journal.notices(REALM, false)).map(({ owner }) => owner)).toEqual(["person:2"]);
    expect(await journal.notices(REALM, true)).toMatchObject([
      { toldAt: LATER, toldBy: "Hoa" },
      { toldAt: null },
    ]);
    expect(await problemOf(journal.closeNotices("other", ids.slice(1), "Hoa", LATER))).toBe(
      "NOT_AN_OPEN_NOTICE",
    );
  });
});

describe("orders", () => {
  const quota: OrderDraft = {
    kind: "quota",
    owner: "person:1",
    bytes: 5_368_709_120,
    person: null,
    operator: "Hoa",
    reason: "hồ sơ lớn",
    documentNo: "1/QĐ",
  };

  it("stand until they are ended, and are kept for ever", async () => {
    const given = await journal.giveOrder(REALM, quota, NOW);
    expect(given).toEqual({ ...quota, id: given.id, at: NOW, endedAt: null, endedBy: null });
    const hold = await journal.giveOrder(REALM, { ...quota, kind: "hold", bytes: null }, NOW);
    expect(await journal.orders(REALM, false)).toEqual([given, hold]);
    expect((await journal.memory(REALM)).orders).toEqual([given, hold]);
    const ended = await journal.endOrder(REALM, given.id, "Bình", LATER);
    expect(ended).toEqual({ ...given, endedAt: LATER, endedBy: "Bình" });
    expect(await journal.orders(REALM, false)).toEqual([hold]);
    expect(await journal.orders(REALM, true)).toEqual([ended, hold]);
    expect(await problemOf(journal.endOrder(REALM, given.id, "Bình", LATER))).toBe("NOT_A_STANDING_ORDER");
    expect(await problemOf(journal.endOrder("other", hold.id, "Bình", LATER))).toBe("NOT_A_STANDING_ORDER");
  });

  it("are never changed or removed, whoever tries", async () => {
    const { id } = await journal.giveOrder(REALM, quota, NOW);
    const change = pool.query("UPDATE danhba.instruction SET bytes = 1 WHERE id = $1", [id]);
    await expect(change).rejects.toThrow(/keeps what is written/);
    await expect(pool.query("DELETE FROM danhba.instruction")).rejects.toThrow(/permission denied/);
  });
});
