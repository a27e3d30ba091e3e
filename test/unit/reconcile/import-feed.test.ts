import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Delivery } from "../../../src/model/delivery.ts";
import type { FeedWriter, WorkbookReader } from "../../../src/ports/feed-port.ts";
import { type ImportOptions, importFeed } from "../../../src/reconcile/import-feed.ts";

const NOTHING = { inserted: 0, updated: 0, unchanged: 0, removed: 0 };

function rememberingWriter(): FeedWriter & { readonly written: Delivery[] } {
  const written: Delivery[] = [];
  return {
    written,
    writeDelivery: async (delivery) => {
      written.push(delivery);
      return { deliveryId: "7", counts: { units: NOTHING, people: NOTHING, appointments: NOTHING } };
    },
  };
}

const readWorkbook: WorkbookReader = async () => ({
  tables: [
    {
      sheet: "Nhân sự",
      headings: ["id", "full_name"],
      headingLine: 1,
      rows: [{ line: 2, cells: ["ST3", "C"] }],
    },
  ],
});

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const people = { name: "people.csv", bytes: encode("id,full_name\nST1,A\nST2,B\n") };
const units = { name: "a-units.csv", bytes: encode("code,name,kind\nA,Sở A,department\n") };
const options: ImportOptions = { realm: "soctrang", source: "test", mode: "delta", loadedBy: "me" };

describe("importFeed", () => {
  it("has workbooks read, and joins their tables with those of the other files", async () => {
    const port = rememberingWriter();
    const book = { name: "people.xlsx", bytes: Uint8Array.of(0x50, 0x4b, 0x03, 0x04) };
    await importFeed([people, book], options, port, readWorkbook);
    expect(port.written[0]?.tables.map(({ rows }) => rows.length)).toEqual([2, 1]);
  });

  it("refuses with the problem of a workbook that cannot be read", async () => {
    const port = rememberingWriter();
    const book = { name: "people.xlsx", bytes: Uint8Array.of(0x50, 0x4b, 0x03, 0x04) };
    const problem = { line: null, code: "BAD_WORKBOOK", params: { part: "ZIP" } } as const;
    expect(await importFeed([people, book], options, port, async () => ({ problem }))).toEqual({
      kind: "refused",
      problems: [{ file: "people.xlsx", column: null, ...problem }],
    });
    expect(port.written).toEqual([]);
  });

  it("hands all tables over as one delivery, hashed in name order", async () => {
    const port = rememberingWriter();
    const result = await importFeed([people, units], options, port, readWorkbook);
    const sha256 = createHash("sha256").update(units.bytes).update(people.bytes).digest("hex");
    expect(result).toMatchObject({ kind: "loaded", deliveryId: "7", contentSha256: sha256 });
    expect(port.written).toHaveLength(1);
    expect(port.written[0]).toMatchObject({ realm: "soctrang", mode: "delta", contentSha256: sha256 });
    expect(port.written[0]?.tables.map(({ kind }) => kind)).toEqual(["people", "units"]);
  });

  it("writes nothing when any file has a problem", async () => {
    const port = rememberingWriter();
    const broken = { name: "units.csv", bytes: encode("code,name\nA,B\n") };
    expect(await importFeed([people, broken], options, port, readWorkbook)).toMatchObject({
      kind: "refused",
      problems: [{ file: "units.csv", code: "MISSING_COLUMN", column: "kind" }],
    });
    expect(port.written).toEqual([]);
  });

  it("notes the declared encoding in the source, and refuses legacy text without one", async () => {
    const bytes = encode("id,full_name\nST1,NguyÔn ThÞ Hßa\nST2,TrÇn V¨n §ç\n");
    const port = rememberingWriter();
    expect(await importFeed([{ name: "people.csv", bytes }], options, port, readWorkbook)).toMatchObject({
      kind: "refused",
      problems: [{ column: "full_name", code: "ENCODING", params: { encoding: "tcvn3" } }],
    });
    await importFeed([{ name: "people.csv", bytes }], { ...options, encoding: "tcvn3" }, port, readWorkbook);
    expect(port.written).toMatchObject([
      {
        source: "test (tcvn3)",
        tables: [{ rows: [{ fullName: "Nguyễn Thị Hòa" }, { fullName: "Trần Văn Đỗ" }] }],
      },
    ]);
  });

  it("refuses a number of rows other than the declared one", async () => {
    const port = rememberingWriter();
    const result = await importFeed(
      [people],
      { ...options, declaredPeople: 3, declaredUnits: 0 },
      port,
      readWorkbook,
    );
    expect(result).toMatchObject({
      kind: "refused",
      problems: [{ code: "DECLARED_COUNT", params: { kind: "people", declared: 3, found: 2 } }],
    });
  });

  it("refuses a full delivery that would empty a table, and takes it as a delta", async () => {
    const empty = { name: "people.csv", bytes: encode("id,full_name\n") };
    const port = rememberingWriter();
    expect(await importFeed([empty], { ...options, mode: "full" }, port, readWorkbook)).toMatchObject({
      kind: "refused",
      problems: [{ code: "NO_ROWS", params: { kind: "people" } }],
    });
    expect(await importFeed([empty], options, port, readWorkbook)).toMatchObject({ kind: "loaded" });
  });
});
