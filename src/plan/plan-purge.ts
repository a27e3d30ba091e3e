/** The item that deletes an account, or a group that no rule names any more, for good. */
import type { Assertion, ChangeKind, Item, LedgerChange, Operation } from "../model/change.ts";
import type { Attributes, ObservedEntry, Purge } from "../model/entry.ts";
import type { Owner } from "../model/owner.ts";
import { itemDigest } from "./digest.ts";
import { type HolderEntry, lostMailboxes, type ReferenceChange, referenceOperations } from "./references.ts";

export interface PurgeContext {
  readonly purge: Purge;
  readonly observed: ObservedEntry;
  /** References to the entry that go with it. */
  readonly elsewhere: readonly ReferenceChange[];
  readonly entryOf: (holder: Owner) => HolderEntry;
  readonly requires: readonly Owner[];
  readonly ledger: readonly LedgerChange[];
}

/** Kept by the server itself, or state of a login that is no more: not what a record is for. */
const OPERATIONAL = /^(pwd|createTimestamp$|modif(yTimestamp|iersName)$)/;

/** References go first, so that no group ever names an entry that is not there. */
export function planPurge(context: PurgeContext): Item {
  const { purge, observed, elsewhere, entryOf, requires, ledger } = context;
  const { owner, reason, orderedBy } = purge;
  const { dn, entryUuid, attributes } = observed;
  const expects: Assertion[] = [{ attribute: "entryUUID", value: entryUuid }];
  // An account that somebody has opened again in the meantime must not go.
  for (const value of attributes.danhbaStatus ?? []) expects.push({ attribute: "danhbaStatus", value });
  const operations: Operation[] = [...referenceOperations(elsewhere, entryOf), { op: "delete", dn, expects }];
  const kinds: ChangeKind[] = elsewhere.length > 0 ? ["delete", "group"] : ["delete"];
  const before: Attributes = Object.fromEntries(
    Object.entries(attributes).filter(([name]) => !OPERATIONAL.test(name)),
  );
  const item = {
    owner,
    kind: "delete" as const,
    kinds,
    dn,
    dnBefore: dn,
    operations,
    before,
    after: {},
    reason,
  };
  const handovers = lostMailboxes(elsewhere).map((holder) => ({ owner: holder, why: "head" as const }));
  return { ...item, requires, ledger, handovers, orderedBy, digest: itemDigest(item) };
}
