import { describe, expect, it } from "vitest";
import { encodeCp1258 } from "../../../src/feed/decode-cp1258.ts";
import { encodeTcvn3 } from "../../../src/feed/decode-tcvn3.ts";
import { encodeUtf8As1252 } from "../../../src/feed/decode-utf8-as-1252.ts";
import { encodeViqr } from "../../../src/feed/decode-viqr.ts";
import { encodeVni } from "../../../src/feed/decode-vni.ts";
import { parseDelivery } from "../../../src/feed/parse-delivery.ts";
import { byteOfCharacter } from "../../../src/feed/windows-1252.ts";
import type { FeedEncoding } from "../../../src/model/feed-encoding.ts";
import { importProblemLine } from "../../../src/texts/import-problems.ts";

const HEADINGS = "Số hiệu;Họ và tên;Giới tính;Tình trạng";
const NAMES = ["Nguyễn Thị Hòa", "Trần Văn Đỗ", "Lê Hoàng Phúc", "Vũ Ý Nhi"];
const LINES = NAMES.map((name, index) => `ST${index};${name};${index % 2 ? "Nam" : "Nữ"};Đang công tác`);
const UNICODE = [HEADINGS, ...LINES].join("\n");

/** A file of the shown characters as UTF-8, and one of the bytes behind them. */
const asText = (text: string) => new TextEncoder().encode(text);
const asBytes = (text: string) => Uint8Array.from(text, (character) => byteOfCharacter(character) ?? 0x3f);

const parse = (bytes: Uint8Array, encoding?: FeedEncoding) =>
  parseDelivery([{ name: "a.csv", bytes }], { encoding });
const namesOf = (bytes: Uint8Array, encoding: FeedEncoding) =>
  parse(bytes, encoding).tables?.[0]?.rows.map((row) => "fullName" in row && row.fullName);
const problems = (bytes: Uint8Array, encoding?: FeedEncoding) =>
  (parse(bytes, encoding).problems ?? []).map(({ line, column, code, params }) => [
    line,
    column,
    code,
    ...(code === "ENCODING" ? [params.encoding] : []),
  ]);

const WHOLE = [
  ["tcvn3", encodeTcvn3],
  ["vni", encodeVni],
  ["cp1258", encodeCp1258],
] as const;

