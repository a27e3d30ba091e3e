/** What runs that look at few owners read of ledger and memory, what they leave alone, and whom operators' verbs touch. */
import type pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { operatorActor } from "../../../src/changelog/record.ts";
import type { Item } from "../../../src/model/change.ts";
import { type Question, questionKey } from "../../../src/model/decision.ts";
import type { Due } from "../../../src/model/due.ts";
import type { Finding } from "../../../src/model/finding.ts";
import type { OrderDraft } from "../../../src/model/order.ts";
import type { Owner } from "../../../src/model/owner.ts";
import type { Pending } from "../../../src/model/pending.ts";
import type { JournalPort, Lease, RunEnd, WholePlan } from "../../../src/ports/journal-port.ts";
import { openHandoverStore } from "../../../src/postgres/handover-store.ts";
import { openJournal } from "../../../src/postgres/journal.ts";
import { openPool } from "../../../src/postgres/pool.ts";
import { createSliceReader } from "../../../src/postgres/slice-reader.ts";
import { openUndoStore } from "../../../src/postgres/undo-store.ts";
import { type FreshDatabase, freshDatabase } from "../../support/database.ts";
import { item } from "../../unit/gate/items.ts";

const REALM = "r";
const NOW = "2026-11-21T01:00:00.000Z";
const WORD = { operator: "Hoa", reason: "đúng" };
const ACTOR = operatorActor({ ...WORD, at: NOW });

let database: FreshDatabase;
let pool: pg.Pool;
let journal: JournalPort;
let lease: Lease;

beforeEach(async () => {
  database = await freshDatabase();
  pool = openPool({ url: database.url, role: "danhba_service", applicationName: "test" });
  journal = openJournal({ pool, url: database.url, domainOf: () => "r.gov.vn", leaseSecondsOf: () => 30 });
  lease = await journal.acquireLease(REALM);
});
afterEach(async () => {
  await lease.release();
  await pool.end();
  await database.drop();
});

const startRun = (): Promise<number> => journal.startRun(lease, { trigger: "feed", startedAt: NOW });
async function record(
  more: Partial<WholePlan>,
  { held = [], feedDigest = null }: { held?: readonly Item[]; feedDigest?: string | null } = {},
): Promise<number> {
  const run = await startRun();
  const hold = { rule: "limit.max", params: {} } as const;
  const whole = { questions: [], digests: [], due: [], identities: [], loginsWatchedSince: null, ...more };
  await journal.recordPlan(
    lease,
    run,
    {
      digest: "d",
      cursor: "1:1:",
      delivery: null,
      held: held.map((one) => ({ item: one, ...hold })),
      judgements: [],
      feedDigest,
      whole,
    },
    NOW,
  );
  return run;
}
const endRun = (run: number, more: Partial<RunEnd> = {}): Promise<void> =>
  journal.endRun(lease, run, {
    state: "done",
    counts: null,
    failed: [],
    findings: [],
    fault: null,
    endedAt: NOW,
    pending: null,
    drift: [],
    proof: null,
    ...more,
  });
const addAddresses = (...rows: readonly (readonly [localPart: string, owner: string])[]): Promise<unknown> =>
  pool.query(
    `INSERT INTO danhba.address (realm, domain, local_part, owner, role, form, clause, issued_at)
     SELECT 'r', 'r.gov.vn', local_part, owner, 'alias', '', '', now() FROM unnest($1::text[], $2::text[]) AS a(local_part, owner)`,
    [rows.map(([localPart]) => localPart), rows.map(([, owner]) => owner)],
  );

