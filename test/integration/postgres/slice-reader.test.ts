/** What changed of the feed and the rows of few people, in a real database. */
import type pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SlicePort } from "../../../src/ports/scope-ports.ts";
import { createFeedReader } from "../../../src/postgres/feed-reader.ts";
import { inTransaction, openPool } from "../../../src/postgres/pool.ts";
import { createSliceReader } from "../../../src/postgres/slice-reader.ts";
import { type FreshDatabase, freshDatabase } from "../../support/database.ts";

let database: FreshDatabase;
let feed: pg.Pool;
let service: pg.Pool;
let slices: SlicePort;

beforeEach(async () => {
  database = await freshDatabase();
  feed = openPool({ url: database.url, role: "danhba_feed", applicationName: "test" });
  service = openPool({ url: database.url, role: "danhba_service", applicationName: "test" });
  slices = createSliceReader(service);
  await feed.query("INSERT INTO hr.unit (realm, code, name) VALUES ('r', 'A', 'Sở A'), ('r', 'B', 'Sở B')");
  await feed.query(
    `INSERT INTO hr.person (realm, id, full_name, birth_date, registered_at) VALUES
       ('r', 'p1', 'Nguyễn Văn An', '1980-02-01', '2014-10-06 08:00+07'), ('r', 'p2', 'Trần Thị Bình', '1980-02-01', NULL),
       ('r', 'p10', 'Lê Lan', NULL, NULL), ('r', 'Đ', 'Đỗ Lan', '1981-01-01', NULL), ('o', 'p1', 'Hoàng Hà', '1980-02-01', NULL)`,
  );
  await feed.query(
    `INSERT INTO hr.appointment (realm, id, person_id, unit_code, title) VALUES
       ('r', 'v1', 'p1', 'A', 'Chuyên viên'), ('r', 'v2', 'p1', 'B', NULL), ('r', 'v3', 'nobody', 'A', 'x'),
       ('o', 'v1', 'p1', 'A', 'x')`,
  );
});
afterEach(async () => {
  await feed.end();
  await service.end();
  await database.drop();
});

const cursorNow = async (): Promise<string> => (await slices.read("r", [])).cursor;
/** What changed by some SQL, each statement in a transaction of its own. */
async function changesBy(...statements: string[]) {
  const cursor = await cursorNow();
  for (const statement of statements) await feed.query(statement);
  const changes = await slices.changes("r", cursor, 100);
  if (changes === null) throw new Error("the changes are not known");
  return { ...changes, people: changes.people.toSorted(), units: changes.units.toSorted() };
}
const NOTHING = { people: [], units: [], touched: [] };

