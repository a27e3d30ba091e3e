/** What the directory holds of a slice after the run: read again by ids, the lists of groups kept by what came and went. */
import { personIdOf } from "../desired/person-owner.ts";
import { dnKey, type ObservedEntry } from "../model/entry.ts";
import type { Owner } from "../model/owner.ts";
import { splitOwner } from "../model/owner.ts";
import { entryHash } from "../plan/entry-hash.ts";
import { type Marks, openMarks } from "../plan/member-marks.ts";
import type { KnownEntry, ProjectedEntry } from "../ports/answer-ports.ts";
import { instantOf } from "../ports/clock.ts";
import type { Referrer } from "../ports/directory-port.ts";
import type { Lease } from "../ports/journal-port.ts";
import { membershipsOf } from "./memberships.ts";
import type { PreparedPlan, SliceReading } from "./prepared-plan.ts";
import type { RealmServices } from "./realm-services.ts";

/**
 * @param open owners that are not as they should be: what their entries were to be counts no further
 */
export async function rememberSlice(
  services: RealmServices,
  lease: Lease,
  prepared: PreparedPlan & { readonly slice: SliceReading },
  open: ReadonlySet<Owner>,
): Promise<void> {
  const { directory, answers, realm, profile, clock } = services;
  const { desired, projection, intents, contextCsn, plan, observed, slice, strange } = prepared;
  const owners = new Map<string, Owner>(desired.map(({ danhbaId, owner }) => [danhbaId, owner]));
  const ids = new Set([...owners.keys(), ...projection.entries.keys()]);
  const isWritten = plan.items.length > 0;
  const seen = isWritten ? await directory.findOwn([...ids]) : observed;
  const marks = openMarks(await answers.projection.markKey(realm.id));
  const dns = [...seen, ...observed].filter(({ dn }) => splitPerson(dn)).map(({ dn }) => dn);
  const after = isWritten ? await directory.findReferrers([...new Set(dns)]) : slice.referrers;
  const moved = changedMembers(slice.referrers, after);
  const memberships = membershipsOf(desired);
  const rows: ProjectedEntry[] = [];
  const met = new Set<string>();
  for (const entry of seen) {
    const id = entry.attributes.danhbaId?.[0];
    if (id === undefined || met.has(id) || strange.has(entry.entryUuid) || !ids.has(id)) continue;
    met.add(id);
    const known = projection.entries.get(id);
    const owner = owners.get(id) ?? known?.owner ?? null;
    const isFulfilled = owner !== null && owners.has(id) && !open.has(owner);
    const isPerson = owner !== null && personIdOf(profile, owner) !== null;
    const row: ProjectedEntry = {
      danhbaId: id,
      dn: entry.dn,
      entryUuid: entry.entryUuid,
      entryCsn: entry.entryCsn,
      attributes: withoutMembers(entry),
      hash: entryHash(entry),
      intent: (isFulfilled ? intents.get(owner) : known?.intent) ?? null,
      owner,
      memberships: isPerson
        ? ((isFulfilled ? (memberships.get(owner) ?? []) : known?.memberships) ?? null)
        : null,
      members: membersAfter(marks, entry, known, moved, owner),
    };
    if (known === undefined || isChanged(known, row)) rows.push(row);
  }
  const gone = [...projection.entries.keys()].filter((id) => ids.has(id) && !met.has(id));
  const left = gone.filter((id) => {
    const owner = owners.get(id);
    return owner !== undefined && open.has(owner);
  });
  for (const id of left) {
    const known = projection.entries.get(id);
    if (known !== undefined && known.entryUuid !== "")
      rows.push({ ...known, entryUuid: "", entryCsn: "", hash: "", attributes: {} });
  }
  const forgotten = gone.filter((id) => !left.includes(id));
  if (rows.length === 0 && forgotten.length === 0 && contextCsn === projection.contextCsn) return;
  await answers.projection.write(lease, { seen: rows, gone: forgotten, contextCsn }, instantOf(clock));
}

const splitPerson = (dn: string): boolean => /,ou=people,/i.test(dn);

function withoutMembers({ attributes }: ObservedEntry): ObservedEntry["attributes"] {
  const { member: _members, ...others } = attributes;
  return others;
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
  marks: Marks,
  entry: ObservedEntry,
  known: KnownEntry | undefined,
  moved: ReadonlyMap<string, Moved>,
  owner: Owner | null,
): KnownEntry["members"] {
  const isGroup = known?.members != null || (owner !== null && splitOwner(owner).kind === "group");
  if (!isGroup) return null;
  const { added, removed } = moved.get(dnKey(entry.dn)) ?? { added: [], removed: [] };
  return marks.add(known?.members ?? { count: 0, sum: "0" }, added, removed);
}

/** A sign-in alone, which moves entryCSN, is nothing to write; that danhba itself has written is. */
const isChanged = (known: KnownEntry, row: ProjectedEntry): boolean =>
  known.dn !== row.dn ||
  known.entryUuid !== row.entryUuid ||
  known.entryCsn !== row.entryCsn ||
  known.hash !== row.hash ||
  known.intent !== row.intent ||
  JSON.stringify([known.owner, known.memberships, known.members]) !==
    JSON.stringify([row.owner, row.memberships, row.members]);
