/** The item that undoes what a run did to one owner, or why it cannot be undone. */
import type { Assertion, AttributeChange, ChangeKind, Item, Operation, Reason } from "../model/change.ts";
import { type Attributes, dnKey, LOCKED_FOR_GOOD } from "../model/entry.ts";
import type { Owner } from "../model/owner.ts";
import { isSecret, SET } from "../model/secret-values.ts";
import type { DoneChange, UndoConflict } from "../model/undo.ts";
import { hasValues } from "./diff-attributes.ts";
import { itemDigest } from "./digest.ts";
import { changedAttributes, type InverseContext, type Obstacle } from "./inverse-context.ts";
import { buriedAddresses, inverseLedger } from "./inverse-ledger.ts";
import { inverseReferences, type SceneReference } from "./inverse-references.ts";
import { lostMailboxes, referenceOperations, withHolderChanges } from "./references.ts";
import { findObstacles } from "./undo-obstacles.ts";
import type { SceneEntry, UndoScene } from "./undo-scene.ts";

export interface Inverse {
  readonly item: Item | null;
  readonly conflicts: readonly UndoConflict[];
}

/**
 * | the run | undone |
 * |---|---|
 * | created an entry | deleted, out of every group and mailbox first |
 * | renamed or moved it | back to its name, followed wherever it is referred to |
 * | changed attributes, locked, opened | as they were before |
 * | put into, or took out of, groups and mailboxes | out of, or into them |
 * | made a password unusable, or set one | stays: `NO_INVERSE`, the rest is undone |
 * | deleted an entry | `NO_INVERSE`: a new one would be another one |
 *
 * Who leaves a mailbox knows its password, so that is made unusable as ever.
 */
export function inverseItem(change: DoneChange, context: InverseContext): Inverse {
  const { seq, owner, dn } = change;
  const { entry, obstacles } = findObstacles(change, context);
  const told = (more: readonly Obstacle[]) => more.map((obstacle) => ({ seq, owner, dn, ...obstacle }));
  if (entry === null || obstacles.some(({ isWhole }) => isWhole))
    return { item: null, conflicts: told(obstacles) };
  const ledger = inverseLedger(change, context);
  if ("obstacle" in ledger) return { item: null, conflicts: told([...obstacles, ledger.obstacle]) };
  const references = inverseReferences(change, entry, context);
  const ended = buriedAddresses(change).map(
    (detail): Obstacle => ({ code: "LEDGER", detail, isWhole: false }),
  );
  const conflicts = told([...obstacles, ...references.obstacles, ...ended]);
  const draft =
    change.dnBefore === null
      ? deletion(entry, references.elsewhere)
      : alteration(change, change.dnBefore, entry, references);
  if (draft === null) return { item: null, conflicts: conflicts.map((one) => ({ ...one, isWhole: true })) };

  const requires = requirements(owner, entry, [...references.elsewhere, ...references.here], draft.kinds);
  const reason: Reason = {
    code: "RUN_UNDONE",
    params: { run: context.run, seq },
    clause: change.clause,
    decisionNo: change.decisionNo,
  };
  const dnAfter = change.dnBefore ?? entry.dn;
  const item = { ...draft, owner, dn: dnAfter, dnBefore: entry.dn, reason };
  const lost = lostMailboxes([...references.here, ...references.elsewhere]);
  const digest = itemDigest(item);
  const handovers = lost.map((holder) => ({ owner: holder, why: "head" as const }));
  play(context.scene, owner, entry, draft, dnAfter, [...references.here, ...references.elsewhere]);
  return {
    item: { ...item, requires, ledger: ledger.changes, handovers, orderedBy: null, digest },
    conflicts,
  };
}

type Draft = Pick<Item, "kind" | "kinds" | "operations" | "before" | "after">;

/** Kept by the server itself, or state of a login that is no more: not what a record is for. */
const OPERATIONAL = /^(pwd|createTimestamp$|modif(yTimestamp|iersName)$)/;

function deletion(entry: SceneEntry, elsewhere: readonly SceneReference[]): Draft {
  const { attributes, references, observed } = entry;
  const expects: Assertion[] = [{ attribute: "entryUUID", value: observed.entryUuid }];
  for (const value of attributes.danhbaStatus ?? []) expects.push({ attribute: "danhbaStatus", value });
  const held = Object.entries(references).filter(([, values]) => values.size > 0);
  const before: Attributes = Object.fromEntries([
    ...Object.entries(attributes).filter(([name]) => !OPERATIONAL.test(name)),
    ...held.map(([name, values]) => [name, [...values.values()]]),
  ]);
  const kinds: ChangeKind[] = elsewhere.length > 0 ? ["delete", "group"] : ["delete"];
  const operations: Operation[] = [
    ...operationsElsewhere(elsewhere),
    { op: "delete", dn: entry.dn, expects },
  ];
  return { kind: "delete", kinds, operations, before, after: {} };
}

interface Referring {
  readonly here: readonly SceneReference[];
  readonly elsewhere: readonly SceneReference[];
}

