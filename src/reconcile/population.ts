/** What the gate compares with: how many entries there are, by sort and agency, and to which agency an item belongs. */
import { placeholderDn } from "../desired/context.ts";
import type { Population, SortCounts, Trait } from "../gate/judge-plan.ts";
import type { Plan } from "../model/change.ts";
import {
  type AccountStatus,
  type Attributes,
  BRANCHES,
  type DesiredEntry,
  dnKey,
  type ObservedEntry,
} from "../model/entry.ts";
import { type Owner, type OwnerKind, splitOwner } from "../model/owner.ts";
import type { EntryCount } from "../ports/scope-ports.ts";

const GONE: ReadonlySet<string> = new Set<AccountStatus>(["disabled", "retained"]);
const NONE: SortCounts = { person: 0, agency: 0, unit: 0, group: 0, policy: 0 };
/** What the placeholder of every group begins with, whatever the suffix. */
const PLACEHOLDER = placeholderDn("");
const KINDS = Object.entries(BRANCHES) as [OwnerKind, string][];

/** Live entries of danhba's own. @param agencies see `agencyIndex` */
export function populationOf(
  observed: readonly ObservedEntry[],
  agencies: ReadonlyMap<string, string>,
): Population {
  const all: Record<OwnerKind, number> = { ...NONE };
  const byAgency = new Map<string, Record<OwnerKind, number>>();
  const members = new Map<string, number>();
  for (const { dn, attributes } of observed) {
    if (attributes.danhbaId === undefined) continue;
    const key = dnKey(dn);
    if (attributes.member !== undefined) {
      members.set(key, attributes.member.filter((member) => !dnKey(member).startsWith(PLACEHOLDER)).length);
    }
    const kind = KINDS.find(([, branch]) => key.includes(`,${branch},`))?.[0];
    if (kind === undefined || GONE.has(attributes.danhbaStatus?.[0] ?? "")) continue;
    all[kind] += 1;
    const agency = agencyOf(attributes, agencies);
    if (agency === null) continue;
    const counts = byAgency.get(agency) ?? { ...NONE };
    counts[kind] += 1;
    byAgency.set(agency, counts);
  }
  return { all, agencies: byAgency, members };
}

/** The same from counts that are kept. @param members of groups, by `dnKey` */
export function populationOfCounts(
  counts: readonly EntryCount[],
  agencies: ReadonlyMap<string, string>,
  members: Population["members"],
): Population {
  const all: Record<OwnerKind, number> = { ...NONE };
  const byAgency = new Map<string, Record<OwnerKind, number>>();
  for (const { sort, unit, live } of counts) {
    const [kind] = KINDS.find(([known]) => known === sort) ?? [];
    if (kind === undefined) continue;
    all[kind] += live;
    const agency = agencyOf(unit === "" ? {} : { danhbaUnit: [unit] }, agencies);
    if (agency === null) continue;
    const known = byAgency.get(agency) ?? { ...NONE };
    known[kind] += live;
    byAgency.set(agency, known);
  }
  return { all, agencies: byAgency, members };
}

/** Of each planned item: its agency, that of the entry as it is before that of the entry as it is to be. */
export function traitsOf(
  plan: Plan,
  known: {
    readonly desired: readonly DesiredEntry[];
    readonly observed: readonly ObservedEntry[];
    readonly agencies: ReadonlyMap<string, string>;
    readonly drifted: ReadonlyMap<Owner, unknown>;
  },
): Map<Owner, Trait> {
  const desired = new Map(known.desired.map(({ owner, attributes }) => [owner, attributes]));
  const observed = new Map(known.observed.map(({ dn, attributes }) => [dnKey(dn), attributes]));
  return new Map(
    plan.items.map(({ owner, dn, dnBefore }) => {
      const { agencies } = known;
      const agency =
        agencyOf(observed.get(dnKey(dnBefore ?? dn)) ?? {}, agencies) ??
        agencyOf(desired.get(owner) ?? {}, agencies) ??
        agencyOfOwner(owner, agencies);
      return [owner, { agency, isDrift: known.drifted.has(owner) }];
    }),
  );
}

function agencyOf(attributes: Attributes, agencies: ReadonlyMap<string, string>): string | null {
  const unit = attributes.danhbaUnit?.[0];
  return unit === undefined ? null : (agencies.get(unit) ?? unit);
}

/** Of the groups `unit-<code>` and `subtree-<code>`. */
function agencyOfOwner(owner: Owner, agencies: ReadonlyMap<string, string>): string | null {
  const { kind, id } = splitOwner(owner);
  const unit = kind === "group" ? /^(?:unit|subtree)-(.+)$/.exec(id)?.[1] : undefined;
  return unit === undefined ? null : (agencies.get(unit) ?? unit);
}
