/** Finds the entry whose change is to be undone, and what of it no longer stands as the run left it. */
import { dnKey, LOCKED_FOR_GOOD, REFERENCE_ATTRIBUTES, splitDn } from "../model/entry.ts";
import { splitOwner } from "../model/owner.ts";
import { isSecret } from "../model/secret-values.ts";
import type { ConflictCode, DoneChange } from "../model/undo.ts";
import { hasValues } from "./diff-attributes.ts";
import { changedAttributes, holderOf, type InverseContext, type Obstacle } from "./inverse-context.ts";
import type { SceneEntry } from "./undo-scene.ts";

export interface Found {
  /** Null where there is nothing to undo it on. */
  readonly entry: SceneEntry | null;
  readonly obstacles: readonly Obstacle[];
}

export function findObstacles(change: DoneChange, context: InverseContext): Found {
  if (change.kind === "delete") return nowhere("NO_INVERSE", change.dn);
  // The run did not create it, so that undoing the run must not delete it.
  if (isAdoption(change)) return nowhere("NO_INVERSE", change.dn);
  if (isOnlyPassword(change)) return nowhere("NO_INVERSE", "userPassword");
  const { scene, danhbaIdOf } = context;
  const entry = scene.at(change.dn);
  const own = danhbaIdOf(change.owner);
  const id = entry?.attributes.danhbaId?.[0];
  // A policy has no id where its server's schema leaves no room for one.
  const isIt = entry !== undefined && (id === own || (id === undefined && kindOf(change) === "policy"));
  if (!isIt) {
    const elsewhere = scene.byId(own);
    return elsewhere === undefined ? nowhere("GONE", change.dn) : nowhere("CHANGED_SINCE", elsewhere.dn);
  }
  return {
    entry,
    obstacles: [
      ...passwords(change),
      ...changedSince(change, entry),
      ...changedReferences(change, context),
      ...(change.dnBefore === null
        ? usedSince(entry, change, context)
        : placesTaken(entry, change.dnBefore, change, context)),
    ],
  };
}

const isAdoption = ({ reason, dnBefore }: DoneChange): boolean =>
  reason === "ENTRY_ADOPTED" && dnBefore === null;

const nowhere = (code: ConflictCode, detail: string): Found => ({
  entry: null,
  obstacles: [{ code, detail, isWhole: true }],
});
const kindOf = ({ owner }: DoneChange) => splitOwner(owner).kind;
const whole = (code: ConflictCode, detail: string): Obstacle => ({ code, detail, isWhole: true });

const secretReferences = ({ references }: DoneChange) =>
  references.filter(({ attribute }) => isSecret(attribute));

function isOnlyPassword(change: DoneChange): boolean {
  const { dn, dnBefore, after, references } = change;
  return (
    dnBefore !== null &&
    dnKey(dn) === dnKey(dnBefore) &&
    Object.keys(after).some(isSecret) &&
    changedAttributes(change).length === 0 &&
    references.every(({ attribute }) => isSecret(attribute))
  );
}

/** With an entry that the run created its password goes too; any other stays as the run made it. */
function passwords(change: DoneChange): Obstacle[] {
  const isOwn = change.dnBefore !== null && Object.keys(change.after).some(isSecret);
  const details = [
    ...(isOwn ? ["userPassword"] : []),
    ...secretReferences(change).map(({ dn }) => `userPassword ${dn}`),
  ];
  return details.map((detail) => ({ code: "NO_INVERSE", detail, isWhole: false }));
}

function changedSince(change: DoneChange, entry: SceneEntry): Obstacle[] {
  const { after, dnBefore } = change;
  const attributes = changedAttributes(change).filter((name) => !isAsLeft(name, entry, after[name] ?? []));
  const referring = REFERENCE_ATTRIBUTES.filter((name) => {
    if (dnBefore !== null) return false;
    const [left, now] = [after[name] ?? [], entry.references[name]];
    return left.length !== now.size || !left.every((dn) => now.has(dnKey(dn)));
  });
  return [...attributes, ...referring].map((name) => whole("CHANGED_SINCE", name));
}

function isAsLeft(name: string, { attributes }: SceneEntry, left: readonly string[]): boolean {
  const now = attributes[name] ?? [];
  // Others may add classes of their own.
  if (name === "objectClass") {
    const present = new Set(now.map((value) => value.toLowerCase()));
    return left.every((value) => present.has(value.toLowerCase()));
  }
  if (name !== "pwdAccountLockedTime") return hasValues(name, now, left);
  // The server's own answer to wrong passwords is nobody's change.
  const lock = (values: readonly string[]) => values.includes(LOCKED_FOR_GOOD);
  return lock(now) === lock(left);
}

function changedReferences({ references }: DoneChange, { scene, placeholderDn }: InverseContext): Obstacle[] {
  return references.flatMap((reference) => {
    const { dn, attribute, added, removed } = reference;
    const holder = holderOf(scene, reference);
    const values = holder?.references[attribute as "member" | "roleOccupant"];
    if (values === undefined) return [];
    const isPlaceholder = (value: string) => dnKey(value) === dnKey(placeholderDn);
    const isAsLeft =
      added.every((value) => values.has(dnKey(value)) || isPlaceholder(value)) &&
      removed.every((value) => !values.has(dnKey(value)) || isPlaceholder(value));
    return isAsLeft ? [] : [whole("CHANGED_SINCE", `${attribute} ${dn}`)];
  });
}

/** What stands below an entry, or under a policy, that is to be deleted. */
function usedSince(entry: SceneEntry, change: DoneChange, { scene }: InverseContext): Obstacle[] {
  const below = scene.childrenOf(entry.dn);
  const under = kindOf(change) === "policy" ? scene.holdersOf(entry.dn) : [];
  return [...below, ...under].slice(0, 1).map(({ dn }) => whole("CHANGED_SINCE", dn));
}

function placesTaken(
  entry: SceneEntry,
  dnBefore: string,
  change: DoneChange,
  { scene }: InverseContext,
): Obstacle[] {
  if (dnKey(entry.dn) === dnKey(dnBefore)) return [];
  if (scene.at(dnBefore) !== undefined) return [whole("TAKEN", dnBefore)];
  const { parent } = splitDn(dnBefore);
  const isBranch = !dnKey(parent).startsWith("danhbaunit=");
  if (kindOf(change) !== "unit" || isBranch || scene.at(parent) !== undefined) return [];
  return [whole("GONE", parent)];
}
