/** What the directory was last seen to hold, in a real database. */
import type pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ProjectedEntry, ProjectionPort } from "../../../src/ports/answer-ports.ts";
import type { JournalPort, Lease } from "../../../src/ports/journal-port.ts";
import { openJournal } from "../../../src/postgres/journal.ts";
import { openPool } from "../../../src/postgres/pool.ts";
import { openProjectionStore } from "../../../src/postgres/projection-store.ts";
import { comparingContract } from "../../support/comparing-contract.ts";
import { type FreshDatabase, freshDatabase } from "../../support/database.ts";

const REALM = "r";
const NOW = "2026-11-21T01:00:00.000Z";

let database: FreshDatabase;
let pool: pg.Pool;
let journal: JournalPort;
let store: ProjectionPort;
let lease: Lease;

beforeEach(async () => {
  database = await freshDatabase();
  pool = openPool({ url: database.url, role: "danhba_service", applicationName: "test" });
  const domainOf = () => "r.gov.vn";
  journal = openJournal({ pool, url: database.url, domainOf, leaseSecondsOf: () => 30 });
  store = openProjectionStore(pool);
  lease = await journal.acquireLease(REALM);
});
afterEach(async () => {
  await lease.release();
  await pool.end();
  await database.drop();
});

const entry = (id: string, more: Partial<ProjectedEntry> = {}): ProjectedEntry => ({
  danhbaId: id,
  dn: `uid=${id},ou=people`,
  entryUuid: `uuid-${id}`,
  entryCsn: "1",
  attributes: { cn: ["Đặng Quốc Huy"], title: ["a", "b"] },
  hash: "h",
  intent: "i",
  members: null,
  owner: `person:${id}`,
  memberships: [],
  mark: "1",
  ...more,
});
const write = (seen: readonly ProjectedEntry[], gone: readonly string[] = [], contextCsn = "c") =>
  store.write(lease, { seen, gone, contextCsn }, NOW);
const known = ({
  attributes: _attributes,
  memberships: _memberships,
  mark: _mark,
  ...rest
}: ProjectedEntry) => rest;

describe("a comparison in the database shows", () => {
  comparingContract(async (rows) => {
    await pool.query("DELETE FROM danhba.entry WHERE realm = $1", [REALM]);
    await write(rows);
    return store;
  });
});

describe("the projection", () => {
  it("is empty at first, and of each realm apart", async () => {
    expect(await store.read(REALM)).toEqual({ entries: new Map(), contextCsn: null });
    await write([entry("a")]);
    expect(await store.read("other")).toEqual({ entries: new Map(), contextCsn: null });
    expect((await store.state("other")).contextCsn).toBeNull();
  });

  it("holds what was last written of each entry, and forgets what is gone", async () => {
    await write([entry("a"), entry("b"), entry("c", { intent: null })]);
    const b = entry("b", { dn: "uid=new,ou=people", entryCsn: "2", hash: "other" });
    await write([b], ["a"], "d");
    expect(await store.read(REALM)).toEqual({
      entries: new Map([
        ["b", known(b)],
        ["c", known(entry("c", { intent: null }))],
      ]),
      contextCsn: "d",
    });
    const { rows } = await pool.query("SELECT attributes FROM danhba.entry WHERE danhba_id = 'b'");
    expect(rows).toEqual([{ attributes: b.attributes }]);
  });

  it("finds entries by id and by entryUUID, and no others", async () => {
    await write([entry("a"), entry("b"), entry("c")]);
    expect([...(await store.find(REALM, ["a", "x"], ["uuid-c"])).keys()].toSorted()).toEqual(["a", "c"]);
    expect(await store.find(REALM, [], [])).toEqual(new Map());
  });

  it("remembers how far it looked without touching any entry", async () => {
    await write([entry("a")]);
    await write([], [], "z");
    expect((await store.state(REALM)).contextCsn).toBe("z");
    expect((await store.read(REALM)).entries.size).toBe(1);
  });

  it("remembers of a look how far it went, and when nothing was missing", async () => {
    const later = "2026-11-21T02:00:00.000Z";
    const fresh = await store.state(REALM);
    expect(fresh).toMatchObject({ contextCsn: null, completeAt: null, deletes: null });
    expect(fresh.markKey).toMatch(/^[0-9a-f]{64}$/);
    await write([entry("a"), entry("b")]);
    const noted = { contextCsn: "e", deletes: "0 7", entryCsns: new Map([["a", "9"]]) };
    await store.noteLook(lease, noted, NOW);
    expect(await store.state(REALM)).toEqual({
      contextCsn: "e",
      completeAt: NOW,
      completeCsn: "e",
      deletes: "0 7",
      markKey: fresh.markKey,
    });
    const { entries } = await store.read(REALM);
    expect([entries.get("a")?.entryCsn, entries.get("b")?.entryCsn]).toEqual(["9", "1"]);
    await store.noteLook(lease, { contextCsn: "f", deletes: undefined, entryCsns: new Map() }, later);
    expect(await store.state(REALM)).toMatchObject({
      contextCsn: "f",
      completeAt: NOW,
      completeCsn: "e",
      deletes: "0 7",
    });
    await store.write(lease, { seen: [], gone: [], contextCsn: "g", deletes: null }, later);
    expect(await store.state(REALM)).toMatchObject({ completeAt: later, completeCsn: "g", deletes: null });
    expect((await store.state("other")).markKey).not.toBe(fresh.markKey);
  });

  it("holds marks, owners and memberships", async () => {
    const group = entry("g", { members: { count: 2, sum: "-18446744073709551617" } });
    const person = entry("a", { memberships: ["group:g", "group:h"], mark: "-9223372036854775808" });
    await write([group, person]);
    expect((await store.read(REALM)).entries.get("g")?.members).toEqual(group.members);
    const { rows } = await pool.query(
      "SELECT owner, memberships, mark::text FROM danhba.entry WHERE danhba_id = 'a'",
    );
    const { owner, memberships, mark } = person;
    expect(rows).toEqual([{ owner, memberships, mark }]);
  });

  it("forgets what entries were brought to, and nothing else of them", async () => {
    await write([entry("a"), entry("b")]);
    await store.forgetIntents(lease, ["a"]);
    const { entries } = await store.read(REALM);
    expect(entries.get("a")).toEqual(known(entry("a", { intent: null })));
    expect(entries.get("b")?.intent).toBe("i");
  });

  it("takes thousands at once, and hostile text as it is but for what the database cannot hold", async () => {
    const many = Array.from({ length: 6_000 }, (_, index) => entry(`e${index}`));
    await write([
      ...many,
      entry("evil", { attributes: { cn: ["'; DROP TABLE danhba.entry;--\u0000\ud800"] } }),
    ]);
    expect((await store.read(REALM)).entries.size).toBe(6_001);
    const { rows } = await pool.query("SELECT attributes FROM danhba.entry WHERE danhba_id = 'evil'");
    expect(rows).toEqual([{ attributes: { cn: ["'; DROP TABLE danhba.entry;--\ufffd\ufffd"] } }]);
  });

  it("is written by the holder of the lease only", async () => {
    const older: Lease = { ...lease, token: lease.token - 1 };
    const changes = { seen: [entry("a")], gone: [], contextCsn: "c" };
    await expect(store.write(older, changes, NOW)).rejects.toMatchObject({ code: "LEASE_LOST" });
    await expect(store.forgetIntents(older, ["a"])).rejects.toMatchObject({ code: "LEASE_LOST" });
    expect((await store.read(REALM)).entries.size).toBe(0);
  });
});
