/** One hash for all that an entry holds and that does not change by itself. */
import { hash } from "node:crypto";
import { type Attributes, LOCKED_FOR_GOOD, type ObservedEntry } from "../model/entry.ts";

/** Kept by the server, or changed whenever somebody signs in or sets their own password. */
const VOLATILE_ATTRIBUTES: ReadonlySet<string> = new Set([
  "createTimestamp",
  "modifyTimestamp",
  "modifiersName",
  "pwdLastSuccess",
  "pwdChangedTime",
  "pwdReset",
]);

/**
 * Not in the hash at all, so that whoever only compares need not read them: volatile ones, and members, which are
 * compared by their mark (`MemberMark`), since a group may have a hundred thousand.
 */
export const isUnhashed = (name: string): boolean => name === "member" || VOLATILE_ATTRIBUTES.has(name);

/**
 * SHA-256 in hex, over names and values whatever order they came in; neither members nor the DN are in it. What is
 * hashed is, for each attribute in the order of its name, the name and then the values in the order of their bytes,
 * each as `valueBytes` has it. So whoever has the values as LDAP sends them need not turn them into text.
 */
export function entryHash({ attributes }: Pick<ObservedEntry, "attributes">): string {
  const parts: Buffer[] = [];
  for (const name of Object.keys(attributes).sort()) {
    const values = attributes[name] ?? [];
    if (values.length === 0 || isLeftOut(name, values)) continue;
    parts.push(Buffer.from(name));
    const encoded = values.map(valueBytes);
    for (const value of encoded.length < 2 ? encoded : encoded.sort((a, b) => a.compare(b)))
      parts.push(value);
  }
  return hash("sha256", Buffer.concat(parts));
}

/** Any other lock than one for good is the server's own answer to wrong passwords. */
const isLeftOut = (name: string, values: readonly string[]): boolean =>
  isUnhashed(name) || (name === "pwdAccountLockedTime" && !values.includes(LOCKED_FOR_GOOD));

/** An OCTET STRING of BER with the shortest length (RFC 4511 §5.1): begins with 0x04, which is in no name. */
function valueBytes(value: string): Buffer {
  const length = Buffer.byteLength(value);
  const head = [0x04, ...lengthBytes(length)];
  const bytes = Buffer.allocUnsafe(head.length + length);
  bytes.set(head);
  bytes.write(value, head.length);
  return bytes;
}

function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 0x100)) bytes.unshift(rest % 0x100);
  return [0x80 + bytes.length, ...bytes];
}

/** Names and values of attributes, whatever order they came in. */
export function inOrder(attributes: Attributes): (readonly string[])[] {
  const parts: (readonly string[])[] = [];
  for (const name of Object.keys(attributes).sort()) {
    const values = attributes[name] ?? [];
    parts.push([name], values.length < 2 ? values : values.toSorted());
  }
  return parts;
}
