/** What items lay claim to while they are written, and which of them must therefore wait for each other. */
import type { Item, Operation } from "../model/change.ts";
import { dnKey, splitDn } from "../model/entry.ts";
import type { Owner } from "../model/owner.ts";
import { isMembershipWrite } from "./membership-write.ts";

/** Of some items together; DNs as `dnKey` has them. */
export interface ItemClaims {
  readonly owners: ReadonlySet<Owner>;
  readonly requires: ReadonlySet<Owner>;
  /** Entries written otherwise than by memberships. */
  readonly written: ReadonlySet<string>;
  /** Entries that come, go or move: what is below them does so too, or cannot be there. */
  readonly placed: ReadonlySet<string>;
  /** Groups that people join or leave. */
  readonly groups: ReadonlySet<string>;
  /** Each of these memberships: `<group> <value>`. */
  readonly memberships: ReadonlySet<string>;
  /** Everything above any of these entries. */
  readonly above: ReadonlySet<string>;
}

export function claimsOf(items: readonly Item[]): ItemClaims {
  const claims = {
    owners: new Set(items.map(({ owner }) => owner)),
    requires: new Set(items.flatMap(({ requires }) => requires)),
    written: new Set<string>(),
    placed: new Set<string>(),
    groups: new Set<string>(),
    memberships: new Set<string>(),
    above: new Set<string>(),
  };
  for (const operation of items.flatMap(({ operations }) => operations)) {
    for (const key of keysOf(operation)) {
      addAbove(claims.above, key);
      if (operation.op !== "modify") claims.placed.add(key);
      if (!isMembershipWrite(operation)) {
        claims.written.add(key);
        continue;
      }
      claims.groups.add(key);
      for (const value of operation.changes.flatMap(({ values }) => values)) {
        claims.memberships.add(`${key} ${dnKey(value)}`);
      }
    }
  }
  return claims;
}

/**
 * Whether items that come later in the plan may not be begun while earlier ones are under way:
 *
 * | the later ones | while the earlier ones |
 * |---|---|
 * | require them | – |
 * | write an entry | write it, or let people join or leave it |
 * | let people join or leave a group | write it otherwise, or do something about the same member |
 * | write anything below an entry | create, move or delete that entry |
 * | create, move or delete an entry | write anything below it |
 */
export function mustWait(later: ItemClaims, earlier: ItemClaims): boolean {
  return (
    isMeeting(later.requires, earlier.owners) ||
    isMeeting(later.written, earlier.written) ||
    isMeeting(later.written, earlier.groups) ||
    isMeeting(later.groups, earlier.written) ||
    isMeeting(later.memberships, earlier.memberships) ||
    isMeeting(later.above, earlier.placed) ||
    isMeeting(later.placed, earlier.above)
  );
}

function isMeeting(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const [fewer, more] = one.size < other.size ? [one, other] : [other, one];
  for (const value of fewer) if (more.has(value)) return true;
  return false;
}

const keysOf = (operation: Operation): readonly string[] =>
  operation.op === "rename" ? [dnKey(operation.dn), dnKey(operation.newDn)] : [dnKey(operation.dn)];

/** Stops where another entry has led before. */
function addAbove(above: Set<string>, key: string): void {
  for (let { parent } = splitDn(key); parent !== "" && !above.has(parent); { parent } = splitDn(parent)) {
    above.add(parent);
  }
}
