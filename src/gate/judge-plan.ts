/** The gate: which items of a plan may be applied now, and which wait for a named operator, with the numbers. */
import type { ChangeKind, Item } from "../model/change.ts";
import type { Instant } from "../model/feed.ts";
import type { FeedRule } from "../model/feed-certificate.ts";
import type { Params } from "../model/finding.ts";
import type { HoldRule } from "../model/hold-rule.ts";
import type { Owner, OwnerKind } from "../model/owner.ts";
import { traitOf } from "./counted-as.ts";
import { exceededLimits } from "./exceeded-limits.ts";
import type { GateLimits } from "./limits.ts";
import { shrunkGroups } from "./shrunk-groups.ts";

/** What an operator said about an item, by its digest. */
export interface Ruling {
  readonly verdict: "approved" | "rejected";
  readonly operator: string;
  readonly reason: string;
  readonly at: Instant;
  /** The item would do again what this run did and an operator has undone. */
  readonly undoneRun?: number;
}

/** A ruling that is not given yet. */
export type Word = Omit<Ruling, "at" | "undoneRun">;

export type SortCounts = Readonly<Record<OwnerKind, number>>;

/** How many live entries the directory holds: what percentages are of. */
export interface Population {
  readonly all: SortCounts;
  /** By code of the agency (`agencyIndex`). */
  readonly agencies: ReadonlyMap<string, SortCounts>;
  /** Members of danhba's groups, by `dnKey`, without the placeholder. */
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

/** Why an item is held, with the numbers. */
export interface Hold {
  readonly rule: HoldRule;
  readonly params: Params;
}

export interface HeldItem extends Hold {
  readonly item: Item;
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
 * | ruling on the item | otherwise | verdict |
 * |---|---|---|
 * | rejected | any | held (`rejected`) |
 * | approved | any | released |
 * | none | ordered by an operator | released |
 * | none | of an agency whose slice of the feed is frozen | held (`frozen`) |
 * | none | drift, and a backup was restored | held (`restored`) |
 * | none | of a kind over its limit | held (`limit.*`, `agency.*`: see `exceededLimits`) |
 * | none | leaves a group that shrinks too much | held (`shrink.*`: see `shrunkGroups`) |
 * | none | | released |
 *
 * Whatever requires a held item is held too (`requires`). Order is kept. Only items that nobody has ruled upon, ordered
 * or otherwise held count against a limit.
 */
export function judgePlan(items: readonly Item[], input: GateInput): Verdict {
  const holds = new Map<Item, Hold>();
  const hold = (candidates: readonly Item[], holdOf: (item: Item) => Hold | null): void => {
    for (const item of candidates) {
      const found = holds.has(item) ? null : holdOf(item);
      if (found !== null) holds.set(item, found);
    }
  };
  const isFree = (item: Item): boolean => !holds.has(item);
  const isOpen = (item: Item): boolean => isFree(item) && !isSpokenFor(item, input);

  hold(items, (item) => rejectionOf(item, input));
  hold(items.filter(isOpen), (item) => frozenOf(item, input));
  const open = items.filter(isOpen);
  hold(open, exceededLimits(open, input));
  holdWaiting(items, holds);
  hold(items.filter(isOpen), shrunkGroups(items.filter(isOpen), input));
  holdWaiting(items, holds);

  const held = items.flatMap((item) => {
    const found = holds.get(item);
    return found === undefined ? [] : [{ item, ...found }];
  });
  return { released: items.filter(isFree), held };
}

/** A person has said so: with exactly these writes, or with an order. */
const isSpokenFor = ({ digest, orderedBy }: Item, { rulings }: GateInput): boolean =>
  orderedBy !== null || rulings.has(digest);

function rejectionOf({ digest }: Item, { rulings }: GateInput): Hold | null {
  const ruling = rulings.get(digest);
  if (ruling?.verdict !== "rejected") return null;
  const { operator, reason, undoneRun } = ruling;
  const params = { operator, reason };
  return { rule: "rejected", params: undoneRun === undefined ? params : { ...params, undoneRun } };
}

function frozenOf(item: Item, input: GateInput): Hold | null {
  const { agency, isDrift } = traitOf(item, input);
  if (agency !== null && input.frozenAgencies.has(agency)) return { rule: "frozen", params: { agency } };
  return isDrift && input.isRestored ? { rule: "restored", params: {} } : null;
}

/** Until nothing more is found: what waits may itself be waited for, wherever it stands. */
function holdWaiting(items: readonly Item[], holds: Map<Item, Hold>): void {
  const heldOwners = new Set<string>([...holds.keys()].map(({ owner }) => owner));
  for (let before = -1; before < holds.size; ) {
    before = holds.size;
    for (const item of items) {
      if (holds.has(item)) continue;
      const owner = item.requires.find((required) => heldOwners.has(required));
      if (owner === undefined) continue;
      holds.set(item, { rule: "requires", params: { owner } });
      heldOwners.add(item.owner);
    }
  }
}
