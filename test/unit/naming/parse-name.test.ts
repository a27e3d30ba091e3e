import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FINDING_CODES } from "../../../src/model/finding.ts";
import { NAME_LIMIT, parseName } from "../../../src/naming/parse-name.ts";
import { romanise, spellingKey } from "../../../src/naming/romanise.ts";
import { anyText, vietnameseName } from "./arbitraries.ts";
import { vectorsOf } from "./vectors.ts";

const parse = (fullName: string) => parseName({ fullName });
const codes = (fullName: string) => parse(fullName).findings.map(({ code }) => code);
const letters = (fullName: string) => {
  const { parsed } = parse(fullName);
  return parsed === null ? null : `${parsed.given}·${parsed.initials}`;
};

describe("a name", () => {
  it.each(vectorsOf("common", "name"))("$input", ({ input, expected }) => {
    const { parsed, findings } = parse(input);
    expect(parsed).toMatchObject(expected);
    expect(findings).toEqual([]);
  });

  it.each([
    ["Hô\u0323 Thi\u0323 Lê\u0323", "le·ht"],
    ["NGUYễN VăN AN", "an·nv"],
    ["Ｎguyễn Văn An", "an·nv"],
    ["K’Rẻm", "rem·k"],
    ["KʼRẻm", "rem·k"],
    ["K´Rẻm", "rem·k"],
    ["KA'RI", "ri·k"],
    ["H'Mai", "mai·h"],
    ["A - Kẻng", "keng·a"],
    ["Danh Út", "ut·d"],
    ["Chamaléa Điệp", "diep·c"],
    ["Nguyễn Thị Minh–Châu", "chau·ntm"],
    ["Nguyễn Văn Thư", "thu·nv"],
    ["Đồng Chí Thanh", "thanh·dc"],
    ["Ksor Phước", "phuoc·k"],
    ["Nguyễn Thị", null],
  ])("%s → %s", (name, expected) => {
    if (expected === null) return expect(codes(name)).toEqual(["LAST_WORD_MIDDLE"]);
    expect(letters(name)).toBe(expected);
    expect(codes(name)).toEqual([]);
  });

  it("keeps the register's spelling for display, in NFC", () => {
    expect(parse("  Ðặng\tVăn  Ðư\u0301c ").parsed).toMatchObject({
      display: "Đặng Văn Đức",
      familyName: "Đặng",
      givenName: "Đức",
    });
  });
});

describe("a cell that is not just a name", () => {
  it.each(vectorsOf("common", "name_rejected"))("is rejected: $input → $expected", ({ input, expected }) => {
    expect(parse(input).parsed).toBeNull();
    expect(codes(input)).toEqual([expected]);
  });

  const renamed: Record<string, string> = { PARENTHESES: "PARENTHESIS", TITLE: "TITLE_IN_NAME" };
  it.each(vectorsOf("common", "name_review"))(
    "waits for a person: $input → $expected",
    ({ input, expected }) => {
      expect(codes(input)[0]).toBe(renamed[expected] ?? expected);
      expect(parse(input).parsed).not.toBeNull();
    },
  );

  it.each([
    ["An, Nguyễn Văn", "BAD_CHAR"],
    ["N/A", "BAD_CHAR"],
    ["Nguy?n V?n An", "ENCODING_SUSPECT"],
    ["*)(uid=*", "BAD_CHAR"],
    [`Nguyễn "An"`, "BAD_CHAR"],
    ["Nguyễn Văn\nAn", "CONTROL_CHAR"],
    ["Nguyễn\0An", "CONTROL_CHAR"],
    ["x".repeat(500), "TOO_LONG"],
    ["á".repeat(1_000_000), "TOO_LONG"],
    ["\uD800An Lê", "BAD_CHAR"],
    ["\u02D8", "BAD_CHAR"],
    ["Lê -\u0301 An", "BAD_CHAR"],
    ["Nguyễn V\u0340\u20E3n", "BAD_CHAR"],
    ["BS.CKII Trần Lan", "TITLE_IN_NAME"],
    ["PGS.TS.Nguyễn Văn An", "TITLE_IN_NAME"],
    ["Đồng chí Nguyễn Văn An", "TITLE_IN_NAME"],
    ["Trưởng phòng Nguyễn Văn An", "POSITION_IN_NAME"],
    ["Nguyễn Văn An - PGĐ", "POSITION_IN_NAME"],
    ["Nguyễn Thị Lan B", "NAMESAKE_MARK"],
    ["Nguyễn\u200BVăn An", "HIDDEN_SPACE"],
    ["NguyễnVăn An", "HIDDEN_SPACE"],
    ["NGUYỄN\u200BVĂN AN", "HIDDEN_SPACE"],
  ])("%j → %s", (name, code) => {
    expect(codes(name)[0]).toBe(code);
  });

  it("is parsed without what a person would take out", () => {
    for (const name of ["ThS. Lê Thị Lan", "Lê Thị Lan (A)", "Lê Thị Lan B", "Lê Thị Lan - Phó phòng"]) {
      expect(parse(name).parsed).toMatchObject({ display: "Lê Thị Lan", given: "lan", initials: "lt" });
    }
  });

  it("in a legacy encoding is rejected wherever one cell shows it", () => {
    const cells = vectorsOf("common", "encoding").flatMap(({ input }) =>
      input.encoding === "unicode" ? [] : input.cells,
    );
    const unseen = cells.filter((cell: string) => codes(cell)[0] !== "ENCODING_SUSPECT");
    // Reads as good Unicode: only its column tells.
    expect(unseen).toEqual(["Vò Thanh An"]);
  });

  it("in good Unicode is left alone", () => {
    const cells = vectorsOf("common", "encoding").flatMap(({ input }) =>
      input.encoding === "unicode" ? input.cells : [],
    );
    for (const cell of cells) expect(codes(cell)).toEqual([]);
  });
});

