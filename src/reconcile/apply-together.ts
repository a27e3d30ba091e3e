/** Writes several items in one transaction: all of them, or, where one is refused, all but that one. */
import { DanhbaError } from "../model/error.ts";
import { type MergedWrite, mergeWrites } from "../plan/merge-writes.ts";
import type { DirectoryPort } from "../ports/directory-port.ts";
import type { Lease } from "../ports/journal-port.ts";
import { writeOperations } from "./apply-one-by-one.ts";
import type { ApplyRecord, Positioned } from "./apply-record.ts";
import { lookForDone } from "./look-for-done.ts";
import type { TransactionSwitch } from "./transaction-switch.ts";

/** What everything that is written in one `applyItems` shares. */
export interface Applying {
  readonly directory: DirectoryPort;
  readonly lease: Lease;
  readonly record: ApplyRecord;
  readonly transactions: TransactionSwitch;
}

/**
 * Each in its turn and by itself, as far as the record lets it. @param from of each item, how many of its first
 * operations are written already
 */
export async function applyOneByOne(
  { directory, lease, record }: Applying,
  entries: readonly Positioned[],
  from: (entry: Positioned) => number = () => 0,
): Promise<void> {
  for (const entry of entries) {
    if (record.isCut()) return;
    if (record.isWaiting(entry)) continue;
    record.written(entry, await writeOperations(directory, lease, entry.item.operations, from(entry)));
  }
}

/**
 * A refused transaction wrote nothing, so that what is refused is searched for by trying less of it. How much is tried
 * next, after
 *
 * | | |
 * |---|---|
 * | a transaction that was taken | twice as much |
 * | a refused item | one |
 * | a refusal that speaks of a write of one item | the items before that one; if there are none, this one |
 * | a refusal that speaks of a write for several items | the same, with a write for each |
 * | a refusal that speaks of nothing | half |
 *
 * An item that is refused alone for no reason that can be told is tried without a transaction. So an item fails only when it was tried alone, one bad item among many costs a few transactions more, and a server
 * that refuses everything is asked for little more than an item at a time. Where the connection is lost, the rest is
 * written one by one.
 */
export async function applyTogether(applying: Applying, entries: readonly Positioned[]): Promise<void> {
  const { record, transactions } = applying;
  let rest = entries;
  let size = rest.length;
  let suspect: Positioned | null = null;
  let isMerged = true;
  while (!record.isCut()) {
    rest = rest.filter((entry) => !record.isWaiting(entry));
    if (rest.length === 0) return;
    await transactions.settled();
    if (!transactions.areOn) {
      await applyOneByOne(applying, rest);
      return;
    }
    const part = rest.slice(0, sizeBefore(rest, suspect, size));
    const writes = isMerged ? merged(part) : unmerged(part);
    const refusal = await attempt(applying, writes);
    if (refusal === "not begun") continue;
    if (refusal === null) {
      record.done(part);
      rest = rest.slice(part.length);
      size = part.length * 2;
      isMerged = true;
    } else if (refusal.code === "LDAP_UNREACHABLE") {
      await goOnAfterLoss(applying, part, refusal);
      rest = rest.slice(part.length);
    } else if (refusal.code !== "LDAP_REFUSED") {
      record.doubted(part, refusal);
    } else if (part.length === 1) {
      if (refusal.params.result === INEXPLICABLE) await applyOneByOne(applying, part);
      else record.written(part[0] as Positioned, { done: 0, refusal });
      rest = rest.slice(1);
      size = 1;
      isMerged = true;
    } else {
      const sources = writes[Number(refusal.params.operation ?? Number.NaN)]?.sources ?? [];
      suspect = sources.length === 1 ? (part[sources[0] as number] ?? null) : null;
      if (suspect === null && sources.length > 1) isMerged = false;
      else if (suspect === null) size = Math.ceil(part.length / 2);
      else size = part.length;
    }
  }
}

/**
 * What slapd says of a write that it cannot make inside of a transaction, such as the deletion of the last entry below
 * another: the same write by itself tells whether it is refused.
 */
const INEXPLICABLE = "other";

/** The suspect is tried alone, and what stands before it without it. */
function sizeBefore(rest: readonly Positioned[], suspect: Positioned | null, size: number): number {
  const at = suspect === null ? -1 : rest.indexOf(suspect);
  if (at < 0) return size;
  return at === 0 ? 1 : Math.min(size, at);
}

const merged = (part: readonly Positioned[]): MergedWrite[] =>
  mergeWrites(part.map(({ item }) => item.operations));

const unmerged = (part: readonly Positioned[]): MergedWrite[] =>
  part.flatMap(({ item }, source) => item.operations.map((operation) => ({ operation, sources: [source] })));

/**
 * The lease is asked before the transaction, and cannot be asked while it is on its way: one that is lost meanwhile is
 * what the next transaction meets.
 * @returns null when all is written, or what kept it from being so; `not begun` where transactions are given up
 */
async function attempt(
  { directory, lease, transactions }: Applying,
  writes: readonly MergedWrite[],
): Promise<DanhbaError | "not begun" | null> {
  try {
    if (!lease.isFresh()) await lease.confirm();
    if (!transactions.mayBegin) return "not begun";
    await transactions.during(() => directory.writeTogether(writes.map(({ operation }) => operation)));
    return null;
  } catch (error) {
    if (error instanceof DanhbaError) return error;
    throw error;
  }
}

/** Of the lost transaction all is in the directory or nothing; a look tells, and what is not there is written plainly. */
async function goOnAfterLoss(
  applying: Applying,
  part: readonly Positioned[],
  loss: DanhbaError,
): Promise<void> {
  const { directory, record, transactions } = applying;
  let found: readonly number[];
  try {
    await transactions.goWithout();
    found = await lookForDone(
      directory,
      part.map(({ item }) => item),
    )(0, part.length);
  } catch (error) {
    if (!(error instanceof DanhbaError)) throw error;
    record.doubted(part, error.code === "LDAP_UNREACHABLE" ? loss : error);
    return;
  }
  const counts = new Map(part.map((entry, index) => [entry, found[index] ?? 0]));
  const isDone = (entry: Positioned): boolean => counts.get(entry) === entry.item.operations.length;
  record.done(part.filter(isDone));
  await applyOneByOne(
    applying,
    part.filter((entry) => !isDone(entry)),
    (entry) => counts.get(entry) ?? 0,
  );
}
