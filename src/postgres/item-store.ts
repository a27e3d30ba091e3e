/** Items of runs in the database: what is held, what is intended, and what became of it. */
import type pg from "pg";
import type { HeldItem } from "../gate/judge-plan.ts";
import type { Instant } from "../model/feed.ts";
import type { ItemInDoubt, Outcome } from "../ports/journal-port.ts";
import { secretOf } from "./handover-requests.ts";
import { jsonLines, textValues } from "./json-value.ts";
import { withClient } from "./pool.ts";
import { itemOf, type StoredItem, storedItem } from "./stored-item.ts";

/** Items a statement: of some ten megabytes at most. */
const BATCH = 5_000;

/** In the order of their plan. */
export async function writeHeld(
  client: pg.PoolClient,
  run: number,
  held: readonly HeldItem[],
): Promise<void> {
  for (let start = 0; start < held.length; start += BATCH) {
    const batch = held.slice(start, start + BATCH);
    await client.query(
      `INSERT INTO danhba.run_item (run, owner, position, kind, state, digest, item, rule)
       SELECT $1, i.owner, $2 + i.number, i.kind, 'held', i.digest, i.item::json, i.rule
         FROM ROWS FROM (unnest($3::text[], $4::text[], $5::text[]),
                         string_to_table($6, E'\\n'), string_to_table($7, E'\\n'))
              WITH ORDINALITY AS i(owner, kind, digest, item, rule, number)`,
      [
        run,
        start - 1,
        textValues(batch.map(({ item }) => item.owner)),
        batch.map(({ item }) => item.kind),
        batch.map(({ item }) => item.digest),
        jsonLines(batch.map(({ item }) => storedItem(item))),
        jsonLines(batch.map(({ rule, params }) => ({ rule, params }))),
      ],
    );
  }
}

/** What a run holds, or held when it ended. */
export async function readHeld(pool: pg.Pool, realm: string, run: number): Promise<HeldItem[]> {
  return await withClient(pool, async (client) => {
    const { rows } = await client.query<{ item: StoredItem; rule: Omit<HeldItem, "item"> }>(
      `SELECT i.item, i.rule::jsonb AS rule FROM danhba.run_item i JOIN danhba.run r ON r.id = i.run
        WHERE r.realm = $1 AND i.run = $2 AND i.state = 'held' ORDER BY i.position`,
      [realm, run],
    );
    return rows.map(({ item, rule }) => ({ item: itemOf(item), ...rule }));
  });
}

export async function writeIntents(
  client: pg.PoolClient,
  run: number,
  batch: readonly Omit<ItemInDoubt, "run" | "delivery">[],
  now: Instant,
): Promise<void> {
  await client.query(
    `INSERT INTO danhba.run_item (run, owner, position, kind, state, digest, item, secret, actor, intended_at)
     SELECT $1, i.owner, i.position, i.kind, 'intent', i.digest, i.item::json, i.secret, i.actor::jsonb, $2
       FROM ROWS FROM (unnest($3::text[], $4::int[], $5::text[], $6::text[], $7::text[]),
                       string_to_table($8, E'\\n'), string_to_table($9, E'\\n'))
            AS i(owner, position, kind, digest, secret, item, actor)`,
    [
      run,
      now,
      textValues(batch.map(({ item }) => item.owner)),
      batch.map(({ position }) => position),
      batch.map(({ item }) => item.kind),
      batch.map(({ item }) => item.digest),
      batch.map(({ item }) => secretOf(item)),
      jsonLines(batch.map(({ item }) => storedItem(item))),
      jsonLines(batch.map(({ actor }) => actor)),
    ],
  );
}

/** @returns how many of the outcomes had an intent that was open */
export async function writeOutcomes(
  client: pg.PoolClient,
  run: number,
  outcomes: readonly Outcome[],
  now: Instant,
): Promise<number> {
  const { rowCount } = await client.query(
    `UPDATE danhba.run_item i SET state = o.state, code = o.code, settled_at = $2
       FROM unnest($3::text[], $4::text[], $5::text[]) AS o(owner, state, code)
      WHERE i.run = $1 AND i.owner = o.owner AND i.state = 'intent'`,
    [
      run,
      now,
      textValues(outcomes.map(({ item }) => item.owner)),
      outcomes.map(({ state }) => state),
      textValues(outcomes.map(({ code }) => code)),
    ],
  );
  return rowCount ?? 0;
}

/** Items whose outcome is not known, oldest first. */
export async function readDoubtful(client: pg.PoolClient, realm: string): Promise<ItemInDoubt[]> {
  const { rows } = await client.query<Omit<ItemInDoubt, "item"> & { item: StoredItem }>(
    `SELECT i.run, r.delivery, i.position, i.item, i.actor FROM danhba.run_item i JOIN danhba.run r ON r.id = i.run
      WHERE r.realm = $1 AND i.state = 'intent' ORDER BY i.run, i.position`,
    [realm],
  );
  return rows.map(({ item, ...row }) => ({ ...row, item: itemOf(item) }));
}
