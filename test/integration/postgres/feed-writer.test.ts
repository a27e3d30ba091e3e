import type pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { generateProvince } from "../../../src/dev/sample/generate-province.ts";
import { provinceCsv } from "../../../src/dev/sample/province-csv.ts";
import { createFeedReader } from "../../../src/postgres/feed-reader.ts";
import { createFeedWriter } from "../../../src/postgres/feed-writer.ts";
import { openPool } from "../../../src/postgres/pool.ts";
import { type ImportOptions, type ImportResult, importFeed } from "../../../src/reconcile/import-feed.ts";
import { readWorkbook } from "../../../src/workbook/read-workbook.ts";
import { type FreshDatabase, freshDatabase } from "../../support/database.ts";

let database: FreshDatabase;
let pool: pg.Pool;

beforeEach(async () => {
  database = await freshDatabase();
  pool = openPool({ url: database.url, role: "danhba_feed", applicationName: "test" });
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

type Files = Readonly<Record<string, string>>;

async function load(
  files: Files,
  options: Partial<ImportOptions> = {},
): Promise<ImportResult & { kind: "loaded" }> {
  const bytes = Object.entries(files).map(([name, text]) => ({ name, bytes: Buffer.from(text) }));
  const all: ImportOptions = { realm: "r", source: "test", mode: "delta", loadedBy: "me", ...options };
  const result = await importFeed(bytes, all, createFeedWriter(pool), readWorkbook);
  if (result.kind === "refused") throw new Error(JSON.stringify(result.problems));
  return result;
}

async function countChanges(): Promise<number> {
  const { rows } = await pool.query<{ count: number }>("SELECT count(*) AS count FROM hr.change");
  return rows[0]?.count ?? 0;
}

const NOTHING = { inserted: 0, updated: 0, unchanged: 0, removed: 0 };
const province = generateProvince({ seed: 7, people: 600 });
const sample: Files = provinceCsv(province);
const sizes = { units: province.units.length, people: 600, appointments: province.appointments.length };

describe("writeDelivery", () => {
  it("brings a whole province in as one delivery, as it was in the files", async () => {
    const { counts, deliveryId, contentSha256 } = await load(sample, { mode: "full", declaredPeople: 600 });
    expect(counts).toEqual({
      units: { ...NOTHING, inserted: sizes.units },
      people: { ...NOTHING, inserted: sizes.people },
      appointments: { ...NOTHING, inserted: sizes.appointments },
    });
    const snapshot = await createFeedReader(pool).readFeedSnapshot("r");
    const keyed = (items: readonly object[]) =>
      new Map(items.map((item) => ["code" in item ? item.code : "id" in item && item.id, item]));
    expect(keyed(snapshot.units)).toEqual(keyed(province.units));
    expect(keyed(snapshot.people)).toEqual(keyed(province.people));
    expect(keyed(snapshot.appointments)).toEqual(keyed(province.appointments));
    expect(snapshot.delivery).toMatchObject({
      id: deliveryId,
      mode: "full",
      declaredPeople: 600,
      loadedBy: "me",
    });
    const { rows } = await pool.query("SELECT content_sha256 FROM hr.delivery");
    expect(rows).toEqual([{ content_sha256: contentSha256 }]);
  });

  it("records no change when the same delivery comes again", async () => {
    await load(sample, { mode: "full" });
    const before = await countChanges();
    const { counts } = await load(sample, { mode: "full" });
    expect(counts.people).toEqual({ ...NOTHING, unchanged: sizes.people });
    expect(counts.appointments).toEqual({ ...NOTHING, unchanged: sizes.appointments });
    expect(await countChanges()).toBe(before);
  });

  it("writes only the rows that differ, a null among them", async () => {
    await load({ "p.csv": "id,full_name,phone\n1,A,0299\n2,B,0299\n3,C,\n" });
    const before = await countChanges();
    const { counts } = await load({ "p.csv": "id,full_name,phone\n1,A,\n2,B,0299\n3,C,\n4,D,\n" });
    expect(counts.people).toEqual({ inserted: 1, updated: 1, unchanged: 2, removed: 0 });
    expect(await countChanges()).toBe(before + 2);
  });

  it("leaves a column that the file does not have as it is stored", async () => {
    await load({ "p.csv": "id,full_name,phone,status\n1,A,0299,long_leave\n" });
    await load({ "p.csv": "id,full_name\n1,B\n2,C\n" });
    const { rows } = await pool.query("SELECT full_name, phone, status FROM hr.person ORDER BY id");
    expect(rows).toEqual([
      { full_name: "B", phone: "0299", status: "long_leave" },
      { full_name: "C", phone: null, status: "working" },
    ]);
  });

  it("removes what a full delivery no longer has, of the delivered kinds and the realm only", async () => {
    const unit = "code,name,kind\nA,A,department\n";
    await load({ "u.csv": unit, "p.csv": "id,full_name\n1,A\n2,B\n" });
    await load({ "p.csv": "id,full_name\n2,B\n" }, { realm: "other" });
    const { counts } = await load(
      { "a.csv": "id,full_name\n1,A\n", "b.csv": "id,full_name\n3,C\n" },
      { mode: "full" },
    );
    expect(counts).toEqual({
      units: NOTHING,
      people: { inserted: 1, updated: 0, unchanged: 1, removed: 1 },
      appointments: NOTHING,
    });
    const { rows } = await pool.query("SELECT realm || ' ' || id AS person FROM hr.person ORDER BY 1");
    expect(rows.map(({ person }) => person)).toEqual(["other 2", "r 1", "r 3"]);
    expect((await pool.query("SELECT FROM hr.unit")).rowCount).toBe(1);
  });

  it("removes nothing in a delta", async () => {
    await load({ "p.csv": "id,full_name\n1,A\n2,B\n" });
    const { counts } = await load({ "p.csv": "id,full_name\n1,A\n" });
    expect(counts.people).toEqual({ ...NOTHING, unchanged: 1 });
    expect((await pool.query("SELECT FROM hr.person")).rowCount).toBe(2);
  });

  it("loads nothing of a delivery whose last row fails", async () => {
    const writer = createFeedWriter(pool);
    const [first] = province.people;
    if (first === undefined) throw new Error("the sample has people");
    const failing = writer.writeDelivery({
      realm: "r",
      source: "test",
      mode: "full",
      loadedBy: "me",
      contentSha256: null,
      declaredPeople: null,
      declaredUnits: null,
      tables: [
        { kind: "units", columns: ["code", "name"], rows: province.units },
        {
          kind: "people",
          columns: ["id", "fullName"],
          rows: [...province.people, { ...first, id: "x".repeat(101) }],
        },
      ],
    });
    await expect(failing).rejects.toMatchObject({ code: "DATABASE_FAILED", params: { state: "23514" } });
    for (const table of ["unit", "person", "delivery", "change"]) {
      expect((await pool.query(`SELECT FROM hr.${table}`)).rowCount).toBe(0);
    }
  });

  it("lets two loaders of one realm take turns", async () => {
    const rows = Array.from({ length: 200 }, (_, index) => `${index},A${index}`);
    const results = await Promise.all([
      load({ "p.csv": `id,full_name\n${rows.join("\n")}\n` }),
      load({ "p.csv": `id,full_name\n${rows.toReversed().join("\n")}\n` }),
    ]);
    const inserted = results.map(({ counts }) => counts.people.inserted).sort((a, b) => a - b);
    expect(inserted).toEqual([0, 200]);
  });

  it("takes more rows than fit one statement", async () => {
    const rows = Array.from({ length: 12_001 }, (_, index) => `${index},Nguyễn Văn A${index}`);
    const { counts } = await load({ "p.csv": `id,full_name\n${rows.join("\n")}\n` }, { mode: "full" });
    expect(counts.people).toEqual({ ...NOTHING, inserted: 12_001 });
  });
});
