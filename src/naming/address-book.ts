/** Who holds which local part: the ledger of all time plus what this batch gives out. */
import type { LedgerAddress } from "../model/address.ts";
import type { Owner } from "../model/owner.ts";

export interface AddressBook {
  /** The one owner that this local part was ever issued to, reserved for or just given; undefined = never used. */
  readonly holderOf: (localPart: string) => Owner | undefined;
  /** Ledger rows of one owner, live address first, then in the order of their local parts. */
  readonly rowsOf: (owner: Owner) => readonly LedgerAddress[];
  /** Whether the local part was first given out in this batch. */
  readonly isNew: (localPart: string) => boolean;
  readonly claim: (localPart: string, owner: Owner) => void;
}

/** @param asked is told every local part whose holder is asked for: whoever has only a part of the ledger looks it up */
export function openAddressBook(ledger: readonly LedgerAddress[], asked?: Set<string>): AddressBook {
  const holders = new Map<string, Owner>();
  const claimed = new Set<string>();
  const rows = new Map<Owner, LedgerAddress[]>();
  for (const row of ledger) {
    holders.set(row.localPart, row.owner);
    const own = rows.get(row.owner);
    if (own === undefined) rows.set(row.owner, [row]);
    else own.push(row);
  }
  for (const own of rows.values()) own.sort(liveFirst);
  return {
    holderOf: (localPart) => {
      asked?.add(localPart);
      return holders.get(localPart);
    },
    rowsOf: (owner) => rows.get(owner) ?? [],
    isNew: (localPart) => claimed.has(localPart),
    claim: (localPart, owner) => {
      if (!holders.has(localPart)) claimed.add(localPart);
      holders.set(localPart, owner);
    },
  };
}

function liveFirst(a: LedgerAddress, b: LedgerAddress): number {
  if ((a.role === "primary") !== (b.role === "primary")) return a.role === "primary" ? -1 : 1;
  return a.localPart < b.localPart ? -1 : 1;
}
