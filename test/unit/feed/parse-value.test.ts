import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  mustHave,
  orElse,
  parseDay,
  parseInstant,
  parseKey,
  parseName,
  parseRank,
  parseReference,
  parseText,
  parseWord,
} from "../../../src/feed/parse-value.ts";
import { PERSON_STATUS_WORDS, STAFF_CLASS_WORDS, UNIT_KIND_WORDS } from "../../../src/feed/words.ts";

describe("parseText and parseName", () => {
  it("keep text as delivered apart from the blanks around it", () => {
    const decomposed = "Nguyễn  Văn\nAn".normalize("NFD");
    expect(parseText(`\t ${decomposed} `)).toEqual({ value: decomposed });
    expect(parseName("*)(uid=*")).toEqual({ value: "*)(uid=*" });
    expect(parseName("x".repeat(500))).toEqual({ value: "x".repeat(500) });
  });

  it("make nothing of blanks, and of a missing name an empty one", () => {
    expect(parseText(" \u00a0 ")).toEqual({ value: null });
    expect(parseName("  ")).toEqual({ value: "" });
  });

  it.each([
    ["NUL", "An\0", "U+0000", 3],
    ["a lone high surrogate", "\ud83dAn", "U+D83D", 1],
    ["a lone low surrogate", "A\ude00n", "U+DE00", 2],
  ])("refuse %s and say where it is", (_, text, character, position) => {
    expect(parseText(text)).toEqual({ problem: { code: "BAD_CHARACTER", params: { character, position } } });
  });

  it("accept a whole surrogate pair", () => {
    expect(parseText("An 😀")).toEqual({ value: "An 😀" });
  });
});

describe("parseKey and parseReference", () => {
  it("compose, so that keys meet however they were written", () => {
    expect(parseKey("Đà-01".normalize("NFD"))).toEqual({ value: "Đà-01" });
  });

  it("refuse what the database would: nothing, too much, control characters", () => {
    expect(parseKey(" ").problem?.code).toBe("EMPTY_VALUE");
    expect(parseReference(" ")).toEqual({ value: null });
    expect(parseKey("k".repeat(100)).problem).toBeUndefined();
    expect(parseKey("k".repeat(101)).problem).toEqual({
      code: "TOO_LONG",
      params: { length: 101, limit: 100 },
    });
    expect(parseKey("a\nb").problem?.code).toBe("BAD_CHARACTER");
  });
});

describe("parseDay", () => {
  it.each([
    ["1984-02-29", "1984-02-29"],
    [" 29/02/1984 ", "1984-02-29"],
    ["1/9/2024", "2024-09-01"],
    ["31/12/9999", "9999-12-31"],
    ["", null],
  ])("reads %j as %j", (text, value) => {
    expect(parseDay(text)).toEqual({ value });
  });

  it.each([
    "31/02/2024",
    "2023-02-29",
    "00/01/2000",
    "1/13/2000",
    "1899-12-31",
    "1984",
    "1984-2-29",
    "02-29-1984",
    "hôm nay",
  ])("refuses %j", (text) => {
    expect(parseDay(text)).toEqual({ problem: { code: "BAD_DAY", params: { value: text } } });
  });

  it("reads every real day in both spellings as the same day", () => {
    const days = fc.date({ min: new Date("1900-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(days, (date) => {
        const iso = date.toISOString().slice(0, 10);
        const [year, month, day] = iso.split("-");
        expect(parseDay(iso)).toEqual({ value: iso });
        expect(parseDay(`${day}/${month}/${year}`)).toEqual({ value: iso });
      }),
    );
  });
});

describe("parseInstant", () => {
  it.each([
    ["20/10/2014", "2014-10-19T17:00:00.000Z"],
    ["2014-10-20 08:15", "2014-10-20T01:15:00.000Z"],
    ["20/10/2014 08:15:30", "2014-10-20T01:15:30.000Z"],
    ["2014-10-20T08:15:30.5+07:00", "2014-10-20T01:15:30.500Z"],
    ["2014-10-20T08:15:30Z", "2014-10-20T08:15:30.000Z"],
    ["2014-10-20T08:15:30-0330", "2014-10-20T11:45:30.000Z"],
    ["2014-10-20 08:15:30.123456+00", "2014-10-20T08:15:30.123Z"],
    ["", null],
  ])("reads %j as %j", (text, value) => {
    expect(parseInstant(text)).toEqual({ value });
  });

  it.each([
    "2014-10-20T25:00",
    "2014-02-30 08:00",
    "20/10/2014 8h",
    "2014-10-20T08:15+99:00",
    "9999-12-31T23:00:00-10:00",
  ])("refuses %j", (text) => {
    expect(parseInstant(text).problem?.code).toBe("BAD_TIME");
  });
});

describe("parseRank", () => {
  it("reads whole numbers that fit the database, and nothing as 0", () => {
    expect(parseRank("")).toEqual({ value: 0 });
    expect(parseRank("1")).toEqual({ value: 1 });
    expect(parseRank("32767")).toEqual({ value: 32_767 });
    for (const text of ["-1", "1.5", "32768", "một"]) expect(parseRank(text).problem?.code).toBe("BAD_RANK");
  });
});

describe("parseWord", () => {
  it("knows identifiers and Vietnamese words in any case and composition", () => {
    const staff = parseWord(STAFF_CLASS_WORDS);
    for (const text of ["cong_chuc", "công chức", "CÔNG CHỨC", "Công chức".normalize("NFD")]) {
      expect(staff(text)).toEqual({ value: "cong_chuc" });
    }
    expect(parseWord(PERSON_STATUS_WORDS)("Nghỉ hưu")).toEqual({ value: "retired" });
    expect(parseWord(UNIT_KIND_WORDS)("Thị xã")).toEqual({ value: "town" });
  });

  it("lists the known words for an unknown one", () => {
    const { problem } = parseWord(STAFF_CLASS_WORDS)("giáo sư");
    expect(problem?.code).toBe("UNKNOWN_WORD");
    expect(problem?.params.allowed).toContain("cong_chuc (công chức)");
  });

  it("leaves an empty cell to the column: a default or a problem", () => {
    const status = parseWord(PERSON_STATUS_WORDS);
    expect(orElse(status, "working")("")).toEqual({ value: "working" });
    expect(mustHave(status)("").problem?.code).toBe("EMPTY_VALUE");
  });
});
