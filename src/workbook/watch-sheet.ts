/** Looks over a sheet's XML beside the library's reader, for the few things that reader leaves out or misreads. */
import type { SaxParser } from "@cj-tech-master/excelts/xml";
import { LAST_DAY } from "./cell-text.ts";
import { damaged } from "./workbook-fault.ts";

/**
 * What a cell holds that the reader gives wrongly:
 *
 * | cell | the reader gives |
 * |---|---|
 * | `t="d"`, a day as text | its year, as a number |
 * | inline text in several runs, or with a reading (`rPh`) | the last of them |
 * | formula whose result is an error, a truth value or a shared text | a number |
 * | number that is no day, such as a telephone number, formatted as one | an invalid date |
 */
export interface KeptCell {
  readonly type: string;
  readonly text: string;
}

export interface SheetWatch {
  /** Ranges such as `A5:A6`. */
  readonly merged: readonly string[];
  /** By place (`B7`), until taken: the reader hands out rows soon after their XML went by. */
  readonly kept: Map<string, KeptCell>;
  /** @throws WorkbookFault or the parser's error */
  write(xml: string): void;
  close(): void;
}

/** Merged cells matter above and in the headings only. */
const MERGES_KEPT = 1000;
/** Of a sheet, as Excel has them. */
const COLUMNS = 16_384;
const PLACE = /^[A-Z]{1,3}([1-9]\d{0,6})$/;

interface OpenCell {
  readonly place: string;
  readonly type: string;
  isFormula: boolean;
  texts: number;
  text: string;
}

/**
 * `parser` is fresh; `part` names the sheet in faults; `sharedTexts` is how many texts cells may refer to; `onCell` is
 * called for each cell, empty or not, and may throw.
 */
export function watchSheet(
  parser: SaxParser,
  part: string,
  sharedTexts: number,
  onCell: () => void,
): SheetWatch {
  const merged: string[] = [];
  const kept = new Map<string, KeptCell>();
  let columns = 0;
  let line = "";
  let cell: OpenCell | null = null;
  let isText = false;
  let isReading = false;
  let isRoot = true;

  const closeCell = (closed: OpenCell): void => {
    const { place, type, texts, text } = closed;
    if (texts === 0) return;
    // The reader would give an empty cell for these.
    if (type === "s" && !(Number(text) < sharedTexts)) throw damaged(part);
    if (type === "n" && !Number.isFinite(Number(text))) throw damaged(part);
    if (isMisread(closed)) kept.set(place, { type, text });
  };
  const take = (text: string): void => {
    if (isText && cell !== null) cell.text += text;
  };

  parser.on("opentag", ({ name, attributes }) => {
    // The reader would pass over any other part as over an empty sheet.
    if (isRoot && name !== "worksheet") throw damaged(part);
    isRoot = false;
    if (name === "row") line = String(attributes.r);
    else if (name === "col") {
      columns += 1;
      if (columns > COLUMNS) throw damaged(part); // the reader keeps each
    } else if (name === "c") {
      onCell();
      const { r, t } = attributes;
      const place = String(r);
      // The reader finds no place for a cell that does not tell its own, or another than its row's.
      if (PLACE.exec(place)?.[1] !== line) throw damaged(part);
      const type = typeof t === "string" ? t : "n";
      cell = { place, type, isFormula: false, texts: 0, text: "" };
    } else if (name === "mergeCell") {
      if (typeof attributes.ref === "string" && merged.length < MERGES_KEPT) merged.push(attributes.ref);
    } else if (cell === null) return;
    else if (name === "f") cell.isFormula = true;
    else if (name === "rPh") isReading = true;
    else if (name === "v" || name === "t") {
      cell.texts += 1;
      isText = !isReading;
    }
  });
  parser.on("text", take);
  parser.on("closetag", ({ name }) => {
    if (name === "v" || name === "t") isText = false;
    else if (name === "rPh") isReading = false;
    else if (name === "c" && cell !== null) {
      closeCell(cell);
      cell = null;
    }
  });
  return { merged, kept, write: (xml) => void parser.write(xml), close: () => void parser.close() };
}

function isMisread({ type, isFormula, texts, text }: OpenCell): boolean {
  if (isFormula) return type !== "n" && type !== "str";
  if (type === "n") return Number(text) < 0 || Number(text) > LAST_DAY;
  return type === "d" || (type === "inlineStr" && texts > 1);
}