describe("what changed since a cursor", () => {
  it("is nothing where nothing did, and nothing of another realm", async () => {
    expect(await changesBy()).toEqual(NOTHING);
    expect(
      await changesBy(
        "UPDATE hr.person SET phone = '1' WHERE realm = 'o'",
        "UPDATE hr.person SET phone = phone WHERE realm = 'r'",
      ),
    ).toEqual(NOTHING);
  });

  it("is people and units whose rows came, changed and went", async () => {
    expect(
      await changesBy(
        "UPDATE hr.person SET phone = '1' WHERE realm = 'r' AND id = 'p1'",
        "DELETE FROM hr.person WHERE realm = 'r' AND id = 'p2'",
        "INSERT INTO hr.person (realm, id, full_name) VALUES ('r', 'p3', 'Lê Mai')",
        "UPDATE hr.unit SET name = 'Sở' WHERE realm = 'r' AND code = 'A'",
      ),
    ).toEqual({ people: ["p1", "p2", "p3"], units: ["A"], touched: [] });
  });

  it("is the holder of a post that came, changed or went", async () => {
    expect(
      await changesBy(
        "INSERT INTO hr.appointment (realm, id, person_id, unit_code) VALUES ('r', 'v9', 'p10', 'A')",
        "UPDATE hr.appointment SET title = 'y' WHERE realm = 'r' AND id = 'v3'",
        "DELETE FROM hr.appointment WHERE realm = 'r' AND id = 'v1'",
      ),
    ).toMatchObject({ people: ["nobody", "p1", "p10"] });
  });

  it("is both holders of a post that changed hands, and one of a post that got another id", async () => {
    expect(
      await changesBy("UPDATE hr.appointment SET person_id = 'p2' WHERE realm = 'r' AND id = 'v1'"),
    ).toMatchObject({ people: ["p1", "p2"] });
    const { rows } = await feed.query(
      "SELECT op, person_id FROM hr.change WHERE key = 'v1' AND realm = 'r' AND op = 'update' ORDER BY 2",
    );
    expect(rows).toEqual([
      { op: "update", person_id: "p1" },
      { op: "update", person_id: "p2" },
    ]);
    expect(
      await changesBy("UPDATE hr.appointment SET id = 'v20' WHERE realm = 'r' AND id = 'v2'"),
    ).toMatchObject({ people: ["p1"] });
  });

  it("is whom an operator touched, too", async () => {
    const cursor = await cursorNow();
    await service.query(
      "INSERT INTO danhba.touch (realm, owner) VALUES ('r', 'person:p1'), ('r', 'person:p1'), ('o', 'unit:A')",
    );
    expect(await slices.changes("r", cursor, 100)).toEqual({ ...NOTHING, touched: ["person:p1"] });
    expect(await slices.changes("r", await cursorNow(), 100)).toEqual(NOTHING);
  });

  it("is also what a transaction wrote that was open when the cursor was taken", async () => {
    const cursor = await inTransaction(feed, "READ WRITE", async (late) => {
      await late.query("UPDATE hr.person SET phone = '1' WHERE realm = 'r' AND id = 'p1'");
      await feed.query("UPDATE hr.person SET phone = '2' WHERE realm = 'r' AND id = 'p2'");
      const taken = await cursorNow();
      expect(await slices.changes("r", taken, 100)).toEqual(NOTHING);
      return taken;
    });
    expect(await slices.changes("r", cursor, 100)).toMatchObject({ people: ["p1"] });
  });

  it("is not known beyond the limit, of a cursor from the future, and of a post on record without its holder", async () => {
    const cursor = await cursorNow();
    await feed.query("UPDATE hr.person SET phone = '1' WHERE realm = 'r'");
    expect(await slices.changes("r", cursor, 3)).toBeNull();
    expect(await slices.changes("r", cursor, 4)).toMatchObject({ people: expect.arrayContaining(["Đ"]) });
    expect(await slices.changes("r", "900000000:900000000:", 100)).toBeNull();
    const next = await cursorNow();
    const superuser = openPool({ url: database.url, applicationName: "test", max: 1 });
    try {
      await superuser.query(
        "INSERT INTO hr.change (realm, table_name, key, op) VALUES ('r', 'appointment', 'v1', 'update')",
      );
    } finally {
      await superuser.end();
    }
    expect(await slices.changes("r", next, 100)).toBeNull();
  });
});

