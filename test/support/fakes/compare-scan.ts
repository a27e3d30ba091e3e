/** All entries of a directory against what is remembered of them, in memory. */
import { isOlderCsn } from "../../../src/model/csn.ts";
import type { ProjectedEntry } from "../../../src/ports/answer-ports.ts";
import type { EntryStamp } from "../../../src/ports/directory-port.ts";
import type { EntryDifferences } from "../../../src/ports/scope-ports.ts";
import { allPages } from "../all-pages.ts";

export async function compareScan(
  known: ReadonlyMap<string, ProjectedEntry>,
  scan: AsyncIterable<readonly EntryStamp[]>,
  limit: number,
): Promise<EntryDifferences | null> {
  const stamps = await allPages(scan);
  const own = new Map<string, EntryStamp>();
  const others: string[] = [];
  for (const stamp of stamps.toSorted((a, b) => (a.dn < b.dn ? -1 : 1))) {
    const { danhbaId: id, dn, entryUuid } = stamp;
    const first = id === null ? undefined : own.get(id);
    if (id === null) {
      others.push(dn);
    } else if (first === undefined) {
      own.set(id, stamp);
    } else if (known.get(id)?.entryUuid === entryUuid) {
      own.set(id, stamp);
      others.push(first.dn);
    } else {
      others.push(dn);
    }
  }
  const isOlder = ({ danhbaId, entryCsn }: EntryStamp): boolean => {
    const row = known.get(danhbaId ?? "");
    return row !== undefined && isOlderCsn(entryCsn, row.entryCsn);
  };
  const changed = [...own].flatMap(([id, stamp]) => {
    const row = known.get(id);
    const isSame =
      row?.entryUuid === stamp.entryUuid && row.dn === stamp.dn && row.hash === stamp.hash && !isOlder(stamp);
    return isSame ? [] : [id];
  });
  const missing = [...known.values()].filter(
    ({ danhbaId, entryUuid }) => entryUuid !== "" && !own.has(danhbaId),
  );
  const groups = [...own].flatMap(([id, { dn, members }]) => {
    const owner = known.get(id)?.owner ?? null;
    const within = [...known.values()].filter(
      ({ memberships, mark }) => owner !== null && mark !== null && memberships?.includes(owner) === true,
    );
    const sum = within.reduce((total, { mark }) => total + BigInt(mark ?? 0), 0n);
    const isSame = members === null || (members.count === within.length && members.sum === String(sum));
    return isSame ? [] : [{ dn, owner }];
  });
  if (changed.length + missing.length + groups.length > limit || others.length > limit) return null;
  return {
    changed,
    missing: missing.map(({ danhbaId }) => danhbaId),
    groups,
    others,
    entries: stamps.length,
    isRestored: [...own.values()].some(isOlder),
  };
}