describe("the register's own split", () => {
  const fullName = "Thạch Sa Rây";
  it("wins over the last syllable", () => {
    const { parsed, findings } = parseName({ fullName, familyMiddleName: "Thạch", givenName: "Sa Rây" });
    expect(parsed).toMatchObject({ given: "saray", initials: "t", givenName: "Sa Rây", display: fullName });
    expect(findings).toEqual([]);
  });

  it("is ignored when half of it is missing", () => {
    expect(parseName({ fullName, familyMiddleName: " ", givenName: "Sa Rây" }).parsed?.given).toBe("ray");
  });

  it("that says another name waits for a person", () => {
    const result = parseName({ fullName, familyMiddleName: "Lê Văn", givenName: "An" });
    expect(result.findings.map(({ code }) => code)).toEqual(["NAME_PARTS_DIFFER"]);
  });
});

describe("for any name", () => {
  const same = (left: string, right: string) =>
    expect(parse(left).parsed?.romanised).toBe(parse(right).parsed?.romanised);

  it("normal form, case and outer or repeated spaces change nothing", () => {
    fc.assert(
      fc.property(vietnameseName, (name) => {
        const plain = parse(name);
        for (const variant of [name.normalize("NFD"), name.toUpperCase(), name.toLowerCase()])
          same(name, variant);
        same(name, ` \t${name.replaceAll(" ", " \u00A0 ")}\r\n`);
        expect(plain.findings).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it("there is one initial for each syllable but the last, and the last is the given name", () => {
    fc.assert(
      fc.property(vietnameseName, (name) => {
        const { romanised, given, initials } = parse(name).parsed ?? {
          romanised: "",
          given: "?",
          initials: "",
        };
        const syllables = romanised.split(" ");
        expect(initials).toHaveLength(syllables.length - 1);
        expect(syllables.at(-1)).toBe(given);
      }),
      { numRuns: 2000 },
    );
  });

  it("romanising twice is romanising once", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(romanise(romanise(text))).toBe(romanise(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("the place of the tone does not matter", () => {
    expect(spellingKey("Hòa THỦY")).toBe(spellingKey("Hoà Thuỷ"));
    expect(spellingKey("xã")).not.toBe(spellingKey("xà"));
  });
});

it("any text gives letters a–z and a clean display name, or a finding that rejects; it never throws", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { parsed, findings } = parse(text);
      const isRejected = findings.some(({ code }) => FINDING_CODES[code] === "rejected");
      expect(parsed === null).toBe(isRejected);
      if (parsed === null) return;
      expect(parsed.romanised).toMatch(/^[a-z]+( [a-z]+)*$/);
      expect(parsed.display).toBe(parsed.display.normalize("NFC"));
      expect(parsed.display).toMatch(/^[\p{L}\p{M}' -]+$/u);
      expect(parsed.display.length).toBeLessThanOrEqual(NAME_LIMIT);
    }),
    { numRuns: 5000 },
  );
});
