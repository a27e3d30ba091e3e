/** Where an owner was referred to before a run changed that, and whom its own entry referred to. */
import { BRANCHES, dnKey, REFERENCE_ATTRIBUTES } from "../model/entry.ts";
import { agencyOwner, groupOwner, type Owner } from "../model/owner.ts";
import type { DoneChange, DoneReference } from "../model/undo.ts";
import { holderOf, type InverseContext, type Obstacle } from "./inverse-context.ts";
import type { ReferenceChange } from "./references.ts";
import type { SceneEntry } from "./undo-scene.ts";

/** A change of references, with the entry that it is written to. */
export interface SceneReference extends ReferenceChange {
  readonly entry: SceneEntry;
}

export interface InverseReferences {
  readonly here: readonly SceneReference[];
  readonly elsewhere: readonly SceneReference[];
  readonly obstacles: readonly Obstacle[];
}

export function inverseReferences(
  change: DoneChange,
  entry: SceneEntry,
  context: InverseContext,
): InverseReferences {
  const own = dnKey(change.dn);
  const ofOwn = change.references.filter(({ dn }) => dnKey(dn) === own);
  const ofOthers = change.references.filter(({ dn }) => dnKey(dn) !== own);
  const there = elsewhere({ ...change, references: ofOthers }, entry, context);
  const here = inside({ ...change, references: ofOwn }, entry, context);
  return {
    here: here.references,
    elsewhere: there.references,
    obstacles: [...there.obstacles, ...here.obstacles],
  };
}

interface Part {
  readonly references: readonly SceneReference[];
  readonly obstacles: readonly Obstacle[];
}

/** Every holder is followed back to the former name, also one that was joined after the run. */
function elsewhere(change: DoneChange, entry: SceneEntry, { scene }: InverseContext): Part {
  const { dnBefore } = change;
  const now = dnKey(entry.dn);
  const then = dnBefore === null ? null : dnKey(dnBefore);
  const obstacles: Obstacle[] = [];
  const holders = new Set(scene.holdersOf(entry.dn));
  const records = new Map<SceneEntry, DoneReference[]>();
  for (const reference of change.references) {
    const { dn, attribute, removed } = reference;
    const holder = holderOf(scene, reference);
    if (holder !== undefined) {
      holders.add(holder);
      records.set(holder, [...(records.get(holder) ?? []), reference]);
    } else if (attribute !== "userPassword" && removed.some((value) => dnKey(value) === then)) {
      obstacles.push({ code: "GONE", detail: dn, isWhole: false });
    }
  }
  const references: SceneReference[] = [];
  for (const holder of [...holders].toSorted((a, b) => (a.dn < b.dn ? -1 : 1))) {
    const owner = ownerOf(holder);
    if (owner === null) continue;
    for (const attribute of REFERENCE_ATTRIBUTES) {
      const values = holder.references[attribute];
      const record = records.get(holder)?.find((one) => one.attribute === attribute);
      const has = values.has(now);
      const isWanted =
        then !== null && (record === undefined ? has : record.removed.some((value) => dnKey(value) === then));
      const isInPlace = then !== null && values.has(then);
      const remove = has && !(isWanted && then === now) ? [values.get(now) as string] : [];
      const add = isWanted && !isInPlace && dnBefore !== null ? [dnBefore] : [];
      if (remove.length + add.length === 0) continue;
      const isMailboxLost = attribute === "roleOccupant" && has && !isWanted;
      references.push({ holder: owner, entry: holder, attribute, remove, add, isMailboxLost });
    }
  }
  return { references, obstacles };
}

/** Whoever holds a mailbox, or stood in a group without belonging there. */
function inside(change: DoneChange, entry: SceneEntry, { scene, placeholderDn }: InverseContext): Part {
  const obstacles: Obstacle[] = [];
  const references: SceneReference[] = [];
  const isPlaceholder = (value: string) => dnKey(value) === dnKey(placeholderDn);
  for (const { attribute, added, removed } of change.references) {
    if (attribute !== "member" && attribute !== "roleOccupant") continue;
    const back = removed.filter((value) => !isPlaceholder(value));
    const gone = back.filter((value) => scene.at(value) === undefined);
    for (const detail of gone) obstacles.push({ code: "GONE", detail, isWhole: false });
    const remove = added.filter((value) => !isPlaceholder(value));
    const add = back.filter((value) => !gone.includes(value));
    if (remove.length + add.length === 0) continue;
    const isMailboxLost = attribute === "roleOccupant" && remove.length > 0;
    references.push({ holder: change.owner, entry, attribute, remove, add, isMailboxLost });
  }
  return { references, obstacles };
}

/** Only danhba's own groups and mailboxes are written to, also those that refer to nobody now. */
function ownerOf({ observed: { dn, attributes } }: SceneEntry): Owner | null {
  if (attributes.danhbaId === undefined) return null;
  const isIn = (branch: string) => dnKey(dn).includes(`,${branch},`);
  const [name, unit] = [attributes.cn?.[0], attributes.danhbaUnit?.[0]];
  if (name !== undefined && isIn(BRANCHES.group)) return groupOwner(name);
  return unit !== undefined && isIn(BRANCHES.agency) ? agencyOwner(unit) : null;
}
