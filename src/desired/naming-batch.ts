/** The feed's units and people as the naming engine takes them, with what was decided about them. */
import type { LedgerAddress } from "../model/address.ts";
import type { Decided } from "../model/decision.ts";
import { agencyOwner } from "../model/owner.ts";
import type { NamingBatch } from "../naming/name-batch.ts";
import { accountId } from "./person-owner.ts";
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
    units: units.map(({ unit, parent }) => ({
      code: unit.code,
      name: unit.name,
      kind: unit.kind,
      parent: parent?.unit.code ?? null,
      mailboxName: decided.localPartOf(agencyOwner(unit.code))?.localPart ?? unit.mailboxName,
    })),
    people: staying.map(({ owner, person, posts }) => ({
      id: accountId(owner),
      fullName: person.fullName,
      familyMiddleName: person.familyMiddleName,
      givenName: person.givenName,
      unit: posts.primary?.unitCode ?? null,
      leaderRank: posts.leaderRank,
      registeredAt: person.registeredAt,
      extension: person.mailboxExtension,
      localPart: decided.localPartOf(owner)?.localPart ?? person.requestedLocalPart,
    })),
    ledger,
  };
}
