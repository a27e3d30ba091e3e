/** Which operations of items are in the directory already, by what can be read there. */
import type { Assertion, AttributeChange, Item, Operation } from "../model/change.ts";
import { type Attributes, dnKey, type ObservedEntry } from "../model/entry.ts";
import { isSecret } from "../model/secret-values.ts";
import { hasValues } from "../plan/diff-attributes.ts";
import type { DirectoryPort } from "../ports/directory-port.ts";

/** Items looked at side by side: the server answers meanwhile, and no more than so many requests wait for it. */
const AT_ONCE = 32;

/** A place that an item takes an entry away from: to `to`, or away for good. */
interface Departure {
  readonly index: number;
  readonly to: string | null;
}

/** What a look goes by. */
interface Scene {
  readonly index: number;
  readonly departures: ReadonlyMap<string, readonly Departure[]>;
  readonly read: (dn: string) => Promise<ObservedEntry | null>;
}

/**
 * @param items in the order of the plan: those that touch the same entries were written one after the other
 * @returns looks at the items from index `from` to before `to`; of each, how many of its first operations are done.
 * Operations of an item run one after the other, so those done are the first ones.
 */
export function lookForDone(
  directory: DirectoryPort,
  items: readonly Item[],
): (from: number, to: number) => Promise<readonly number[]> {
  const departures = departuresOf(items);
  return async (from, to) => {
    const seen = new Map<string, Promise<ObservedEntry | null>>();
    const read = (dn: string): Promise<ObservedEntry | null> => {
      const found = seen.get(dnKey(dn)) ?? directory.read(dn);
      seen.set(dnKey(dn), found);
      return found;
    };
    const counts: number[] = [];
    for (let start = from; start < to; start += AT_ONCE) {
      const some = items.slice(start, Math.min(start + AT_ONCE, to));
      counts.push(
        ...(await Promise.all(
          some.map(({ operations }, offset) =>
            countDone(operations, { index: start + offset, departures, read }),
          ),
        )),
      );
    }
    return counts;
  };
}

function departuresOf(items: readonly Item[]): Map<string, Departure[]> {
  const departures = new Map<string, Departure[]>();
  for (const [index, { operations }] of items.entries()) {
    for (const operation of operations) {
      if (operation.op !== "delete" && operation.op !== "rename") continue;
      const to = operation.op === "delete" ? null : operation.newDn;
      const key = dnKey(operation.dn);
      const others = departures.get(key);
      if (others === undefined) departures.set(key, [{ index, to }]);
      else others.push({ index, to });
    }
  }
  return departures;
}

async function countDone(operations: readonly Operation[], scene: Scene): Promise<number> {
  let done = 0;
  for (const operation of operations) {
    if (!(await isDone(operation, scene))) break;
    done += 1;
  }
  return done;
}

async function isDone(operation: Operation, scene: Scene): Promise<boolean> {
  const dn = operation.op === "rename" ? operation.newDn : operation.dn;
  if (operation.op === "delete") {
    const entry = await scene.read(dn);
    return entry === null || !isSameEntry(entry, operation.expects);
  }
  const entry = await follow(dn, scene);
  // A later item has gone on, so this one was through with the entry.
  if (entry === "gone") return true;
  if (entry === null) return false;
  if (operation.op === "add") return isAdded(entry, operation.attributes);
  if (operation.op === "rename") return isSameEntry(entry, operation.expects);
  const { changes, expects } = operation;
  if (!changes.every((change, index) => isEffective(entry, change, changes.slice(index + 1)))) return false;
  return isNoLongerAsBefore(entry, changes, expects) || !isPasswordAsBefore(entry, expects);
}

/** The entry at `dn`, or where later items took it; `gone` where they deleted it. */
async function follow(
  dn: string,
  { index, departures, read }: Scene,
): Promise<ObservedEntry | "gone" | null> {
  let at = { index, to: dn };
  for (;;) {
    const entry = await read(at.to);
    if (entry !== null) return entry;
    const { index: after } = at;
    const next = departures.get(dnKey(at.to))?.find((departure) => departure.index > after);
    if (next === undefined) return null;
    const { to } = next;
    if (to === null) return "gone";
    at = { index: next.index, to };
  }
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
  const present = keysOf(values);
  const has = (value: string) => present.has(dnKey(value));
  if (change.type === "add") return change.values.every(has);
  const isPutBack = (value: string) =>
    later.some(
      ({ type, attribute, values }) =>
        type === "add" && attribute === change.attribute && values.includes(value),
    );
  return change.values.every((value) => !has(value) || isPutBack(value));
}

/** Of each list once, however many items look at it: a group may have more members than a run has items. */
const keysOfList = new WeakMap<readonly string[], ReadonlySet<string>>();

function keysOf(values: readonly string[]): ReadonlySet<string> {
  const keys = keysOfList.get(values) ?? new Set(values.map(dnKey));
  keysOfList.set(values, keys);
  return keys;
}
