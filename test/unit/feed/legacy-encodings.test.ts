import { describe, expect, it } from "vitest";
import { generateProvince } from "../../../src/dev/sample/generate-province.ts";
import { drawName } from "../../../src/dev/sample/sample-names.ts";
import { createSeededRandom } from "../../../src/dev/sample/seeded-random.ts";
import { SHIPPED_SAMPLE } from "../../../src/dev/sample/write-sample.ts";
import { encodeCp1258 } from "../../../src/feed/decode-cp1258.ts";
import { encodeTcvn3 } from "../../../src/feed/decode-tcvn3.ts";
import { encodeUtf8As1252 } from "../../../src/feed/decode-utf8-as-1252.ts";
import { encodeViqr } from "../../../src/feed/decode-viqr.ts";
import { encodeVni } from "../../../src/feed/decode-vni.ts";
import { detectEncoding } from "../../../src/feed/detect-encoding.ts";
import { LEGACY_DECODERS } from "../../../src/feed/legacy-decoders.ts";
import { LEGACY_ENCODINGS, type LegacyEncoding } from "../../../src/model/feed-encoding.ts";

const ENCODERS: Readonly<Record<LegacyEncoding, (text: string) => string>> = {
  tcvn3: encodeTcvn3,
  vni: encodeVni,
  viqr: encodeViqr,
  cp1258: encodeCp1258,
  "utf8-as-1252": encodeUtf8As1252,
};

const TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"];
const SMALL = [
  ...[..."aăâeêioôơuưy"].flatMap((vowel) => TONES.map((tone) => (vowel + tone).normalize("NFC"))),
  "đ",
];
const ALPHABET = [...SMALL, ...SMALL.map((letter) => letter.toUpperCase())];

const random = createSeededRandom(7);
const NAMES = Array.from({ length: 30_000 }, () => {
  const { familyName, middleName, givenName } = drawName(random);
  return [familyName, middleName, givenName].filter((part) => part !== "").join(" ");
});

describe("the legacy decoders", () => {
  it("have an alphabet of twelve vowels with six tones and đ, in both cases", () => {
    expect(new Set(ALPHABET).size).toBe(146);
  });

  it.each(LEGACY_ENCODINGS)("of %s bring back every letter, alone and in a word", (encoding) => {
    const decode = LEGACY_DECODERS[encoding];
    const encode = ENCODERS[encoding];
    expect(ALPHABET.filter((letter) => decode(encode(letter)) !== letter)).toEqual([]);
    expect(ALPHABET.filter((letter) => decode(encode(`t${letter}n`)) !== `t${letter}n`)).toEqual([]);
  });

  it.each(LEGACY_ENCODINGS)("of %s bring back 30,000 names, NFC", (encoding) => {
    expect(NAMES.filter((name) => LEGACY_DECODERS[encoding](ENCODERS[encoding](name)) !== name)).toEqual([]);
  });

  it.each([
    ["tcvn3", "NguyÔn ThÞ Hßa", "Nguyễn Thị Hòa"],
    ["tcvn3", "TrÇn V¨n §ç", "Trần Văn Đỗ"],
    ["tcvn3", "Tr\u00ADëng phßng", "Trưởng phòng"],
    ["tcvn3", "NGUYÔN THÞ HßA", "NGUYỄN THỊ HÒA"],
    ["tcvn3", "L£ V¡N Tó", "LÊ VĂN TÚ"],
    ["tcvn3", "Lª Tó", "Lê Tú"],
    ["vni", "Nguyeãn Thò Hoøa", "Nguyễn Thị Hòa"],
    ["vni", "NGUYEÃN VAÊN ÑÖÙC", "NGUYỄN VĂN ĐỨC"],
    ["vni", "Hoà", "Hồ"],
    ["viqr", "Nguye^~n Thi. Ho`a", "Nguyễn Thị Hòa"],
    ["viqr", "DDa(.ng Va(n DDu+'c", "Đặng Văn Đức"],
    ["cp1258", "NguyêÞn Thiò HoÌa", "Nguyễn Thị Hòa"],
    ["cp1258", "TrâÌn Vãn Ðýìc", "Trần Văn Đức"],
    ["utf8-as-1252", "Nguyá»…n VÄƒn An", "Nguyễn Văn An"],
    ["utf8-as-1252", "HÃ  Ná»™i", "Hà Nội"],
  ] as const)("of %s read %j", (encoding, before, after) => {
    expect(LEGACY_DECODERS[encoding](before)).toBe(after);
  });
});

