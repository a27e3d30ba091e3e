/** No statement of a run of few changes, or of a question about one owner, reads the whole of a big table. */
import pg from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { SERVICE } from "../../../src/changelog/record.ts";
import type { ChangeKind, Item, ReasonCode } from "../../../src/model/change.ts";
import type { Owner } from "../../../src/model/owner.ts";
import type { JournalPort, Lease, Outcome } from "../../../src/ports/journal-port.ts";
import { createFeedReader } from "../../../src/postgres/feed-reader.ts";
import { openHandoverStore } from "../../../src/postgres/handover-store.ts";
import { openJournal } from "../../../src/postgres/journal.ts";
import { openPool } from "../../../src/postgres/pool.ts";
import { openProjectionStore } from "../../../src/postgres/projection-store.ts";
import { type FreshDatabase, freshDatabase } from "../../support/database.ts";
import { issue, item } from "../../unit/gate/items.ts";

const REALM = "r";
const NOW = "2026-11-21T01:00:00.000Z";
const UUID = "00000000-0000-4000-8000-000000000001";
/** Enough that a whole table is dearer than a few of its rows. */
const ROWS = 50_000;
const BIG = new Set([
  "address",
  "account",
  "run_item",
  "change_log",
  "due",
  "entry",
  "handover",
  "notice",
  "pending",
  "person",
  "appointment",
  "change",
]);

const FILL = [
  `INSERT INTO danhba.run (realm, trigger, state, started_at, cursor, delivery, counts, held_digest)
   SELECT '${REALM}', 'sync', CASE n WHEN 8 THEN 'held' ELSE 'done' END, now(), '1:1:', '7', '{}', 'held'
     FROM generate_series(1, 500) n`,
  `INSERT INTO danhba.chain_head VALUES ('${REALM}', ${ROWS}, 'hash')`,
  `INSERT INTO danhba.address (realm, domain, local_part, owner, role, form, clause, issued_at)
   SELECT '${REALM}', '${REALM}.vn', 'p' || n, 'person:' || n, 'primary', 'plain', 'Đ.3', now()
     FROM generate_series(1, ${ROWS}) n`,
  `INSERT INTO danhba.account (realm, owner, status, since, reason, opened_at, run)
   SELECT '${REALM}', 'person:' || n, 'active', now(), 'PERSON_HIRED', now(), 1 FROM generate_series(1, ${ROWS}) n`,
  `INSERT INTO danhba.run_item (run, owner, position, kind, state, digest, item, actor)
   SELECT 1 + n % 500, 'person:' || n, n, 'create', CASE WHEN n % 5000 = 7 THEN 'held' ELSE 'applied' END,
          md5(n::text), '{"operations": [], "after": {}}', '{}' FROM generate_series(1, ${ROWS}) n`,
  `INSERT INTO danhba.change_log (realm, seq, record, hash, terms)
   SELECT '${REALM}', n,
          jsonb_build_object('owner', 'person:' || n, 'run', 1 + n / 100, 'clause', 'Đ.' || n % 5,
            'at', to_char(timestamp '2024-01-01' + n * interval '10 minutes', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            'after', jsonb_build_object('danhbaUnit', jsonb_build_array('U' || n % 1000))),
          md5(n::text),
          ARRAY['kind:' || CASE WHEN n % 1000 = 0 THEN 'rename' ELSE 'create' END, 'address:p' || n,
                'operator:' || CASE WHEN n % 5000 = 0 THEN 'Hoa' ELSE 'Lan' END]
     FROM generate_series(1, ${ROWS}) n`,
  `INSERT INTO danhba.due (realm, owner, at, why)
   SELECT '${REALM}', 'person:' || n, now() + n * interval '1 minute', 'POST' FROM generate_series(1, ${ROWS}) n`,
  `INSERT INTO danhba.entry (realm, danhba_id, dn, entry_uuid, entry_csn, attributes, hash, seen_at)
   SELECT '${REALM}', 'id' || n, 'uid=p' || n || ',ou=people,dc=r', 'uuid' || n, 'csn', '{}', md5(n::text), now()
     FROM generate_series(1, ${ROWS}) n`,
  `INSERT INTO danhba.handover (realm, owner, unit, why, state, requested_at, requested_by, expires_at)
   SELECT '${REALM}', 'person:' || n, 'U' || n % 1000, 'first',
          (ARRAY['waiting', 'set', 'collected', 'used'])[1 + n % 4], now(), 'danhba', now() + n * interval '1 hour'
     FROM generate_series(1, ${ROWS}) n`,
  `INSERT INTO danhba.notice (realm, owner, reason, params, clause, dn, run, at, told_at, told_by)
   SELECT '${REALM}', 'person:' || n, 'PERSON_RETIRED', '{}', 'Đ.9', 'uid=p' || n, 1, now(), now(), 'Lan'
     FROM generate_series(1, ${ROWS}) n`,
  `INSERT INTO hr.unit (realm, code, name, kind) VALUES ('${REALM}', 'U', 'Sở Nội vụ', 'department')`,
  `INSERT INTO hr.person (realm, id, full_name, staff_class, status)
   SELECT '${REALM}', n::text, 'Nguyễn Văn An', 'cong_chuc', 'working' FROM generate_series(1, ${ROWS}) n`,
  `INSERT INTO hr.appointment (realm, id, person_id, unit_code, kind)
   SELECT '${REALM}', n::text, n::text, 'U', 'primary' FROM generate_series(1, ${ROWS}) n`,
];

