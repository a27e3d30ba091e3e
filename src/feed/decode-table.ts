/** Decodes the legacy text of a table as the operator declared it, or proposes the encoding that its columns show. */
import { type FeedEncoding, LEGACY_ENCODINGS, type LegacyEncoding } from "../model/feed-encoding.ts";
import type { Params } from "../model/finding.ts";
import {
  detectEncoding,
  type EncodingVerdict,
  isSurelyUnicode,
  type Weight,
  weighEncoding,
} from "./detect-encoding.ts";
import { LEGACY_DECODERS } from "./legacy-decoders.ts";
import type { RawTable } from "./raw-table.ts";
import { columnsOf, findColumn, isKnownHeading, recogniseKind } from "./recognise-columns.ts";

/** Columns of Vietnamese words: here an encoding shows, and VIQR, which looks like ASCII, is decoded here only. */
const TEXT_COLUMNS = new Set([
  "name",
  "full_name",
  "family_middle_name",
  "given_name",
  "title",
  "decided_by",
]);

export interface EncodingProblem {
  readonly line: number;
  /** Null for the headings. */
  readonly column: string | null;
  readonly encoding: LegacyEncoding;
  readonly params: Params;
}

export interface DecodedTable {
  /** Decoded as declared, else as proposed: what is wrong with it then stays wrong when the proposal is accepted. */
  readonly table: RawTable;
  readonly problems: readonly EncodingProblem[];
}

/**
 * Proposes where nothing is declared, and where a column shows another encoding than the declared one. A declared
 * encoding decodes every column but those that are rather Unicode; `utf8` takes everything as it is.
 */
export function decodeTable(table: RawTable, declared: FeedEncoding | undefined): DecodedTable {
  if (declared === "utf8") return { table, problems: [] };
  const shown = decodeHeadings(table.headings, declared);
  const fields = assignColumns(shown.headings);
  const problems = [...fields].flatMap(([index, column]) => {
    const verdict = TEXT_COLUMNS.has(column) ? detectEncoding(cellsOf(table, index)) : null;
    return verdict === null || verdict.encoding === declared
      ? []
      : [{ line: table.headingLine, column, encoding: verdict.encoding, params: paramsOf(verdict) }];
  });
  const isShownByHeadings = shown.encoding !== null && shown.encoding !== declared && problems.length === 0;
  const found = isShownByHeadings ? [headingProblem(table, shown.headings, shown.encoding)] : problems;
  const encoding = found[0]?.encoding ?? declared;
  if (encoding === undefined) return { table, problems: found };
  const isDecoded = table.isMisread ? () => true : decodedColumns(table, encoding, fields);
  return { table: decodeColumns(table, encoding, shown.headings, isDecoded), problems: found };
}

interface Headings {
  readonly headings: readonly string[];
  /** Null where they are known as they stand. */
  readonly encoding: LegacyEncoding | null;
}

/** The headings in the encoding that makes most of the unknown ones known, the preferred one first. */
export function decodeHeadings(headings: readonly string[], preferred?: LegacyEncoding): Headings {
  const isKnown = headings.map(isKnownHeading);
  if (isKnown.every(Boolean)) return { headings, encoding: null };
  const encodings = preferred === undefined ? LEGACY_ENCODINGS : [preferred, ...LEGACY_ENCODINGS];
  const [best] = encodings
    .map((encoding) => {
      const decoded = headings.map((heading, index) =>
        isKnown[index] ? heading : LEGACY_DECODERS[encoding](heading),
      );
      return { encoding, headings: decoded, known: decoded.filter(isKnownHeading).length };
    })
    .sort((a, b) => b.known - a.known);
  return best === undefined || best.known <= isKnown.filter(Boolean).length
    ? { headings, encoding: null }
    : { headings: best.headings, encoding: best.encoding };
}

/** Index of each column that a heading names → its name. */
function assignColumns(headings: readonly string[]): ReadonlyMap<number, string> {
  const kind = recogniseKind(headings);
  if (kind === null) return new Map();
  const columns = columnsOf(kind);
  return new Map(
    headings.flatMap((heading, index) => {
      const column = findColumn(columns, heading);
      return column === undefined ? [] : [[index, column.name] as const];
    }),
  );
}

const cellsOf = ({ rows }: RawTable, index: number): readonly string[] =>
  rows.map(({ cells }) => cells[index] ?? "");

const percent = (share: number): number => Math.round(share * 100);

function paramsOf({ encoding, confidence, asTheyStand, samples }: EncodingVerdict): Params {
  return {
    encoding,
    confidence: percent(confidence),
    asTheyStand: percent(asTheyStand),
    samples: samples.map(({ before, after }) => `${showable(before)} → ${showable(after)}`).join("; "),
  };
}

/** Longer cells would bury the message. */
const SHOWN_LETTERS = 60;

/** A cell on one line of a terminal: legacy bytes may show as control characters. */
function showable(cell: string): string {
  const letters = Array.from(
    cell
      .trim()
      .replace(/\s+/g, " ")
      .replace(/\p{Cc}/gu, "\uFFFD"),
  );
  return letters.length > SHOWN_LETTERS ? `${letters.slice(0, SHOWN_LETTERS).join("")}…` : letters.join("");
}

function headingProblem(
  table: RawTable,
  headings: readonly string[],
  encoding: LegacyEncoding,
): EncodingProblem {
  const pairs = table.headings.map((before, index) => ({ before, after: headings[index] ?? before }));
  const samples = pairs.filter(({ before, after }) => before !== after);
  const known = (texts: readonly string[]): number => texts.filter(isKnownHeading).length / texts.length;
  const params = paramsOf({
    encoding,
    confidence: known(headings),
    asTheyStand: known(table.headings),
    samples,
  });
  return { line: table.headingLine, column: null, encoding, params };
}

/**
 * Which columns the encoding is in: those of which it makes more Vietnamese than there is as they stand. Where both are
 * equal, such as Vò in TCVN3 and in Unicode, all columns together decide, and then the operator's word.
 */
function decodedColumns(
  table: RawTable,
  encoding: LegacyEncoding,
  fields: ReadonlyMap<number, string>,
): (index: number) => boolean {
  const weights = table.headings.map((_, index) => weighEncoding(cellsOf(table, index), encoding));
  const sum = (side: keyof Weight): number => weights.reduce((total, weight) => total + weight[side], 0);
  const isWholeDecoded = sum("decoded") >= sum("standing");
  const isDecoded = weights.map(({ decoded, standing }) =>
    decoded === standing ? isWholeDecoded : decoded > standing,
  );
  return (index) =>
    isDecoded[index] === true && (encoding !== "viqr" || TEXT_COLUMNS.has(fields.get(index) ?? ""));
}

function decodeColumns(
  table: RawTable,
  encoding: LegacyEncoding,
  headings: readonly string[],
  isDecoded: (index: number) => boolean,
): RawTable {
  const decode = LEGACY_DECODERS[encoding];
  const rows = table.rows.map(({ line, cells }) => ({
    line,
    // A letter that no legacy text shows proves that somebody typed this one cell in Unicode.
    cells: cells.map((cell, index) => (isDecoded(index) && !isSurelyUnicode(cell) ? decode(cell) : cell)),
  }));
  return { ...table, headings, rows };
}