describe("detectEncoding", () => {
  it.each([1, 5, 20, 100, 1000])("accuses no column of %i Unicode names", (size) => {
    for (let start = 0; start < NAMES.length; start += size) {
      const column = NAMES.slice(start, start + size);
      expect(detectEncoding(column), column.join("; ")).toBeNull();
    }
  });

  it("accuses no column of the sample province, composed or decomposed, in any case", () => {
    const { units, people, appointments } = generateProvince(SHIPPED_SAMPLE);
    const columns = [
      units.map(({ name }) => name),
      people.map(({ fullName }) => fullName),
      people.map(({ familyMiddleName }) => familyMiddleName ?? ""),
      people.map(({ givenName }) => givenName ?? ""),
      appointments.map(({ title }) => title ?? ""),
    ];
    for (const column of columns) {
      for (const change of [
        (text: string) => text,
        (text: string) => text.normalize("NFD"),
        (text: string) => text.toUpperCase(),
      ]) {
        expect(detectEncoding(column.map(change))).toBeNull();
        // The same column without the letters that prove Unicode.
        expect(
          detectEncoding(column.map(change).filter((text) => /^[\p{ASCII}\u00C0-\u00FF]*$/u.test(text))),
        ).toBeNull();
      }
    }
  });

  it("accuses no column of names of other peoples, of foreigners, and of careless typing", () => {
    const names = [
      "K'Brêu",
      "Néang Kim Cheng",
      "Ksor H'Bé",
      "François",
      "Zoë Müller",
      "HOàNG",
      "Hoà",
      "Toàn",
      "Lê Tú",
    ];
    for (const name of names) expect(detectEncoding([name]), name).toBeNull();
    expect(detectEncoding(names)).toBeNull();
    expect(detectEncoding(["Nguyen Thi Lan", "Tran Van A.", "Q.1"])).toBeNull();
    expect(detectEncoding(["Ðào Hoà", "Ðinh Lan", "Ðoàn Thanh"])).toBeNull();
    expect(detectEncoding([])).toBeNull();
  });

  it.each(LEGACY_ENCODINGS)("recognises columns of %s names, and how many is printed", (encoding) => {
    const encoded = NAMES.map(ENCODERS[encoding]);
    for (const size of [5, 20, 100]) {
      const columns = Array.from({ length: Math.floor(encoded.length / size) }, (_, index) =>
        encoded.slice(index * size, (index + 1) * size),
      );
      const verdicts = columns.map((column) => detectEncoding(column)?.encoding ?? "none");
      const right = verdicts.filter((verdict) => verdict === encoding).length;
      const wrong = verdicts.filter((verdict) => verdict !== encoding && verdict !== "none").length;
      console.log(
        `${encoding}, ${size} names: ${right} of ${columns.length} columns recognised (${((100 * right) / columns.length).toFixed(2)} %), ${wrong} as another encoding`,
      );
      expect(wrong).toBe(0);
      if (size >= 20) expect(right).toBe(columns.length);
      else expect(right / columns.length).toBeGreaterThan(0.99);
    }
  });

  it("gives the share before and after, and ten samples", () => {
    const verdict = detectEncoding(NAMES.slice(0, 100).map(encodeTcvn3));
    expect(verdict?.encoding).toBe("tcvn3");
    expect(verdict?.confidence).toBeGreaterThan(0.9);
    expect(verdict?.asTheyStand).toBeLessThan(0.1);
    expect(verdict?.samples).toHaveLength(10);
    for (const { before, after } of verdict?.samples ?? []) expect(encodeTcvn3(after)).toBe(before);
  });

  it("goes by the majority: a few legacy cells accuse no Unicode column, a few Unicode cells save no legacy one", () => {
    const legacy = NAMES.slice(0, 100).map(encodeTcvn3);
    expect(detectEncoding([...NAMES.slice(100, 240), ...legacy])).toBeNull();
    expect(detectEncoding([...NAMES.slice(100, 130), ...legacy])?.encoding).toBe("tcvn3");
  });
});
