/** Entries with danhba's own ids that no record tells of: loaded offline, or left when the database was lost. */
import { danhbaId } from "../desired/danhba-id.ts";
import { agencyIndex } from "../model/agency-index.ts";
import { BRANCHES, dnKey, type ObservedEntry } from "../model/entry.ts";
import type { FeedUnit } from "../model/feed.ts";
import {
  agencyOwner,
  groupOwner,
  type Owner,
  type OwnerKind,
  personAtAgency,
  personOwner,
  policyOwner,
  unitOwner,
} from "../model/owner.ts";
import type { FoundEntry } from "../plan/adoptions.ts";
import type { Projection } from "../ports/answer-ports.ts";
import type { RealmServices } from "./realm-services.ts";

/** Owners asked for at a time: the list is one value of a statement. */
const BATCH = 10_000;

/**
 * Only of entries that danhba has not yet brought to where they are to be is the log asked: in a realm that is up to
 * date, of next to none.
 */
export async function findUnrecorded(
  { realm, profile, journal }: Pick<RealmServices, "realm" | "profile" | "journal">,
  observed: readonly ObservedEntry[],
  projection: Projection,
  units: readonly FeedUnit[],
): Promise<readonly FoundEntry[]> {
  const isBrought = (id: string) => (projection.entries.get(id)?.intent ?? null) !== null;
  const doubtful = observed.filter(({ attributes }) => {
    const id = attributes.danhbaId?.[0];
    return id !== undefined && !isBrought(id);
  });
  if (doubtful.length === 0) return [];
  const ownersOf = possibleOwners(realm.suffix, profile.people.transfer === "cancel", units);
  const found = doubtful.flatMap((entry): FoundEntry[] => {
    const id = entry.attributes.danhbaId?.[0];
    const owner = ownersOf(entry).find((one) => danhbaId(realm.id, one) === id);
    return owner === undefined ? [] : [{ owner, observed: entry }];
  });
  const unrecorded: FoundEntry[] = [];
  for (let start = 0; start < found.length; start += BATCH) {
    const batch = found.slice(start, start + BATCH);
    const owners = batch.map(({ owner }) => owner);
    const recorded = await journal.recorded(realm.id, owners);
    unrecorded.push(...batch.filter(({ owner }) => !recorded.has(owner)));
  }
  return unrecorded;
}

/** Whose an entry may be, by what it says; the id proves it. */
function possibleOwners(
  suffix: string,
  isPerAgency: boolean,
  units: readonly FeedUnit[],
): (entry: ObservedEntry) => readonly Owner[] {
  const agencies = agencyIndex(units);
  const all = [...new Set(agencies.values())].toSorted();
  const endings = (Object.entries(BRANCHES) as [OwnerKind, string][]).map(
    ([kind, branch]) => [kind, dnKey(`,${branch},${suffix}`)] as const,
  );
  return ({ dn, attributes }) => {
    const kind = endings.find(([, ending]) => dnKey(dn).endsWith(ending))?.[0];
    const { cn = [], danhbaUnit: [unit] = [], employeeNumber = [] } = attributes;
    switch (kind) {
      case "person": {
        if (!isPerAgency) return employeeNumber.map(personOwner);
        // An account may have stayed at an agency that went into another.
        const here = unit === undefined ? [] : [agencies.get(unit) ?? unit];
        return employeeNumber.flatMap((id) => [...here, ...all].map((agency) => personAtAgency(id, agency)));
      }
      case "agency":
        return unit === undefined ? [] : [agencyOwner(unit)];
      case "unit":
        return unit === undefined ? [] : [unitOwner(unit)];
      case "group":
        return cn.map(groupOwner);
      case "policy":
        return cn.map(policyOwner);
      case undefined:
        return [];
    }
  };
}
