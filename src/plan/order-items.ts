/** The order in which items run: deterministic, and nothing before what it needs. */
import { CHANGE_KINDS, type Item } from "../model/change.ts";
import { type Owner, type OwnerKind, splitOwner } from "../model/owner.ts";
import { depthOf } from "./unit-moves.ts";

/** Rules for passwords, structure, then the people that join it, then the mailboxes that people hold. */
const STAGE = { policy: 0, unit: 1, group: 2, person: 3, agency: 4 } as const satisfies Record<
  OwnerKind,
  number
>;
/** Until a group is gone people leave it, and are renamed in it, as in any other. */
const GROUP_REMOVAL = 5;

/** `CHANGE_KINDS` starts with create; taking access away must not wait for it. */
const URGENCY = new Map(
  ["disable", "suspend", "delete", "rename", "restore", "modify", "group", "create"].map((kind, i) => [
    kind,
    i,
  ]),
);

/**
 * Stage (groups that go away last of all), then (units) parents first, (others) access taken away first, then
 * (newcomers) unit, then owner. Requirements on owners without an item are met already and dropped from the items.
 */
export function orderItems(items: readonly Item[]): Item[] {
  const planned = new Set(items.map(({ owner }) => owner));
  return inOrder(items, ({ after }) => after.danhbaUnit?.[0] ?? "").map((item) => ({
    ...item,
    requires: item.requires.filter((owner) => planned.has(owner)),
  }));
}

/** In the order of items of these owners, kinds and DNs. @param unitOf code of the unit that somebody new comes to */
export function inOrder<T extends Ranked>(items: readonly T[], unitOf: (item: T) => string): T[] {
  const keyed = items.map((item) => ({ item, rank: rankOf(item, unitOf(item)) }));
  keyed.sort((a, b) => compareRanks(a.rank, b.rank));
  return keyed.map(({ item }) => item);
}

type Ranked = Pick<Item, "owner" | "kind" | "dn">;

type Rank = readonly [stage: number, within: number, unit: string, owner: Owner];

function rankOf(item: Ranked, unit: string): Rank {
  const sort = splitOwner(item.owner).kind;
  const stage = sort === "group" && item.kind === "delete" ? GROUP_REMOVAL : STAGE[sort];
  const within = stage === STAGE.unit ? depthOf(item.dn) : (URGENCY.get(item.kind) ?? CHANGE_KINDS.length);
  // Who comes to one unit together joins its groups together: those are then written once for many.
  const isNewcomer = sort === "person" && item.kind === "create";
  return [stage, within, isNewcomer ? unit : "", item.owner];
}

function compareRanks(a: Rank, b: Rank): number {
  return a[0] - b[0] || a[1] - b[1] || compareTexts(a[2], b[2]) || compareTexts(a[3], b[3]);
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