describe("a delivery in a legacy encoding", () => {
  it.each(WHOLE)("%s is refused with one proposal a column, as text and as bytes", (encoding, encode) => {
    for (const bytes of [asText(encode(UNICODE)), asBytes(encode(UNICODE))]) {
      expect(problems(bytes)).toEqual([[1, "full_name", "ENCODING", encoding]]);
    }
  });

  it.each(WHOLE)("%s is read when declared: headings, names and words", (encoding, encode) => {
    for (const bytes of [asText(encode(UNICODE)), asBytes(encode(UNICODE))]) {
      expect(namesOf(bytes, encoding)).toEqual(NAMES);
      expect(parse(bytes, encoding).tables?.[0]?.rows[0]).toMatchObject({
        gender: "female",
        status: "working",
      });
    }
  });

  it("of misread UTF-8 is read when declared, not as bytes", () => {
    const text = encodeUtf8As1252(UNICODE);
    expect(problems(asText(text))).toEqual([[1, "full_name", "ENCODING", "utf8-as-1252"]]);
    expect(namesOf(asText(text), "utf8-as-1252")).toEqual(NAMES);
    // One broken byte in good UTF-8 is damage, no encoding.
    const broken = Uint8Array.from([...asText(UNICODE), 0x0a, 0xff]);
    expect(problems(broken)).toEqual([[6, null, "NOT_UTF8"]]);
  });

  it("of VIQR is decoded in columns of words only", () => {
    const text = [
      "id,full_name,phone,decided_by",
      ...NAMES.map((name, i) => `a.${i},${encodeViqr(name)},0.1,So+?`),
    ];
    const bytes = asText(text.join("\n"));
    expect(problems(bytes)).toEqual([[1, "full_name", "ENCODING", "viqr"]]);
    expect(parse(bytes, "viqr").tables?.[0]?.rows[0]).toMatchObject({
      id: "a.0",
      fullName: NAMES[0],
      phone: "0.1",
      decidedBy: "Sở",
    });
  });

  it("gives confidence and samples, and the way to accept or decline, in both languages", () => {
    const [problem] = parse(asText(encodeTcvn3(UNICODE))).problems ?? [];
    expect(problem?.params).toMatchObject({ encoding: "tcvn3", confidence: 100, asTheyStand: 0 });
    expect(problem?.params.samples).toContain("NguyÔn ThÞ Hßa → Nguyễn Thị Hòa");
    for (const lang of ["vi", "en"] as const) {
      const line = problem ? importProblemLine(problem, lang) : "";
      expect(line).toMatch(/^a\.csv:1 \[full_name\] ENCODING: .*--encoding tcvn3.*--encoding utf8/);
    }
  });

  it("keeps to one line, without control characters and long cells", () => {
    const cells = [`"Nguyễn\nThị\u001b[2J Hòa"`, `Trần ${"Văn ".repeat(40)}Đỗ`, "Hữu Đạt"].map(encodeTcvn3);
    const bytes = asText(`id,full_name\n${cells.map((cell, i) => `${i},${cell}`).join("\n")}\n`);
    const samples = String(parse(bytes).problems?.[0]?.params.samples);
    expect(samples).not.toMatch(/\p{Cc}/u);
    expect(samples.length).toBeLessThan(400);
  });

  it("is told with what stays wrong after decoding", () => {
    const text = encodeTcvn3(`${UNICODE}\nST9;Hồ Văn Tú;Nữ nữ;Đang công tác`);
    expect(problems(asText(text))).toEqual([
      [1, "full_name", "ENCODING", "tcvn3"],
      [6, "gender", "UNKNOWN_WORD"],
    ]);
  });

  it("is refused again when another encoding is declared", () => {
    expect(problems(asText(encodeTcvn3(UNICODE)), "vni")).toContainEqual([
      1,
      "full_name",
      "ENCODING",
      "tcvn3",
    ]);
  });

  it("is taken as it is when declared to be right", () => {
    const bytes = asText(`id,full_name\n${NAMES.map((name, i) => `${i},${encodeTcvn3(name)}`).join("\n")}\n`);
    expect(namesOf(bytes, "utf8")).toEqual(NAMES.map(encodeTcvn3));
    expect(problems(asBytes(encodeTcvn3(UNICODE)), "utf8")).toEqual([[1, null, "NOT_UTF8"]]);
  });

  it("is told by its headings alone when the cells have no marks", () => {
    const bytes = asText(encodeTcvn3("Số hiệu;Họ và tên\nST1;Lan\n"));
    expect(problems(bytes)).toEqual([[1, null, "ENCODING", "tcvn3"]]);
    expect(namesOf(bytes, "tcvn3")).toEqual(["Lan"]);
  });

  it("leaves what is Unicode alone: columns, files, and single cells", () => {
    const units = asText("code,name,kind\nA,Sở Nội vụ,department\nB,Xã Hòa Tú,commune\n");
    const mixed = [...NAMES.map(encodeTcvn3), "Đặng Hòa"].map((name, i) => `ST${i},${name}`);
    const people = asText(`id,full_name\n${mixed.join("\n")}\n`);
    const files = [
      { name: "u.csv", bytes: units },
      { name: "p.csv", bytes: people },
    ];
    const { tables } = parseDelivery(files, { encoding: "tcvn3" });
    expect(
      tables?.flatMap(({ rows }) =>
        rows.map((row) => ("name" in row ? row.name : "fullName" in row && row.fullName)),
      ),
    ).toEqual(["Sở Nội vụ", "Xã Hòa Tú", ...NAMES, "Đặng Hòa"]);
  });

  it("is decoded where a cell alone could be either, when the rest of the file shows it", () => {
    const halves = asText("id,family_middle_name,given_name\n1,NguyÔn ThÞ,Tó\n2,TrÇn V¨n,Vò\n");
    expect(namesOf(halves, "tcvn3")).toEqual(["Nguyễn Thị Tú", "Trần Văn Vũ"]);
  });

  it("does not make Unicode out of a file that is something else", () => {
    expect(problems(asBytes("id,full_name\n1,Zoë\n2,François\n"))).toEqual([[2, null, "NOT_UTF8"]]);
  });
});
