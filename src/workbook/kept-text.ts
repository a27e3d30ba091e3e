/** Gives the text of a cell that the library's reader misreads, from what was kept of its XML. */
import {
  type CellResult,
  type CellSurroundings,
  formulaError,
  numberText,
  unescapeText,
} from "./cell-text.ts";
import type { KeptCell } from "./watch-sheet.ts";

/** `sharedText` gives the text that a cell refers to by its index. */
export function keptText(
  { type, text }: KeptCell,
  { format }: Pick<CellSurroundings, "format">,
  sharedText: (index: number) => string,
): CellResult {
  if (type === "e") return formulaError(text);
  if (type === "b") return { text: text === "1" ? "TRUE" : "FALSE" };
  if (type === "d") return { text: text.replace(/T00:00:00(?:\.0+)?Z?$/, "") };
  if (type === "n") return { text: numberText(Number(text), format) };
  return { text: type === "s" ? sharedText(Number(text)) : unescapeText(text) };
}
