/** Opens a workbook: its visible sheets, and what their cells refer to, the shared texts and the styles. */
import { posix } from "node:path";
import type { WorkbookReader } from "@cj-tech-master/excelts";
import { partText } from "./part-text.ts";
import { damaged, WorkbookFault } from "./workbook-fault.ts";
import type { WorkbookParts } from "./workbook-parts.ts";

export interface OpenWorkbook {
  readonly sheets: readonly { readonly name: string; readonly part: string }[];
  /** With shared texts, styles and properties read; a `WorksheetReader` takes them from here. */
  readonly reader: WorkbookReader;
}

const MAIN = "xl/workbook.xml";
const SHARED = [MAIN, "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/styles.xml"];

/** Distinct texts: the library holds all of them, and an empty one takes five bytes of XML and much more memory. */
const TEXTS_LIMIT = 2_500_000;
/** A text takes two; other shared parts have far fewer. */
const ELEMENTS_LIMIT = 2 * TEXTS_LIMIT;

/** Hidden sheets are left out: what is loaded is what one sees. @throws WorkbookFault */
export async function openWorkbook(parts: WorkbookParts): Promise<OpenWorkbook> {
  if (!parts.names.has(MAIN)) throw otherFormat(parts.names);
  const reader = await readShared(parts);
  const all = reader.model?.sheets ?? [];
  if (all.length === 0) throw damaged(MAIN);
  const relations = new Map(reader.workbookRels?.map((relation) => [relation.Id, relation]));
  for (const { Type = "", Target } of relations.values()) {
    // Without them texts would be empty and days be numbers; the reader knows them by these names only.
    const isNeeded = /\/(?:sharedStrings|styles)$/.test(Type);
    const part = partOf(Target);
    if (isNeeded && !(SHARED.includes(part) && parts.names.has(part))) throw damaged(part);
  }
  const sheets = all
    .filter(({ state }) => state === undefined || state === "visible")
    .flatMap(({ name, rId }) => {
      const relation = relations.get(rId);
      if (relation === undefined) throw damaged(MAIN);
      // Charts and macros are sheets as well.
      if (!relation.Type?.endsWith("/worksheet")) return [];
      return [{ name, part: partOf(relation.Target) }];
    });
  return { sheets, reader };
}

/** `../a.xml` and `/xl/a.xml` as names in the archive. */
const partOf = (target: string): string => posix.resolve("/xl", target).slice(1);

/**
 * The reader takes parts in the order of the archive, and would keep sheets that come before the shared texts, as Excel
 * writes them, in temporary files: so it gets an archive of the shared parts alone.
 */
async function readShared(parts: WorkbookParts): Promise<WorkbookReader> {
  const { WorkbookReader: Reader } = await import("@cj-tech-master/excelts");
  const { concatUint8Arrays, zip } = await import("@cj-tech-master/excelts/archive");
  const archive = zip({ level: 0 });
  const encoder = new TextEncoder();
  const present = SHARED.filter((name) => parts.names.has(name));
  for (const name of present) {
    const pieces: Uint8Array[] = [];
    let elements = 0;
    for await (const text of partText(parts, name)) {
      elements += text.match(/<\w/g)?.length ?? 0;
      if (elements > ELEMENTS_LIMIT) {
        throw new WorkbookFault("WORKBOOK_TOO_LARGE", { measure: "texts", limit: TEXTS_LIMIT });
      }
      pieces.push(encoder.encode(text));
    }
    archive.add(name, concatUint8Arrays(pieces));
  }
  const reader = new Reader(await archive.bytes(), {
    worksheets: "ignore",
    sharedStrings: "cache",
    styles: "cache",
    hyperlinks: "ignore",
  });
  try {
    for await (const _ of reader); // nothing comes: the parts are kept in the reader
  } catch {
    throw damaged(present.join(", "));
  }
  return reader;
}

/** Other files are ZIP archives as well. */
function otherFormat(names: ReadonlySet<string>): WorkbookFault {
  const all = [...names];
  const format = all.some((name) => name.endsWith("workbook.bin"))
    ? "XLSB"
    : names.has("content.xml")
      ? "ODS/ODT"
      : all.some((name) => name.startsWith("word/"))
        ? "DOCX"
        : "ZIP";
  return new WorkbookFault("UNSUPPORTED_FORMAT", { format });
}
