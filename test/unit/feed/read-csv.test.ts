import { describe, expect, it } from "vitest";
import { readCsv } from "../../../src/feed/read-csv.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string) => readCsv(encode(text));

describe("readCsv", () => {
  it("reads the same table with and without byte order mark, with comma and semicolon, with LF, CRLF and CR", () => {
    const table = read("mã,tên\nA,Sở A\n").table;
    expect(table).toEqual({
      headings: ["mã", "tên"],
      headingLine: 1,
      rows: [{ line: 2, cells: ["A", "Sở A"] }],
    });
    for (const text of ["\ufeffmã,tên\nA,Sở A", "mã;tên\r\nA;Sở A\r\n", "mã;tên\rA;Sở A\r"]) {
      expect(read(text).table).toEqual(table);
    }
  });

  it("counts delimiters of the heading line outside quotes only", () => {
    expect(read('"a;b;c;d",e\n1,2\n').table?.headings).toEqual(["a;b;c;d", "e"]);
    expect(read('"a,b,c,d";e\n1;2\n').table?.headings).toEqual(["a,b,c,d", "e"]);
  });

  it("gives the line on which each row begins, through blank lines and quoted line ends", () => {
    const { table } = read('\r\na,b\r\n"x\r\ny\r\nz",2\r\n\r\n,\r\n3,"p\nq"\r5,6');
    expect(table?.headingLine).toBe(2);
    expect(table?.rows.map(({ line, cells }) => [line, cells[0]])).toEqual([
      [3, "x\r\ny\r\nz"],
      [8, "3"],
      [10, "5"],
    ]);
  });

  it("gives ragged rows as they are", () => {
    expect(read("a,b\n1\n1,2,3\n").table?.rows.map(({ cells }) => cells.length)).toEqual([1, 3]);
  });

  it.each([
    ["an unclosed quote", 'a,b\n1,2\n"x,3\n4,5\n6,7\n', 3],
    ["text after a closing quote", 'a,b\n1,2\n"x"y,3\n4,5\n', 3],
    ["a quote inside an unquoted cell", 'a,b\n"p\nq",2\nx"y,3\n', 4],
  ])("reports %s at the line where the row begins", (_, text, line) => {
    expect(read(text).problem).toEqual({ line, code: "BAD_QUOTES", params: {} });
  });

  it.each(["", "\ufeff", "\n \n,,\n"])("reports a file without headings: %j", (text) => {
    expect(read(text).problem?.code).toBe("NO_HEADINGS");
  });

  it.each([
    ["a stray continuation byte", [0x80], 0],
    ["a lead byte cut off", [0x61, 0xe1, 0xba], 1],
    ["an overlong slash", [0xc0, 0xaf], 0],
    ["a surrogate", [0x61, 0xed, 0xa0, 0x80], 1],
    ["beyond U+10FFFF", [0xf4, 0x90, 0x80, 0x80], 0],
    ["an overlong three-byte form", [0xe0, 0x80, 0x80], 0],
  ])("reports bytes that are not UTF-8: %s", (_, bytes, offset) => {
    const prefix = encode("a,b\n1,Sở\n");
    const result = readCsv(Uint8Array.from([...prefix, ...bytes]));
    expect(result.problem).toEqual({
      line: 3,
      code: "NOT_UTF8",
      params: { offset: prefix.length + offset, encoding: "" },
    });
  });

  it("agrees with the platform's decoder on what is UTF-8", () => {
    const decoder = new TextDecoder("utf-8", { fatal: true });
    const isValid = (bytes: Uint8Array): boolean => {
      try {
        decoder.decode(bytes);
        return true;
      } catch {
        return false;
      }
    };
    const tails = [[], [0x7f], [0x80], [0x80, 0x80], [0xbf, 0xbf], [0xbf, 0xc0]];
    const disagreed: string[] = [];
    for (let lead = 0x80; lead <= 0xff; lead += 1) {
      for (let second = 0x70; second <= 0xcf; second += 1) {
        for (const tail of tails) {
          const bytes = Uint8Array.from([0x78, lead, second, ...tail]);
          if ((readCsv(bytes).problem?.code === "NOT_UTF8") === isValid(bytes))
            disagreed.push(bytes.toString());
        }
      }
    }
    expect(disagreed).toEqual([]);
  });

  it.each(["utf-16le", "utf-16be"])(
    "reads %s with its mark and tabs, as Excel's Unicode text is",
    (encoding) => {
      const bytes = Buffer.from('\ufeffmã\ttên\r\nA\t"Sở A, B"\r\n', "utf16le");
      if (encoding === "utf-16be") bytes.swap16();
      expect(readCsv(Uint8Array.from(bytes)).table).toEqual({
        headings: ["mã", "tên"],
        headingLine: 1,
        rows: [{ line: 2, cells: ["A", "Sở A, B"] }],
      });
    },
  );

  it("says when UTF-16 is broken", () => {
    expect(readCsv(Uint8Array.from([0xff, 0xfe, 0x61, 0x00, 0x00, 0xd8, 0x61])).problem).toEqual({
      line: 1,
      code: "NOT_UTF8",
      params: { offset: 0, encoding: "UTF-16" },
    });
  });

  it("reads bytes that are no UTF-8 as what Windows-1252 shows when told so", () => {
    const bytes = Uint8Array.from(Buffer.from("id,full_name\n1,Tr\xadëng\x80\n", "latin1"));
    expect(readCsv(bytes, { isLegacy: true }).table?.rows[0]?.cells).toEqual(["1", "Tr\u00ADëng€"]);
  });
});
