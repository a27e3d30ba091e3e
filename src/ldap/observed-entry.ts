/** An entry as the driver gives it → as danhba knows entries. */
import type { Entry } from "ldapts";
import type { Attributes, ObservedEntry } from "../model/entry.ts";
import { READ_ATTRIBUTES } from "./attributes.ts";

const SPELLING = new Map(READ_ATTRIBUTES.map((name) => [name.toLowerCase(), name]));

/** The driver gives one value alone, and an asked-for attribute that is absent as an empty list. */
export function observedEntry(entry: Entry): ObservedEntry {
  const attributes: Record<string, readonly string[]> = {};
  for (const [name, value] of Object.entries(entry)) {
    const spelled = SPELLING.get(name.toLowerCase());
    const values = (Array.isArray(value) ? value : [value]).map(String);
    if (spelled !== undefined && values.length > 0) attributes[spelled] = values;
  }
  const { entryUUID, entryCSN, ...rest } = attributes;
  return {
    dn: entry.dn,
    entryUuid: entryUUID?.[0] ?? "",
    entryCsn: entryCSN?.[0] ?? "",
    attributes: rest satisfies Attributes,
  };
}
