/** The order in which items run: deterministic, and nothing before what it needs. */
import { CHANGE_KINDS, type Item } from "../model/change.ts";
import { type Owner, type OwnerKind, splitOwner } from "../model/owner.ts";
import { depthOf } from "./unit-moves.ts";

/** Structure first, then the people that join it, then the mailboxes that people hold. */
const STAGE = { unit: 0, group: 1, person: 2, agency: 3 } as const satisfies Record<OwnerKind, number>;

/** `CHANGE_KINDS` starts with create; taking access away must not wait for it. */
const URGENCY = new Map(
  ["disable", "suspend", "delete", "rename", "restore", "modify", "group", "create"].map((kind, i) => [
    kind,
    i,
  ]),
);

/**
 * Stage, then (units) parents first, (others) access taken away first, then owner. Requirements on owners without
 * an item are met already and dropped from the items.
 */
export function orderItems(items: readonly Item[]): Item[] {
  const planned = new Set(items.map(({ owner }) => owner));
  const keyed = items.map((item) => ({ item, rank: rankOf(item) }));
  keyed.sort((a, b) => compareRanks(a.rank, b.rank));
  return keyed.map(({ item }) => ({
    ...item,
    requires: item.requires.filter((owner) => planned.has(owner)),
  }));
}

type Rank = readonly [stage: number, within: number, owner: Owner];

function rankOf(item: Item): Rank {
  const stage = STAGE[splitOwner(item.owner).kind];
  const within = stage === STAGE.unit ? depthOf(item.dn) : (URGENCY.get(item.kind) ?? CHANGE_KINDS.length);
  return [stage, within, item.owner];
}

function compareRanks(a: Rank, b: Rank): number {
  return a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0);
}
