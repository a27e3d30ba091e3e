/** Entries in danhba's branches that are not danhba's, or that only say so. */
import { dnKey, type ObservedEntry } from "../model/entry.ts";
import type { Finding } from "../model/finding.ts";
import type { Owner } from "../model/owner.ts";

/**
 * The directory as danhba is to take it: of several entries with one `danhbaId` the one that is known to be danhba's,
 * or else the first in order of DN, is; the others are somebody else's copies.
 * @param uuids `danhbaId` → entryUUID, of the entries that danhba has seen as its own
 * @param realm whom the findings belong to
 */
export function withoutCopies(
  observed: readonly ObservedEntry[],
  uuids: (id: string) => string | undefined,
  realm: Owner,
): { readonly observed: readonly ObservedEntry[]; readonly findings: readonly Finding[] } {
  const originals = originalsOf(observed, uuids);
  if (originals.size === 0) return { observed, findings: [] };
  const findings: Finding[] = [];
  const taken = observed.map((entry) => {
    const { danhbaId, ...attributes } = entry.attributes;
    const id = danhbaId?.[0] ?? "";
    const original = originals.get(id);
    if (original === undefined || original === entry) return entry;
    const params = { dn: entry.dn, danhbaId: id, other: original.dn };
    findings.push({ code: "DUPLICATE_ID", owner: realm, params });
    return { ...entry, attributes };
  });
  return { observed: taken, findings };
}

export interface KnownEntries {
  /** Whether danhba gives this `danhbaId` to anybody; null where that cannot be told yet. */
  readonly isGiven: ((id: string) => boolean) | null;
  /** Whether danhba deals with the entry at this DN (`dnKey`) otherwise. */
  readonly isSpared: (dn: string) => boolean;
  readonly realm: Owner;
}

/**
 * | `danhbaId` | finding |
 * |---|---|
 * | none | UNKNOWN_ENTRY, unless it is spared |
 * | nobody's | DUPLICATE_ID: left alone, and not remembered as danhba's |
 */
export function findOddEntries(
  observed: readonly ObservedEntry[],
  { isGiven, isSpared, realm }: KnownEntries,
): { readonly strange: ReadonlySet<string>; readonly findings: readonly Finding[] } {
  const strange = new Set<string>();
  const findings: Finding[] = [];
  for (const { dn, entryUuid, attributes } of observed) {
    const id = attributes.danhbaId?.[0];
    if (id === undefined) {
      if (!isSpared(dnKey(dn))) findings.push({ code: "UNKNOWN_ENTRY", owner: realm, params: { dn } });
    } else if (isGiven !== null && !isGiven(id)) {
      strange.add(entryUuid);
      findings.push({ code: "DUPLICATE_ID", owner: realm, params: { dn, danhbaId: id, other: "–" } });
    }
  }
  return { strange, findings };
}

/** By `danhbaId`, where several entries have it. */
function originalsOf(
  observed: readonly ObservedEntry[],
  uuids: (id: string) => string | undefined,
): Map<string, ObservedEntry> {
  const first = new Map<string, ObservedEntry>();
  const originals = new Map<string, ObservedEntry>();
  for (const entry of observed) {
    const id = entry.attributes.danhbaId?.[0];
    if (id === undefined) continue;
    const other = originals.get(id) ?? first.get(id);
    if (other === undefined) {
      first.set(id, entry);
      continue;
    }
    const isKnown = ({ entryUuid }: ObservedEntry) => entryUuid === uuids(id);
    const isBefore = !isKnown(other) && (isKnown(entry) || dnKey(entry.dn) < dnKey(other.dn));
    originals.set(id, isBefore ? entry : other);
  }
  return originals;
}