describe("the ledger", () => {
  const partsOf = async (work: ReturnType<JournalPort["ledgerOf"]>) =>
    (await work).map(({ localPart }) => localPart);

  it("is read of some owners, of people with their accounts at all agencies", async () => {
    await addAddresses(
      ["a", "person:1"],
      ["b", "person:1@A"],
      ["c", "person:1@Đ"],
      ["d", "person:10"],
      ["e", "person:10@A"],
      ["f", "agency:1"],
      ["g", "agency:1@x"],
      ["h", "person:1A"],
    );
    expect(await partsOf(journal.ledgerOf(REALM, ["person:1"]))).toEqual(["a", "b", "c"]);
    expect(await partsOf(journal.ledgerOf(REALM, ["person:10@A", "agency:1"]))).toEqual(["e", "f"]);
    expect(await partsOf(journal.ledgerOf(REALM, []))).toEqual([]);
    expect(await partsOf(journal.ledgerOf("other", ["person:1"]))).toEqual([]);
    expect((await journal.ledgerOf(REALM, ["person:1"]))[0]).toEqual(
      (await journal.ledger(REALM)).find(({ localPart }) => localPart === "a"),
    );
  });

  it("is read of some local parts, with any number after them", async () => {
    const parts = ["an", "an1", "an2", "an10", "an2b", "anb", "an.x", "an9", "bn", "a"];
    await addAddresses(...parts.map((part) => [part, `person:${part}`] as const));
    expect((await partsOf(journal.ledgerAt(REALM, ["an"]))).toSorted()).toEqual([
      "an",
      "an1",
      "an10",
      "an2",
      "an9",
    ]);
    expect((await partsOf(journal.ledgerAt(REALM, ["an1", "an", "c"]))).toSorted()).toEqual([
      "an",
      "an1",
      "an10",
      "an2",
      "an9",
    ]);
  });
});

describe("the memory", () => {
  it("of some is that of all without the others", async () => {
    await record({
      identities: [
        { personId: "1", fullName: "An", birthDate: null },
        { personId: "2", fullName: "Bình", birthDate: "1980-01-01" },
      ],
      loginsWatchedSince: NOW,
    });
    const run = await startRun();
    const batch = ["person:1", "person:2"].map((owner, position) => ({
      item: item(owner as Owner, ["create"], { after: { danhbaStatus: ["active"] } }),
      position,
      actor: ACTOR,
    }));
    await journal.intend(lease, run, batch, NOW);
    const place = { id: run, delivery: null };
    await journal.settle(
      lease,
      place,
      batch.map((one) => ({ ...one, state: "applied", code: null })),
      NOW,
    );
    await endRun(run, { counts: { create: 2 } as RunEnd["counts"] });
    const whole = await journal.memory(REALM);
    expect(whole).toMatchObject({ hasRun: true, loginsWatchedSince: NOW });
    const some = await journal.memoryOf(REALM, ["2"], ["person:1"]);
    expect(some).toEqual({
      ...whole,
      accounts: new Map([["person:1", whole.accounts.get("person:1")]]),
      identities: new Map([["2", whole.identities.get("2")]]),
    });
  });
});

describe("a run that looks at few", () => {
  const question = (owner: Owner): Question => {
    const finding: Finding = { code: "ONE_WORD", owner, params: {} };
    return { key: questionKey(finding), finding, proposals: [], isStanding: true };
  };
  const due = (owner: Owner, at = NOW): Due => ({ owner, at, why: "POST" });
  const pending = (owner: Owner, waitsFor = "held"): Pending => ({
    owner,
    request: "create_or_change",
    since: NOW,
    dueOn: null,
    clause: null,
    waitsFor,
  });
  const ONE: Owner = "person:1";
  const TWO: Owner = "person:2";
  const looked = { people: 1, units: 2, groups: 3 };
  const scope = { owners: [ONE], looked };

  it("says how much that was", async () => {
    const whole = await record({});
    const part = await record({ scope });
    expect(await journal.run(REALM, whole)).toMatchObject({ scope: null });
    expect(await journal.run(REALM, part)).toMatchObject({ scope: looked });
  });

  it("withdraws questions of these only, and asks new ones", async () => {
    await record({ questions: [question(ONE), question(TWO)] });
    await record({ questions: [question("person:3")], scope });
    const states = (await journal.decisions(REALM)).map(({ finding, state }) => `${finding.owner} ${state}`);
    expect(states.toSorted()).toEqual(["person:1 withdrawn", "person:2 open", "person:3 open"]);
  });

  it("replaces what is due and pending of these only", async () => {
    const later = "2026-11-22T01:00:00.000Z";
    const run = await record({ due: [due(ONE), due(TWO)] });
    await endRun(run, { pending: [pending(ONE), pending(TWO)] });
    const next = await record({ due: [due("person:3", later)], scope });
    await endRun(next, { pending: [pending("person:3")], pendingScope: [ONE] });
    const { rows } = await pool.query<{ owner: string }>("SELECT owner FROM danhba.due ORDER BY owner");
    expect(rows.map(({ owner }) => owner)).toEqual([TWO, "person:3"]);
    expect((await journal.pending(REALM)).map(({ owner }) => owner)).toEqual([TWO, "person:3"]);
  });

  it("closes no ruling, because it does not plan what the others were about", async () => {
    const held = [item(TWO, ["disable"])];
    const run = await record({ digests: held.map(({ digest }) => digest) }, { held });
    await endRun(run, { state: "held" });
    await journal.rule(REALM, run, { verdict: "approved", ...WORD }, NOW);
    await record({ scope });
    expect((await journal.rulings(REALM)).size).toBe(1);
    await record({});
    expect((await journal.rulings(REALM)).size).toBe(0);
  });
});

