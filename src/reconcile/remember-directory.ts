/** Looks at the directory after a run and remembers what it holds, so that a change from elsewhere is known as one. */
import { placeholderDn } from "../desired/context.ts";
import { danhbaId } from "../desired/danhba-id.ts";
import type { HeldItem } from "../gate/judge-plan.ts";
import type { Item } from "../model/change.ts";
import { changedFrom, isOlderCsn } from "../model/csn.ts";
import { dnKey, type ObservedEntry } from "../model/entry.ts";
import { type Owner, splitOwner } from "../model/owner.ts";
import { entryHash } from "../plan/entry-hash.ts";
import { isGroup, isSameMark, type MemberMarks, openMarks } from "../plan/member-marks.ts";
import { TreePositions } from "../plan/unit-moves.ts";
import type { KnownEntry, ProjectedEntry } from "../ports/answer-ports.ts";
import { instantOf } from "../ports/clock.ts";
import type { Lease } from "../ports/journal-port.ts";
import type { PreparedPlan } from "./prepared-plan.ts";
import type { RealmServices } from "./realm-services.ts";
import { rememberSlice } from "./remember-slice.ts";

/** What a run came to. */
export interface RunSoFar {
  /** Read everything again, not only what changed since. */
  readonly isFull: boolean;
  /** Asked to stop: which of its items were written is not known here. */
  readonly isStopped: boolean;
  readonly applied: number;
  /** Refused, or not tried because of that; some of it may be written. */
  readonly undone: readonly Item[];
  readonly held: readonly HeldItem[];
  /** Left as it is because the realm only reports drift. */
  readonly left: readonly Item[];
}

/**
 * Writes only rows that differ. What the run did not touch is remembered as the plan saw it, and `contextCSN` as it was
 * before that: so an edit that came in between is still to be found.
 * @returns every entry of the managed branches as it is after the run
 */
export async function lookAgain(
  services: RealmServices,
  lease: Lease,
  prepared: PreparedPlan,
  run: RunSoFar,
  open: ReadonlySet<Owner>,
): Promise<readonly ObservedEntry[]> {
  const { slice } = prepared;
  if (slice !== null) {
    await rememberSlice(services, lease, { ...prepared, slice }, { open, isFull: run.isFull });
    return prepared.observed;
  }
  const untouched = new Set<Owner>(
    [...run.held.map(({ item }) => item), ...run.left].map(({ owner }) => owner),
  );
  const tried = prepared.plan.items.filter(({ owner }) => !untouched.has(owner));
  const { projection } = services.answers;
  // Before the look, so that a deletion during it counts as one after it.
  const deletes = await services.directory.deletions();
  const seen = await readAgain(services, prepared, tried, run);
  const { markKey, completeCsn } = await projection.state(services.realm.id);
  const marks = openMarks(markKey, placeholderDn(services.realm.suffix));
  // Until an operator has spoken, the directory stays recognised as a restored one.
  const isWaiting = prepared.gate.isRestored && run.held.some(({ rule }) => rule === "restored");
  const rows = projectedRows(services.realm.id, prepared, { ...run, tried, seen, isWaiting, marks });
  const contextCsn = isWaiting ? prepared.projection.contextCsn : prepared.contextCsn;
  const isSame = contextCsn === prepared.projection.contextCsn;
  const isNews = !isSame || (run.isFull && completeCsn !== contextCsn);
  if (rows.seen.length > 0 || rows.gone.length > 0 || isNews) {
    const compared = run.isFull ? { deletes } : {};
    await projection.write(lease, { ...rows, contextCsn, ...compared }, instantOf(services.clock));
  }
  return seen;
}

async function readAgain(
  { directory }: Pick<RealmServices, "directory">,
  { observed, contextCsn }: PreparedPlan,
  tried: readonly Item[],
  { isFull, isStopped, applied, undone }: RunSoFar,
): Promise<readonly ObservedEntry[]> {
  if (isFull) return await directory.observe();
  if (applied === 0 && undone.length === 0 && !isStopped) return observed;
  const from = changedFrom(contextCsn, await directory.contextCsn());
  if (from === null) return await directory.observe();
  const entries = new Map(observed.map((entry) => [entry.entryUuid, entry]));
  const refused = new Set(undone);
  const positions = new TreePositions(observed.map(({ dn }) => dn));
  for (const item of tried) {
    if (isStopped || refused.has(item)) continue;
    for (const operation of item.operations) {
      // A unit takes along what stands below it, without a new entryCSN.
      const isUnit = splitOwner(item.owner).kind === "unit";
      if (operation.op === "rename" && isUnit) positions.move(operation.dn, operation.newDn);
    }
  }
  const deleted = new Set(tried.filter(({ kind }) => kind === "delete").map(({ dn }) => dnKey(dn)));
  for (const entry of observed) {
    const dn = positions.currentDn(entry.dn);
    if (dn !== entry.dn) entries.set(entry.entryUuid, { ...entry, dn });
    if (deleted.has(dnKey(entry.dn)) && !isStopped) entries.delete(entry.entryUuid);
  }
  for (const entry of await directory.changedSince(from)) {
    entries.set(entry.entryUuid, await withMembers(directory, entry));
  }
  return [...entries.values()];
}

async function withMembers(
  directory: Pick<RealmServices["directory"], "membersOf">,
  entry: ObservedEntry,
): Promise<ObservedEntry> {
  if (!isGroup(entry)) return entry;
  const member = await directory.membersOf(entry.dn);
  return { ...entry, attributes: { ...entry.attributes, member } };
}