let database: FreshDatabase;
let pool: pg.Pool;
let journal: JournalPort;
let lease: Lease;

beforeAll(async () => {
  database = await freshDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  for (const statement of FILL) await client.query(statement);
  await client.query("ANALYZE");
  await client.end();
  pool = openPool({ url: database.url, role: "danhba_service", applicationName: "test", max: 2 });
  journal = openJournal({ pool, url: database.url, domainOf: () => "r.vn", leaseSecondsOf: () => 60 });
  lease = await journal.acquireLease(REALM);
}, 120_000);
afterAll(async () => {
  await lease.release();
  await pool.end();
  await database.drop();
});

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly Plans?: readonly PlanNode[];
}

/** `statement: table` for every big table that a statement of `work` reads from end to end. */
async function wholeTablesReadBy(work: () => Promise<unknown>): Promise<string[]> {
  const sent: { readonly text: string; readonly values: unknown[] }[] = [];
  const query = vi.spyOn(pg.Client.prototype, "query");
  try {
    await work();
    for (const [text, values] of query.mock.calls as unknown[][]) {
      if (typeof text === "string" && /^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b/.test(text))
        sent.push({ text, values: (values ?? []) as unknown[] });
    }
  } finally {
    query.mockRestore();
  }
  expect(sent.length).toBeGreaterThan(0);
  const found: string[] = [];
  for (const { text, values } of sent) {
    const { rows } = await pool.query<{ "QUERY PLAN": readonly { readonly Plan: PlanNode }[] }>(
      `EXPLAIN (FORMAT JSON) ${text}`,
      values,
    );
    for (const { Plan } of rows[0]?.["QUERY PLAN"] ?? [])
      found.push(
        ...scans(Plan).map((table) => `${text.trim().replaceAll(/\s+/g, " ").slice(0, 90)}: ${table}`),
      );
  }
  return found;
}

function scans(node: PlanNode): string[] {
  const table = node["Relation Name"];
  const isWhole = node["Node Type"] === "Seq Scan" && table !== undefined && BIG.has(table);
  return [...(isWhole ? [table] : []), ...(node.Plans ?? []).flatMap(scans)];
}

/** Outcomes for people of whom the tables know. */
function changes(kind: ChangeKind, code: ReasonCode, more: (n: number) => Partial<Item>): Outcome[] {
  return Array.from({ length: 300 }, (_, index) => {
    const n = index * 100 + 1;
    const reason = { code, params: {}, clause: "Đ.1", decisionNo: null };
    return {
      position: index,
      state: "applied",
      item: item(`person:${n}`, [kind], { reason, ...more(n) }),
      actor: SERVICE,
      code: null,
    };
  });
}

