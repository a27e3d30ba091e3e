/** Who is referred to by whom (group members, holders of a mailbox), and what has to change about it. */
import type { AttributeChange, Operation } from "../model/change.ts";
import { dnKey, type ObservedEntry, REFERENCE_ATTRIBUTES, type ReferenceAttribute } from "../model/entry.ts";
import type { Owner } from "../model/owner.ts";
import { changesWithPassword, unusablePassword } from "../model/password-change.ts";

/** One value of a reference attribute to take away or to put in; both when an entry is renamed. */
export interface ReferenceChange {
  readonly holder: Owner;
  readonly attribute: ReferenceAttribute;
  readonly remove: readonly string[];
  readonly add: readonly string[];
  /** Whoever is taken away held a mailbox, and does so no more under any name. */
  readonly isMailboxLost: boolean;
}

/** An entry that refers to people. */
export interface Holder {
  readonly owner: Owner;
  readonly observed: ObservedEntry | null;
  /** Whom it should refer to; null: it is left alone, or to be deleted and until then keeps whom it has. */
  readonly wanted: Readonly<Partial<Record<ReferenceAttribute, readonly Owner[]>>> | null;
}

/** A person the references may name: where the entry is now (null: nowhere yet) and will be (null: nowhere more). */
export interface Target {
  readonly owner: Owner;
  readonly dnNow: string | null;
  readonly dnAfter: string | null;
  /** Where it was before: under addresses that the ledger gives to nobody else. */
  readonly formerDns: readonly string[];
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
 * the last member could not leave. References to people in `untouched` stay as they are. A holder that is to be
 * deleted may be held by the gate for long, and one that is left alone waits for a person: whoever is locked or gone
 * leaves them too. A value that names a former DN is what a rename left behind that was done by half.
 */
export function planReferences(
  holders: readonly Holder[],
  targets: ReadonlyMap<Owner, Target>,
  untouched: ReadonlySet<string>,
  placeholderDn: string,
): ReferencePlan {
  const byTarget = new Map<Owner, ReferenceChange[]>();
  const byHolder = new Map<Owner, ReferenceChange[]>();
  const targetsOf = new Map<Owner, Owner[]>();
  const targetByDn = new Map<string, Target>();
  for (const target of targets.values()) {
    for (const dn of target.formerDns) targetByDn.set(dnKey(dn), target);
  }
  for (const target of targets.values()) {
    if (target.dnNow !== null) targetByDn.set(dnKey(target.dnNow), target);
  }
  const isPlaceholder = (value: string): boolean => dnKey(value) === dnKey(placeholderDn);

  for (const { owner: holder, observed, wanted } of holders) {
    for (const attribute of REFERENCE_ATTRIBUTES) {
      if (wanted !== null && wanted[attribute] === undefined) continue;
      const wantedOwners = wanted === null ? null : new Set(wanted[attribute]);
      const isWanted = ({ owner, dnAfter, isLocked }: Target): boolean =>
        dnAfter !== null && (wantedOwners === null ? !isLocked : wantedOwners.has(owner));
      const present = new Set<Owner>();
      const values = observed?.attributes[attribute] ?? [];
      const keys = new Set(values.map(dnKey));
      const isMailbox = attribute === "roleOccupant";
      const lacksPlaceholder = attribute === "member" && observed !== null && !values.some(isPlaceholder);
      if (lacksPlaceholder && wanted !== null) {
        push(byHolder, holder, { holder, attribute, remove: [], add: [placeholderDn], isMailboxLost: false });
      }
      for (const value of values.toSorted()) {
        const key = dnKey(value);
        if (isPlaceholder(value) || untouched.has(key)) continue;
        const target = targetByDn.get(key);
        if (target === undefined) {
          const change = { holder, attribute, remove: [value], add: [], isMailboxLost: isMailbox };
          if (wanted !== null) push(byHolder, holder, change);
          continue;
        }
        present.add(target.owner);
        const { dnAfter } = target;
        const isMoving = dnAfter === null || key !== dnKey(dnAfter);
        const isKept = dnAfter !== null && isWanted(target);
        if (isKept && !isMoving) continue;
        const add = isKept && !keys.has(dnKey(dnAfter)) ? [dnAfter] : [];
        const change = { holder, attribute, remove: [value], add, isMailboxLost: isMailbox && !isKept };
        if (isMoving || attribute === "member" || target.isLocked) push(byTarget, target.owner, change);
        else push(byHolder, holder, change);
      }
      for (const owner of wantedOwners ?? []) {
        const target = targets.get(owner);
        if (target === undefined || target.dnAfter === null || present.has(owner)) continue;
        const change = { holder, attribute, remove: [], add: [target.dnAfter], isMailboxLost: false };
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

/** A holder's entry at the moment when references in it are changed. */
export interface HolderEntry {
  readonly dn: string;
  readonly danhbaId: string;
  readonly observed: ObservedEntry | null;
}

/** One modify per holder, so that a swap of the old and the new DN is a single write. */
export function referenceOperations(
  changes: readonly ReferenceChange[],
  entryOf: (holder: Owner) => HolderEntry,
): Operation[] {
  const byHolder = Map.groupBy(changes, (change) => change.holder);
  return [...byHolder].map(([holder, ofHolder]) => {
    const { dn, danhbaId, observed } = entryOf(holder);
    return {
      op: "modify",
      dn,
      changes: withHolderChanges([], ofHolder, observed),
      expects: [{ attribute: "danhbaId", value: danhbaId }],
    };
  });
}

/** What has to be written to the one holder of all these references, with the other changes of its entry. */
export function withHolderChanges(
  others: readonly AttributeChange[],
  references: readonly ReferenceChange[],
  observed: ObservedEntry | null,
): AttributeChange[] {
  const changes = [...others, ...references.flatMap(attributeChanges)];
  const lost = references.filter(({ isMailboxLost }) => isMailboxLost).flatMap(({ remove }) => remove);
  if (lost.length === 0) return changes;
  // Who held a mailbox knows its password, so that goes with the person, in the same write.
  const lock = observed?.attributes.pwdAccountLockedTime ?? [];
  const mark = [...lost, observed?.entryCsn].join(" ");
  return changesWithPassword(changes, lock, unusablePassword(mark));
}

/** Holders of which somebody is no longer an occupant; a rename is no loss. */
export function lostMailboxes(changes: readonly ReferenceChange[]): Owner[] {
  return [...new Set(changes.filter(({ isMailboxLost }) => isMailboxLost).map(({ holder }) => holder))];
}

function attributeChanges({ attribute, remove, add }: ReferenceChange): AttributeChange[] {
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
