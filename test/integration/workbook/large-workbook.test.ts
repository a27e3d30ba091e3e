import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { zip } from "@cj-tech-master/excelts/archive";
import { afterAll, describe, expect, it } from "vitest";
import { row, workbookParts } from "../../unit/workbook/workbook-builder.ts";

const ROWS = 100_000;
const ROWS_AT_ONCE = 1000;
const HEADINGS = [
  "Số hiệu",
  "Họ và tên",
  "Ngày sinh",
  "Giới tính",
  "Điện thoại",
  "Số quyết định",
  "Ngày quyết định",
];

/** The program that reads in a process of its own, so that its memory is its own. */
const PROGRAM = `
import { readFileSync } from "node:fs";
import { readWorkbook } from "./src/workbook/read-workbook.ts";
const bytes = readFileSync(process.argv[1]);
const before = process.memoryUsage().rss;
const { tables } = await readWorkbook(bytes);
console.log(JSON.stringify({
  rows: tables[0].rows.length,
  last: tables[0].rows.at(-1),
  beforeMb: Math.round(before / 2 ** 20),
  peakMb: Math.round(process.resourceUsage().maxRSS / 2 ** 10),
}));
`;

/** Less than the sheet's XML, so that no reader that holds it whole could pass. */
const HEAP_MB = 256;
/** Blanks between the rows, as writers that indent put them. */
const BLANKS = " ".repeat(2500);

const folder = await mkdtemp(join(tmpdir(), "danhba-workbook-"));
afterAll(() => rm(folder, { recursive: true }));

/** Written row by row, sizes after the data, as streaming writers do; gives the bytes of the sheet. */
async function writeLarge(path: string): Promise<number> {
  const frame = workbookParts({ sheets: [{ name: "Nhân sự", data: "" }], formats: ["dd/mm/yyyy"] });
  const archive = zip({ level: 1, noSort: true });
  let size = 0;
  const encoder = new TextEncoder();
  async function* sheet(text: string): AsyncGenerator<Uint8Array> {
    const [start = "", end = ""] = text.split(/(?<=<sheetData>)/);
    yield encoder.encode(start + row(1, ...HEADINGS));
    for (let from = 0; from < ROWS; from += ROWS_AT_ONCE) {
      const some = Array.from({ length: ROWS_AT_ONCE }, (_, index) => personRow(from + index) + BLANKS);
      const piece = encoder.encode(some.join(""));
      size += piece.length;
      yield piece;
    }
    yield encoder.encode(end);
  }
  for (const [name, text] of Object.entries(frame)) {
    archive.add(name, name.includes("/sheet1") ? sheet(text) : encoder.encode(text));
  }
  await writeFile(path, archive.stream());
  return size;
}

const personRow = (index: number): string =>
  row(
    index + 2,
    `ST${index}`,
    `Nguyễn Thị Người Thứ ${index}`,
    `<c s="1"><v>${29_000 + (index % 10_000)}</v></c>`,
    index % 2 === 0 ? "Nữ" : "Nam",
    `<c><v>${84_900_000_000 + index}</v></c>`,
    `${index}/QĐ-SNV`,
    `<c s="1"><v>${44_000 + (index % 1000)}</v></c>`,
  );

describe("a workbook of 100,000 people", () => {
  it("is read in a heap that could not hold its XML; the peak is printed", async () => {
    const path = join(folder, "large.xlsx");
    const size = await writeLarge(path);
    const run = promisify(execFile);
    const args = [`--max-old-space-size=${HEAP_MB}`, "--input-type=module", "--eval", PROGRAM, path];
    const { stdout } = await run(process.execPath, args);
    const report = JSON.parse(stdout);
    console.log(
      `${ROWS} rows, ${Math.round(size / 2 ** 20)} MB of XML, heap of ${HEAP_MB} MB: peak RSS ${report.peakMb} MB (${report.beforeMb} MB before)`,
    );
    expect(report.rows).toBe(ROWS);
    expect(report.last.cells[0]).toBe(`ST${ROWS - 1}`);
    expect(report.last.cells[4]).toBe("84900099999");
  });
});
