/** Every filter of the log gives from a real database what it gives in memory. */
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { logTerms } from "../../../src/changelog/log-terms.ts";
import type { ChainedRecord, LogRecord } from "../../../src/changelog/record.ts";
import type { LedgerAddress } from "../../../src/model/address.ts";
import type { FeedUnit } from "../../../src/model/feed.ts";
import type { LogFilter, Outcome } from "../../../src/ports/journal-port.ts";
import { appendToLog, readLog } from "../../../src/postgres/log-store.ts";
import { openPool } from "../../../src/postgres/pool.ts";
import { addressSubject, personSubject, unitSubject } from "../../../src/reconcile/log-subject.ts";
import type { RealmNames } from "../../../src/reconcile/realm-names.ts";
import { syncAlone } from "../../../src/reconcile/sync.ts";
import { type FreshDatabase, freshDatabase } from "../../support/database.ts";
import { matchingRecords } from "../../support/fakes/matching-records.ts";
import { person, post, REALM, unit } from "../../support/fakes/province.ts";
import { openWorld } from "../../support/fakes/world.ts";

const NAMES: RealmNames = {
  id: REALM.id,
  suffix: REALM.suffix,
  domains: [REALM.domain],
  hasAgencyAccounts: false,
};
const UNITS = [
  unit("SNV", "Sở Nội vụ", { headPersonId: "1" }),
  unit("SYT", "Sở Y tế", { headPersonId: "2" }),
];

let database: FreshDatabase;
let pool: pg.Pool;
let log: readonly ChainedRecord[];
let ledger: readonly LedgerAddress[];
const journal = { ledger: async () => ledger };

