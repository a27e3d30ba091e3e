/** The feed's units and people as the naming engine takes them, with what was decided about them. */
import type { LedgerAddress } from "../model/address.ts";
import type { Decided } from "../model/decision.ts";
import { agencyOwner, personOwner } from "../model/owner.ts";
import type { NamingBatch } from "../naming/name-batch.ts";
import type { Staying } from "./sort-people.ts";
import type { UnitNode } from "./unit-tree.ts";

/** A decided local part wins over the one that the feed asks for. */
export function namingBatch(
  nodes: Iterable<UnitNode>,
  staying: readonly Staying[],
  ledger: readonly LedgerAddress[],
  decided: Decided,
): NamingBatch {
  const units = [...nodes].filter(({ isLive }) => isLive);
  return {
    units: units.map(({ unit }) => ({
      code: unit.code,
      name: unit.name,
      kind: unit.kind,
      parent: unit.parentCode,
      mailboxName: decided.localPartOf(agencyOwner(unit.code))?.localPart ?? unit.mailboxName,
    })),
    people: staying.map(({ person, posts }) => ({
      id: person.id,
      fullName: person.fullName,
      familyMiddleName: person.familyMiddleName,
      givenName: person.givenName,
      unit: posts.primary?.unitCode ?? null,
      leaderRank: posts.leaderRank,
      registeredAt: person.registeredAt,
      extension: person.mailboxExtension,
      localPart: decided.localPartOf(personOwner(person.id))?.localPart ?? person.requestedLocalPart,
    })),
    ledger,
  };
}
