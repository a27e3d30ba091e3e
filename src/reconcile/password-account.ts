/** The accounts that passwords are for: their entries, and the items that set a password or take it away. */

import { entryDn } from "../desired/context.ts";
import { danhbaId } from "../desired/danhba-id.ts";
import type { Assertion, AttributeChange, Item, Operation, ReasonCode } from "../model/change.ts";
import type { ObservedEntry } from "../model/entry.ts";
import type { Handover } from "../model/handover.ts";
import { splitOwner } from "../model/owner.ts";
import { changesWithPassword, unusablePassword } from "../model/password-change.ts";
import { SET } from "../model/secret-values.ts";
import { itemDigest } from "../plan/digest.ts";
import type { RealmServices } from "./realm-services.ts";

/** The account's entry where the ledger says that it is, or null when there is none of danhba's. */
export async function findAccount(
  { realm, directory }: Pick<RealmServices, "realm" | "directory">,
  { owner, localPart }: Pick<Handover, "owner" | "localPart">,
): Promise<ObservedEntry | null> {
  if (localPart === null) return null;
  const entry = await directory.read(entryDn(realm.suffix, splitOwner(owner).kind, `uid=${localPart}`));
  return entry?.attributes.danhbaId?.[0] === danhbaId(realm.id, owner) ? entry : null;
}

export const isActive = ({ attributes }: ObservedEntry): boolean => attributes.danhbaStatus?.[0] === "active";

/** Whether nobody has changed the password since danhba set it. */
export const isUnused = ({ attributes }: ObservedEntry): boolean => attributes.pwdReset?.[0] === "TRUE";

/**
 * Sets a password that must be changed at the first sign-in. Only while the account is active: a server with ppolicy
 * takes every lock off together with the old password.
 */
export function setItem(
  { profile }: Pick<RealmServices, "profile">,
  entry: ObservedEntry,
  { owner, why, preparedBy, documentNo }: Handover,
  hash: string,
): Item {
  const changes: AttributeChange[] = [
    { type: "replace", attribute: "userPassword", values: [hash] },
    // Not set by the server itself when it is given a hash.
    { type: "replace", attribute: "pwdReset", values: ["TRUE"] },
  ];
  const active: Assertion = { attribute: "danhbaStatus", value: "active" };
  const expects = [sawEntry(entry), sawPassword(entry), sawReset(entry), active];
  return passwordItem(
    entry,
    { owner, code: why === "reset" ? "PASSWORD_RESET" : "FIRST_PASSWORD_ISSUED" },
    [{ op: "modify", dn: entry.dn, changes, expects }],
    { clause: profile.clauses.password, decisionNo: documentNo, orderedBy: preparedBy, pwdReset: "TRUE" },
  );
}

/** Makes a password unusable that was never used in time; a locked account stays locked. */
export function expiryItem(
  { profile }: Pick<RealmServices, "profile">,
  entry: ObservedEntry,
  { owner }: Handover,
): Item {
  const { pwdAccountLockedTime: lock = [] } = entry.attributes;
  const changes = changesWithPassword([], lock, unusablePassword(`${entry.dn} ${entry.entryCsn}`));
  const expects = [sawEntry(entry), sawPassword(entry), { attribute: "pwdReset", value: "TRUE" }];
  return passwordItem(
    entry,
    { owner, code: "PASSWORD_EXPIRED" },
    [{ op: "modify", dn: entry.dn, changes, expects }],
    { clause: profile.clauses.password, decisionNo: null, orderedBy: null, pwdReset: null },
  );
}

const sawEntry = ({ entryUuid }: ObservedEntry): Assertion => ({ attribute: "entryUUID", value: entryUuid });

/** By the time the server notes: also what tells after a crash whether the password was written. */
const sawPassword = ({ attributes }: ObservedEntry): Assertion => ({
  attribute: "pwdChangedTime",
  value: attributes.pwdChangedTime?.[0] ?? null,
});

/** Tells the same where the time cannot: within the second in which the account was made. */
const sawReset = ({ attributes }: ObservedEntry): Assertion => ({
  attribute: "pwdReset",
  value: attributes.pwdReset?.[0] ?? null,
});

function passwordItem(
  { dn, attributes }: ObservedEntry,
  what: { readonly owner: Item["owner"]; readonly code: ReasonCode },
  operations: readonly Operation[],
  more: {
    readonly clause: string;
    readonly decisionNo: string | null;
    readonly orderedBy: string | null;
    readonly pwdReset: string | null;
  },
): Item {
  const { clause, decisionNo, orderedBy, pwdReset } = more;
  const { pwdReset: was = [] } = attributes;
  const item = {
    owner: what.owner,
    kind: "modify",
    kinds: ["modify"],
    dn,
    dnBefore: dn,
    operations,
    before: { pwdReset: was },
    after: { userPassword: SET, pwdReset: pwdReset === null ? [] : [pwdReset] },
    reason: { code: what.code, params: {}, clause, decisionNo },
    handovers: [],
    orderedBy,
  } satisfies Omit<Item, "digest" | "requires" | "ledger">;
  return { ...item, requires: [], ledger: [], digest: itemDigest(item) };
}
