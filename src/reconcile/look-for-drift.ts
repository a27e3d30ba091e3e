/** A cheap look at the directory between runs: whether somebody changed danhba's own entries. */
import { changedFrom, isOlderContext, isOlderCsn } from "../model/csn.ts";
import { entryHash } from "../plan/entry-hash.ts";
import type { AnswerPorts } from "../ports/answer-ports.ts";
import { type Clock, instantOf } from "../ports/clock.ts";
import type { DirectoryPort } from "../ports/directory-port.ts";
import type { Lease } from "../ports/journal-port.ts";

export interface LookServices {
  readonly directory: Pick<DirectoryPort, "contextCsn" | "changedSince" | "present">;
  readonly projection: AnswerPorts["projection"];
  readonly clock: Clock;
}

/**
 * `edited`: a run is called for · `restored`: the directory went back in time; a run is called for once for each
 * `mark`, since it stays so until an operator has spoken.
 */
export type Look =
  | { readonly found: "nothing" | "edited" }
  | { readonly found: "restored"; readonly mark: string };

const NOTHING: Look = { found: "nothing" };
const EDITED: Look = { found: "edited" };

/**
 * One search of one entry where nothing changed. Else what changed is compared with what is remembered; sign-ins and
 * passwords of people's own make no difference there. Deletions show in no entryCSN, and whatever is written after them
 * hides them in contextCSN too, so that presence is compared whenever anything was written. A look that found nothing
 * is remembered.
 */
export async function lookForDrift(services: LookServices, lease: Lease): Promise<Look> {
  const { directory, projection, clock } = services;
  const was = await projection.contextCsn(lease.realm);
  // Before the first run has remembered anything, or where it cannot be read, only runs tell.
  if (was === null) return NOTHING;
  const is = await directory.contextCsn();
  if (is === null || is === was) return NOTHING;
  if (isOlderContext(is, was)) return { found: "restored", mark: was };
  const from = changedFrom(was, is);
  if (from === null || (await isEdited(services, lease.realm, from))) return EDITED;
  const found = await comparePresence(services, lease.realm);
  if (found.found === "nothing") {
    await projection.write(lease, { seen: [], gone: [], contextCsn: is }, instantOf(clock));
  }
  return found;
}

async function isEdited(
  { directory, projection }: LookServices,
  realm: string,
  from: string,
): Promise<boolean> {
  const changed = await directory.changedSince(from);
  if (changed.length === 0) return false;
  const ids = changed.flatMap(({ attributes }) => attributes.danhbaId?.[0] ?? []);
  const uuids = changed.map(({ entryUuid }) => entryUuid);
  const known = await projection.find(realm, ids, uuids);
  const idOf = new Map([...known.values()].map(({ entryUuid, danhbaId }) => [entryUuid, danhbaId]));
  return changed.some((entry) => {
    const id = entry.attributes.danhbaId?.[0] ?? idOf.get(entry.entryUuid);
    if (id === undefined) return false; // somebody else's, as before
    const row = known.get(id);
    return row?.entryUuid !== entry.entryUuid || row.dn !== entry.dn || row.hash !== entryHash(entry);
  });
}

async function comparePresence({ directory, projection }: LookServices, realm: string): Promise<Look> {
  const present = await directory.present();
  const { entries } = await projection.read(realm);
  let mark = "";
  for (const { entryUuid, entryCsn } of entries.values()) {
    if (entryUuid === "") continue; // known to be missing
    const csn = present.get(entryUuid);
    if (csn === undefined) return EDITED;
    if (isOlderCsn(csn, entryCsn) && entryCsn > mark) mark = entryCsn;
  }
  return mark === "" ? NOTHING : { found: "restored", mark };
}
