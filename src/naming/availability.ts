/** Whether a local part may go to an owner at this moment, and what stands in the way. */
import type { Owner } from "../model/owner.ts";
import type { AddressBook } from "./address-book.ts";
import { isLocalPartOf } from "./local-part.ts";
import type { NamedUnits } from "./name-units.ts";
import type { Profile } from "./profile.ts";

/**
 * | verdict | why | may be given |
 * |---|---|---|
 * | free | nobody ever had it | yes |
 * | own | the ledger has it for this owner | yes |
 * | taken | the ledger has it for somebody else | no |
 * | lower-priority | somebody served earlier in this batch got it | no |
 * | reserved | a technical or role name of the profile | no |
 * | unit-name | a unit has it or asks for it | no |
 * | invalid | no well-formed local part | no |
 */
export type Verdict = "free" | "own" | "taken" | "lower-priority" | "reserved" | "unit-name" | "invalid";

export interface Judgement {
  readonly verdict: Verdict;
  readonly holder: Owner | null;
}

/** The table's last column. */
export function isGivable({ verdict }: Judgement): boolean {
  return verdict === "free" || verdict === "own";
}

export interface Availability {
  readonly judge: (localPart: string, owner: Owner) => Judgement;
  /** Mailbox names of units and the words before their first dot: no extension may be one. */
  readonly unitNames: ReadonlySet<string>;
  /** Smallest numbers known to be used up, by numbered form with its name and agency filled in. */
  readonly nextNumber: Map<string, number>;
}

export function openAvailability(profile: Profile, units: NamedUnits, book: AddressBook): Availability {
  const reserved = new Set([...profile.reserved.technical, ...profile.reserved.roles]);
  const judge = (localPart: string, owner: Owner): Judgement => {
    const holder = book.holderOf(localPart) ?? null;
    const verdict = ((): Verdict => {
      if (!isLocalPartOf(profile, localPart)) return "invalid";
      if (reserved.has(localPart)) return "reserved";
      if (units.wanted.has(localPart)) return "unit-name";
      const isNew = book.isNew(localPart);
      if (holder === null || (holder === owner && isNew)) return "free";
      if (holder === owner) return "own";
      return isNew ? "lower-priority" : "taken";
    })();
    return { verdict, holder };
  };
  return {
    judge,
    unitNames: new Set([...units.wanted].flatMap((name) => [name, name.split(".", 1)[0] ?? name])),
    nextNumber: new Map(),
  };
}