describe("who is touched", () => {
  const touchedBy = async (work: () => Promise<unknown>): Promise<string[] | undefined> => {
    const slices = createSliceReader(pool);
    const { cursor } = await slices.read(REALM, []);
    await work();
    return (await slices.changes(REALM, cursor, 100))?.touched.toSorted();
  };
  const order = (more: Partial<OrderDraft>): OrderDraft => ({
    kind: "hold",
    owner: "person:1",
    bytes: null,
    person: null,
    documentNo: "1",
    ...WORD,
    ...more,
  });

  it("is the owner of an order that is given or ended, and who is to be a delegate", async () => {
    expect(await touchedBy(() => journal.giveOrder(REALM, order({}), NOW))).toEqual(["person:1"]);
    const delegate = order({ kind: "delegate", owner: "agency:A", person: "7" });
    expect(await touchedBy(() => journal.giveOrder(REALM, delegate, NOW))).toEqual(["agency:A", "person:7"]);
    const [first] = await journal.orders(REALM, false);
    expect(await touchedBy(() => journal.endOrder(REALM, first?.id ?? 0, "Hoa", NOW))).toEqual(["person:1"]);
    expect(await touchedBy(() => journal.endOrder(REALM, 99, "Hoa", NOW).catch(() => null))).toEqual([]);
  });

  it("is who a decision is about", async () => {
    const finding: Finding = { code: "ONE_WORD", owner: "person:1", params: {} };
    await record({ questions: [{ key: questionKey(finding), finding, proposals: [], isStanding: true }] });
    const [asked] = await journal.decisions(REALM);
    const answer = { localPart: null, documentNo: "1", ...WORD };
    expect(await touchedBy(() => journal.decide(REALM, [asked?.id ?? 0], answer, NOW))).toEqual(["person:1"]);
  });

  it("is whose items are ruled upon, and everybody when it is about the feed", async () => {
    const held = [item("person:1", ["disable"]), item("unit:A", ["delete"])];
    const run = await record({}, { held });
    await endRun(run, { state: "held" });
    const word = { verdict: "approved", ...WORD } as const;
    expect(await touchedBy(() => journal.rule(REALM, run, word, NOW))).toEqual(["person:1", "unit:A"]);
    const frozen = await record({}, { feedDigest: "f" });
    await endRun(frozen, { state: "held" });
    expect(await touchedBy(() => journal.rule(REALM, frozen, word, NOW))).toEqual(["policy:realm"]);
  });

  it("is whom a run changed that is to be undone", async () => {
    const run = await startRun();
    const batch = [{ item: item("person:1", ["modify"]), position: 0, actor: ACTOR }];
    await journal.intend(lease, run, batch, NOW);
    const outcomes = batch.map((one) => ({ ...one, state: "applied" as const, code: null }));
    await journal.settle(lease, { id: run, delivery: null }, outcomes, NOW);
    await endRun(run);
    const undos = openUndoStore(pool);
    expect(await touchedBy(() => undos.order(REALM, { run, ...WORD }, NOW))).toEqual(["person:1"]);
  });

  it("is for whom a password is asked for, and whose password is collected", async () => {
    const handovers = openHandoverStore(pool);
    const request = {
      owner: "person:1" as const,
      unit: "A",
      operator: "Hoa",
      verifiedBy: "Hoa",
      channel: "in_person",
      cause: "forgotten",
      documentNo: null,
    };
    expect(
      await touchedBy(() =>
        handovers.request(REALM, request as Parameters<typeof handovers.request>[1], NOW),
      ),
    ).toEqual(["person:1"]);
    const claim = "7f0c8a52-0f0f-4b1e-9b6a-0f6f7a1f2b11";
    await pool.query("UPDATE danhba.handover SET state = 'set', claim = $1", [claim]);
    expect(await touchedBy(() => handovers.collect(REALM, claim, "Hoa", NOW))).toEqual(["person:1"]);
  });
});
