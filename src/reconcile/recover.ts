/** Finds out what became of items whose outcome a crash or a lost connection hid, and finishes them. */
import type { Assertion, AttributeChange, Operation } from "../model/change.ts";
import { type Attributes, dnKey, type ObservedEntry } from "../model/entry.ts";
import { isSecret } from "../model/secret-values.ts";
import { hasValues } from "../plan/diff-attributes.ts";
import { instantOf } from "../ports/clock.ts";
import type { DirectoryPort } from "../ports/directory-port.ts";
import type { ItemInDoubt, Lease, Outcome } from "../ports/journal-port.ts";
import { partly, writeOperations } from "./apply-items.ts";
import type { RealmServices } from "./realm-services.ts";

/**
 * | operations found in the directory | becomes |
 * |---|---|
 * | all | logged as applied |
 * | none | dropped: the next plan decides afresh |
 * | some | the rest is written, then logged; a refusal leaves it logged as far as it came |
 *
 * Each item is logged exactly once: by the run that wrote it, or here.
 * @returns how many items were in doubt
 */
export async function recover(services: RealmServices, lease: Lease): Promise<number> {
  const { journal, directory, realm, progress } = services;
  const doubtful = await journal.itemsInDoubt(realm.id);
  for (const [index, entry] of doubtful.entries()) {
    progress("recover", index, doubtful.length);
    const outcome = await settleDoubt(directory, lease, entry, leavingWith(doubtful.slice(index + 1)));
    const run = { id: entry.run, delivery: entry.delivery };
    await journal.settle(lease, run, [outcome], instantOf(services.clock));
  }
  await journal.closeAbandonedRuns(lease, instantOf(services.clock));
  return doubtful.length;
}

/** Key of a DN that items delete, or rename, → where the entry is then; null: nowhere. */
type Leaving = ReadonlyMap<string, string | null>;

/** What was written to an entry before a later item took it away, or renamed it, is not to be found where it was. */
const leavingWith = (later: readonly ItemInDoubt[]): Leaving =>
  new Map(
    later
      .flatMap(({ item }) => item.operations)
      .flatMap((operation): [string, string | null][] => {
        if (operation.op === "delete") return [[dnKey(operation.dn), null]];
        return operation.op === "rename" ? [[dnKey(operation.dn), operation.newDn]] : [];
      }),
  );

async function settleDoubt(
  directory: DirectoryPort,
  lease: Lease,
  entry: ItemInDoubt,
  leaving: Leaving,
): Promise<Outcome> {
  const { item } = entry;
  const found = await countDone(directory, item.operations, leaving);
  if (found === 0) return { ...entry, state: "dropped", code: null };
  const { done, refusal } = await writeOperations(directory, lease, item.operations, found);
  if (refusal === null) return { ...entry, state: "applied", code: null };
  if (refusal.code !== "LDAP_REFUSED") throw refusal;
  return { ...entry, ...partly(item, done), code: String(refusal.params.result ?? refusal.code) };
}

/** Operations run one after the other, so those done are the first ones. */
async function countDone(
  directory: DirectoryPort,
  operations: readonly Operation[],
  leaving: Leaving,
): Promise<number> {
  let done = 0;
  for (const operation of operations) {
    if (!(await isDone(directory, operation, leaving))) break;
    done += 1;
  }
  return done;
}

async function isDone(directory: DirectoryPort, operation: Operation, leaving: Leaving): Promise<boolean> {
  const dn = operation.op === "rename" ? operation.newDn : operation.dn;
  let entry = await directory.read(dn);
  if (operation.op === "delete") return entry === null || !isSameEntry(entry, operation.expects);
  const next = leaving.get(dnKey(dn));
  // Items run one after the other: a later one has gone on, so this one was through with the entry.
  if (entry === null && next === null) return true;
  if (entry === null && next !== undefined && next !== null) entry = await directory.read(next);
  if (entry === null) return false;
  if (operation.op === "add") return isAdded(entry, operation.attributes);
  if (operation.op === "rename") return isSameEntry(entry, operation.expects);
  const { changes, expects } = operation;
  if (!changes.every((change, index) => isEffective(entry, change, changes.slice(index + 1)))) return false;
  return isNoLongerAsBefore(entry, changes, expects) || !isPasswordAsBefore(entry, expects);
}

/** What is effective now and was known to be otherwise: all changes of an operation happen at once. */
const isNoLongerAsBefore = (
  { attributes }: ObservedEntry,
  changes: readonly AttributeChange[],
  expects: readonly Assertion[],
): boolean =>
  expects.some(
    ({ attribute, value }) =>
      changes.some((change) => change.attribute === attribute) &&
      (attributes[attribute]?.[0] ?? null) !== value,
  );

/** A password cannot be read, but a write that rested on when it was last changed did not happen while that is so. */
const isPasswordAsBefore = ({ attributes }: ObservedEntry, expects: readonly Assertion[]): boolean =>
  expects.some(
    ({ attribute, value }) =>
      attribute === "pwdChangedTime" && (attributes.pwdChangedTime?.[0] ?? null) === value,
  );

const isSameEntry = (entry: ObservedEntry, expects: readonly Assertion[]): boolean =>
  expects.every(({ attribute, value }) => attribute !== "entryUUID" || entry.entryUuid === value);

/** By its `danhbaId`; an entry whose classes have none, such as a password policy, by all that can be read of it. */
function isAdded(entry: ObservedEntry, attributes: Attributes): boolean {
  const id = attributes.danhbaId?.[0];
  if (id !== undefined) return entry.attributes.danhbaId?.[0] === id;
  return Object.entries(attributes).every(
    ([name, values]) => isSecret(name) || hasValues(name, entry.attributes[name] ?? [], values),
  );
}

function isEffective(
  entry: ObservedEntry,
  change: AttributeChange,
  later: readonly AttributeChange[],
): boolean {
  if (isSecret(change.attribute)) return true; // cannot be read; it goes in one write with what can
  const values = entry.attributes[change.attribute] ?? [];
  // A replacement may change no more than letter case; values that are added or deleted the server compares without.
  if (change.type === "replace") {
    return hasValues(change.attribute, values, change.values);
  }
  const present = new Set(values.map(dnKey));
  const has = (value: string) => present.has(dnKey(value));
  if (change.type === "add") return change.values.every(has);
  const isPutBack = (value: string) =>
    later.some(
      ({ type, attribute, values }) =>
        type === "add" && attribute === change.attribute && values.includes(value),
    );
  return change.values.every((value) => !has(value) || isPutBack(value));
}
