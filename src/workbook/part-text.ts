/** Gives a part of a workbook as XML that the library understands: as text, element names without their prefix. */
import { damaged } from "./workbook-fault.ts";
import type { WorkbookParts } from "./workbook-parts.ts";

/** The prefix, if any, and the name of the root, once its start tag has come so far. */
const ROOT = /<(?:([\p{L}_][\w.-]*):)?[\p{L}_][\w.-]*[\s/>]/u;

/**
 * Some programs write `<x:row>` for `<row>`, with a prefix of their choice, and the library knows elements by their full
 * name. No `<` stands in texts and attributes, so what begins like a tag with the prefix of the root is one.
 * @throws WorkbookFault while it is read
 */
export async function* partText(parts: WorkbookParts, name: string): AsyncGenerator<string> {
  let prefix: string | null = null;
  let held = "";
  for await (const text of decoded(parts, name)) {
    held += text;
    if (prefix === null) {
      const root = ROOT.exec(held);
      if (root === null) continue;
      prefix = root[1] ?? "";
    }
    // A tag cut in two waits for its other half.
    const end = prefix === "" ? held.length : held.lastIndexOf("<");
    const whole = held.slice(0, end);
    held = held.slice(end);
    if (whole !== "") yield withoutPrefix(whole, prefix);
  }
  if (held !== "") yield withoutPrefix(held, prefix ?? "");
}

const withoutPrefix = (xml: string, prefix: string): string =>
  prefix === "" ? xml : xml.replaceAll(`<${prefix}:`, "<").replaceAll(`</${prefix}:`, "</");

/** Parts are UTF-8 or UTF-16 (ECMA-376-2, 10.1.2). */
async function* decoded(parts: WorkbookParts, name: string): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  const decode = (piece?: Uint8Array): string => {
    try {
      return decoder?.decode(piece, { stream: piece !== undefined }) ?? "";
    } catch {
      throw damaged(name);
    }
  };
  for await (const piece of parts.unpack(name)) {
    decoder ??= new TextDecoder(encodingOf(piece), { fatal: true });
    yield decode(piece);
  }
  yield decode();
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}
