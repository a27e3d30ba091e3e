/** Items of a plan applied by themselves, at a pace of the test's own. */
import { SERVICE } from "../../../src/changelog/record.ts";
import type { Item } from "../../../src/model/change.ts";
import type { Lease } from "../../../src/ports/journal-port.ts";
import { type Applied, type ApplySizes, applyItems } from "../../../src/reconcile/apply-items.ts";
import type { FakeDirectory } from "../../support/fakes/fake-directory.ts";
import type { FeedContent } from "../../support/fakes/fake-feed.ts";
import { REALM } from "../../support/fakes/province.ts";
import { openWorld, type World } from "../../support/fakes/world.ts";

export interface Pace {
  readonly lanes: number;
  readonly sizes: ApplySizes;
  /** Turns of the event loop that each write takes, over and over. */
  readonly delays: readonly number[];
}

export interface Planned {
  readonly world: World;
  readonly items: readonly Item[];
}

const NOBODY_YET: FeedContent = { units: [], people: [], appointments: [] };

/** From one province (null: an empty directory) to the next; the same each time, ids of entries included. */
export async function planned(
  before: FeedContent | null,
  after: FeedContent,
  more: Parameters<typeof openWorld>[2] = {},
): Promise<Planned> {
  const world = openWorld(before ?? NOBODY_YET, {}, more);
  if (before !== null) await world.run();
  world.feed.load(after);
  return { world, items: (await world.plan()).plan.items };
}

export function setPace({ directory }: World, { lanes, delays }: Pace, isInTransactions: boolean): void {
  directory.take({ isInTransactions, lanes });
  let nth = 0;
  directory.delay = async () => {
    const turns = delays[nth % delays.length] ?? 0;
    nth += 1;
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
  };
}

export interface Circumstances {
  readonly stop?: AbortSignal;
  /** What the applier's lease is otherwise. */
  readonly lease?: Partial<Lease>;
}

/** One run that is nothing but these items; its lease is left to whoever breaks it. */
export async function apply(
  { world, items }: Planned,
  { sizes }: Pace,
  { stop = new AbortController().signal, lease: more = {} }: Circumstances = {},
): Promise<Applied> {
  const { services, journal } = world;
  const lease = { ...(await journal.acquireLease(REALM.id)), ...more };
  const run = await journal.startRun(lease, { trigger: "sync", startedAt: "2026-11-21T00:00:00.000Z" });
  const released = items.map((item) => ({ item, actor: SERVICE }));
  return await applyItems(services, lease, { id: run, delivery: null }, released, stop, sizes);
}

/**
 * What identifies an entry's content; times and counters of the server may differ, and a recovery knows no password.
 */
export const content = (directory: FakeDirectory) =>
  directory.entries().map(({ dn, attributes }) => ({
    dn,
    ...attributes,
    member: attributes.member?.toSorted(),
    userPassword: attributes.userPassword !== undefined,
  }));

/** What the newest run logged, in order. */
export const logged = (world: World): string[] => {
  const run = world.journal.state.runs.length;
  return world
    .verifiedLog()
    .filter(({ record }) => record.run === run)
    .map(({ record }) => `${record.owner} ${record.isComplete}`);
};

/** What became of the newest run's items, by owner. */
export const states = (world: World): Record<string, string> => {
  const { runs, items } = world.journal.state;
  return Object.fromEntries(
    items.filter(({ run }) => run === runs.length).map(({ item, state }) => [item.owner, state]),
  );
};
