/** The item that brings one owner's entry from what was observed to what should exist, or null if it is so. */
import type {
  Assertion,
  AttributeChange,
  ChangeKind,
  HandoverNeed,
  Item,
  LedgerChange,
  Operation,
  Reason,
} from "../model/change.ts";
import { type Attributes, type DesiredEntry, dnKey, type ObservedEntry } from "../model/entry.ts";
import type { Owner } from "../model/owner.ts";
import { isSecret, SET, withSecretsAsSet } from "../model/secret-values.ts";
import { adoptionReason } from "./adoption-reason.ts";
import { alterationReason } from "./alteration-reason.ts";
import { type AttributeDiff, diffAttributes } from "./diff-attributes.ts";
import { diffLogin, type LoginDiff } from "./diff-login.ts";
import { itemDigest } from "./digest.ts";
import {
  type HolderEntry,
  lostMailboxes,
  type ReferenceChange,
  referenceOperations,
  withHolderChanges,
} from "./references.ts";
import { takenOver } from "./taken-over.ts";

export interface EntryContext {
  readonly desired: DesiredEntry;
  readonly observed: ObservedEntry | null;
  /** Where the entry is when the item runs; differs from the observed DN once a parent has moved. */
  readonly currentDn: string | null;
  /** Changes to other entries that go with this owner (memberships). */
  readonly elsewhere: readonly ReferenceChange[];
  /** Changes to this entry's own references. */
  readonly here: readonly ReferenceChange[];
  readonly entryOf: (holder: Owner) => HolderEntry;
  readonly requires: readonly Owner[];
  readonly ledger: readonly LedgerChange[];
}

/** Attributes that follow from an address, so that their change alone is a rename and not a modify. */
const ADDRESS_ATTRIBUTES = new Set(["mail", "mailLocalAddress"]);

export function planEntry(context: EntryContext): Item | null {
  return context.observed === null ? creation(context) : alteration(context, context.observed);
}

function creation(context: EntryContext): Item {
  const { desired, elsewhere, here, entryOf } = context;
  const references = Map.groupBy(here, ({ attribute }) => attribute);
  const attributes: Attributes = {
    objectClass: desired.objectClasses,
    ...desired.attributes,
    ...Object.fromEntries(
      [...references].map(([name, changes]) => [name, changes.flatMap(({ add }) => add)]),
    ),
    ...desired.onCreate,
  };
  const operations: Operation[] = [
    { op: "add", dn: desired.dn, attributes },
    ...referenceOperations(elsewhere, entryOf),
  ];
  return finish(context, {
    kinds: ["create"],
    operations,
    before: {},
    after: withSecretsAsSet(attributes),
    reason: desired.reasons.create,
    handovers: isAccount(desired) ? [{ owner: desired.owner, why: "first" }] : [],
  });
}

function alteration(context: EntryContext, observed: ObservedEntry): Item | null {
  const { desired, elsewhere, here, entryOf } = context;
  const currentDn = context.currentDn ?? observed.dn;
  const isRenamed = dnKey(currentDn) !== dnKey(desired.dn);
  const attributes = diffAttributes(desired, observed);
  const isTakenOver = isAdopted(attributes);
  const login = withoutFirstStatus(diffLogin(desired.status, observed), isTakenOver);
  const changes = withHolderChanges([...login.changes, ...attributes.changes], here, observed);

  const kinds: ChangeKind[] = [];
  if (login.kind !== null) kinds.push(login.kind);
  if (isRenamed) kinds.push("rename");
  const isModified = attributes.changes.some(
    ({ attribute }) => !(isRenamed && ADDRESS_ATTRIBUTES.has(attribute)),
  );
  if (isModified || here.some(({ attribute }) => attribute !== "member")) kinds.push("modify");
  if (kinds.length === 0 && login.changes.length > 0) kinds.push("modify");
  if (elsewhere.length > 0 || here.some(({ attribute }) => attribute === "member")) kinds.push("group");
  if (kinds.length === 0) return null;

  const sawEntry: Assertion = { attribute: "entryUUID", value: observed.entryUuid };
  const operations: Operation[] = [];
  if (isRenamed) {
    operations.push({ op: "rename", dn: currentDn, newDn: desired.dn, expects: [sawEntry] });
  }
  if (changes.length > 0) {
    const expects = [sawEntry, ...sawValues(changes, observed)];
    operations.push({ op: "modify", dn: desired.dn, changes, expects });
  }
  operations.push(...referenceOperations(elsewhere, entryOf));

  const isVoided = changes.some(({ attribute }) => isSecret(attribute));
  const secret: Attributes = isVoided ? { userPassword: SET } : {};
  const before = { ...login.before, ...attributes.before, ...secret };
  const after = { ...login.after, ...attributes.after, ...secret };
  const referring = new Set(here.map(({ attribute }) => attribute));
  const kept = isTakenOver ? takenOver(observed) : {};
  return finish(context, {
    kinds,
    operations,
    before: { ...kept, ...before },
    after: { ...kept, ...after },
    reason:
      isTakenOver && isAccount(desired) && login.kind === null
        ? adoptionReason(desired.reasons)
        : alterationReason(desired.reasons, { kinds, before, after, referring }),
    handovers: lostMailboxes([...here, ...elsewhere]).map((owner) => ({ owner, why: "head" })),
  });
}

const isAccount = ({ status }: DesiredEntry): boolean => status !== null;

/** That an entry gets its first status is no change of who may sign in, while its lock stays as it is. */
const withoutFirstStatus = (login: LoginDiff, isTakenOver: boolean): LoginDiff =>
  isTakenOver && !("pwdAccountLockedTime" in login.after) ? { ...login, kind: null } : login;

/** An entry that stood there before danhba: only then is the id new to it. */
const isAdopted = ({ after }: AttributeDiff): boolean => "danhbaId" in after;

/** The values that are replaced must be those the plan saw; added and deleted ones the server checks by itself. */
function sawValues(changes: readonly AttributeChange[], { attributes }: ObservedEntry): Assertion[] {
  return changes
    .filter(({ type, attribute }) => type === "replace" && !isSecret(attribute))
    .flatMap(({ attribute }): Assertion[] => {
      const values = attributes[attribute] ?? [];
      return values.length === 0
        ? [{ attribute, value: null }]
        : values.map((value) => ({ attribute, value }));
    });
}

interface EntryChange {
  readonly kinds: readonly ChangeKind[];
  readonly operations: readonly Operation[];
  readonly before: Attributes;
  readonly after: Attributes;
  readonly reason: Reason | undefined;
  readonly handovers: readonly HandoverNeed[];
}

function finish(context: EntryContext, { handovers, ...change }: EntryChange): Item {
  const { desired, observed, requires, ledger } = context;
  const { kinds, reason } = change;
  const kind = kinds[0];
  if (kind === undefined || reason === undefined) {
    throw new TypeError(`${desired.owner}: no reason is given for ${kinds.join(", ")}`);
  }
  const dnBefore = observed === null ? null : (context.currentDn ?? observed.dn);
  const item = { ...change, owner: desired.owner, kind, dn: desired.dn, dnBefore, reason };
  return { ...item, requires, ledger, handovers, orderedBy: null, digest: itemDigest(item) };
}
