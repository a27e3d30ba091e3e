/** Entries in danhba's branches that are not danhba's, or only say so: whose addresses nobody else gets, and who is told. */
import type { RealmPlace } from "../desired/context.ts";
import { danhbaId } from "../desired/danhba-id.ts";
import type { Desired } from "../desired/desired-result.ts";
import type { LedgerAddress } from "../model/address.ts";
import { BRANCHES, dnKey, type ObservedEntry } from "../model/entry.ts";
import type { Finding } from "../model/finding.ts";
import type { Claims } from "../plan/claims.ts";
import { findOddEntries } from "../plan/odd-entries.ts";
import type { Projection } from "../ports/answer-ports.ts";
import type { RealmMemory } from "../ports/journal-port.ts";
import { REALM_OWNER } from "./run-clock.ts";

/** What else stands in danhba's branches; what is in the way of an entry that should be is told elsewhere. */
export function oddEntries({
  realm,
  observed,
  projection,
  memory,
  ledger,
  desired,
  claims,
  copies,
}: {
  readonly realm: RealmPlace;
  readonly observed: readonly ObservedEntry[];
  readonly projection: Projection;
  readonly memory: RealmMemory;
  readonly ledger: readonly LedgerAddress[];
  readonly desired: Pick<Desired, "entries" | "purges">;
  readonly claims: Claims;
  readonly copies: readonly Finding[];
}) {
  const wanted = [...desired.entries, ...desired.purges];
  const given = new Set(wanted.map((entry) => entry.danhbaId));
  const spared = new Set([
    ...desired.entries.map(({ dn }) => dnKey(dn)),
    ...[...claims.entries.values()].map(({ dn }) => dnKey(dn)),
    ...copies.map(({ params }) => dnKey(String(params.dn))),
  ]);
  // Only where a look calls for it: most entries are those that should be.
  let former: Set<string> | null = null;
  const isFormer = (id: string): boolean => {
    former ??= new Set(
      [...ledger.map(({ owner }) => owner), ...memory.accounts.keys()].map((owner) =>
        danhbaId(realm.id, owner),
      ),
    );
    return former.has(id);
  };
  const isKnown = (id: string) => given.has(id) || projection.entries.has(id) || isFormer(id);
  return findOddEntries(observed, {
    isGiven: projection.entries.size === 0 ? null : isKnown,
    isSpared: (dn) => spared.has(dn) || isOfBaseTree(realm, dn),
    realm: REALM_OWNER,
  });
}

/** Whether an entry that is not danhba's is one of the base tree that nobody has to be told of. @param dn as `dnKey` has it */
export const isOfBaseTree = ({ suffix }: Pick<RealmPlace, "suffix">, dn: string): boolean =>
  POLICIES_OF_OTHERS.some((name) => dn === dnKey(`${name},${BRANCHES.policy},${suffix}`));

/** Password policies of the base tree that danhba leaves to others. */
const POLICIES_OF_OTHERS = ["cn=services", "cn=default"];

export const isOwn = (entry: ObservedEntry): boolean => entry.attributes.danhbaId !== undefined;

/** Addresses that entries danhba does not manage already use: never issued to anybody, but what is issued stays so. */
export function strangers(
  observed: readonly ObservedEntry[],
  ledger: readonly LedgerAddress[],
  domain: string,
): LedgerAddress[] {
  const localParts = new Set<string>();
  for (const { attributes } of observed.filter((entry) => !isOwn(entry))) {
    for (const uid of attributes.uid ?? []) localParts.add(uid.toLowerCase());
    for (const mail of [...(attributes.mail ?? []), ...(attributes.mailLocalAddress ?? [])]) {
      const [localPart, host] = mail.toLowerCase().split("@");
      if (localPart !== undefined && host === domain) localParts.add(localPart);
    }
  }
  for (const { localPart } of ledger) localParts.delete(localPart);
  const shared = { owner: "person:-", role: "reserved", form: "", clause: "", aliasUntil: null } as const;
  return [...localParts].map((localPart) => ({ localPart, ...shared }));
}
