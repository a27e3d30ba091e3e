/** A cheap look at the directory between runs: whether somebody changed danhba's own entries. */
import { placeholderDn } from "../desired/context.ts";
import { changedFrom, isOlderContext } from "../model/csn.ts";
import type { ObservedEntry } from "../model/entry.ts";
import { entryHash } from "../plan/entry-hash.ts";
import { isGroup, isSameMark, type MemberMarks, openMarks } from "../plan/member-marks.ts";
import type { AnswerPorts, DirectoryState, KnownEntry } from "../ports/answer-ports.ts";
import { type Clock, instantOf } from "../ports/clock.ts";
import type { DirectoryPort } from "../ports/directory-port.ts";
import type { Lease } from "../ports/journal-port.ts";

export interface LookServices {
  readonly directory: Pick<DirectoryPort, "contextCsn" | "changedSince" | "membersOf" | "deletions" | "scan">;
  readonly projection: AnswerPorts["projection"];
  readonly realm: { readonly suffix: string };
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
 * Where the server does not count deletions, only comparing all entries shows one: a minute of work for a million of
 * them, and a deletion by hand is put right by the next full run at the latest.
 */
const COMPARE_ALL_MS = 60 * 60 * 1000;
/** More differences than this are not told one by one. */
const MANY = 10_000;

/**
 * One search of one entry where nothing changed. Else what changed is compared with what is remembered: danhba's own
 * writes are known by their entryCSN, sign-ins and passwords of people's own make no difference, and of groups that
 * others wrote to the members are read. Deletions show in no entryCSN, and whatever is written after them hides them in
 * contextCSN too: the server's count of them tells whether there were any. A look that found nothing is remembered.
 */
export async function lookForDrift(services: LookServices, lease: Lease): Promise<Look> {
  const { directory, projection, realm, clock } = services;
  const was = await projection.state(lease.realm);
  const { contextCsn } = was;
  // Before the first run has remembered anything, or where it cannot be read, only runs tell.
  if (contextCsn === null) return NOTHING;
  const is = await directory.contextCsn();
  if (is === null || (is === contextCsn && !isOverdue(was, is, clock))) return NOTHING;
  if (isOlderContext(is, contextCsn)) return { found: "restored", mark: contextCsn };
  const from = changedFrom(contextCsn, is);
  if (from === null) return EDITED;
  const marks = openMarks(was.markKey, placeholderDn(realm.suffix));
  const entryCsns = await compareChanged(services, lease.realm, from, marks);
  if (entryCsns === null) return EDITED;
  // After contextCSN, so that a deletion that it does not show is counted.
  const deletes = await directory.deletions();
  const isToldComplete = deletes !== null && deletes === was.deletes && !hasSeveralServers(is);
  const isToldOtherwise = deletes !== null && deletes !== was.deletes;
  const isCompared = !isToldComplete && (isToldOtherwise || isOverdue(was, is, clock));
  if (isCompared) {
    const found = await compareAll(services, lease.realm, contextCsn, marks);
    if (found !== null) return found;
  }
  const isComplete = isToldComplete || isCompared;
  const look = { contextCsn: is, deletes: isComplete ? deletes : undefined, entryCsns };
  await projection.noteLook(lease, look, instantOf(clock));
  return NOTHING;
}

/** Whether something was written since nothing was missing, and that was long ago. */
function isOverdue({ completeAt, completeCsn }: DirectoryState, is: string, clock: Clock): boolean {
  if (completeAt === null) return true;
  return is !== completeCsn && clock.now() - Date.parse(completeAt) >= COMPARE_ALL_MS;
}

/** Each server counts what its own clients delete. @param contextCsn joined by a blank */
const hasSeveralServers = (contextCsn: string): boolean => contextCsn.includes(" ");

/** New `entryCSN` by `danhbaId` of entries that are otherwise as they were; null where one is not. */
async function compareChanged(
  { directory, projection }: LookServices,
  realm: string,
  from: string,
  marks: MemberMarks,
): Promise<ReadonlyMap<string, string> | null> {
  const entryCsns = new Map<string, string>();
  const changed = await directory.changedSince(from);
  if (changed.length === 0) return entryCsns;
  const ids = changed.flatMap(({ attributes }) => attributes.danhbaId?.[0] ?? []);
  const uuids = changed.map(({ entryUuid }) => entryUuid);
  const known = await projection.find(realm, ids, uuids);
  const idOf = new Map([...known.values()].map(({ entryUuid, danhbaId }) => [entryUuid, danhbaId]));
  const groups: [ObservedEntry, KnownEntry][] = [];
  for (const entry of changed) {
    const id = entry.attributes.danhbaId?.[0] ?? idOf.get(entry.entryUuid);
    if (id === undefined) continue; // somebody else's, as before
    const row = known.get(id);
    if (row?.entryUuid !== entry.entryUuid || row.dn !== entry.dn) return null;
    if (row.entryCsn === entry.entryCsn) continue;
    if (row.hash !== entryHash(entry)) return null;
    if (isGroup(entry)) groups.push([entry, row]);
    entryCsns.set(id, entry.entryCsn);
  }
  for (const [{ dn }, { members }] of groups) {
    if (!isSameMark(members, marks.sumOf(await directory.membersOf(dn)))) return null;
  }
  return entryCsns;
}

/** Null where all own entries are there, and as they were; groups tell by their entryCSN when they change. */
async function compareAll(
  { directory, projection }: LookServices,
  realm: string,
  contextCsn: string,
  marks: MemberMarks,
): Promise<Look | null> {
  const differences = await projection.compareScan(realm, directory.scan(marks), MANY);
  if (differences === null) return EDITED;
  if (differences.isRestored) return { found: "restored", mark: contextCsn };
  return differences.changed.length > 0 || differences.missing.length > 0 ? EDITED : null;
}
