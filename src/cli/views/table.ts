/** A table in plain text: columns padded to their widest cell. */
import { visibleLine } from "./visible.ts";

/** Rows of cells, the first row being the headings; columns named in `right` are aligned to the right. */
export function table(cells: readonly (readonly string[])[], right: readonly number[] = []): string {
  const rows = cells.map((row) => row.map(visibleLine));
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, width(cell));
  }
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const padding = " ".repeat((widths[column] ?? 0) - width(cell));
        return right.includes(column) ? padding + cell : cell + padding;
      })
      .join("  ")
      .trimEnd(),
  );
  return lines.join("\n");
}

/** Code points after composition: what a terminal shows for Vietnamese text. */
const width = (cell: string): number => [...cell.normalize("NFC")].length;
