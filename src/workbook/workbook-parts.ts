/** Opens the parts of a workbook: finds them by the archive's directory, and unpacks one in pieces within a limit. */
import { pipeline, Readable } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";
import type { RemoteZipReader } from "@cj-tech-master/excelts/archive";
import { damaged, WorkbookFault } from "./workbook-fault.ts";

export interface WorkbookParts {
  readonly names: ReadonlySet<string>;
  /** @throws WorkbookFault while it is read: missing, damaged, encrypted, or more than is left of the limit */
  unpack(name: string): AsyncIterable<Uint8Array>;
}

const STORED = 0;
const DEFLATED = 8;
/** Packed bytes handed over at once. */
const PIECE = 64 * 1024;

/** `limit` bounds what all parts may unpack to, in bytes, whatever the directory says of it. @throws WorkbookFault */
export async function openParts(bytes: Uint8Array, limit: number): Promise<WorkbookParts> {
  const archive = await openArchive(bytes);
  const entries = new Map(archive.getEntries().map((entry) => [entry.path.replaceAll("\\", "/"), entry]));
  let left = limit;

  // The library's own `extract` holds a whole part in memory, however large it unpacks.
  async function* unpack(name: string): AsyncGenerator<Uint8Array> {
    const entry = entries.get(name);
    if (entry === undefined) throw damaged(name);
    if (entry.isEncrypted) throw new WorkbookFault("PASSWORD_PROTECTED", {});
    const packed = archive.getRawCompressedStream(entry, { chunkSize: PIECE });
    if (packed === null || ![STORED, DEFLATED].includes(entry.compressionMethod)) throw damaged(name);
    const unpacked = entry.compressionMethod === STORED ? packed : inflate(packed);
    let sum = 0;
    try {
      for await (const piece of unpacked) {
        left -= piece.length;
        if (left < 0) throw new WorkbookFault("WORKBOOK_TOO_LARGE", { measure: "bytes", limit });
        sum = crc32(piece, sum);
        yield piece;
      }
    } catch (error) {
      throw error instanceof WorkbookFault ? error : damaged(name);
    }
    if (sum !== entry.crc32) throw damaged(name);
  }
  return { names: new Set(entries.keys()), unpack };
}

function inflate(packed: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  // What goes wrong on the way ends the inflater as well, and so comes to who reads from it.
  return pipeline(Readable.from(packed), createInflateRaw(), () => undefined);
}

async function openArchive(bytes: Uint8Array): Promise<RemoteZipReader> {
  const { BufferReader, RemoteZipReader: Reader } = await import("@cj-tech-master/excelts/archive");
  try {
    return await Reader.fromReader(new BufferReader(bytes));
  } catch {
    throw damaged("ZIP");
  }
}
