/** The address ledger in the database. */
import type pg from "pg";
import type { LedgerAddress } from "../model/address.ts";
import type { Item } from "../model/change.ts";
import type { Instant } from "../model/feed.ts";
import { jsonValue, textValues } from "./json-value.ts";
import { withClient } from "./pool.ts";

/** Every address of the realm, of all of time. */
export async function readLedger(pool: pg.Pool, realm: string): Promise<LedgerAddress[]> {
  return await withClient(pool, async (client) => {
    const { rows } = await client.query<LedgerAddress>(
      `SELECT local_part AS "localPart", owner, role, form, clause, alias_until AS "aliasUntil"
         FROM danhba.address WHERE realm = $1 ORDER BY local_part`,
      [realm],
    );
    return rows;
  });
}

/**
 * Records what the items do to addresses: the earlier primary becomes an alias, or a tombstone, first; then the new
 * one is issued. An alias of a unit that was merged stays that unit's, also where its successor's item changes it.
 * An owner's own earlier address becomes primary again; anybody else's is refused by the table itself.
 */
export async function writeLedger(
  client: pg.PoolClient,
  place: { readonly realm: string; readonly domain: string },
  items: readonly Item[],
  now: Instant,
): Promise<void> {
  const changes = items.flatMap(({ ledger }) => ledger);
  const retired = changes.filter(({ change }) => change === "retire");
  const buried = changes.flatMap((change) => (change.change === "bury" ? [change.localPart] : []));
  const issued = changes.flatMap((change) => (change.change === "issue" ? [change.address] : []));
  if (retired.length > 0) {
    await client.query(
      `UPDATE danhba.address a SET role = 'alias', released_at = $4, alias_until = r."aliasUntil"
         FROM jsonb_to_recordset($3) AS r("localPart" text, "aliasUntil" timestamptz)
        WHERE a.realm = $1 AND a.domain = $2 AND a.local_part = r."localPart"`,
      [place.realm, place.domain, jsonValue(retired), now],
    );
  }
  if (buried.length > 0) {
    await client.query(
      `UPDATE danhba.address SET role = 'tombstone', released_at = coalesce(released_at, $4), alias_until = NULL
        WHERE realm = $1 AND domain = $2 AND local_part = ANY ($3)`,
      [place.realm, place.domain, buried, now],
    );
  }
  if (issued.length > 0) {
    await client.query(
      `INSERT INTO danhba.address (realm, domain, local_part, owner, role, form, clause, issued_at, alias_until)
       SELECT $1, $2, i.local_part, i.owner, i.role, i.form, i.clause, $4, i.alias_until
         FROM unnest($3::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[])
           AS i(local_part, owner, role, form, clause, alias_until)
       ON CONFLICT (realm, domain, local_part) DO UPDATE
         SET owner = excluded.owner, role = excluded.role, form = excluded.form, clause = excluded.clause,
             released_at = NULL, alias_until = excluded.alias_until`,
      [
        place.realm,
        place.domain,
        textValues(issued.map(({ localPart }) => localPart)),
        now,
        textValues(issued.map(({ owner }) => owner)),
        issued.map(({ role }) => role),
        textValues(issued.map(({ form }) => form)),
        textValues(issued.map(({ clause }) => clause)),
        issued.map(({ aliasUntil }) => aliasUntil),
      ],
    );
  }
}
