/** What people write into a name cell besides the name: titles, positions, remarks, namesake marks. */
import { spellingKey } from "./romanise.ts";

/** The rest of the text and what was taken out of it; `found` null when there was nothing. */
export interface Stripped {
  readonly rest: string;
  readonly found: string | null;
}

/** Abbreviated degrees and forms of address; none can be a Vietnamese syllable. A bare Ông or Bà is a name. */
const TITLE =
  /^(?:pgs|gs|tskh|ts|ths|bs|cki{1,2}|ck[12]|ks|kts|cn|ds|ls|ncs|đc|đ\/c|ngưt|ngnd|nsưt|nsnd|ttưt|ttnd)+$/u;

/** Spelt-out titles at the start, and how many words must follow (`Đồng Chí Thanh` is a possible name). */
const SPELT_TITLES: readonly (readonly [phrase: string, wordsAfter: number])[] = [
  ["phó giáo sư", 2],
  ["giáo sư", 2],
  ["tiến sĩ", 2],
  ["tiến sỹ", 2],
  ["thạc sĩ", 2],
  ["thạc sỹ", 2],
  ["bác sĩ", 2],
  ["bác sỹ", 2],
  ["dược sĩ", 2],
  ["dược sỹ", 2],
  ["kỹ sư", 2],
  ["cử nhân", 2],
  ["luật sư", 2],
  ["đồng chí", 3],
].map(([phrase, after]) => [spellingKey(String(phrase)), Number(after)] as const);

const SPELT_TITLE_STARTS: ReadonlySet<string> = new Set(SPELT_TITLES.map(([phrase]) => firstWord(phrase)));

/** Positions that no name contains. `văn thư` is not here: Nguyễn Văn Thư is a name. */
const POSITIONS: readonly string[] = [
  "phó giám đốc",
  "giám đốc",
  "phó chủ tịch",
  "chủ tịch",
  "phó bí thư",
  "phó trưởng phòng",
  "trưởng phòng",
  "phó phòng",
  "phó trưởng ban",
  "trưởng ban",
  "phó hiệu trưởng",
  "hiệu trưởng",
  "phó chánh văn phòng",
  "chánh văn phòng",
  "phó chánh thanh tra",
  "chánh thanh tra",
  "phó chi cục trưởng",
  "chi cục trưởng",
  "chuyên viên",
  "kế toán trưởng",
].map(spellingKey);

const POSITION_STARTS: ReadonlySet<string> = new Set(POSITIONS.map(firstWord));

/** Abbreviated positions; only after a separator. */
const SHORT_POSITION = /^(?:p?gđ|p?tp|p?ct|p?cvp|cv|kt|vt)$/iu;

/** `ThS. Nguyễn Văn An`, `BS.CKII Trần Lan`, `Đ/c An` → the name without the title. */
export function stripTitles(text: string): Stripped {
  const found: string[] = [];
  const words = text.split(" ").flatMap((word) => {
    const bare = word.replace(/[.,:]+$/u, "");
    if (isTitle(bare.replaceAll(".", ""))) {
      found.push(bare);
      return [];
    }
    if (!bare.includes(".")) return [word];
    const pieces = bare.split(".");
    const kept = pieces.filter((piece) => !isTitle(piece));
    if (kept.length === pieces.length) return [word];
    found.push(...pieces.filter(isTitle));
    return kept.length === 0 ? [] : [kept.join(".")];
  });
  const isSpelt = SPELT_TITLE_STARTS.has(spellingKey(words[0] ?? ""));
  const key = isSpelt ? spellingKey(words.join(" ")) : "";
  for (const [phrase, after] of isSpelt ? SPELT_TITLES : []) {
    const length = phrase.split(" ").length;
    if (!key.startsWith(`${phrase} `) || words.length < length + after) continue;
    found.push(words.slice(0, length).join(" "));
    words.splice(0, length);
    break;
  }
  return { rest: trimEnds(words.join(" ")), found: found.length === 0 ? null : found.join(" ") };
}

function isTitle(word: string): boolean {
  return TITLE.test(word.toLowerCase());
}

/** `Nguyễn Thị Lan (A)` → `Nguyễn Thị Lan`; an open parenthesis reaches to the end. */
export function stripParentheses(text: string): Stripped {
  const found = text.match(/\([^()]*(?:\)|$)/u)?.[0] ?? null;
  if (found === null) return { rest: text, found };
  return { rest: trimEnds(text.replace(/\([^()]*(?:\)|$)/gu, " ").replace(/ +/g, " ")), found };
}

/**
 * `Nguyễn Văn An - Phó Giám đốc` → `Nguyễn Văn An`. A spaced hyphen, comma or colon with two words on each side
 * starts a remark (`Y - Hợp` has one word and is a name; `An, Nguyễn Văn` too has one, and stays a wrong cell).
 */
export function stripPosition(text: string): Stripped {
  const separator = text.match(/ - |[,;:] ?/u);
  if (separator?.index !== undefined) {
    const before = text.slice(0, separator.index).trim();
    const after = text.slice(separator.index + separator[0].length).trim();
    if (before.includes(" ") && (after.includes(" ") || SHORT_POSITION.test(after)))
      return { rest: before, found: after };
  }
  const words = text.split(" ");
  const keys = words.map(spellingKey);
  for (const phrase of keys.some((key) => POSITION_STARTS.has(key)) ? POSITIONS : []) {
    const length = phrase.split(" ").length;
    const at = keys.findIndex((_, index) => keys.slice(index, index + length).join(" ") === phrase);
    if (at < 0 || words.length < length + 2) continue;
    const rest = at >= 2 ? words.slice(0, at) : words.slice(at + length);
    const found = at >= 2 ? words.slice(at) : words.slice(0, at + length);
    return { rest: trimEnds(rest.join(" ")), found: found.join(" ") };
  }
  return { rest: text, found: null };
}

function trimEnds(text: string): string {
  return text.replace(/^[\s,;:-]+|[\s,;:-]+$/gu, "");
}

function firstWord(phrase: string): string {
  return phrase.split(" ", 1)[0] ?? phrase;
}