/** An's post goes from SNV to SYT and back, in between with a new phone; then SYT's mailbox is renamed and Cường retires. */
beforeAll(async () => {
  database = await freshDatabase();
  pool = openPool({ url: database.url, role: "danhba_service", applicationName: "test" });
  const an = (unitCode: string, more: object = {}) => ({
    people: [person("1", "Nguyễn Văn An", more), person("2", "Trần Thị Bình"), person("3", "Lê Văn Cường")],
    appointments: [post("1", unitCode, { id: "a" }), post("2", "SYT"), post("3", "SNV")],
    units: UNITS,
  });
  const world = openWorld(an("SNV"));
  const batches: { outcomes: Outcome[]; at: string; run: number }[] = [];
  const services: typeof world.services = {
    ...world.services,
    journal: {
      ...world.journal,
      settle: (lease, run, outcomes, at) => {
        batches.push({ outcomes: [...outcomes], at, run: run.id });
        return world.journal.settle(lease, run, outcomes, at);
      },
    },
  };
  const run = async (content: ReturnType<typeof an>): Promise<void> => {
    world.feed.load(content);
    await syncAlone(services, { trigger: "sync", stop: new AbortController().signal });
    world.clock.passDays(1);
  };
  await run(an("SNV"));
  await run(an("SYT"));
  await run(an("SYT", { phone: "0299 3 822 123" }));
  await run(an("SNV", { phone: "0299 3 822 123" }));
  await run(an("SNV", { phone: "0299 3 822 124" }));
  const last = an("SNV");
  const leaving = person("3", "Lê Văn Cường", { status: "retired" });
  const [snv, syt] = UNITS as [FeedUnit, FeedUnit];
  await run({
    ...last,
    people: [...last.people.slice(0, 2), leaving],
    units: [snv, { ...syt, mailboxName: "yte" }],
  });

  log = world.verifiedLog();
  ledger = world.journal.state.ledger;
  for (const { outcomes, at, run: id } of batches) {
    const entries = outcomes.map(({ item, actor, state }) => ({
      item,
      actor,
      isComplete: state === "applied",
    }));
    const client = await pool.connect();
    await appendToLog(client, entries, {
      realm: REALM.id,
      run: id,
      delivery: log[0]?.record.delivery ?? null,
      at,
    });
    client.release();
  }
  // Somebody else's realm: never to be found.
  const client = await pool.connect();
  const [first] = batches;
  const foreign = (first?.outcomes ?? []).map(({ item, actor }) => ({ item, actor, isComplete: true }));
  await appendToLog(client, foreign, { realm: "other", run: 1, delivery: null, at: first?.at ?? "" });
  client.release();
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const found = async (filter: LogFilter): Promise<LogRecord[]> => {
  const rows = await readLog(pool, REALM.id, filter);
  expect(rows.map(({ seq, hash }) => [seq, hash])).toEqual(
    matchingRecords(log, filter).map(({ record, hash }) => [record.seq, hash]),
  );
  return rows.map(({ record }) => record as LogRecord);
};
const told = (records: readonly LogRecord[]) =>
  records.map(({ seq, owner, kind }) => `${seq} ${owner} ${kind}`);

describe("a search in the log", () => {
  it("gives the same from the database as in memory, for every filter alone and for pairs of them", async () => {
    const at = log[Math.floor(log.length / 2)]?.record.at ?? "";
    const filters: LogFilter[] = [
      {},
      { limit: 3 },
      { owner: "person:1" },
      { run: 3 },
      { clause: log.at(-1)?.record.clause ?? "" },
      { since: at },
      { until: at },
      { kind: "group" },
      { kind: "rename" },
      { operator: "nobody" },
      { about: [await personSubject(journal, NAMES, "2")] },
      { about: [await addressSubject(journal, NAMES, "yte")] },
      { about: [await unitSubject(journal, NAMES, "SYT")] },
    ];
    for (const one of filters) for (const other of filters) await found({ ...one, ...other });
    expect(await found({})).toHaveLength(log.length);
  });

  it("for a person finds all of theirs and nothing else", async () => {
    const records = await found({ about: [await personSubject(journal, NAMES, "1")] });
    expect(records.length).toBeGreaterThanOrEqual(5);
    expect(new Set(records.map(({ owner }) => owner))).toEqual(new Set(["person:1"]));
    expect(await found({ about: [await personSubject(journal, NAMES, "nobody")] })).toEqual([]);
  });

  it("for an address finds its owner under earlier names too, with and without the domain, in any letter case", async () => {
    const created = log.find(({ record }) => record.owner === "agency:SYT")?.record;
    const former = /^uid=([^,]+),/.exec(created?.dn ?? "")?.[1] ?? "";
    expect(former).not.toBe("yte");
    const ask = async (address: string) =>
      told(await found({ about: [await addressSubject(journal, NAMES, address)] }));
    const bare = await ask(former);
    expect(bare.some((line) => line.includes("agency:SYT rename"))).toBe(true);
    expect(bare[0]).toMatch(/agency:SYT create$/);
    expect(await ask("yte")).toEqual(bare);
    expect(await ask(`${former.toUpperCase()}@${REALM.domain}`)).toEqual(bare);
    expect(await ask(`${former}@elsewhere.vn`)).toEqual([]);
  });

  it("for a unit finds it, its mailbox and groups, who joined and left, and people while they were there", async () => {
    const lines = told(await found({ about: [await unitSubject(journal, NAMES, "SYT")] }));
    const of = (owner: string) => lines.filter((line) => line.includes(` ${owner} `));
    for (const owner of ["unit:SYT", "agency:SYT", "group:unit-SYT", "group:subtree-SYT"]) {
      expect(of(owner), owner).not.toEqual([]);
    }
    // transferred in, the phone, transferred out; neither the hiring nor the second phone
    expect(of("person:1")).toHaveLength(3);
    expect(of("person:2")).toHaveLength(1);
    expect(of("person:3")).toEqual([]);
  });

  it("stores the words by which a record is found beside it", async () => {
    const { rows } = await pool.query<{ record: LogRecord; terms: string[] }>(
      "SELECT record, terms FROM danhba.change_log ORDER BY seq",
    );
    for (const { record, terms } of rows) expect(terms).toEqual(logTerms(record));
  });
});
