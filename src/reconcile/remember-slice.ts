/** What the directory holds of a slice after the run: read again by ids, the marks of groups kept by who came and went. */
import { placeholderDn } from "../desired/context.ts";
import { dnKey, type ObservedEntry } from "../model/entry.ts";
import { type Owner, splitOwner } from "../model/owner.ts";
import { entryHash } from "../plan/entry-hash.ts";
import { isGroup, isSameMark, type MemberMarks, NO_MEMBERS, openMarks } from "../plan/member-marks.ts";
import type { KnownEntry, ProjectedEntry } from "../ports/answer-ports.ts";
import { instantOf } from "../ports/clock.ts";
import type { Referrer } from "../ports/directory-port.ts";
import type { Lease } from "../ports/journal-port.ts";
import type { PreparedPlan, SliceReading } from "./prepared-plan.ts";
import type { RealmServices } from "./realm-services.ts";

export interface SliceSoFar {
  /** Owners that are not as they should be: what their entries were to be counts no further. */
  readonly open: ReadonlySet<Owner>;
  /** All entries were compared before. */
  readonly isFull: boolean;
}

/** Writes only rows that differ; no list of members is read. */
export async function rememberSlice(
  services: RealmServices,
  lease: Lease,
  prepared: PreparedPlan & { readonly slice: SliceReading },
  { open, isFull }: SliceSoFar,
): Promise<void> {
  const { directory, answers, realm, clock } = services;
  const { projection, contextCsn, plan } = prepared;
  const { markKey, completeCsn } = await answers.projection.state(realm.id);
  const deletes = await directory.deletions();
  const seen = plan.items.length === 0 ? null : await readAgain(services, prepared);
  const marks = openMarks(markKey, placeholderDn(realm.suffix));
  const rows = projectedRows(prepared, seen, { open, isFull }, marks);
  const isNews = contextCsn !== projection.contextCsn || (isFull && completeCsn !== contextCsn);
  if (rows.seen.length === 0 && rows.gone.length === 0 && !isNews) return;
  const compared = isFull ? { deletes } : {};
  await answers.projection.write(lease, { ...rows, contextCsn, ...compared }, instantOf(clock));
}

interface SeenAgain {
  readonly entries: readonly ObservedEntry[];
  readonly referrers: readonly Referrer[];
}

/** Of a slice: its entries, by any name that they had, have or were to have. */
async function readAgain(
  { directory }: Pick<RealmServices, "directory">,
  prepared: PreparedPlan & { readonly slice: SliceReading },
): Promise<SeenAgain> {
  const { projection, observed, plan } = prepared;
  const ids = lookedIds(prepared);
  const entries = await directory.findOwn([...ids.keys()]);
  const isPerson = (owner: Owner | null | undefined): boolean =>
    owner != null && splitOwner(owner).kind === "person";
  const seen = [...entries, ...observed].filter(({ attributes }) =>
    isPerson(ids.get(attributes.danhbaId?.[0] ?? "")),
  );
  const known = [...projection.entries.values()].filter(({ danhbaId }) => isPerson(ids.get(danhbaId)));
  const planned = plan.items.filter(({ owner }) => isPerson(owner));
  const people = new Map([...seen, ...known, ...planned].map(({ dn }) => [dnKey(dn), dn]));
  return { entries, referrers: await directory.findReferrers([...people.values()]) };
}

/**
 * `danhbaId` → owner, of entries that were looked at whole: not of people who only stand where somebody else may have
 * been to go.
 */
function lookedIds({
  desired,
  projection,
  slice,
}: Pick<PreparedPlan, "desired" | "projection"> & { readonly slice: SliceReading }): Map<
  string,
  Owner | null
> {
  const owners = new Set(slice.owners);
  const ids = new Map<string, Owner | null>();
  for (const { danhbaId, owner } of projection.entries.values()) {
    const isBystander = owner !== null && splitOwner(owner).kind === "person" && !owners.has(owner);
    if (!isBystander) ids.set(danhbaId, owner);
  }
  for (const { danhbaId, owner } of desired) ids.set(danhbaId, owner);
  return ids;
}

