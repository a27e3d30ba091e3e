/** A unit's name cut into its type and the words of its own name, by a profile's word lists. */
import type { UnitKind } from "../model/feed.ts";
import { cleanName } from "./clean-name.ts";
import { isEncodingSuspect } from "./encoding-suspect.ts";
import type { Profile } from "./profile.ts";
import type { UnitType } from "./profile-schema.ts";
import { romanise, spellingKey } from "./romanise.ts";

interface Word {
  /** As cleaned: case and diacritics kept. */
  readonly written: string;
  readonly key: string;
}

export interface UnitWords {
  readonly type: UnitType | null;
  /** The words after the type, each in plain letters and digits. */
  readonly name: readonly string[];
  /** What each of them gives when abbreviated: a letter, or an acronym or number as a whole. */
  readonly nameInitials: readonly string[];
  readonly typeWords: readonly string[];
  /** All words as keys, type included, governing body dropped: what a child's name may repeat at its end. */
  readonly keys: readonly string[];
}

export type UnitWordsResult =
  | UnitWords
  | { readonly unusable: "empty" | "length" | "encoding" | "char"; readonly detail: string };

/** Longest unit name in characters. */
const UNIT_NAME_LIMIT = 300;
/** Signs that stand between words and give no letter. */
const SYLLABLE = /^(?:NGH?|NH|GH|GI|KH|PH|TH|TR|CH|QU|[BCDGHKLMNPRSTVX])?[AEIOUY]+(?:NG|NH|CH|[CMNPT])?$/;
const SEPARATORS = /[\s,;:.()/"“”«»'–—-]+/u;

/** A profile's word lists as keys, made once per profile. */
export interface WordLists {
  readonly types: readonly { readonly keys: readonly string[]; readonly type: UnitType }[];
  readonly bodies: readonly (readonly string[])[];
  readonly province: readonly (readonly string[])[];
  readonly belongsTo: readonly (readonly string[])[];
  readonly dropped: ReadonlySet<string>;
  readonly acronyms: ReadonlySet<string>;
  readonly typeOfKind: ReadonlyMap<UnitKind, UnitType>;
}

export function makeWordLists({ units }: Profile): WordLists {
  const longestFirst = (phrases: readonly string[]) =>
    phrases.map(keysOf).toSorted((a, b) => b.length - a.length);
  return {
    types: units.types
      .flatMap((type) => [type.word, ...type.also].map((word) => ({ keys: keysOf(word), type })))
      .toSorted((a, b) => b.keys.length - a.keys.length),
    bodies: longestFirst(units.governingBodies),
    province: longestFirst(units.province),
    belongsTo: longestFirst(units.belongsTo),
    dropped: new Set(units.droppedWords.map(spellingKey)),
    acronyms: new Set(units.acronyms.map(spellingKey)),
    typeOfKind: new Map(units.types.flatMap((type) => (type.kind === undefined ? [] : [[type.kind, type]]))),
  };
}

/**
 * Reads a unit's name.
 * @param ancestors keys of the parent's name, then of its parent …: a repetition of one of them at the end is left out
 */
export function readUnitName(
  raw: string,
  kind: UnitKind | null,
  ancestors: readonly (readonly string[])[],
  lists: WordLists,
): UnitWordsResult {
  if (raw.length > 10 * UNIT_NAME_LIMIT) return { unusable: "length", detail: String(raw.length) };
  if (isEncodingSuspect(raw)) return { unusable: "encoding", detail: "" };
  const { text } = cleanName(raw);
  if (text.length > UNIT_NAME_LIMIT) return { unusable: "length", detail: String(text.length) };
  const foreign = romanise(text).match(/[^a-z0-9\s,;:.()/"“”«»'&-]/u)?.[0];
  if (foreign !== undefined) return { unusable: "char", detail: foreign.toWellFormed() };

  let words = wordsOf(text);
  const body = startingPhrase(words, lists.bodies);
  // UBND huyện Mỹ Xuyên is huyện Mỹ Xuyên, but Văn phòng UBND keeps it.
  if (body > 0 && findType(words.slice(body), lists)?.type.territory === true) words = words.slice(body);
  words = dropRepetitions(words, ancestors, lists);

  const found = findType(words, lists);
  const type = found?.type ?? (kind === null ? null : (lists.typeOfKind.get(kind) ?? null));
  const nameWords = words.slice(found?.length ?? 0);
  const mixedCase = nameWords.some(({ written }) => /\p{Ll}/u.test(written));
  const kept = nameWords.filter((word) => !lists.dropped.has(word.key) && plain(word.written) !== "");
  const spelt = kept.map((word, index) =>
    spell(word, index === kept.length - 1 && index > 0, mixedCase, lists),
  );
  if (spelt.length === 0 && type === null) return { unusable: "empty", detail: "" };
  return {
    type,
    name: spelt.map(({ full }) => full),
    nameInitials: spelt.map(({ short }) => short),
    typeWords: type === null ? [] : type.word.split(" ").map(plain),
    keys: found === null && type !== null ? [...keysOf(type.word), ...words.map(keyOf)] : words.map(keyOf),
  };
}

/** A word in full and abbreviated: final Roman numerals become digits, acronyms and numbers are kept whole. */
function spell(
  word: Word,
  isLast: boolean,
  mixedCase: boolean,
  lists: WordLists,
): { full: string; short: string } {
  const full = plain(word.written);
  const number = isLast ? romanNumber(word.written) : null;
  if (number !== null) return { full: number, short: number };
  const isWhole =
    lists.acronyms.has(word.key) ||
    /\d/.test(full) ||
    !/[aeiouy]/.test(full) ||
    isAcronym(word.written, mixedCase);
  return { full, short: isWhole ? full : full.charAt(0) };
}

/** Among small letters any word of capitals (`CNTT`); among capitals only what cannot be a syllable (`QLDA`). */
function isAcronym(written: string, mixedCase: boolean): boolean {
  if (!/^\p{Lu}{2,}$/u.test(written)) return false;
  return mixedCase || (/^[A-Z]+$/.test(written) && !SYLLABLE.test(written));
}

/** `II` → `2`, up to 39. In small letters only what is no Vietnamese syllable (`ii`, not `vi` or `xi`). */
function romanNumber(written: string): string | null {
  const match = written.toUpperCase().match(/^(X{0,3})(IX|IV|V?I{0,3})$/);
  if (match === null || written === "") return null;
  const isCapital = written === written.toUpperCase();
  if (!isCapital && /^(?:i|v|x|vi|xi)$/i.test(written)) return null;
  const units: Record<string, number> = { I: 1, II: 2, III: 3, IV: 4, V: 5, VI: 6, VII: 7, VIII: 8, IX: 9 };
  return String((match[1]?.length ?? 0) * 10 + (units[match[2] ?? ""] ?? 0));
}

/** `Phòng Nội vụ [thuộc] [UBND] huyện Mỹ Xuyên` below huyện Mỹ Xuyên → `Phòng Nội vụ`. */
function dropRepetitions(
  words: readonly Word[],
  ancestors: readonly (readonly string[])[],
  lists: WordLists,
): Word[] {
  let rest = [...words];
  for (;;) {
    const phrase = [...ancestors, ...lists.province].find((keys) => endsWith(rest, keys));
    if (phrase === undefined) return rest;
    rest = rest.slice(0, -phrase.length);
    const body = lists.bodies.find((keys) => endsWith(rest, keys));
    // In "Văn phòng HĐND và UBND huyện …" and "Văn phòng UBND huyện …" the body is part of the name.
    if (body !== undefined) {
      const before = rest.slice(0, -body.length);
      const afterType = (findType(before, lists)?.length ?? 0) === before.length;
      if (!afterType && !lists.dropped.has(before.at(-1)?.key ?? "")) rest = before;
    }
    const link = lists.belongsTo.find((keys) => endsWith(rest, keys));
    if (link !== undefined) rest = rest.slice(0, -link.length);
  }
}

/** Something must be left before the phrase. */
function endsWith(words: readonly Word[], keys: readonly string[]): boolean {
  if (keys.length === 0 || words.length <= keys.length) return false;
  const from = words.length - keys.length;
  return keys.every((key, index) => words[from + index]?.key === key);
}

/** The longest type word at the start. */
function findType(words: readonly Word[], lists: WordLists): { type: UnitType; length: number } | null {
  const hit = lists.types.find(({ keys }) => keys.every((key, index) => words[index]?.key === key));
  return hit === undefined ? null : { type: hit.type, length: hit.keys.length };
}

/** How many words the phrase at the start has; 0 for none. */
function startingPhrase(words: readonly Word[], phrases: readonly (readonly string[])[]): number {
  return phrases.find((keys) => keys.every((key, index) => words[index]?.key === key))?.length ?? 0;
}

function wordsOf(text: string): Word[] {
  return text
    .replaceAll("&", " & ")
    .split(SEPARATORS)
    .filter((written) => written !== "")
    .map((written) => ({ written, key: spellingKey(written) }));
}

function keysOf(phrase: string): string[] {
  return wordsOf(cleanName(phrase).text).map(keyOf);
}

function keyOf(word: Word): string {
  return word.key;
}

function plain(written: string): string {
  return romanise(written).replace(/[^a-z0-9]/g, "");
}