interface Projected {
  readonly seen: readonly ProjectedEntry[];
  readonly gone: readonly string[];
}

function projectedRows(
  realm: string,
  { plan, intents, projection, observed, strange }: PreparedPlan,
  run: RunSoFar & {
    readonly tried: readonly Item[];
    readonly seen: readonly ObservedEntry[];
    readonly isWaiting: boolean;
    readonly marks: MemberMarks;
  },
): Projected {
  const open = new Set(
    run.isStopped ? plan.items : [...run.held.map(({ item }) => item), ...run.left, ...run.undone],
  );
  const openOwners = new Set([...open].map(({ owner }) => owner));
  const owners = new Map([...intents.keys()].map((owner) => [danhbaId(realm, owner), owner]));
  const intentOf = (id: string, known: KnownEntry | undefined): string | null => {
    const owner = owners.get(id);
    const isFulfilled = owner !== undefined && !openOwners.has(owner);
    return (isFulfilled ? intents.get(owner) : known?.intent) ?? null;
  };
  const rows: ProjectedEntry[] = [];
  const met = new Set<string>();
  const left = [...asLeft(observed, run.seen, touchedDns(run.tried))];
  const memberships = membershipsOf(left, owners);
  for (const entry of left) {
    const id = entry.attributes.danhbaId?.[0];
    if (id === undefined || strange.has(entry.entryUuid) || met.has(id)) continue;
    met.add(id);
    const known = projection.entries.get(id);
    const row = {
      ...rowOf(entry, id, known, run.marks),
      intent: intentOf(id, known),
      owner: owners.get(id) ?? known?.owner ?? null,
      memberships: memberships.get(dnKey(entry.dn)) ?? [],
      mark: run.marks.markOf(entry.dn),
    };
    if (known === undefined || isChanged(known, row, run.isWaiting)) {
      const isKept = run.isWaiting && known !== undefined && isOlderCsn(row.entryCsn, known.entryCsn);
      rows.push(isKept ? { ...row, entryCsn: known.entryCsn } : row);
    }
  }
  const gone: string[] = [];
  for (const [id, known] of projection.entries) {
    if (met.has(id)) continue;
    const owner = owners.get(id);
    if (owner === undefined || !openOwners.has(owner)) gone.push(id);
    else if (known.entryUuid !== "") {
      const none = { entryUuid: "", entryCsn: "", hash: "", members: null, attributes: {} };
      rows.push({ ...known, ...none, owner, memberships: null, mark: null });
    }
  }
  return { seen: rows, gone };
}

/** Everything that these items may have written, members of groups among it. */
const touchedDns = (items: readonly Item[]): Set<string> =>
  new Set(
    items.flatMap(({ dn, dnBefore, operations }) =>
      [dn, dnBefore ?? dn, ...operations.map((operation) => operation.dn)].map(dnKey),
    ),
  );

/** What items touched as it is now, the rest as the plan saw it. */
function* asLeft(
  before: readonly ObservedEntry[],
  after: readonly ObservedEntry[],
  touched: ReadonlySet<string>,
): Iterable<ObservedEntry> {
  const now = new Map(after.map((entry) => [entry.entryUuid, entry]));
  const known = new Set<string>();
  for (const entry of before) {
    known.add(entry.entryUuid);
    const is = now.get(entry.entryUuid);
    if (!touched.has(dnKey(entry.dn))) yield is === undefined ? entry : { ...entry, dn: is.dn };
    else if (is !== undefined) yield is;
  }
  for (const entry of after) {
    if (!known.has(entry.entryUuid) && touched.has(dnKey(entry.dn))) yield entry;
  }
}

/** DN, as `dnKey` has it → owners of the groups that it is in. */
function membershipsOf(
  entries: readonly ObservedEntry[],
  owners: ReadonlyMap<string, Owner>,
): Map<string, Owner[]> {
  const memberships = new Map<string, Owner[]>();
  for (const { attributes } of entries) {
    const group = owners.get(attributes.danhbaId?.[0] ?? "");
    if (group === undefined) continue;
    for (const member of attributes.member ?? []) {
      const key = dnKey(member);
      const known = memberships.get(key);
      if (known === undefined) memberships.set(key, [group]);
      else known.push(group);
    }
  }
  return memberships;
}

function rowOf(
  entry: ObservedEntry,
  id: string,
  known: KnownEntry | undefined,
  marks: MemberMarks,
): Pick<ProjectedEntry, "danhbaId" | "dn" | "entryUuid" | "entryCsn" | "attributes" | "hash" | "members"> {
  const { dn, entryUuid, entryCsn } = entry;
  const { member, ...attributes } = entry.attributes;
  // Most entries are as they were: only what was written since is hashed.
  const isSame = known?.entryUuid === entryUuid && known.entryCsn === entryCsn && known.hash !== "";
  const hash = isSame ? known.hash : entryHash(entry);
  const members = isSame ? known.members : isGroup(entry) ? marks.sumOf(member ?? []) : null;
  return { danhbaId: id, dn, entryUuid, entryCsn, attributes, hash, members };
}

/** A sign-in alone, which moves entryCSN, is nothing to write; that it has gone back is. */
const isChanged = (known: KnownEntry, row: KnownEntry, isWaiting: boolean): boolean =>
  known.dn !== row.dn ||
  known.entryUuid !== row.entryUuid ||
  known.hash !== row.hash ||
  !isSameMark(known.members, row.members) ||
  known.intent !== row.intent ||
  (!isWaiting && isOlderCsn(row.entryCsn, known.entryCsn));
