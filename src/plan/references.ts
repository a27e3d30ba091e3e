/** Who is referred to by whom (group members, holders of a mailbox), and what has to change about it. */
import type { AttributeChange, Operation } from "../model/change.ts";
import {
  type DesiredEntry,
  dnKey,
  type ObservedEntry,
  REFERENCE_ATTRIBUTES,
  type ReferenceAttribute,
} from "../model/entry.ts";
import type { Owner } from "../model/owner.ts";

/** One value of a reference attribute to take away or to put in. */
export interface ReferenceChange {
  readonly holder: Owner;
  readonly attribute: ReferenceAttribute;
  readonly remove: readonly string[];
  readonly add: readonly string[];
}

/** A person the references may name: where the entry is now (null: nowhere yet) and where it will be. */
export interface Target {
  readonly owner: Owner;
  readonly dnNow: string | null;
  readonly dnAfter: string;
  /** May not sign in afterwards. */
  readonly isLocked: boolean;
}

export interface ReferencePlan {
  /** Carried out with the person's own item. */
  readonly byTarget: ReadonlyMap<Owner, readonly ReferenceChange[]>;
  /** Carried out with the holder's own item, after the people. */
  readonly byHolder: ReadonlyMap<Owner, readonly ReferenceChange[]>;
  /** People a holder's own changes name. */
  readonly targetsOf: ReadonlyMap<Owner, readonly Owner[]>;
}

/**
 * Every change to `member` goes with the member's item, so that joining, leaving and being renamed are one thing;
 * so does following a rename in any attribute, and giving up a mailbox when the account is locked: an item that the
 * gate holds must not be half done by another one. Who holds a mailbox otherwise belongs to the mailbox, and so does
 * dropping a value that names nobody danhba knows, and putting back a placeholder that somebody took out: without it
 * the last member could not leave. References to people in `untouched` stay as they are.
 */
export function planReferences(
  holders: readonly { readonly desired: DesiredEntry; readonly observed: ObservedEntry | null }[],
  targets: ReadonlyMap<Owner, Target>,
  untouched: ReadonlySet<string>,
  placeholderDn: string,
): ReferencePlan {
  const byTarget = new Map<Owner, ReferenceChange[]>();
  const byHolder = new Map<Owner, ReferenceChange[]>();
  const targetsOf = new Map<Owner, Owner[]>();
  const targetByDn = new Map<string, Target>();
  for (const target of targets.values()) {
    if (target.dnNow !== null) targetByDn.set(dnKey(target.dnNow), target);
  }

  const isPlaceholder = (value: string): boolean => dnKey(value) === dnKey(placeholderDn);

  for (const { desired, observed } of holders) {
    for (const attribute of REFERENCE_ATTRIBUTES) {
      const wanted = desired.references[attribute];
      if (wanted === undefined) continue;
      const holder = desired.owner;
      const wantedOwners = new Set(wanted);
      const present = new Set<Owner>();
      const values = observed?.attributes[attribute] ?? [];
      if (attribute === "member" && observed !== null && !values.some(isPlaceholder)) {
        push(byHolder, holder, { holder, attribute, remove: [], add: [placeholderDn] });
      }
      for (const value of values.toSorted()) {
        const key = dnKey(value);
        if (isPlaceholder(value) || untouched.has(key)) continue;
        const target = targetByDn.get(key);
        if (target === undefined) {
          push(byHolder, holder, { holder, attribute, remove: [value], add: [] });
          continue;
        }
        present.add(target.owner);
        const isWanted = wantedOwners.has(target.owner);
        const isMoving = key !== dnKey(target.dnAfter);
        if (isWanted && !isMoving) continue;
        const change = { holder, attribute, remove: [value], add: isWanted ? [target.dnAfter] : [] };
        if (isMoving || attribute === "member" || target.isLocked) push(byTarget, target.owner, change);
        else push(byHolder, holder, change);
      }
      for (const owner of wantedOwners) {
        const target = targets.get(owner);
        if (target === undefined || present.has(owner)) continue;
        const change = { holder, attribute, remove: [], add: [target.dnAfter] };
        if (attribute === "member") push(byTarget, owner, change);
        else {
          push(byHolder, holder, change);
          push(targetsOf, holder, owner);
        }
      }
    }
  }
  return { byTarget, byHolder, targetsOf };
}

/** One modify per holder, so that a swap of the old and the new DN is a single write. */
export function referenceOperations(
  changes: readonly ReferenceChange[],
  entryOf: (holder: Owner) => { readonly dn: string; readonly danhbaId: string },
): Operation[] {
  const byHolder = Map.groupBy(changes, (change) => change.holder);
  return [...byHolder].map(([holder, ofHolder]) => {
    const { dn, danhbaId } = entryOf(holder);
    return {
      op: "modify",
      dn,
      changes: ofHolder.flatMap(attributeChanges),
      expects: [{ attribute: "danhbaId", value: danhbaId }],
    };
  });
}

export function attributeChanges(change: ReferenceChange): AttributeChange[] {
  const { attribute, remove, add } = change;
  const changes: AttributeChange[] = [];
  if (remove.length > 0) changes.push({ type: "delete", attribute, values: remove });
  if (add.length > 0) changes.push({ type: "add", attribute, values: add });
  return changes;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
