/** Whose entries somebody else has changed since they were last looked at; costs by how much was written. */
import { changedFrom, isOlderContext } from "../model/csn.ts";
import { dnKey, type ObservedEntry } from "../model/entry.ts";
import type { Owner } from "../model/owner.ts";
import { entryHash } from "../plan/entry-hash.ts";
import { isGroup } from "../plan/member-marks.ts";
import type { KnownEntry } from "../ports/answer-ports.ts";
import type { RealmServices } from "./realm-services.ts";

/**
 * Deletions show in no `entryCSN`: those are the drift watch's to find.
 * @returns null: everything must be looked at, because nothing was ever remembered, the directory went back in time,
 * or the members of a group were edited
 */
export async function findEdits({
  directory,
  answers,
  scopes,
  realm,
}: Pick<RealmServices, "directory" | "answers" | "scopes" | "realm">): Promise<readonly Owner[] | null> {
  const { contextCsn: was } = await answers.projection.state(realm.id);
  const is = await directory.contextCsn();
  if (was === null || is === null || isOlderContext(is, was)) return null;
  if (is === was) return [];
  const from = changedFrom(was, is);
  if (from === null) return null;
  const changed = await directory.changedSince(from);
  const known = await answers.projection.find(
    realm.id,
    changed.flatMap(({ attributes }) => attributes.danhbaId?.[0] ?? []),
    changed.map(({ entryUuid }) => entryUuid),
  );
  const byUuid = new Map([...known.values()].map((row) => [row.entryUuid, row]));
  const edited = new Set<string>();
  for (const entry of changed) {
    const row = byUuid.get(entry.entryUuid) ?? known.get(entry.attributes.danhbaId?.[0] ?? "");
    // Somebody else's, or danhba's own writing.
    if (row === undefined || isAsWritten(row, entry)) continue;
    if (isGroup(entry)) return null;
    if (!isAsSeen(row, entry)) edited.add(row.dn);
  }
  const owners = await scopes.ownersAt(realm.id, [...edited]);
  return owners.size < edited.size ? null : [...owners.values()];
}

const isAsWritten = (row: KnownEntry, { entryUuid, entryCsn }: ObservedEntry): boolean =>
  row.entryUuid === entryUuid && row.entryCsn === entryCsn;

/** But for what changes by itself, such as sign-ins. */
const isAsSeen = (row: KnownEntry, entry: ObservedEntry): boolean =>
  row.entryUuid === entry.entryUuid && dnKey(row.dn) === dnKey(entry.dn) && row.hash === entryHash(entry);
