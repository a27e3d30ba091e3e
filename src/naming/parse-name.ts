/** A person's full name → family name, given name and the letters that an address is made of. */
import { FINDING_CODES, type FindingCode, type Params } from "../model/finding.ts";
import { cleanName, isClean } from "./clean-name.ts";
import { isEncodingSuspect } from "./encoding-suspect.ts";
import { stripParentheses, stripPosition, stripTitles } from "./name-oddities.ts";
import { countVowelGroups, romanise, spellingKey } from "./romanise.ts";
import { type Syllable, splitName } from "./split-name.ts";

export interface NameInput {
  readonly fullName: string;
  /** Họ và tên đệm as the register splits it; with `givenName` it wins over the parser. */
  readonly familyMiddleName?: string | null | undefined;
  readonly givenName?: string | null | undefined;
}

export interface ParsedName {
  /** NFC, as it may be shown; without a title, position or remark that stood in the cell. */
  readonly display: string;
  /** Họ: the first syllable as written. */
  readonly familyName: string;
  /** Tên as written. */
  readonly givenName: string;
  /** All syllables without diacritics, joined by one space. */
  readonly romanised: string;
  /** Tên without diacritics and spaces. */
  readonly given: string;
  /** First letter of each syllable of họ and tên đệm; empty for a name of one word. */
  readonly initials: string;
}

interface NameFinding {
  readonly code: FindingCode;
  readonly params: Params;
}

export interface NameResult {
  /** Null exactly when a finding is `rejected`. */
  readonly parsed: ParsedName | null;
  /** The gravest first. */
  readonly findings: readonly NameFinding[];
}

/** Longest name in characters, cleaned; the longest registered Vietnamese names have fewer than 60. */
export const NAME_LIMIT = 200;
/** Longer cells are refused unread, so that no cell costs time. */
const RAW_LIMIT = 4000;

/** Marks of Vietnamese and of its minority languages' alphabets: tones, ˆ ˇ ˘ ¨ ¯ and the horn. */
const MARKED = /(\P{M}?)(\p{M}+)/gu;
const KNOWN_MARKS = /^[\u0300-\u0304\u0306\u0308\u0309\u030C\u031B\u0323]{1,3}$/u;

/** Jarai, Ê-đê and Hmông names that do begin with two consonants, so no apostrophe was lost. */
const TRUE_CLUSTERS = new Set([
  "ksor",
  "kpa",
  "kbuor",
  "knul",
  "kra",
  "krajan",
  "klong",
  "hwing",
  "hmok",
  "hmong",
  "hlong",
]);

const MIDDLE_WORDS = new Set(["văn", "thị"].map(spellingKey));

/**
 * Domain.md §3.1 to §3.3 for one name. Never throws: hostile or broken text is a finding. A finding of kind
 * `held` comes with the parse that a person would confirm.
 */
export function parseName(input: NameInput): NameResult {
  const given = clean(input.givenName);
  const familyMiddle = clean(input.familyMiddleName);
  if (given === null || familyMiddle === null) return analyse(input.fullName, 1);
  const givenCount = splitName(given).length;
  const split = analyse(`${input.familyMiddleName} ${input.givenName}`, Math.max(givenCount, 1));
  if (split.parsed === null) return split;
  const whole = analyse(input.fullName, 1);
  const agrees = whole.parsed === null || joined(whole.parsed.romanised) === joined(split.parsed.romanised);
  if (agrees)
    return whole.parsed === null || whole.findings.length > 0
      ? split
      : { ...split, parsed: { ...split.parsed, display: whole.parsed.display } };
  const differ = finding("NAME_PARTS_DIFFER", { name: shown(input.fullName), parts: split.parsed.display });
  return { parsed: split.parsed, findings: byGravity([...split.findings, differ]) };
}

/** `F(name)`: all syllables joined. */
export function joined(romanised: string): string {
  return romanised.replaceAll(" ", "");
}

function clean(part: string | null | undefined): string | null {
  if (part === null || part === undefined || part.length > RAW_LIMIT) return null;
  const { text } = cleanName(part);
  return text === "" ? null : text;
}

