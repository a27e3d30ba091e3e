/** What danhba remembers of a realm's accounts between runs. */
import type pg from "pg";
import type { Identity } from "../model/account.ts";
import type { Instant } from "../model/feed.ts";
import type { Owner } from "../model/owner.ts";
import type { RealmMemory } from "../ports/journal-port.ts";
import { jsonValue } from "./json-value.ts";
import { STANDING_ORDERS } from "./order-store.ts";
import { inTransaction } from "./pool.ts";

const ACCOUNTS = `
  SELECT owner, status, since, reason, opened_at AS "openedAt" FROM danhba.account WHERE realm = $1`;

const IDENTITIES = `
  SELECT person_id AS "personId", full_name AS "fullName", birth_date AS "birthDate"
    FROM danhba.identity WHERE realm = $1`;

const SEEN_DELIVERY = `
  SELECT delivery FROM danhba.run
   WHERE realm = $1 AND cursor IS NOT NULL AND state NOT IN ('running', 'aborted', 'stopped')
   ORDER BY id DESC LIMIT 1`;

/** A service that was started before the feed came has run, and loaded nothing. */
const HAS_RUN = `
  SELECT FROM danhba.run AS r
   WHERE realm = $1 AND counts IS NOT NULL AND trigger NOT IN ('handover', 'undo')
     AND state NOT IN ('running', 'aborted', 'stopped')
     AND EXISTS (SELECT FROM danhba.account WHERE realm = $1 AND owner LIKE 'person:%' AND run <= r.id)
   ORDER BY id DESC LIMIT 1`;

const RESETS = `
  SELECT owner, requested_at AS at FROM danhba.handover
   WHERE realm = $1 AND why = 'reset' AND state IN ('waiting', 'prepared', 'set')`;

type Account = RealmMemory["accounts"] extends ReadonlyMap<Owner, infer State> ? State : never;
export type AccountRow = Account & { readonly owner: Owner };

/** As one moment shows it. */
export async function readMemory(pool: pg.Pool, realm: string): Promise<RealmMemory> {
  return await inTransaction(pool, "REPEATABLE READ READ ONLY", async (client) => {
    const accounts = await client.query<AccountRow>(ACCOUNTS, [realm]);
    const identities = await client.query<Identity>(IDENTITIES, [realm]);
    return memoryOf(accounts.rows, identities.rows, await readShared(client, realm));
  });
}

export const memoryOf = (
  accounts: readonly AccountRow[],
  identities: readonly Identity[],
  shared: Omit<RealmMemory, "accounts" | "identities">,
): RealmMemory => ({
  accounts: new Map(accounts.map(({ owner, ...state }) => [owner, state])),
  identities: new Map(identities.map((identity) => [identity.personId, identity])),
  ...shared,
});

/** What belongs to the realm; its cost does not depend on how many people there are. */
export async function readShared(
  client: pg.PoolClient,
  realm: string,
): Promise<Omit<RealmMemory, "accounts" | "identities">> {
  const rowsOf = async <Row extends object>(statement: string): Promise<Row[]> =>
    (await client.query<Row>(statement, [realm])).rows;
  const orders = await rowsOf<RealmMemory["orders"][number]>(STANDING_ORDERS);
  const watched = await rowsOf<{ since: Instant }>(
    "SELECT since FROM danhba.logins_watched WHERE realm = $1",
  );
  const seen = await rowsOf<{ delivery: string | null }>(SEEN_DELIVERY);
  const resets = await rowsOf<RealmMemory["resets"][number]>(RESETS);
  return {
    orders,
    loginsWatchedSince: watched[0]?.since ?? null,
    seenDelivery: seen[0]?.delivery ?? null,
    hasRun: (await rowsOf(HAS_RUN)).length > 0,
    resets,
  };
}

/** Identities that are new or were confirmed, and since when sign-ins are noted (null: they are not). */
export async function writeMemory(
  client: pg.PoolClient,
  realm: string,
  memory: { readonly identities: readonly Identity[]; readonly loginsWatchedSince: Instant | null },
): Promise<void> {
  if (memory.identities.length > 0) {
    await client.query(
      `INSERT INTO danhba.identity (realm, person_id, full_name, birth_date)
       SELECT $1, i."personId", i."fullName", i."birthDate"
         FROM jsonb_to_recordset($2) AS i("personId" text, "fullName" text, "birthDate" date)
       ON CONFLICT (realm, person_id) DO UPDATE
         SET full_name = excluded.full_name, birth_date = excluded.birth_date`,
      [realm, jsonValue(memory.identities)],
    );
  }
  await client.query(
    "DELETE FROM danhba.logins_watched WHERE realm = $1 AND since IS DISTINCT FROM $2::timestamptz",
    [realm, memory.loginsWatchedSince],
  );
  if (memory.loginsWatchedSince !== null) {
    await client.query("INSERT INTO danhba.logins_watched VALUES ($1, $2) ON CONFLICT DO NOTHING", [
      realm,
      memory.loginsWatchedSince,
    ]);
  }
}
