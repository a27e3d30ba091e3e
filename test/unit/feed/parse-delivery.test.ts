import { describe, expect, it } from "vitest";
import { COLUMNS } from "../../../src/feed/columns.ts";
import { foldText } from "../../../src/feed/compare-text.ts";
import { parseDelivery } from "../../../src/feed/parse-delivery.ts";

const file = (name: string, text: string) => ({ name, bytes: new TextEncoder().encode(text) });
const parse = (...texts: string[]) =>
  parseDelivery(texts.map((text, index) => file(`${index + 1}.csv`, text)));
const problems = (...texts: string[]) =>
  (parse(...texts).problems ?? []).map(({ line, column, code }) => [line, column, code]);

describe("parseDelivery", () => {
  it("recognises the three kinds by column names", () => {
    const { tables } = parse(
      "code,name,kind,parent_code\nSNV,Sở Nội vụ,department,\n",
      "id,full_name,registered_at\nST1,Nguyễn Văn An,2014-10-20T08:00:00+07:00\n",
      "id,person_id,unit_code,leader_rank\nBN1,ST1,SNV,1\n",
    );
    expect(tables?.map(({ kind }) => kind)).toEqual(["units", "people", "appointments"]);
    expect(tables?.[0]?.columns).toEqual(["code", "name", "kind", "parentCode"]);
    expect(tables?.[1]?.rows[0]).toMatchObject({
      id: "ST1",
      fullName: "Nguyễn Văn An",
      status: "working",
      registeredAt: "2014-10-20T01:00:00.000Z",
      phone: null,
    });
    expect(tables?.[2]?.rows[0]).toMatchObject({
      personId: "ST1",
      unitCode: "SNV",
      leaderRank: 1,
      kind: "primary",
    });
  });

  it("recognises them by Vietnamese labels in any case, spacing and composition", () => {
    const { tables } = parse(
      "Mã đơn vị;TÊN ĐƠN VỊ;Loại hình;Mã đơn vị cấp trên\nHMX;huyện Mỹ Xuyên;Huyện;\n",
      `${"Số hiệu CBCCVC;Họ  và  tên;Ngày sinh;Giới tính;Tình trạng".normalize("NFD")}\nST1;Trần Thị Bích;01/02/1980;Nữ;Nghỉ hưu\n`,
      "Mã vị trí công tác;Số hiệu CBCCVC;Mã đơn vị;Chức vụ;Loại vị trí\nBN1;ST1;HMX;Chuyên viên;Kiêm nhiệm\n",
    );
    expect(tables?.map(({ rows }) => rows[0])).toMatchObject([
      { code: "HMX", kind: "district", parentCode: null },
      { id: "ST1", birthDate: "1980-02-01", gender: "female", status: "retired" },
      { id: "BN1", title: "Chuyên viên", kind: "concurrent" },
    ]);
  });

  it("keeps hostile and decomposed names as delivered", () => {
    const names = [
      "*)(uid=*",
      'Nguyễn ""Văn"", An',
      "An\nBình",
      "x".repeat(500),
      "Nguyễn Văn An".normalize("NFD"),
      "",
    ];
    const rows = names.map((name, index) => `ST${index},"${name}"`).join("\n");
    const table = parse(`id,full_name\n${rows}\n`).tables?.[0];
    expect(table?.rows.map((row) => "fullName" in row && row.fullName)).toEqual(
      names.map((name) => name.replaceAll('""', '"')),
    );
  });

  it("joins a name that comes in two halves", () => {
    const table = parse("Số hiệu,Họ đệm,Tên\nST1,Nguyễn Văn,An\nST2,,Ơn\n").tables?.[0];
    expect(table?.columns).toContain("fullName");
    expect(table?.rows).toMatchObject([
      { fullName: "Nguyễn Văn An", familyMiddleName: "Nguyễn Văn", givenName: "An" },
      { fullName: "Ơn", familyMiddleName: null, givenName: "Ơn" },
    ]);
  });

  it("joins two files of one kind", () => {
    const { tables } = parse("id,full_name\nST1,A\n", "id,full_name\nST2,B\n");
    expect(tables?.flatMap(({ rows }) => rows.map((row) => "id" in row && row.id))).toEqual(["ST1", "ST2"]);
  });

  it("ignores empty columns and cells that a spreadsheet leaves behind", () => {
    expect(parse("id,full_name,,\nST1,A,,\n,,,\nST2,B,,,,\n").tables?.[0]?.rows).toHaveLength(2);
  });

  it("names the nearest known column for an unknown one, and every missing one", () => {
    const { problems: found } = parse("id,person_id,unitcod,Chức vụu\nBN1,ST1,A,x\n");
    expect(found).toMatchObject([
      { line: 1, code: "UNKNOWN_COLUMN", params: { heading: "unitcod", nearest: "unit_code" } },
      { line: 1, code: "UNKNOWN_COLUMN", params: { heading: "Chức vụu", nearest: "Chức vụ" } },
      {
        line: 1,
        code: "MISSING_COLUMN",
        column: "unit_code",
        params: { label: "Mã đơn vị", kind: "appointments" },
      },
    ]);
  });

  it("refuses a heading that comes twice, also as its label", () => {
    expect(problems("id,full_name,Họ và tên\nST1,A,B\n")).toEqual([[1, "full_name", "REPEATED_COLUMN"]]);
  });

  it("refuses personal data that must not be stored", () => {
    expect(problems("id,full_name,Số CCCD,Dân tộc\nST1,A,1,2\n")).toEqual([
      [1, null, "UNWANTED_COLUMN"],
      [1, null, "UNWANTED_COLUMN"],
    ]);
  });

  it("does not guess a kind from unknown headings", () => {
    expect(problems("x,y\n1,2\n")).toEqual([[1, null, "UNRECOGNISED_FILE"]]);
  });

  it("reports every bad row and value of every file with its place", () => {
    const people = [
      "id,full_name,birth_date,status",
      "ST1,A,31/02/1980,working",
      "ST2,B",
      ",C,,lười",
      '"ST4","D\0",,',
      "ST1,E,,",
    ].join("\n");
    expect(problems(people, "id,person_id,unit_code,leader_rank\nBN1,,,x\n")).toEqual([
      [2, "birth_date", "BAD_DAY"],
      [3, null, "RAGGED_ROW"],
      [4, "id", "EMPTY_VALUE"],
      [4, "status", "UNKNOWN_WORD"],
      [5, "full_name", "BAD_CHARACTER"],
      [2, "person_id", "EMPTY_VALUE"],
      [2, "unit_code", "EMPTY_VALUE"],
      [2, "leader_rank", "BAD_RANK"],
      [6, "id", "DUPLICATE_KEY"],
    ]);
  });

  it("names both lines of a key that comes twice, across files too", () => {
    const { problems: found } = parse("id,full_name\nST1,A\n", "id,full_name\nST2,B\nST1,C\n");
    expect(found).toEqual([
      {
        file: "2.csv",
        line: 3,
        column: "id",
        code: "DUPLICATE_KEY",
        params: { key: "ST1", otherFile: "1.csv", otherLine: 2 },
      },
    ]);
  });

  it("lets a unit and a person share a key", () => {
    expect(problems("code,name,kind\nX,A,other\n", "id,full_name\nX,B\n")).toEqual([]);
  });

  it("says that no file is none", () => {
    expect(problems()).toEqual([[null, null, "NO_FILES"]]);
  });
});

describe("the column table", () => {
  it.each(Object.entries(COLUMNS))("has no heading of %s that could mean two columns", (_, columns) => {
    const headings = Object.entries(columns).flatMap(([property, { name, labels, english }]) =>
      [...new Set([name, ...labels, english].map(foldText))].map((heading) => ({ heading, property })),
    );
    const repeated = headings.filter(({ heading, property }) =>
      headings.some((other) => other.heading === heading && other.property !== property),
    );
    expect(repeated).toEqual([]);
  });
});