const BATCHES: readonly (readonly [name: string, outcomes: Outcome[]])[] = [
  [
    "hires",
    changes("create", "PERSON_HIRED", (n) => ({
      owner: `person:new${n}`,
      after: { danhbaStatus: ["active"], danhbaUnit: ["U"] },
      operations: [{ op: "add", dn: `uid=n${n}`, attributes: {} }],
      ledger: [issue(`new${n}`, `person:new${n}`)],
      handovers: [{ owner: `person:new${n}`, why: "first" }],
    })),
  ],
  [
    "transfers with a new address",
    changes("rename", "PERSON_TRANSFERRED", (n) => ({
      after: { danhbaUnit: ["U2"] },
      ledger: [{ change: "retire", localPart: `p${n}`, aliasUntil: null }, issue(`p${n}.u2`, `person:${n}`)],
    })),
  ],
  [
    "retirements, of which somebody is to be told",
    changes("disable", "PERSON_RETIRED", () => ({ after: { danhbaStatus: ["disabled"] } })),
  ],
  [
    "deletions",
    changes("delete", "PURGE_ORDERED", (n) => ({
      dnBefore: `uid=p${n}`,
      operations: [{ op: "delete", dn: `uid=p${n}`, expects: [] }],
      ledger: [{ change: "bury", localPart: `p${n}` }],
    })),
  ],
  ["first passwords", changes("modify", "FIRST_PASSWORD_ISSUED", () => ({}))],
  ["passwords that nobody collected", changes("modify", "PASSWORD_EXPIRED", () => ({}))],
];

for (const [name, outcomes] of BATCHES) {
  it(`intent and outcome of ${name}`, async () => {
    const begun = await journal.startRun(lease, { trigger: "sync", startedAt: NOW });
    const found = await wholeTablesReadBy(async () => {
      await journal.intend(lease, begun, outcomes, NOW);
      await journal.settle(lease, { id: begun, delivery: "7" }, outcomes, NOW);
    });
    expect(found).toEqual([]);
  });
}

const OWNER: Owner = "person:77";
const about = { owners: [OWNER], terms: ["address:p77"], unit: "U77" };

const QUESTIONS: Readonly<Record<string, () => Promise<unknown>>> = {
  "the newest records": () => journal.log(REALM, { limit: 50 }),
  "the log of an owner": () => journal.log(REALM, { owner: OWNER }),
  "the log of a run": () => journal.log(REALM, { run: 77 }),
  "the log of some days": () =>
    journal.log(REALM, { since: "2024-03-01T00:00:00.000Z", until: "2024-03-03T00:00:00.000Z" }),
  "the log of a kind that is rare": () => journal.log(REALM, { kind: "rename" }),
  "what an operator stands for": () => journal.log(REALM, { operator: "Hoa" }),
  "the log about a person, an address and a unit": () => journal.log(REALM, { about: [about] }),
  "items in doubt": () => journal.itemsInDoubt(REALM),
  "what a run holds": () => journal.heldItems(REALM, 8),
  "what is due next": () => journal.nextDue(REALM),
  "open notices": () => journal.notices(REALM, false),
  "the newest cursor": () => journal.lastCursor(REALM),
  "runs that a crash left open": () => journal.closeAbandonedRuns(lease, NOW),
  "an approval": () => journal.rule(REALM, 8, { verdict: "approved", operator: "Hoa", reason: "đúng" }, NOW),
  "a few entries of the projection": () => openProjectionStore(pool).find(REALM, ["id7"], ["uuid8", "uuid9"]),
  "whether the feed has changed": () => createFeedReader(pool).hasUnseenChanges(REALM, "90000:90000:"),
  "passwords of a unit": () => openHandoverStore(pool).rows(REALM, { unit: "U7", states: ["waiting"] }),
  "the newest password of an owner": () =>
    openHandoverStore(pool).rows(REALM, { owner: OWNER, states: ["waiting", "set"] }),
  "prepared passwords": () => openHandoverStore(pool).prepared(REALM, 0, 100),
  "passwords that have lapsed": () => openHandoverStore(pool).lapsed(REALM, NOW, 0, 100),
  "a collection": () => openHandoverStore(pool).collect(REALM, UUID, "Hoa", NOW),
  "a parcel": () => openHandoverStore(pool).collectParcel(REALM, 7, "Hoa", NOW),
  "a reset": () =>
    openHandoverStore(pool).request(
      REALM,
      {
        owner: OWNER,
        unit: "U77",
        operator: "Hoa",
        verifiedBy: "Lan",
        channel: "in_person",
        cause: "lost",
        documentNo: null,
      },
      NOW,
    ),
};

it.for(Object.entries(QUESTIONS))("%s", async ([, ask]) => {
  expect(await wholeTablesReadBy(ask)).toEqual([]);
});

it("what a run begins with, but for accounts and addresses of the whole realm", async () => {
  const found = await wholeTablesReadBy(() => journal.memory(REALM));
  expect(found.filter((scan) => !scan.startsWith("SELECT owner, status, since"))).toEqual([]);
});