function alteration(
  change: DoneChange,
  dnBefore: string,
  entry: SceneEntry,
  { here, elsewhere }: Referring,
): Draft | null {
  const before: Record<string, readonly string[]> = {};
  const after: Record<string, readonly string[]> = {};
  for (const name of changedAttributes(change)) {
    const [now, then] = [entry.attributes[name] ?? [], wasBefore(change, name)];
    if (hasValues(name, now, then)) continue;
    before[name] = now;
    after[name] = then;
  }
  const replaced = Object.entries(after).map(
    ([attribute, values]): AttributeChange => ({ type: "replace", attribute, values }),
  );
  const changes = withHolderChanges(replaced, here, entry.observed);
  const isRenamed = dnKey(entry.dn) !== dnKey(dnBefore);
  const kinds = kindsOf(before, after, isRenamed, { here, elsewhere });
  const [kind] = kinds;
  if (kind === undefined) return null;
  const sawEntry: Assertion = { attribute: "entryUUID", value: entry.observed.entryUuid };
  const operations: Operation[] = [];
  if (isRenamed) operations.push({ op: "rename", dn: entry.dn, newDn: dnBefore, expects: [sawEntry] });
  if (changes.length > 0) {
    operations.push({ op: "modify", dn: dnBefore, changes, expects: [sawEntry, ...sawValues(before)] });
  }
  operations.push(...operationsElsewhere(elsewhere));
  const secret: Attributes = changes.some(({ attribute }) => isSecret(attribute))
    ? { userPassword: SET }
    : {};
  return { kind, kinds, operations, before: { ...before, ...secret }, after: { ...after, ...secret } };
}

/** Without aliases whose time is over; the server's own lock after wrong passwords is over by now too. */
function wasBefore(change: DoneChange, name: string): readonly string[] {
  const values = change.before[name] ?? [];
  if (name === "mailLocalAddress") {
    const ended = new Set(buriedAddresses(change));
    return values.filter((value) => !ended.has(value));
  }
  return name === "pwdAccountLockedTime" ? values.filter((value) => value === LOCKED_FOR_GOOD) : values;
}

const sawValues = (before: Attributes): Assertion[] =>
  Object.entries(before).flatMap(([attribute, values]): Assertion[] =>
    values.length === 0 ? [{ attribute, value: null }] : values.map((value) => ({ attribute, value })),
  );

const ADDRESS_ATTRIBUTES = new Set(["mail", "mailLocalAddress"]);
const LOGIN_ATTRIBUTES = new Set(["danhbaStatus", "pwdAccountLockedTime"]);

/** As a run names the same changes (`plan-entry.ts`). */
function kindsOf(
  before: Attributes,
  after: Attributes,
  isRenamed: boolean,
  { here, elsewhere }: Referring,
): ChangeKind[] {
  const kinds: ChangeKind[] = [];
  const login = loginKind(before, after);
  if (login !== null) kinds.push(login);
  if (isRenamed) kinds.push("rename");
  const isModified = Object.keys(after).some(
    (name) => !LOGIN_ATTRIBUTES.has(name) && !(isRenamed && ADDRESS_ATTRIBUTES.has(name)),
  );
  if (isModified || here.some(({ attribute }) => attribute !== "member")) kinds.push("modify");
  if (kinds.length === 0 && Object.keys(after).length > 0) kinds.push("modify");
  if (elsewhere.length > 0 || here.some(({ attribute }) => attribute === "member")) kinds.push("group");
  return kinds;
}

const KIND_OF: Readonly<Record<string, ChangeKind>> = {
  active: "restore",
  suspended: "suspend",
  disabled: "disable",
  retained: "disable",
};
const isRevoked = (status: string | undefined): boolean => status === "disabled" || status === "retained";

function loginKind(before: Attributes, after: Attributes): ChangeKind | null {
  const [was, shall] = [before.danhbaStatus?.[0], after.danhbaStatus?.[0]];
  if (shall !== undefined) return isRevoked(was) && isRevoked(shall) ? null : (KIND_OF[shall] ?? null);
  const lock = after.pwdAccountLockedTime;
  if (lock === undefined) return null;
  return lock.length === 0 ? "restore" : "suspend";
}

const operationsElsewhere = (elsewhere: readonly SceneReference[]): Operation[] =>
  referenceOperations(elsewhere, (holder) => {
    const { entry } = elsewhere.find((reference) => reference.holder === holder) as SceneReference;
    const danhbaId = entry.observed.attributes.danhbaId?.[0] ?? "";
    return { dn: entry.dn, danhbaId, observed: entry.observed };
  });

/** Items that must be done before: what this one finds depends on them. */
function requirements(
  owner: Owner,
  entry: SceneEntry,
  references: readonly SceneReference[],
  kinds: readonly ChangeKind[],
): Owner[] {
  const isLeaving = kinds.some((kind) => kind === "delete" || kind === "rename");
  const requires = new Set<Owner>([...entry.movedBy, ...references.flatMap((one) => [...one.entry.movedBy])]);
  if (isLeaving) for (const other of entry.touchedBy) requires.add(other);
  requires.delete(owner);
  return [...requires].toSorted();
}

function play(
  scene: UndoScene,
  owner: Owner,
  entry: SceneEntry,
  draft: Draft,
  dnAfter: string,
  references: readonly SceneReference[],
): void {
  for (const reference of references) scene.refer(reference.entry, reference, owner);
  if (draft.kind === "delete") {
    scene.delete(entry, owner);
    return;
  }
  scene.set(entry, draft.after, owner);
  if (dnKey(entry.dn) !== dnKey(dnAfter)) scene.rename(entry, dnAfter, owner);
}
