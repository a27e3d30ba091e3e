import { describe, expect, it } from "vitest";
import { encodeTcvn3 } from "../../../src/feed/decode-tcvn3.ts";
import { parseDelivery } from "../../../src/feed/parse-delivery.ts";
import { recogniseFormat } from "../../../src/feed/recognise-format.ts";
import type { FeedEncoding } from "../../../src/model/feed-encoding.ts";
import { importProblemLine } from "../../../src/texts/import-problems.ts";
import { readWorkbook } from "../../../src/workbook/read-workbook.ts";
import { archive, row, rows, workbook, workbookParts } from "./workbook-builder.ts";

const PEOPLE = ["Số hiệu", "Họ và tên", "Ngày sinh", "Điện thoại"];
const people = (...lines: readonly (readonly string[])[]) =>
  workbook({ sheets: [{ name: "Nhân sự", data: rows(PEOPLE, ...lines) }] });
async function parse(bytes: Uint8Array, encoding?: FeedEncoding) {
  const read = recogniseFormat(bytes) === "zip" ? { workbook: await readWorkbook(bytes) } : {};
  return parseDelivery([{ name: "a.xlsx", bytes, ...read }], { encoding });
}
const cellsOf = async (bytes: Uint8Array) =>
  (await readWorkbook(bytes)).tables?.[0]?.rows.map(({ cells }) => cells);
const problems = async (bytes: Uint8Array) =>
  ((await parse(bytes)).problems ?? []).map(({ sheet, line, column, code }) => [sheet, line, column, code]);

