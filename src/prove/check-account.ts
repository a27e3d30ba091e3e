/** What is true of every account, of a person or of an agency: name, addresses, lock, and what danhba remembers of it. */
import { BRANCHES, dnKey, type ObservedEntry } from "../model/entry.ts";
import { type Owner, splitOwner } from "../model/owner.ts";
import type { What } from "./proof-input.ts";
import { first, isLocked, type RealmSight, statusOf } from "./realm-sight.ts";

/** Tells of a value that is not the expected one. */
export function expectValue(
  sight: RealmSight,
  owner: Owner,
  entry: ObservedEntry,
  what: What,
  [expected, found]: readonly [expected: string, found: string],
): void {
  if (expected !== found) sight.suspect({ owners: [owner], dn: entry.dn, what, expected, found });
}

/** @param allowed the states that are right; empty: whichever danhba remembers */
export function checkState(
  sight: RealmSight,
  owner: Owner,
  entry: ObservedEntry,
  allowed: readonly string[],
): void {
  const status = statusOf(entry);
  const expected = allowed.length === 0 || allowed.includes(status) ? status : (allowed[0] ?? "");
  expectValue(sight, owner, entry, "status", [expected, status]);
  const remembered = sight.accounts.get(owner);
  if (remembered !== undefined && expected === status) {
    expectValue(sight, owner, entry, "status", [remembered.status, status]);
  }
  const isRight = isLocked(entry) === (status !== "active");
  if (!isRight) expectValue(sight, owner, entry, "lock", [status, isLocked(entry) ? "locked" : "open"]);
}

/** @param givers owners whose earlier addresses deliver here: the owner, and units that went into this one */
export function checkAddresses(
  sight: RealmSight,
  owner: Owner,
  entry: ObservedEntry,
  givers: readonly Owner[] = [owner],
): void {
  const { kind } = splitOwner(owner);
  const branch = kind === "agency" ? BRANCHES.agency : BRANCHES.person;
  const domain = kind === "agency" ? sight.rules.agencyDomain : sight.rules.domain;
  const primary = sight.primaryOf(owner) ?? "";
  const isRetained = statusOf(entry) === "retained";
  const aliases = givers
    .flatMap((giver) => sight.rowsOf(giver))
    .filter(({ role, aliasUntil }) => role === "alias" && (aliasUntil === null || aliasUntil > sight.now))
    .map(({ localPart }) => `${localPart}@${domain}`);
  const { mail = [], mailLocalAddress = [] } = entry.attributes;
  const pairs: readonly (readonly [string, string])[] = [
    [dnKey(`uid=${primary},${branch},${sight.realm.suffix}`), dnKey(entry.dn)],
    [primary, first(entry, "uid") ?? ""],
    [isRetained ? "" : `${primary}@${domain}`, mail.join(" ")],
    [isRetained ? "" : aliases.toSorted().join(" "), mailLocalAddress.toSorted().join(" ")],
  ];
  for (const pair of pairs) expectValue(sight, owner, entry, "address", pair);
}
