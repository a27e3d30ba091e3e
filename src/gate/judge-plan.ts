/** The gate: which items of a plan may be applied now, and which wait for a named operator, with the numbers. */
import type { ChangeKind, Item } from "../model/change.ts";
import type { FeedRule } from "../model/feed-certificate.ts";
import type { Params } from "../model/finding.ts";
import { type Owner, type OwnerKind, splitOwner } from "../model/owner.ts";
import type { GateLimits } from "./limits.ts";

/** What an operator said about an item, by its digest. */
export interface Ruling {
  readonly verdict: "approved" | "rejected";
  readonly operator: string;
  readonly reason: string;
}

export type SortCounts = Readonly<Record<OwnerKind, number>>;

/** How many live entries the directory holds: what percentages are of. */
export interface Population {
  readonly all: SortCounts;
  /** By code of the agency (`agencyIndex`). */
  readonly agencies: ReadonlyMap<string, SortCounts>;
  /** Members of danhba's groups, by `dnKey`. */
  readonly members: ReadonlyMap<string, number>;
}

/** What the gate is told of an item besides what the item says. */
export interface Trait {
  /** Code of the agency it belongs to; null for none (groups of the realm, policies). */
  readonly agency: string | null;
  /** True when nothing but a change from elsewhere calls for it. */
  readonly isDrift: boolean;
}

export interface GateInput {
  readonly limits: GateLimits;
  readonly population: Population;
  readonly rulings: ReadonlyMap<string, Ruling>;
  readonly traits: ReadonlyMap<Owner, Trait>;
  /** Agencies whose slice of the feed is frozen. */
  readonly frozenAgencies: ReadonlySet<string>;
  /** No run of the realm has come to its end yet: creations are not limited. */
  readonly isFirstLoad: boolean;
  /** The directory went back in time (a backup was restored): no drift is corrected without an operator's word. */
  readonly isRestored: boolean;
}

export type HoldRule =
  | "limit.max"
  | "limit.percent"
  | "agency.max"
  | "agency.percent"
  | "shrink.max"
  | "shrink.percent"
  | "restored"
  | "frozen"
  | "rejected"
  | "requires";

export interface HeldItem {
  readonly item: Item;
  readonly rule: HoldRule;
  readonly params: Params;
}

/** What is held for one rule, as a person is told of it: items of one kind, or rows of the feed. */
export interface HeldSummary {
  readonly kind: ChangeKind | "feed";
  readonly rule: HoldRule | FeedRule;
  readonly params: Params;
  readonly count: number;
}

export interface Verdict {
  readonly released: readonly Item[];
  readonly held: readonly HeldItem[];
}

/**
 * | ruling on the item | kind over its limit | verdict |
 * |---|---|---|
 * | approved | any | released |
 * | rejected | any | held (`rejected`) |
 * | none, ordered by an operator | any | released |
 * | none | yes | held with every other unapproved item of that kind |
 * | none | no | released |
 *
 * An item that requires a held one is held too (`requires`). Order is kept. Approved and ordered items do not count
 * against the limit.
 */
export function judgePlan(items: readonly Item[], input: GateInput): Verdict {
  const { limits, rulings } = input;
  const population = input.population.all;
  const open = items.filter(({ digest, orderedBy }) => orderedBy === null && !rulings.has(digest));
  const exceeded = exceededLimits(open, limits, population);
  const released: Item[] = [];
  const held: HeldItem[] = [];
  const heldOwners = new Set<string>();
  for (const item of items) {
    const hold = holdOf(item, rulings.get(item.digest), exceeded, heldOwners);
    if (hold === null) {
      released.push(item);
    } else {
      held.push({ item, ...hold });
      heldOwners.add(item.owner);
    }
  }
  return { released, held };
}

interface Hold {
  readonly rule: HoldRule;
  readonly params: Params;
}

function holdOf(
  item: Item,
  ruling: Ruling | undefined,
  exceeded: ReadonlyMap<string, Hold>,
  heldOwners: ReadonlySet<string>,
): Hold | null {
  if (ruling?.verdict === "rejected") {
    return { rule: "rejected", params: { operator: ruling.operator, reason: ruling.reason } };
  }
  const owner = item.requires.find((required) => heldOwners.has(required));
  if (owner !== undefined) return { rule: "requires", params: { owner } };
  if (ruling?.verdict === "approved" || item.orderedBy !== null) return null;
  for (const kind of item.kinds) {
    const hold = exceeded.get(limitKey(kind, item));
    if (hold !== undefined) return hold;
  }
  return null;
}

const limitKey = (kind: ChangeKind, item: Item): string => `${kind} ${splitOwner(item.owner).kind}`;

/** Counts every kind of every item, by the sort of its owner, and compares with the limits. */
function exceededLimits(
  items: readonly Item[],
  limits: GateLimits,
  population: SortCounts,
): Map<string, Hold> {
  const exceeded = new Map<string, Hold>();
  const counts = new Map<string, { kind: ChangeKind; sort: OwnerKind; count: number }>();
  for (const item of items) {
    const sort = splitOwner(item.owner).kind;
    for (const kind of item.kinds) {
      const key = limitKey(kind, item);
      const entry = counts.get(key) ?? { kind, sort, count: 0 };
      counts.set(key, { ...entry, count: entry.count + 1 });
    }
  }
  for (const [key, { kind, sort, count }] of counts) {
    const limit = limits[kind];
    if (limit === undefined || count <= limit.always) continue;
    const total = population[sort];
    const percent = total === 0 ? 100 : (100 * count) / total;
    const params = { kind, sort, count, total, percent: Math.round(percent * 10) / 10 };
    if (percent > limit.percent)
      exceeded.set(key, { rule: "limit.percent", params: { ...params, limit: limit.percent } });
    else if (count > limit.max)
      exceeded.set(key, { rule: "limit.max", params: { ...params, limit: limit.max } });
  }
  return exceeded;
}
