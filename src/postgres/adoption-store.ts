/** Takes entries that stand in the directory into ledger, memory and log. */
import type pg from "pg";
import { SERVICE } from "../changelog/record.ts";
import { aftermathOf } from "../model/aftermath.ts";
import type { Item } from "../model/change.ts";
import type { Instant } from "../model/feed.ts";
import type { Owner } from "../model/owner.ts";
import { writeAftermath } from "./aftermath-store.ts";
import { writeLedger } from "./ledger-store.ts";
import { appendToLog } from "./log-store.ts";
import { withClient } from "./pool.ts";

export interface AdoptionPlace {
  readonly realm: string;
  readonly domain: string;
  readonly run: number;
  readonly delivery: string | null;
}

/** Nothing is to be written for these items, so that no intent is kept of them. */
export async function adoptEntries(
  client: pg.PoolClient,
  { realm, domain, run, delivery }: AdoptionPlace,
  items: readonly Item[],
  now: Instant,
): Promise<void> {
  await writeLedger(client, { realm, domain }, items, now);
  const done = items.map((item) => ({ item, actor: SERVICE, isComplete: true }));
  await writeAftermath(client, { realm, run }, aftermathOf(done), now);
  await appendToLog(client, done, { realm, run, delivery, at: now });
}

/** By index, one look per owner. */
export async function readRecorded(
  pool: pg.Pool,
  realm: string,
  owners: readonly Owner[],
): Promise<Set<Owner>> {
  return await withClient(pool, async (client) => {
    const { rows } = await client.query<{ owner: Owner }>(
      `SELECT o.owner FROM unnest($2::text[]) AS o(owner)
        WHERE EXISTS (SELECT FROM danhba.change_log l WHERE l.realm = $1 AND l.owner = o.owner)`,
      [realm, owners],
    );
    return new Set(rows.map(({ owner }) => owner));
  });
}
