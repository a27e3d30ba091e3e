/** Writes a long text to stdout, as fast as whoever reads it takes it. */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** @param pieces of a text that holds no control characters but line ends */
export async function writeOut(
  pieces: Iterable<string>,
  stream: NodeJS.WritableStream = process.stdout,
): Promise<void> {
  try {
    await pipeline(Readable.from(pieces), stream, { end: false });
  } catch (error) {
    // A reader that goes away, such as `head`, is no fault.
    if ((error as NodeJS.ErrnoException).code !== "EPIPE") throw error;
  }
}
