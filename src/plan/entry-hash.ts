/** One hash for all that an entry holds and that does not change by itself. */
import { createHash } from "node:crypto";
import { LOCKED_FOR_GOOD, type ObservedEntry } from "../model/entry.ts";

/** Kept by the server, or changed whenever somebody signs in or sets their own password. */
export const VOLATILE_ATTRIBUTES: ReadonlySet<string> = new Set([
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
  const parts: (readonly string[])[] = [];
  for (const name of Object.keys(attributes).sort()) {
    if (VOLATILE_ATTRIBUTES.has(name)) continue;
    const values = attributes[name] ?? [];
    // Any other value is the server's own answer to wrong passwords.
    if (name === "pwdAccountLockedTime" && !values.includes(LOCKED_FOR_GOOD)) continue;
    parts.push([name], values.length < 2 ? values : values.toSorted());
  }
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