describe("a slice", () => {
  it("has the rows and digests of the whole, of these people", async () => {
    const whole = await createFeedReader(service).readFeedSnapshot("r");
    const slice = await slices.read("r", ["p1", "nobody", "unknown"]);
    expect(slice.units).toEqual(whole.units);
    expect(slice.unitDigests).toEqual(whole.unitDigests);
    expect(slice.people).toEqual(whole.people.filter(({ id }) => id === "p1"));
    expect(slice.appointments).toEqual(whole.appointments);
    expect([...slice.digests.keys()].toSorted()).toEqual(["nobody", "p1"]);
    for (const [id, digest] of slice.digests) expect(digest).toBe(whole.digests.get(id));
    expect(await slices.readWhole("r")).toEqual({ ...whole, cursor: expect.any(String) });
    expect([...whole.digests.keys()].toSorted()).toEqual(["nobody", "p1", "p10", "p2", "Đ"]);
  });

  it("has as doubles the others who share a birth date, or shared it when last seen", async () => {
    const idsOf = async (...people: string[]) => (await slices.read("r", people)).doubles.map(({ id }) => id);
    expect(await idsOf("p1")).toEqual(["p2"]);
    expect(await idsOf("p1", "p2")).toEqual([]);
    expect(await idsOf("p10")).toEqual([]);
    await service.query(
      `INSERT INTO danhba.source (realm, id, elsewhere, facts, digest, born) VALUES ('r', 'p10', '{}', '{}', '', '1981-01-01')`,
    );
    expect(await idsOf("p10")).toEqual(["Đ"]);
  });

  it("comes in pages with everybody in the order of their ids", async () => {
    const pages = [];
    for await (const page of slices.streamPeople("r")) pages.push(...page);
    const { people, appointments, digests } = await slices.readWhole("r");
    expect(pages.map(({ id }) => id)).toEqual(["nobody", "p1", "p10", "p2", "Đ"]);
    expect(pages.flatMap(({ person }) => (person === null ? [] : [person]))).toEqual(people);
    expect(pages.find(({ id }) => id === "p1")?.posts).toEqual(appointments.slice(0, 2));
    for (const { id, digest } of pages) expect(digest).toBe(digests.get(id));
    for await (const page of slices.streamPeople("r")) {
      expect(page).toHaveLength(5);
      break;
    }
    expect(service.idleCount).toBe(service.totalCount);
  });

  it("names who holds a post in a unit, once", async () => {
    await feed.query(
      "INSERT INTO hr.appointment (realm, id, person_id, unit_code) VALUES ('r', 'v4', 'p1', 'A')",
    );
    expect((await slices.peopleOf("r", ["A"])).toSorted()).toEqual(["nobody", "p1"]);
    expect(await slices.peopleOf("r", [])).toEqual([]);
  });
});

describe("a digest", () => {
  const digestOf = async (id: string): Promise<string | undefined> =>
    (await slices.read("r", [id])).digests.get(id);

  it("is another after a change of any column that is read, and the same otherwise", async () => {
    const changes: readonly string[] = [
      "UPDATE hr.person SET full_name = 'x'",
      "UPDATE hr.person SET family_middle_name = ''",
      "UPDATE hr.person SET given_name = 'x'",
      "UPDATE hr.person SET birth_date = '1980-02-02'",
      "UPDATE hr.person SET gender = 'x'",
      "UPDATE hr.person SET phone = 'x'",
      "UPDATE hr.person SET staff_class = 'can_bo'",
      "UPDATE hr.person SET status = 'retired'",
      "UPDATE hr.person SET status_from = '2020-01-01'",
      "UPDATE hr.person SET registered_at = '2014-10-06 08:01+07'",
      "UPDATE hr.person SET requested_local_part = 'x'",
      "UPDATE hr.person SET mailbox_extension = 'x'",
      "UPDATE hr.person SET decision_no = 'x'",
      "UPDATE hr.person SET decision_date = '2020-01-01'",
      "UPDATE hr.person SET decided_by = 'x'",
      "UPDATE hr.appointment SET unit_code = 'C'",
      "UPDATE hr.appointment SET title = 'z'",
      "UPDATE hr.appointment SET leader_rank = 1",
      "UPDATE hr.appointment SET kind = 'concurrent'",
      "UPDATE hr.appointment SET effective_from = '2020-01-01'",
      "UPDATE hr.appointment SET effective_to = '2020-01-01'",
      "UPDATE hr.appointment SET decision_no = 'x'",
      "UPDATE hr.appointment SET decision_date = '2020-01-01'",
      "DELETE FROM hr.appointment WHERE id = 'v1'",
      "DELETE FROM hr.appointment",
    ];
    const seen = new Set([await digestOf("p1")]);
    for (const [at, change] of changes.entries()) {
      await feed.query(change);
      seen.add(await digestOf("p1"));
      expect([change, seen.size]).toEqual([change, at + 2]);
    }
    await feed.query("UPDATE hr.person SET updated_at = now() WHERE realm = 'r'");
    seen.add(await digestOf("p1"));
    expect(seen.size).toBe(changes.length + 1);
  });

  it("depends neither on the order in which posts were written nor on the session", async () => {
    const before = await digestOf("p1");
    await feed.query("DELETE FROM hr.appointment WHERE realm = 'r' AND id = 'v1'");
    await feed.query(
      "INSERT INTO hr.appointment (realm, id, person_id, unit_code, title) VALUES ('r', 'v1', 'p1', 'A', 'Chuyên viên')",
    );
    const url = new URL(database.url);
    url.searchParams.set(
      "options",
      "-c TimeZone=Asia/Ho_Chi_Minh -c DateStyle=German -c enable_hashjoin=off",
    );
    const other = openPool({ url: url.href, role: "danhba_service", applicationName: "test", max: 1 });
    try {
      const slice = await createSliceReader(other).read("r", ["p1"]);
      expect(slice.digests.get("p1")).toBe(before);
    } finally {
      await other.end();
    }
  });
});

