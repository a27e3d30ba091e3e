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
 * SHA-256 in hex, over names and values in order; members included, the DN not. Written out by hand, since RFC 8785 is
 * several times slower and this runs over every entry of every run.
 */
export function entryHash({ attributes }: Pick<ObservedEntry, "attributes">): string {
  return hash("sha256", JSON.stringify(inOrder(attributes, isVolatile)));
}

/** Any other lock than one for good is the server's own answer to wrong passwords. */
const isVolatile = (name: string, values: readonly string[]): boolean =>
  VOLATILE_ATTRIBUTES.has(name) || (name === "pwdAccountLockedTime" && !values.includes(LOCKED_FOR_GOOD));

/** Names and values of attributes, whatever order they came in. */
export function inOrder(
  attributes: Attributes,
  isLeftOut: (name: string, values: readonly string[]) => boolean = () => false,
): (readonly string[])[] {
  const parts: (readonly string[])[] = [];
  for (const name of Object.keys(attributes).sort()) {
    const values = attributes[name] ?? [];
    if (!isLeftOut(name, values)) parts.push([name], values.length < 2 ? values : values.toSorted());
  }
  return parts;
}