describe("readWorkbook", () => {
  it("reads units, people and appointments from one workbook", async () => {
    const bytes = workbook({
      sheets: [
        { name: "Hướng dẫn", data: rows(["Gửi trước ngày 05"], ["Tên"]) },
        { name: "Đơn vị", data: rows(["Mã đơn vị", "Tên đơn vị", "Loại hình"], ["SNV", "Sở Nội vụ", "Sở"]) },
        { name: "Nhân sự", data: rows(PEOPLE, ["ST1", "Nguyễn Văn An", "01/02/1980", ""]) },
        {
          name: "Vị trí",
          data: rows(["Mã vị trí", "Số hiệu", "Mã đơn vị", "Chức vụ"], ["B1", "ST1", "SNV", "Giám đốc"]),
        },
      ],
    });
    const { tables } = await parse(bytes);
    expect(tables?.map(({ kind }) => kind)).toEqual(["units", "people", "appointments"]);
    expect(tables?.[1]?.rows[0]).toMatchObject({
      id: "ST1",
      fullName: "Nguyễn Văn An",
      birthDate: "1980-02-01",
    });
  });

  it("leaves hidden sheets out", async () => {
    const old = { name: "Cũ", data: rows(PEOPLE, ["ST9", "Bỏ"]), state: "hidden" };
    const bytes = workbook({ sheets: [old, { name: "Mới", data: rows(PEOPLE, ["ST1", "An"]) }] });
    expect((await parse(bytes)).tables?.map(({ rows: found }) => found.length)).toEqual([1]);
    expect(await problems(workbook({ sheets: [old] }))).toEqual([[undefined, null, null, "NO_HEADINGS"]]);
  });

  it("reports a sheet that is nearly recognised instead of dropping it", async () => {
    const bytes = workbook({
      sheets: [
        { name: "Đơn vị", data: rows(["Mã đơn vị", "Tên đơn vị", "Loại hình"], ["SNV", "Sở Nội vụ", "Sở"]) },
        { name: "Nhân sự", data: rows(["Số hiệu", "Họ và tênn", "Ngày sinh"], ["ST1", "An", ""]) },
      ],
    });
    expect(await problems(bytes)).toEqual([
      ["Nhân sự", 1, null, "UNKNOWN_COLUMN"],
      ["Nhân sự", 1, "full_name", "MISSING_COLUMN"],
    ]);
  });

  it("finds the headings below a letterhead, across merged cells, and skips the row that counts the columns", async () => {
    const data = [
      row(1, "UBND TỈNH SÓC TRĂNG"),
      row(3, "DANH SÁCH CÁN BỘ, CÔNG CHỨC"),
      row(5, "Số hiệu", "Họ và tên", "Quyết định"),
      row(6, "", "", "Số quyết định", "Ngày quyết định"),
      row(7, "(1)", "(2)", "(3)", "(4)"),
      row(8, "ST1", "Nguyễn Văn An", "12/QĐ-SNV", "05/01/2024"),
      row(11, "ST2", "", "13/QĐ-SNV", "31/02/2024"),
    ];
    const merged = ["A1:D1", "A3:D3", "A5:A6", "B5:B6", "C5:D5"];
    const bytes = workbook({ sheets: [{ name: "DS", data: data.join(""), merged }] });
    const [table] = (await readWorkbook(bytes)).tables ?? [];
    expect(table?.headingLine).toBe(6);
    expect(table?.headings).toEqual(["Số hiệu", "Họ và tên", "Số quyết định", "Ngày quyết định"]);
    expect(table?.rows.map(({ line }) => line)).toEqual([8, 11]);
    expect(await problems(bytes)).toEqual([["DS", 11, "decision_date", "BAD_DAY"]]);
    const [problem] = (await parse(bytes)).problems ?? [];
    expect(problem && importProblemLine(problem, "en")).toMatch(/^a\.xlsx:DS!11 \[decision_date\] BAD_DAY: /);
  });

  it("gives dates as days, whatever their format, and times where there are some", async () => {
    const bytes = workbook({
      formats: [
        "dd/mm/yyyy",
        "[$-42A]d mmmm, yyyy;@",
        '"ngày" 0',
        "[Red]0.00",
        "yyyy\\-mm\\-dd hh:mm",
        "0000000000",
      ],
      sheets: [
        {
          name: "S",
          data: rows(PEOPLE, [
            '<c s="1"><v>29252</v></c>',
            '<c s="2"><v>29252</v></c>',
            '<c s="3"><v>12</v></c>',
            '<c s="4"><v>1.5</v></c>',
            '<c s="5"><v>45000.75</v></c>',
            '<c s="6"><v>912345678</v></c>',
            '<c s="7"><v>61</v></c>',
            '<c s="7"><v>59</v></c>',
            '<c t="d"><v>2024-02-29T00:00:00</v></c>',
          ]),
        },
      ],
    });
    expect(await cellsOf(bytes)).toEqual([
      [
        "1980-02-01",
        "1980-02-01",
        "12",
        "1.5",
        "2023-03-15T18:00:00",
        "0912345678",
        "1900-03-01",
        "1900-02-28",
        "2024-02-29",
      ],
    ]);
    const mac = workbook({
      is1904: true,
      sheets: [{ name: "S", data: rows(PEOPLE, ["A", "B", '<c s="1"><v>0</v></c>', ""]) }],
    });
    expect((await cellsOf(mac))?.[0]?.[2]).toBe("1904-01-01");
  });

  it("gives numbers as they are typed: no .0, no exponent, no noise of doubles", async () => {
    const number = (text: string) => `<c><v>${text}</v></c>`;
    const written = ["912345678.0", "8.4912345678E10", "0.10000000000000001", "1E+21", "-3", "79301001234"];
    const [cells] = (await cellsOf(people(written.map(number)))) ?? [];
    expect(cells).toEqual(["912345678", "84912345678", "0.1", "1000000000000000000000", "-3", "79301001234"]);
  });

  it("joins rich text, leaves readings out, and takes formulas by their last result", async () => {
    const bytes = workbook({
      strings: [
        "<t>ST1</t>",
        '<r><t>Nguyễn </t></r><r><rPr><b/></rPr><t xml:space="preserve">Văn</t></r><r><t xml:space="preserve"> An</t></r><rPh sb="0" eb="1"><t>x</t></rPh>',
        "<t>a_x000D_b &amp; c</t>",
      ],
      sheets: [
        {
          name: "S",
          data: rows(PEOPLE, [
            '<c t="s"><v>0</v></c>',
            '<c t="s"><v>1</v></c>',
            '<c t="s"><v>2</v></c>',
            '<c t="str"><f>A1&amp;"x"</f><v>từ công thức</v></c>',
            '<c t="b"><v>1</v></c>',
            '<c t="str"><f>""</f><v></v></c>',
            "<c><f>1+1</f><v>2</v></c>",
          ]),
        },
      ],
    });
    expect(await cellsOf(bytes)).toEqual([
      ["ST1", "Nguyễn Văn An", "a\rb & c", "từ công thức", "TRUE", "", "2"],
    ]);
  });

  it("reports formulas with an error or without a stored result at their cell", async () => {
    const bytes = people(["ST1", '<c t="e"><f>A1/0</f><v>#DIV/0!</v></c>'], ["ST2", "<c><f>B1</f></c>"]);
    expect(await problems(bytes)).toEqual([
      ["Nhân sự", 2, "full_name", "FORMULA_ERROR"],
      ["Nhân sự", 3, "full_name", "FORMULA_WITHOUT_VALUE"],
    ]);
  });

  it("ignores empty rows and columns at the end, and prefixes of names", async () => {
    const cell = (place: string, text: string) =>
      `<x:c r="${place}" t="inlineStr"><x:is><x:t>${text}</x:t></x:is></x:c>`;
    const headings = PEOPLE.map((text, index) => cell(`${"ABCD"[index]}1`, text)).join("");
    const data = `<x:row r="1">${headings}<x:c r="E1" s="1"/><x:c r="F1"/></x:row><x:row/><x:row r="3">${cell("A3", "ST1")}${cell("B3", "An")}</x:row><x:row r="4"><x:c r="C4"/></x:row>`;
    const part = `<?xml version="1.0"?><!-- by a program --><x:worksheet xmlns:x="m"><x:sheetData>${data}</x:sheetData></x:worksheet>`;
    const bytes = workbook({
      sheets: [{ name: "S", data: "" }],
      parts: { "xl/worksheets/sheet1.xml": part },
    });
    const [table] = (await readWorkbook(bytes)).tables ?? [];
    expect(table?.headings).toEqual(PEOPLE);
    expect(table?.rows).toEqual([{ line: 3, cells: ["ST1", "An", "", ""] }]);
  });

  it("reads prefixes wherever the unpacked pieces of a part are cut", async () => {
    const names = Array.from({ length: 5000 }, (_, index) => `Nguyễn Văn ${index}`);
    const parts = Object.fromEntries(
      Object.entries(
        workbookParts({ sheets: [{ name: "S", data: rows(PEOPLE, ...names.map((n) => ["ST", n])) }] }),
      ).map(([name, text]) => [
        name,
        name.includes("rels") ? text : text.replace(/<(\/?)(?=[a-z])/gi, "<$1main:"),
      ]),
    );
    expect((await cellsOf(archive(parts)))?.map(([, name]) => name)).toEqual(names);
  });

  it("gives what the library's reader alone would lose", async () => {
    const bytes = workbook({
      formats: ["dd/mm/yyyy"],
      strings: ["<t>chung</t>"],
      sheets: [
        {
          name: "S",
          data: rows(PEOPLE, [
            '<c t="inlineStr"><is><r><t>Trần </t></r><r><t>Thị_x000A_B</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c>',
            '<c s="1"><v>84912345678</v></c>',
            '<c t="d" s="1"><v>1980-02-01</v></c>',
            '<c t="b"><f>TRUE()</f><v>1</v></c>',
            '<c t="s"><f>A1</f><v>0</v></c>',
            '<c s="1"><f>A1</f><v>29252</v></c>',
            '<c t="str"><f t="shared" si="0"/><v>kéo xuống</v></c>',
            '<c><f t="shared" si="1"/><v>7</v></c>',
          ]),
        },
      ],
    });
    expect(await cellsOf(bytes)).toEqual([
      ["Trần Thị\nB", "84912345678", "1980-02-01", "TRUE", "chung", "1980-02-01", "kéo xuống", "7"],
    ]);
  });

  it("tells the error that a formula gives", async () => {
    const { problems: found } = await parse(people(["ST1", '<c t="e"><f>A1/0</f><v>#DIV/0!</v></c>']));
    expect(found?.[0]?.params).toEqual({ value: "#DIV/0!" });
  });

  it("proposes an encoding for a sheet typed in an old font, headings included, and takes it when declared", async () => {
    const names = ["Nguyễn Thị Hòa", "Trần Văn Đỗ", "Lê Hoàng Phúc"];
    const bytes = people();
    expect((await parse(bytes)).problems).toBeUndefined();
    const legacy = workbook({
      sheets: [
        {
          name: "DS",
          data: rows(PEOPLE.map(encodeTcvn3), ...names.map((name, i) => [`ST${i}`, encodeTcvn3(name)])),
        },
      ],
    });
    expect(await problems(legacy)).toEqual([["DS", 1, "full_name", "ENCODING"]]);
    const { tables } = await parse(legacy, "tcvn3");
    expect(tables?.[0]?.rows.map((person) => "fullName" in person && person.fullName)).toEqual(names);
  });

  it("names the sheet of a key that comes twice", async () => {
    const sheet = (name: string) => ({ name, data: rows(PEOPLE, ["ST1", "An"]) });
    expect((await parse(workbook({ sheets: [sheet("A"), sheet("B")] }))).problems).toMatchObject([
      { sheet: "B", line: 2, code: "DUPLICATE_KEY", params: { otherFile: "a.xlsx:A", otherLine: 2 } },
    ]);
  });
});

