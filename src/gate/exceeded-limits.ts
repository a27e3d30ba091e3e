/** Compares how many changes of each kind there are with the limits, of the realm and of each agency. */
import type { Item } from "../model/change.ts";
import { type OwnerKind, splitOwner } from "../model/owner.ts";
import { countedAs, traitOf } from "./counted-as.ts";
import type { GateInput, Hold, Population } from "./judge-plan.ts";
import { type Excess, excessOf, type KindLimit, type Limit, type LimitKind } from "./limits.ts";

interface Tally {
  readonly kind: LimitKind;
  readonly sort: OwnerKind;
  count: number;
  readonly agencies: Map<string, number>;
}

const keyOf = (kind: LimitKind, sort: OwnerKind): string => `${kind} ${sort}`;

/**
 * What holds an item, or null. Per kind and sort of owner:
 *
 * | realm over its limit | agencies over theirs | held |
 * |---|---|---|
 * | no | any | each of those agencies, by itself |
 * | yes | one, and the others alone would be within the realm's | that agency |
 * | yes | otherwise | the whole kind |
 *
 * @param open the items that nobody has ruled upon
 */
export function exceededLimits(open: readonly Item[], input: GateInput): (item: Item) => Hold | null {
  const holds = new Map<string, Hold>();
  for (const [key, tally] of tallyOf(open, input)) {
    const limit = input.limits[tally.kind];
    if (limit === undefined) continue;
    const agencies = agenciesOver(tally, limit.agency, input);
    const realm = realmOver(tally, limit, agencies, input);
    if (realm !== null) holds.set(key, realm);
    else for (const [agency, hold] of agencies) holds.set(`${key} ${agency}`, hold);
  }
  return (item) => {
    const { kind: sort } = splitOwner(item.owner);
    const trait = traitOf(item, input);
    for (const kind of countedAs(item, trait)) {
      const key = keyOf(kind, sort);
      const hold = holds.get(key) ?? holds.get(`${key} ${trait.agency}`);
      if (hold !== undefined) return hold;
    }
    return null;
  };
}

function tallyOf(open: readonly Item[], input: GateInput): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const item of open) {
    const { kind: sort } = splitOwner(item.owner);
    const trait = traitOf(item, input);
    for (const kind of countedAs(item, trait)) {
      const key = keyOf(kind, sort);
      const tally = tallies.get(key) ?? { kind, sort, count: 0, agencies: new Map() };
      tallies.set(key, tally);
      tally.count += 1;
      const { agency } = trait;
      if (agency !== null) tally.agencies.set(agency, (tally.agencies.get(agency) ?? 0) + 1);
    }
  }
  return tallies;
}

function realmOver(
  { kind, sort, count, agencies }: Tally,
  limit: KindLimit,
  over: ReadonlyMap<string, Hold>,
  input: GateInput,
): Hold | null {
  const total = input.population.all[sort];
  if (isFirst(kind, total, input)) return null;
  const excess = excessOf(limit, count, total);
  if (excess === null) return null;
  const [only, another] = over.keys();
  if (only !== undefined && another === undefined) {
    const others = count - (agencies.get(only) ?? 0);
    if (excessOf(limit, others, total) === null) return null;
  }
  return { rule: `limit.${excess.by}`, params: { kind, sort, count, total, ...numbers(excess) } };
}

function agenciesOver(
  { kind, sort, agencies }: Tally,
  limit: Limit | undefined,
  input: GateInput,
): Map<string, Hold> {
  const over = new Map<string, Hold>();
  if (limit === undefined) return over;
  for (const [agency, count] of agencies) {
    const total = ofAgency(input.population, agency, sort);
    if (isFirst(kind, total, input)) continue;
    const excess = excessOf(limit, count, total);
    if (excess === null) continue;
    const params = { kind, sort, agency, count, total, ...numbers(excess) };
    over.set(agency, { rule: `agency.${excess.by}`, params });
  }
  return over;
}

const numbers = ({ percent, limit }: Excess) => ({ percent, limit });

/** What comes into being where nothing was is a first load. */
const isFirst = (kind: LimitKind, total: number, { isFirstLoad }: GateInput): boolean =>
  kind === "create" && (isFirstLoad || total === 0);

const ofAgency = ({ agencies }: Population, agency: string, sort: OwnerKind): number =>
  agencies.get(agency)?.[sort] ?? 0;
