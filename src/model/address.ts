/** Addresses and the ledger that remembers every local part ever issued or reserved (design.md §3). */
import type { Instant } from "./feed.ts";
import type { Owner } from "./owner.ts";

export type AddressRole = "primary" | "alias" | "reserved" | "tombstone";

export interface LedgerAddress {
  /** Lower case, without domain. */
  readonly localPart: string;
  readonly owner: Owner;
  readonly role: AddressRole;
  /** Name of the profile's form that made it, such as `plain`. */
  readonly form: string;
  /** Clause of the regulation, such as `Đ.3.2`. */
  readonly clause: string;
  /** When an alias leaves the directory; null for ever or not an alias. */
  readonly aliasUntil: Instant | null;
}

/** The local part that each owner has now. */
export function primaryLocalParts(ledger: readonly LedgerAddress[]): ReadonlyMap<Owner, string> {
  return new Map(
    ledger.flatMap(({ owner, role, localPart }) => (role === "primary" ? [[owner, localPart]] : [])),
  );
}