function analyse(raw: string, givenSyllables: number): NameResult {
  const name = shown(raw);
  const reject = (code: FindingCode, params: Params): NameResult => ({
    parsed: null,
    findings: [{ code, params }],
  });
  if (raw.length > RAW_LIMIT) return reject("TOO_LONG", { length: raw.length, limit: NAME_LIMIT });
  if (isEncodingSuspect(raw)) return reject("ENCODING_SUSPECT", { name });
  const cleaned = cleanName(raw);
  if (cleaned.text.length > NAME_LIMIT) {
    return reject("TOO_LONG", { length: cleaned.text.length, limit: NAME_LIMIT });
  }
  if (/^[\s'.-]*$/u.test(cleaned.text)) return reject("EMPTY", {});

  const titles = stripTitles(cleaned.text);
  const foreign = foreignCharacter(titles.rest);
  if (foreign !== null) return reject("BAD_CHAR", { name, ...character(foreign) });
  const remarks = stripParentheses(titles.rest);
  const position = stripPosition(remarks.rest);
  const left = position.rest.match(/[().,;:/]/u)?.[0];
  if (left !== undefined) return reject("BAD_CHAR", { name, ...character(left) });

  const all = splitName(position.rest);
  const mark = namesakeMark(all);
  const syllables = mark === null ? all : all.slice(0, -1);
  const last = syllables.at(-1);
  if (last === undefined) return reject("EMPTY", {});

  const findings: NameFinding[] = [];
  const note = (code: FindingCode, param: string, value: string | null) => {
    if (value !== null) findings.push(finding(code, { name, [param]: value }));
  };
  note("LOST_APOSTROPHE", "word", syllables.find(lostApostrophe)?.written ?? null);
  note("HIDDEN_SPACE", "word", cleaned.hiddenSpace ?? syllables.find(lostSpace)?.written ?? null);
  note("TITLE_IN_NAME", "title", titles.found);
  note("POSITION_IN_NAME", "position", position.found);
  note("PARENTHESIS", "text", remarks.found);
  note("NAMESAKE_MARK", "mark", mark);
  note("LAST_WORD_MIDDLE", "word", MIDDLE_WORDS.has(spellingKey(last.letters)) ? last.written : null);
  note("ONE_WORD", "word", syllables.length === 1 ? last.written : null);
  note("CONTROL_CHAR", "codePoint", cleaned.control === null ? null : codePoint(cleaned.control));

  const display =
    mark === null ? position.rest : position.rest.slice(0, -mark.length).replace(/[\s-]+$/u, "");
  // A stripped cell no longer lines up with the register's own split.
  const stripped = [titles.found, remarks.found, position.found, mark].some((value) => value !== null);
  return {
    parsed: assemble(syllables, display, stripped ? 1 : Math.min(givenSyllables, syllables.length)),
    findings: byGravity(findings),
  };
}

function assemble(syllables: readonly Syllable[], display: string, givenSyllables: number): ParsedName {
  const letters = syllables.map((syllable) => romanise(syllable.letters));
  const cut = letters.length - givenSyllables;
  return {
    display,
    familyName: syllables[0]?.written ?? "",
    givenName: syllables
      .slice(cut)
      .map((syllable) => syllable.written)
      .join(" "),
    romanised: letters.join(" "),
    given: letters.slice(cut).join(""),
    initials: letters
      .slice(0, cut)
      .map((syllable) => syllable.charAt(0))
      .join(""),
  };
}

/** The first character that no name, title or remark contains; digits, signs, other scripts, stacked marks. */
function foreignCharacter(text: string): string | null {
  if (isClean(text)) return null;
  for (const [, base = "", marks = ""] of text.normalize("NFD").matchAll(MARKED)) {
    if (!/\p{L}/u.test(base) || !KNOWN_MARKS.test(marks)) return marks.charAt(0);
  }
  const plain = romanise(text);
  return plain.match(/[^a-z\s'().,;:/-]/u)?.[0] ?? null;
}

/** HR lists tell namesakes apart by a bare A, B or C at the end. */
function namesakeMark(syllables: readonly Syllable[]): string | null {
  const last = syllables.at(-1)?.written;
  return last !== undefined && syllables.length > 1 && /^[abc]$/i.test(last) ? last : null;
}

/** `KRẻm`, `HMai`: k or h before a consonant cannot begin a Vietnamese syllable (kh can). */
function lostApostrophe(syllable: Syllable): boolean {
  const plain = romanise(syllable.letters);
  return /^(?:k(?![h])|h)[bcdfghjklmnpqrstvwxz]/.test(plain) && !TRUE_CLUSTERS.has(plain);
}

/** `NguyễnVăn`: a capital inside, between two groups of vowels. `NGUYễN` has one group and is only odd case. */
function lostSpace(syllable: Syllable): boolean {
  return /\p{Ll}\p{Lu}\p{Ll}/u.test(syllable.letters) && countVowelGroups(romanise(syllable.letters)) > 1;
}

function finding(code: FindingCode, params: Params): NameFinding {
  return { code, params };
}

const GRAVITY = { rejected: 0, held: 1, note: 2 } as const;

function byGravity(findings: readonly NameFinding[]): readonly NameFinding[] {
  return findings.toSorted((a, b) => GRAVITY[FINDING_CODES[a.code]] - GRAVITY[FINDING_CODES[b.code]]);
}

/** The cell for a message: on one line, at most 60 characters. */
function shown(raw: string): string {
  const line = raw
    .slice(0, 200)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Z}]+/gu, " ")
    .trim();
  return line.length > 60 ? `${line.slice(0, 60).toWellFormed()}…` : line;
}

function character(char: string): Params {
  return { char: char.toWellFormed(), codePoint: codePoint(char) };
}

function codePoint(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
