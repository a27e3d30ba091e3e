/** Gives the values of cells the text that a reader means by them: days, leading zeros, no exponent. */
import type { CellValue } from "@cj-tech-master/excelts";
import type { FileProblem } from "../feed/raw-table.ts";

export interface CellResult {
  readonly text: string;
  readonly fault?: Pick<FileProblem, "code" | "params">;
}

export interface CellSurroundings {
  /** The cell's format code, or empty. */
  readonly format: string;
  /** Days count from 1904, as old Excel for Mac did. */
  readonly is1904: boolean;
  /** The library's own, so that results of formulas are told from numbers as plain cells are. */
  toDate(serial: number, format: string): Date | null;
}

/** 31 December 9999, from 1900: no date lies beyond. */
export const LAST_DAY = 2_958_465;

/** @throws Error for a value that no cell of a workbook can have */
export function cellText(value: CellValue, around: CellSurroundings): CellResult {
  if (value === null || value === undefined) return { text: "" };
  if (typeof value === "string") return { text: value };
  if (typeof value === "boolean") return { text: value ? "TRUE" : "FALSE" };
  if (typeof value === "number") return { text: numberText(value, around.format) };
  if (value instanceof Date) return { text: dateText(value, around.is1904) };
  if ("error" in value) return formulaError(String(value.error));
  if ("formula" in value) return formulaText(value.result, around);
  if ("richText" in value) return { text: (value.richText ?? []).map(({ text }) => text ?? "").join("") };
  throw new Error("unknown value of a cell");
}

export const formulaError = (value: string): CellResult => ({
  text: "",
  fault: { code: "FORMULA_ERROR", params: { value } },
});

function formulaText(result: unknown, around: CellSurroundings): CellResult {
  if (typeof result === "string") return { text: unescapeText(result) };
  if (typeof result !== "number" || Number.isNaN(result)) {
    return { text: "", fault: { code: "FORMULA_WITHOUT_VALUE", params: {} } };
  }
  const date = result >= 0 && result <= LAST_DAY ? around.toDate(result, around.format) : null;
  return { text: date === null ? numberText(result, around.format) : dateText(date, around.is1904) };
}

/** Characters that XML cannot hold are written `_xHHHH_` (ECMA-376-1, 22.9.2.19). */
export const unescapeText = (text: string): string =>
  text.replace(/_x([0-9A-Fa-f]{4})_/g, (_found, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );

const MS_PER_DAY = 86_400_000;
const MS_PER_SECOND = 1000;
/** Day 0; right from 1 March 1900 on. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
/** Excel counts a 29 February 1900 that never was: the days before it are one off. */
const MISSING_DAY = 60;

/** `yyyy-mm-dd`, with `Thh:mm:ss` when it has a time of day; that alone for a time without a day. */
function dateText(date: Date, is1904: boolean): string {
  if (Number.isNaN(date.getTime())) return ""; // a cell with a format and no number
  const ms = Math.round(date.getTime() / MS_PER_SECOND) * MS_PER_SECOND;
  const serial = (ms - (is1904 ? EPOCH_1904 : EPOCH_1900)) / MS_PER_DAY;
  if (!is1904 && Math.floor(serial) === MISSING_DAY) return "1900-02-29";
  if (serial > 0 && serial < 1) return new Date(ms).toISOString().slice(11, 19);
  const shift = !is1904 && serial < MISSING_DAY ? MS_PER_DAY : 0;
  const text = new Date(ms + shift).toISOString().slice(0, 19);
  return text.endsWith("T00:00:00") ? text.slice(0, 10) : text;
}

/** As it is typed; a format of zeros (`0000000000`) fills it up. */
export function numberText(number: number, format: string): string {
  if (Number.isNaN(number)) return ""; // a cell with an empty value
  const text = plainNumber(number);
  return /^0+$/.test(format) && /^\d+$/.test(text) ? text.padStart(format.length, "0") : text;
}

/** Without exponent; a double of a whole number has no `.0`, and 0.1 is no 0.1000000000000000055. */
function plainNumber(number: number): string {
  const text = String(number);
  if (!text.includes("e")) return text;
  return Number.isInteger(number) ? BigInt(number).toString() : number.toFixed(20).replace(/0+$/, "");
}