function projectedRows(
  prepared: PreparedPlan & { readonly slice: SliceReading },
  again: SeenAgain | null,
  { open, isFull }: SliceSoFar,
  marks: MemberMarks,
): { readonly seen: readonly ProjectedEntry[]; readonly gone: readonly string[] } {
  const { desired, projection, intents, observed, slice, strange, plan } = prepared;
  const owners = lookedIds(prepared);
  const entries = again?.entries ?? observed;
  const referrers = again?.referrers ?? slice.referrers;
  const moved = changedMembers(slice.referrers, referrers);
  const groups = groupOwners(desired, projection.entries);
  const memberships = Map.groupBy(
    referrers.filter(({ attribute }) => attribute === "member"),
    ({ target }) => dnKey(target),
  );
  const before = ({ dn }: ObservedEntry, known: KnownEntry | undefined): KnownEntry["members"] =>
    // One that is new began empty; of one that is known without its members nothing can be added up.
    slice.oddGroups.get(dnKey(dn))?.members ?? (known === undefined ? NO_MEMBERS : known.members);
  // Where all was compared, the memberships that were remembered of these may be what differed.
  const isRewritten = again !== null || isFull;
  const rows: ProjectedEntry[] = [];
  const met = new Set<string>();
  for (const entry of entries) {
    const id = entry.attributes.danhbaId?.[0];
    if (id === undefined || met.has(id) || strange.has(entry.entryUuid) || !owners.has(id)) continue;
    met.add(id);
    const known = projection.entries.get(id);
    const owner = owners.get(id) ?? null;
    const isFulfilled = owner !== null && intents.has(owner) && !open.has(owner);
    const within = (memberships.get(dnKey(entry.dn)) ?? []).flatMap(
      ({ holder }) => groups.get(dnKey(holder)) ?? [],
    );
    const { member: _members, ...attributes } = entry.attributes;
    const row: ProjectedEntry = {
      danhbaId: id,
      dn: entry.dn,
      entryUuid: entry.entryUuid,
      entryCsn: entry.entryCsn,
      attributes,
      hash: entryHash(entry),
      intent: (isFulfilled ? intents.get(owner) : known?.intent) ?? null,
      owner,
      members: isGroup(entry) ? membersAfter(marks, entry, before(entry, known), moved) : null,
      memberships: [...new Set(within)].toSorted(),
      mark: marks.markOf(entry.dn),
    };
    if (known === undefined || isRewritten || isChanged(known, row)) rows.push(row);
  }
  const deleted = new Set(plan.items.filter(({ kind }) => kind === "delete").map(({ owner }) => owner));
  const gone: string[] = [];
  for (const [id, known] of projection.entries) {
    if (met.has(id) || !owners.has(id)) continue;
    const { owner } = known;
    const isMissed = owner !== null && open.has(owner) && !deleted.has(owner);
    if (!isMissed) gone.push(id);
    else if (known.entryUuid !== "") rows.push(missing(known));
  }
  return { seen: rows, gone };
}

/** Of an entry that is to be and was seen to be missing. */
const missing = (known: KnownEntry): ProjectedEntry => ({
  ...known,
  entryUuid: "",
  entryCsn: "",
  hash: "",
  attributes: {},
  memberships: [],
  mark: null,
});

/** By `dnKey`. */
function groupOwners(
  desired: PreparedPlan["desired"],
  known: ReadonlyMap<string, KnownEntry>,
): Map<string, Owner> {
  const groups = new Map<string, Owner>();
  for (const { dn, owner } of known.values()) if (owner !== null) groups.set(dnKey(dn), owner);
  for (const { dn, owner } of desired) groups.set(dnKey(dn), owner);
  return groups;
}

interface Moved {
  readonly added: string[];
  readonly removed: string[];
}

/** By `dnKey` of the group: who came and who went. */
function changedMembers(before: readonly Referrer[], after: readonly Referrer[]): Map<string, Moved> {
  const keyOf = ({ holder, target }: Referrer): string => `${dnKey(holder)}\n${dnKey(target)}`;
  const members = (list: readonly Referrer[]) =>
    new Map(list.filter(({ attribute }) => attribute === "member").map((one) => [keyOf(one), one]));
  const [was, is] = [members(before), members(after)];
  const moved = new Map<string, Moved>();
  const of = (holder: string): Moved => {
    const known = moved.get(dnKey(holder)) ?? { added: [], removed: [] };
    moved.set(dnKey(holder), known);
    return known;
  };
  for (const [key, { holder, target }] of is) if (!was.has(key)) of(holder).added.push(target);
  for (const [key, { holder, target }] of was) if (!is.has(key)) of(holder).removed.push(target);
  return moved;
}

function membersAfter(
  marks: MemberMarks,
  { dn }: ObservedEntry,
  before: KnownEntry["members"],
  moved: ReadonlyMap<string, Moved>,
): KnownEntry["members"] {
  const { added, removed } = moved.get(dnKey(dn)) ?? { added: [], removed: [] };
  return before === null ? null : marks.add(before, added, removed);
}

/** A sign-in alone, which moves entryCSN, is nothing to write. */
const isChanged = (known: KnownEntry, row: ProjectedEntry): boolean =>
  known.dn !== row.dn ||
  known.entryUuid !== row.entryUuid ||
  known.hash !== row.hash ||
  known.intent !== row.intent ||
  known.owner !== row.owner ||
  !isSameMark(known.members, row.members);
