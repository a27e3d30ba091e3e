/** Turns the text of one cell into a typed value, or says what is wrong with it. */
import type { Day, Instant } from "../model/feed.ts";
import type { Params } from "../model/finding.ts";
import type { ImportProblemCode } from "../model/import-problem.ts";
import { foldText } from "./compare-text.ts";

export interface ValueProblem {
  readonly code: ImportProblemCode;
  readonly params: Params;
}

export type ParsedValue<T> =
  | { readonly value: T; readonly problem?: never }
  | { readonly problem: ValueProblem; readonly value?: never };

/** A total function from a cell, blanks around it included, to a value or a problem. */
export type ValueParser<T> = (cell: string) => ParsedValue<T>;

/** As `hr.identifier`: keys and references are indexed. */
const IDENTIFIER_LIMIT = 100;
/** As PostgreSQL's smallint. */
const RANK_LIMIT = 32_767;
/** Vietnam has kept one offset since 1975; a time without offset is read as Vietnamese. */
const VIETNAM_OFFSET_MINUTES = 7 * 60;
const MS_PER_MINUTE = 60_000;
/** As `hr.day`. */
const FIRST_YEAR = 1900;

/** Any text as delivered, without the blanks around it; null when nothing is left. Cleaning names is naming's job. */
export const parseText: ValueParser<string | null> = (cell) => {
  const text = cell.trim();
  return badCharacter(text, UNSTORABLE) ?? { value: text === "" ? null : text };
};

/** A name: an empty one is loaded as well and becomes a finding of its owner. */
export const parseName: ValueParser<string> = (cell) => {
  const text = parseText(cell);
  return text.problem ? text : { value: text.value ?? "" };
};

/** A reference to a key; keys and references are NFC, so that they meet however each file was written. */
export const parseReference: ValueParser<string | null> = (cell) => {
  const text = cell.trim().normalize("NFC");
  const length = Array.from(text).length;
  if (length > IDENTIFIER_LIMIT) {
    return { problem: { code: "TOO_LONG", params: { length, limit: IDENTIFIER_LIMIT } } };
  }
  return badCharacter(text, UNFIT_FOR_KEYS) ?? { value: text === "" ? null : text };
};

/** A reference or key that must be there. */
export const parseKey: ValueParser<string> = (cell) => {
  const reference = parseReference(cell);
  if (reference.problem) return reference;
  return reference.value === null ? EMPTY : { value: reference.value };
};

/** A day written `yyyy-mm-dd` or `dd/mm/yyyy`, from 1900 to 9999; null when empty. */
export const parseDay: ValueParser<Day | null> = (cell) => {
  const text = cell.trim();
  if (text === "") return { value: null };
  const value = readDay(text);
  return value === null ? { problem: { code: "BAD_DAY", params: { value: shorten(text) } } } : { value };
};

/**
 * An instant: a day (its first moment in Vietnam), or a day and a time with `Z` or an offset, without one in
 * Vietnamese time; null when empty.
 */
export const parseInstant: ValueParser<Instant | null> = (cell) => {
  const text = cell.trim();
  if (text === "") return { value: null };
  const value = readInstant(text);
  return value === null ? { problem: { code: "BAD_TIME", params: { value: shorten(text) } } } : { value };
};

/** A leadership rank: a whole number from 0; 0 when empty. */
export const parseRank: ValueParser<number> = (cell) => {
  const text = cell.trim();
  if (text === "") return { value: 0 };
  const value = /^\d{1,5}$/.test(text) ? Number(text) : RANK_LIMIT + 1;
  return value > RANK_LIMIT ? { problem: { code: "BAD_RANK", params: { value: shorten(text) } } } : { value };
};

/** One of `words`: the identifier itself or a Vietnamese word for it; null when empty. */
export function parseWord<Word extends string>(
  words: Readonly<Record<Word, readonly string[]>>,
): ValueParser<Word | null> {
  const identifiers = Object.keys(words) as Word[];
  const known = new Map(
    identifiers.flatMap((word) => [word, ...words[word]].map((text) => [foldText(text), word])),
  );
  const allowed = identifiers.map((word) => `${word} (${words[word][0] ?? word})`).join(", ");
  return (cell) => {
    const text = cell.trim();
    if (text === "") return { value: null };
    const value = known.get(foldText(text));
    return value === undefined
      ? { problem: { code: "UNKNOWN_WORD", params: { value: shorten(text), allowed } } }
      : { value };
  };
}

/** The same parser where an empty cell stands for `fallback`, the column's default in the database. */
export function orElse<T>(parse: ValueParser<T | null>, fallback: T): ValueParser<T> {
  return (cell) => {
    const parsed = parse(cell);
    return parsed.problem ? parsed : { value: parsed.value ?? fallback };
  };
}

/** The same parser where an empty cell is a problem. */
export function mustHave<T>(parse: ValueParser<T | null>): ValueParser<T> {
  return (cell) => {
    const parsed = parse(cell);
    if (parsed.problem) return parsed;
    return parsed.value === null ? EMPTY : { value: parsed.value };
  };
}

const EMPTY = { problem: { code: "EMPTY_VALUE", params: {} } } as const;

/** NUL and halves of a surrogate pair cannot be stored in a PostgreSQL text. */
const UNSTORABLE = /\0|\p{Cs}/u;
const UNFIT_FOR_KEYS = /[\p{Cc}\p{Cs}]/u;

function badCharacter(text: string, pattern: RegExp): { readonly problem: ValueProblem } | null {
  const found = pattern.exec(text);
  if (found === null) return null;
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return {
    problem: { code: "BAD_CHARACTER", params: { character: `U+${code}`, position: found.index + 1 } },
  };
}

function readDay(text: string): Day | null {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  const local = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  const [year, month, day] = iso ? iso.slice(1) : local ? local.slice(1).reverse() : [];
  if (year === undefined || month === undefined || day === undefined) return null;
  const written = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  // 31/02 would roll over into March: only a real day comes back as it was written.
  const moment = new Date(`${written}T00:00:00Z`);
  const isReal = !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(written);
  return isReal && Number(year) >= FIRST_YEAR ? written : null;
}

function readInstant(text: string): Instant | null {
  const parts =
    /^(?<day>[\d/-]+)(?:[T ]+(?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.(?<fraction>\d{1,6}))?)?(?: ?(?<offset>Z|[+-]\d{2}(?::?\d{2})?))?)?$/i.exec(
      text,
    )?.groups;
  const day = parts?.day === undefined ? null : readDay(parts.day);
  if (parts === undefined || day === null) return null;
  const [hour, minute, second] = [parts.hour, parts.minute, parts.second].map((part) => Number(part ?? 0));
  if (hour === undefined || minute === undefined || second === undefined) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const offset = offsetMinutes(parts.offset);
  if (offset === null) return null;
  const clock = `${day}T${pad(hour)}:${pad(minute)}:${pad(second)}.${(parts.fraction ?? "").padEnd(3, "0").slice(0, 3)}Z`;
  const moment = new Date(new Date(clock).getTime() - offset * MS_PER_MINUTE).toISOString();
  // Beyond 9999 ISO 8601 needs a sign, and PostgreSQL would refuse it here.
  return /^\d{4}-/.test(moment) ? moment : null;
}

function offsetMinutes(offset: string | undefined): number | null {
  if (offset === undefined) return VIETNAM_OFFSET_MINUTES;
  if (offset.toUpperCase() === "Z") return 0;
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(3).replace(":", "") || 0)];
  if (hours > 14 || minutes > 59) return null;
  return (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

const pad = (value: number): string => String(value).padStart(2, "0");

/** Long values would bury the message that quotes them. */
const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
