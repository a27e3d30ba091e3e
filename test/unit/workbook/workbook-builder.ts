/** Writes small workbooks part by part, also such as no program writes. */
import { zip } from "@cj-tech-master/excelts/archive";

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships";

interface BuiltSheet {
  readonly name: string;
  /** What stands in `sheetData`. */
  readonly data: string;
  readonly merged?: readonly string[];
  readonly state?: string;
}

interface BuiltWorkbook {
  readonly sheets: readonly BuiltSheet[];
  /** Contents of `si`. */
  readonly strings?: readonly string[];
  /** Format codes; cells refer to them from 1 on. */
  readonly formats?: readonly string[];
  readonly is1904?: boolean;
  /** Replaces or adds parts. */
  readonly parts?: Readonly<Record<string, string>>;
}

const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Cells as inline text, or as they are when they begin with `<`; empty ones are left out. */
export function row(line: number, ...cells: readonly string[]): string {
  const written = cells.map((cell, index) => {
    const place = `${String.fromCharCode(65 + index)}${line}`;
    if (cell.startsWith("<c")) return cell.replace("<c", `<c r="${place}"`);
    return cell === "" ? "" : `<c r="${place}" t="inlineStr"><is><t>${escapeXml(cell)}</t></is></c>`;
  });
  return `<row r="${line}">${written.join("")}</row>`;
}

/** The sheet's rows from line 1 on. */
export const rows = (...lines: readonly (readonly string[])[]): string =>
  lines.map((cells, index) => row(index + 1, ...cells)).join("");

export const workbook = (built: BuiltWorkbook): Uint8Array => archive(workbookParts(built));

/** Name → content, in the order in which Excel writes them: sheets before what their cells refer to. */
export function workbookParts({
  sheets,
  strings,
  formats,
  is1904,
  parts,
}: BuiltWorkbook): Readonly<Record<string, string>> {
  const relations = (list: readonly string[]): string =>
    `<Relationships xmlns="${PACKAGE}">${list.join("")}</Relationships>`;
  const relation = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;
  const files: Record<string, string> = {
    "_rels/.rels": relations([relation("a", "officeDocument", "xl/workbook.xml")]),
    "xl/workbook.xml": `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><workbookPr${is1904 ? ' date1904="1"' : ""}/><sheets>${sheets
      .map(
        ({ name, state }, index) =>
          `<sheet name="${escapeXml(name)}" sheetId="${index + 1}" r:id="s${index}"${state === undefined ? "" : ` state="${state}"`}/>`,
      )
      .join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relations([
      ...sheets.map((_, index) => relation(`s${index}`, "worksheet", `worksheets/sheet${index + 1}.xml`)),
      relation("x", "sharedStrings", "/xl/sharedStrings.xml"),
      relation("y", "styles", "styles.xml"),
    ]),
  };
  const shared = {
    "xl/sharedStrings.xml": `<sst xmlns="${MAIN}">${(strings ?? []).map((text) => `<si>${text}</si>`).join("")}</sst>`,
    "xl/styles.xml": `<styleSheet xmlns="${MAIN}"><numFmts>${(formats ?? [])
      .map(
        (code, index) =>
          `<numFmt numFmtId="${170 + index}" formatCode="${escapeXml(code).replaceAll('"', "&quot;")}"/>`,
      )
      .join("")}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${(
      formats ?? []
    )
      .map((_, index) => `<xf numFmtId="${170 + index}"/>`)
      .join("")}<xf numFmtId="14"/></cellXfs></styleSheet>`,
  };
  for (const [index, { data, merged }] of sheets.entries()) {
    const ranges = (merged ?? []).map((range) => `<mergeCell ref="${range}"/>`).join("");
    files[`xl/worksheets/sheet${index + 1}.xml`] =
      `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="${MAIN}"><sheetData>${data}</sheetData>${ranges === "" ? "" : `<mergeCells>${ranges}</mergeCells>`}</worksheet>`;
  }
  return { ...files, ...shared, ...parts };
}

/** The parts in their order, packed. */
export function archive(parts: Readonly<Record<string, string>>): Uint8Array {
  const packed = zip({ noSort: true, reproducible: true });
  for (const [name, text] of Object.entries(parts)) packed.add(name, new TextEncoder().encode(text));
  return packed.bytesSync();
}
