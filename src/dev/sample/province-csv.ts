/** Renders a province as the three CSV files that `danhba feed import` reads. */
import { COLUMNS, type ColumnsOf } from "../../feed/columns.ts";
import type { Province } from "./generate-province.ts";

/** Without it Excel takes the file for its legacy code page. */
const BYTE_ORDER_MARK = "\ufeff";

export const SAMPLE_FILES = ["units.csv", "people.csv", "appointments.csv"] as const;
export type SampleFile = (typeof SAMPLE_FILES)[number];

/** UTF-8 with byte order mark, commas, LF; headings are the column names. */
export function provinceCsv(province: Province): Readonly<Record<SampleFile, string>> {
  return {
    "units.csv": render(COLUMNS.units, province.units),
    "people.csv": render(COLUMNS.people, province.people),
    "appointments.csv": render(COLUMNS.appointments, province.appointments),
  };
}

function render<Row extends object>(columns: ColumnsOf<Row>, rows: readonly Row[]): string {
  const properties = Object.keys(columns) as (keyof Row)[];
  const headings = properties.map((property) => columns[property].name);
  const lines = rows.map((row) => properties.map((property) => cell(row[property])).join(","));
  return `${BYTE_ORDER_MARK}${[headings.join(","), ...lines].join("\n")}\n`;
}

function cell(value: unknown): string {
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