describe("a hostile or foreign file", () => {
  const codes = async (bytes: Uint8Array) =>
    ((await parse(bytes)).problems ?? []).map(({ code, params }) => [code, params]);
  const compound = (name: string) => {
    const bytes = new Uint8Array(2048);
    bytes.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    bytes.set(Buffer.from(name, "utf16le"), 1024 + 128);
    return bytes;
  };

  it("behind a password is told as such", async () => {
    expect(await codes(compound("EncryptedPackage"))).toEqual([["PASSWORD_PROTECTED", {}]]);
  });

  it.each([
    ["an old .xls", compound("Workbook"), "XLS (Excel 97–2003)"],
    ["a very old .xls", Uint8Array.from([0x09, 0x08, 0x08, 0x00, 0, 5, 0x10, 0]), "XLS (Excel 2–4)"],
    ["an OpenDocument file", archive({ mimetype: "x", "content.xml": "<a/>" }), "ODS/ODT"],
    ["a Word document", archive({ "word/document.xml": "<a/>" }), "DOCX"],
    ["a binary workbook", archive({ "xl/workbook.bin": "x" }), "XLSB"],
    ["another archive", archive({ "a.txt": "x" }), "ZIP"],
  ])("%s is named", async (_, bytes, format) => {
    expect(await codes(bytes)).toEqual([["UNSUPPORTED_FORMAT", { format }]]);
  });

  it("cut off, or with damage anywhere, is one problem or a table, and never an exception", async () => {
    const bytes = people(["ST1", "Nguyễn Văn An", "", ""]);
    for (const length of [4, 30, 200, bytes.length - 30, bytes.length - 1]) {
      expect(await codes(bytes.subarray(0, length))).toEqual([["BAD_WORKBOOK", { part: "ZIP" }]]);
    }
    for (let at = 4; at < bytes.length; at += 7) {
      for (const flip of [0x01, 0xff]) {
        const damaged = Uint8Array.from(bytes);
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        const result = await readWorkbook(damaged);
        expect(result.problem ?? result.tables).toBeDefined();
      }
    }
  });

  it.each([
    ["XML that is not well-formed", "<worksheet><sheetData><row></worksheet>"],
    ["an entity of its own", '<!DOCTYPE a [<!ENTITY e "x">]><worksheet>&e;</worksheet>'],
    ["nesting without end", "<a>".repeat(1000)],
    ["a cell that is nowhere", '<worksheet><row r="1"><c r="1A"><v>1</v></c></row></worksheet>'],
    [
      "a cell without a reference",
      "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>",
    ],
    ["a number that is none", '<worksheet><row r="1"><c r="A1"><v>x</v></c></row></worksheet>'],
    ["another root", "<chartsheet/>"],
    ["a text that is not there", '<worksheet><row r="1"><c r="A1" t="s"><v>7</v></c></row></worksheet>'],
    ["nothing", ""],
  ])("with %s in a sheet is damaged", async (_, part) => {
    const bytes = workbook({
      sheets: [{ name: "S", data: "" }],
      parts: { "xl/worksheets/sheet1.xml": part },
    });
    expect(await codes(bytes)).toEqual([["BAD_WORKBOOK", { part: "xl/worksheets/sheet1.xml" }]]);
  });

  it.each(["xl/styles.xml", "xl/sharedStrings.xml"])(
    "without %s, to which it refers, is damaged",
    async (part) => {
      const { [part]: _, ...others } = workbookParts({ sheets: [{ name: "S", data: rows(PEOPLE) }] });
      expect(await codes(archive(others))).toEqual([["BAD_WORKBOOK", { part }]]);
    },
  );

  it("that inflates beyond the limit is stopped there", async () => {
    // Ten sheets refer to one part of 1 MB, packed in some 1 kB.
    const part = `<worksheet><sheetData>${" ".repeat(1024 * 1024)}</sheetData></worksheet>`;
    const sheets = Array.from({ length: 10 }, (_, index) => ({ name: `S${index}`, data: "" }));
    const relations = sheets.map(
      (_, index) => `<Relationship Id="s${index}" Type="x/worksheet" Target="worksheets/sheet1.xml"/>`,
    );
    const bytes = workbook({
      sheets,
      parts: {
        "xl/worksheets/sheet1.xml": part,
        "xl/_rels/workbook.xml.rels": `<Relationships>${relations.join("")}</Relationships>`,
      },
    });
    expect(bytes.length).toBeLessThan(10_000);
    const limit = 4 * 1024 * 1024;
    expect((await readWorkbook(bytes, limit)).problem).toEqual({
      line: null,
      code: "WORKBOOK_TOO_LARGE",
      params: { measure: "bytes", limit },
    });
    expect((await readWorkbook(bytes, 4 * limit)).problem?.code).toBe("NO_HEADINGS");
  });

  it("that holds more texts than memory should is stopped", async () => {
    const frame = workbookParts({ sheets: [{ name: "S", data: rows(PEOPLE) }] });
    const bytes = archive({ ...frame, "xl/sharedStrings.xml": `<sst>${"<si/>".repeat(5_100_000)}</sst>` });
    expect(await codes(bytes)).toEqual([["WORKBOOK_TOO_LARGE", { measure: "texts", limit: 2_500_000 }]]);
  });

  it("that writes far to the right in every row is stopped", async () => {
    const lines = Array.from(
      { length: 2000 },
      (_, line) => `<row r="${line + 1}"><c r="XFD${line + 1}"><v>1</v></c></row>`,
    );
    const bytes = workbook({ sheets: [{ name: "S", data: lines.join("") }] });
    expect(await codes(bytes)).toEqual([["WORKBOOK_TOO_LARGE", { measure: "cells", limit: 5_000_000 }]]);
  });
});