describe("what differs from what was remembered", () => {
  const rememberAll = () =>
    service.query(
      `
      INSERT INTO danhba.source (realm, id, accepted, agency, elsewhere, facts, digest)
      SELECT 'r', id, 'A', 'A', '{}', '{}', decode(digest, 'hex') FROM jsonb_to_recordset($1) AS d(id text, digest text)`,
      [JSON.stringify(remembered)],
    );
  let remembered: { readonly id: string; readonly digest: string }[];
  beforeEach(async () => {
    const { digests, unitDigests } = await slices.readWhole("r");
    remembered = [...digests].map(([id, digest]) => ({ id, digest }));
    await rememberAll();
    for (const [code, digest] of unitDigests) {
      await service.query("INSERT INTO danhba.unit_source VALUES ('r', $1, decode($2, 'hex'))", [
        code,
        digest,
      ]);
    }
  });
  const differing = async () => {
    const found = await slices.differing("r", 100);
    return found === null
      ? null
      : { people: found.people, changes: { ...found.changes, people: found.changes.people.toSorted() } };
  };

  it("is nothing where all is as it was, and the people are counted", async () => {
    expect(await differing()).toEqual({ people: 4, changes: NOTHING });
  });

  it("is who is new, changed or gone, with nothing on record of the change", async () => {
    await feed.query("UPDATE hr.person SET phone = '1' WHERE realm = 'r' AND id = 'p1'");
    await feed.query("DELETE FROM hr.person WHERE realm = 'r' AND id = 'p2'");
    await feed.query("INSERT INTO hr.person (realm, id, full_name) VALUES ('r', 'p3', 'Lê Mai')");
    await feed.query("UPDATE hr.appointment SET person_id = 'p10' WHERE realm = 'r' AND id = 'v3'");
    await feed.query("UPDATE hr.unit SET name = 'x' WHERE realm = 'r' AND code = 'A'");
    await feed.query("DELETE FROM hr.unit WHERE realm = 'r' AND code = 'B'");
    const found = await differing();
    expect(found?.people).toBe(4);
    expect(found?.changes.people).toEqual(["nobody", "p1", "p10", "p2", "p3"]);
    expect(found?.changes.units.toSorted()).toEqual(["A", "B"]);
    expect(await slices.differing("r", 6)).toBeNull();
    expect(await slices.differing("r", 7)).not.toBeNull();
  });

  it("is nobody who was seen to be gone already", async () => {
    await feed.query("DELETE FROM hr.person WHERE realm = 'r' AND id = 'p2'");
    await service.query("UPDATE danhba.source SET agency = NULL, digest = '' WHERE id = 'p2'");
    expect(await differing()).toEqual({ people: 3, changes: NOTHING });
  });
});
