/** Who is open or due, what stands, and what is known of few entries, in a real database. */
import type pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Finding } from "../../../src/model/finding.ts";
import type { Owner } from "../../../src/model/owner.ts";
import type { JournalPort, Lease } from "../../../src/ports/journal-port.ts";
import type { ScopePort } from "../../../src/ports/scope-ports.ts";
import { openJournal } from "../../../src/postgres/journal.ts";
import { openPool } from "../../../src/postgres/pool.ts";
import { openScopeStore } from "../../../src/postgres/scope-store.ts";
import { type FreshDatabase, freshDatabase } from "../../support/database.ts";

const REALM = "r";
let database: FreshDatabase;
let pool: pg.Pool;
let journal: JournalPort;
let lease: Lease;
let scope: ScopePort;

beforeEach(async () => {
  database = await freshDatabase();
  pool = openPool({ url: database.url, role: "danhba_service", applicationName: "test" });
  journal = openJournal({ pool, url: database.url, domainOf: () => "r.gov.vn", leaseSecondsOf: () => 30 });
  lease = await journal.acquireLease(REALM);
  scope = openScopeStore(pool);
});
afterEach(async () => {
  await lease.release();
  await pool.end();
  await database.drop();
});

const finding = (owner: Owner, code: Finding["code"], params: Finding["params"] = {}): Finding => ({
  code,
  owner,
  params,
});
const write = (
  owners: readonly Owner[] | null,
  open: readonly Owner[],
  findings: readonly Finding[] = [],
  rules: string | null = null,
) => scope.write(lease, { owners, open, findings, rules });

describe("what a run leaves of whom it has looked at", () => {
  it("is open owners and findings of these owners only, or of everybody", async () => {
    await write(
      null,
      ["person:1", "person:2"],
      [finding("person:2", "ABSENT_FROM_FEED"), finding("person:1", "MISSING_ENTRY", { dn: "x" })],
    );
    expect(await scope.open(REALM)).toEqual(["person:1", "person:2"]);
    await write(["person:2", "person:3"], ["person:3"], [finding("person:3", "ABSENT_FROM_FEED")]);
    expect(await scope.open(REALM)).toEqual(["person:1", "person:3"]);
    expect(await scope.findings(REALM)).toEqual([
      finding("person:1", "MISSING_ENTRY", { dn: "x" }),
      finding("person:3", "ABSENT_FROM_FEED"),
    ]);
    await write(null, []);
    expect(await scope.open(REALM)).toEqual([]);
    expect(await scope.findings(REALM)).toEqual([]);
    expect(await scope.open("other")).toEqual([]);
  });

  it("is not written again where it stands", async () => {
    const many = [
      finding("person:1", "MISSING_ENTRY", { dn: "a" }),
      finding("person:1", "MISSING_ENTRY", { dn: "b" }),
    ];
    await write(null, ["person:1"], many);
    const versions = async () =>
      (
        await pool.query(
          "SELECT xmin::text, ctid::text FROM danhba.standing UNION ALL SELECT xmin::text, ctid::text FROM danhba.open_owner",
        )
      ).rows;
    const before = await versions();
    expect(before).toHaveLength(3);
    await write(["person:1"], ["person:1"], many);
    expect(await versions()).toEqual(before);
    await write(["person:1"], ["person:1"], many.slice(1));
    expect(await scope.findings(REALM)).toEqual(many.slice(1));
  });

  it("keeps the rules until others are given", async () => {
    expect(await scope.rules(REALM)).toBeNull();
    await write([], [], [], "one");
    await write([], []);
    expect(await scope.rules(REALM)).toBe("one");
    await write([], [], [], "two");
    expect(await scope.rules(REALM)).toBe("two");
  });

  it("cannot be written by who has lost the lease", async () => {
    const late = { ...lease, token: lease.token - 1 };
    const nothing = { owners: null, open: [], findings: [], rules: null };
    await expect(scope.write(late, nothing)).rejects.toMatchObject({ code: "LEASE_LOST" });
  });
});

describe("what is known", () => {
  it("is who is due by now, the longest first", async () => {
    await pool.query(
      `INSERT INTO danhba.due VALUES ('r', 'person:1', '2026-11-21T01:00:00Z', 'POST'),
         ('r', 'person:2', '2026-11-20T01:00:00Z', 'POST'), ('r', 'person:3', '2026-11-21T01:00:01Z', 'POST'),
         ('o', 'person:4', '2026-11-20T01:00:00Z', 'POST')`,
    );
    expect(await scope.due(REALM, "2026-11-21T01:00:00.000Z")).toEqual(["person:2", "person:1"]);
  });

  it("is entries by owner and owners by name, and counts that follow every change", async () => {
    const insert = `INSERT INTO danhba.entry
        (realm, danhba_id, dn, entry_uuid, entry_csn, attributes, hash, seen_at, owner, memberships, member_count, member_sum)
      VALUES ($1, $2, $3, $4, 'c', $5, 'h', now(), $6, $7, $8, $9)`;
    await pool.query(insert, [
      REALM,
      "1",
      "uid=An,ou=people,dc=x",
      "u1",
      { danhbaUnit: ["A"], danhbaStatus: ["active"] },
      "person:1",
      ["group:all"],
      null,
      null,
    ]);
    await pool.query(insert, [
      REALM,
      "2",
      "uid=b,ou=people,dc=x",
      "u2",
      { danhbaUnit: ["A"], danhbaStatus: ["disabled"] },
      "person:2",
      null,
      null,
      null,
    ]);
    await pool.query(insert, [
      REALM,
      "3",
      "cn=all,ou=groups,dc=x",
      "u3",
      {},
      "group:all",
      null,
      2,
      "36893488147419103232",
    ]);
    await pool.query(insert, [
      REALM,
      "4",
      "uid=c,ou=people,dc=x",
      "",
      { danhbaUnit: ["A"] },
      null,
      null,
      null,
      null,
    ]);
    expect(await scope.entries(REALM, ["person:1", "group:all", "person:9"])).toEqual([
      {
        danhbaId: "1",
        dn: "uid=An,ou=people,dc=x",
        entryUuid: "u1",
        entryCsn: "c",
        hash: "h",
        intent: null,
        owner: "person:1",
        memberships: ["group:all"],
        members: null,
        attributes: { danhbaUnit: ["A"], danhbaStatus: ["active"] },
      },
      expect.objectContaining({ owner: "group:all", members: { count: 2, sum: "36893488147419103232" } }),
    ]);
    expect(
      await scope.ownersAt(REALM, ["UID=an,ou=people,dc=x", "uid=c,ou=people,dc=x", "uid=z,ou=people,dc=x"]),
    ).toEqual(new Map([["uid=an,ou=people,dc=x", "person:1"]]));
    expect(await scope.counts(REALM)).toEqual([
      { sort: "group", unit: "", live: 1, total: 1 },
      { sort: "person", unit: "A", live: 1, total: 2 },
    ]);
    await pool.query(
      `UPDATE danhba.entry SET attributes = '{"danhbaUnit": ["B"], "danhbaStatus": ["active"]}' WHERE danhba_id IN ('1', '2')`,
    );
    await pool.query("DELETE FROM danhba.entry WHERE danhba_id = '3'");
    expect(await scope.counts(REALM)).toEqual([{ sort: "person", unit: "B", live: 2, total: 2 }]);
  });
});
