/** Use case: takes the files of one delivery into schema `hr`, all of them or nothing. */
import { createHash } from "node:crypto";
import { type DeliveredFile, parseDelivery } from "../feed/parse-delivery.ts";
import { recogniseFormat } from "../feed/recognise-format.ts";
import type { DeliveredKind, DeliveredRows } from "../model/delivery.ts";
import type { FeedDelivery } from "../model/feed.ts";
import type { FeedEncoding } from "../model/feed-encoding.ts";
import type { ImportProblem } from "../model/import-problem.ts";
import type { DeliveryCounts, FeedWriter, WorkbookReader } from "../ports/feed-port.ts";

export interface ImportOptions {
  readonly realm: string;
  readonly source: string;
  readonly mode: FeedDelivery["mode"];
  readonly loadedBy: string;
  /** What the text of all files is written in, declared by the operator; noted in the delivery's source. */
  readonly encoding?: FeedEncoding | undefined;
  /** What the sender says the delivery holds; another number of rows is a problem. */
  readonly declaredPeople?: number | undefined;
  readonly declaredUnits?: number | undefined;
  /** What the sender says the files' hash is (`hashFiles`), in hex; another one is a problem. */
  readonly declaredSha256?: string | undefined;
}

export type ImportResult =
  | {
      readonly kind: "loaded";
      readonly deliveryId: string;
      readonly contentSha256: string;
      readonly counts: Readonly<Record<DeliveredKind, DeliveryCounts>>;
    }
  | { readonly kind: "refused"; readonly problems: readonly ImportProblem[] };

/** Refused with all problems when any file has one; then nothing is written. Throws the port's errors. */
export async function importFeed(
  files: readonly DeliveredFile[],
  options: ImportOptions,
  port: FeedWriter,
  readWorkbook: WorkbookReader,
): Promise<ImportResult> {
  const contentSha256 = hashFiles(files);
  const damage = wrongHash(contentSha256, options);
  if (damage.length > 0) return { kind: "refused", problems: damage };
  const parsed = parseDelivery(await readWorkbooks(files, readWorkbook), { encoding: options.encoding });
  if (parsed.problems) return { kind: "refused", problems: parsed.problems };
  const problems = [...emptyKinds(parsed.tables, options), ...wrongCounts(parsed.tables, options)];
  if (problems.length > 0) return { kind: "refused", problems };
  const { deliveryId, counts } = await port.writeDelivery({
    realm: options.realm,
    source: options.encoding === undefined ? options.source : `${options.source} (${options.encoding})`,
    mode: options.mode,
    loadedBy: options.loadedBy,
    contentSha256,
    declaredPeople: options.declaredPeople ?? null,
    declaredUnits: options.declaredUnits ?? null,
    tables: parsed.tables,
  });
  return { kind: "loaded", deliveryId, contentSha256, counts };
}

/** One after the other: a large workbook takes memory while it is read. */
async function readWorkbooks(
  files: readonly DeliveredFile[],
  readWorkbook: WorkbookReader,
): Promise<readonly DeliveredFile[]> {
  const read: DeliveredFile[] = [];
  for (const file of files) {
    const isWorkbook = recogniseFormat(file.bytes) === "zip";
    read.push(isWorkbook ? { ...file, workbook: await readWorkbook(file.bytes) } : file);
  }
  return read;
}

/** SHA-256 over the bytes of all files, in the order of their names. */
function hashFiles(files: readonly DeliveredFile[]): string {
  const hash = createHash("sha256");
  for (const { bytes } of files.toSorted((a, b) => (a.name < b.name ? -1 : 1))) hash.update(bytes);
  return hash.digest("hex");
}

/** A full delivery without a row would empty a table: more likely a broken export than the truth. */
function emptyKinds(tables: readonly DeliveredRows[], options: ImportOptions): readonly ImportProblem[] {
  if (options.mode !== "full") return [];
  const kinds = new Set(tables.map(({ kind }) => kind));
  return [...kinds]
    .filter((kind) => countRows(tables, kind) === 0)
    .map((kind) => ({ file: null, line: null, column: null, code: "NO_ROWS", params: { kind } }));
}

/** Looked at before anything else: other bytes than those that were sent explain every other problem. */
function wrongHash(found: string, { declaredSha256: declared }: ImportOptions): readonly ImportProblem[] {
  return declared === undefined || declared.toLowerCase() === found
    ? []
    : [{ file: null, line: null, column: null, code: "DECLARED_SHA256", params: { declared, found } }];
}

function wrongCounts(tables: readonly DeliveredRows[], options: ImportOptions): readonly ImportProblem[] {
  const declarations = [
    { kind: "people", declared: options.declaredPeople },
    { kind: "units", declared: options.declaredUnits },
  ] as const;
  return declarations.flatMap(({ kind, declared }) => {
    const found = countRows(tables, kind);
    return declared === undefined || declared === found
      ? []
      : [{ file: null, line: null, column: null, code: "DECLARED_COUNT", params: { kind, declared, found } }];
  });
}

const countRows = (tables: readonly DeliveredRows[], kind: DeliveredKind): number =>
  tables.filter((table) => table.kind === kind).reduce((sum, { rows }) => sum + rows.length, 0);
