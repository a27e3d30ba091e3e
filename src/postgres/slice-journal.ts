/** What a run that looks at few owners reads of ledger and memory: rows of these owners only. */
import type pg from "pg";
import type { Identity } from "../model/account.ts";
import type { LedgerAddress } from "../model/address.ts";
import type { Owner } from "../model/owner.ts";
import type { RealmMemory } from "../ports/journal-port.ts";
import { type AccountRow, memoryOf, readShared } from "./memory-store.ts";
import { inTransaction, withClient } from "./pool.ts";

const COLUMNS = 'local_part AS "localPart", owner, role, form, clause, alias_until AS "aliasUntil"';

/**
 * With `person:ID` also the accounts that the person has at agencies, `person:ID@CODE`; they lie between two bounds of
 * the index, because the character after @ is A.
 */
export async function readLedgerOf(
  pool: pg.Pool,
  realm: string,
  owners: readonly Owner[],
): Promise<LedgerAddress[]> {
  return await withClient(pool, async (client) => {
    const { rows } = await client.query<LedgerAddress>(
      `SELECT ${COLUMNS} FROM danhba.address WHERE realm = $1 AND owner = ANY ($2)
       UNION
       SELECT ${COLUMNS} FROM unnest($2::text[]) AS asked(person)
         JOIN danhba.address ON realm = $1 AND owner ~>=~ (asked.person || '@') AND owner ~<~ (asked.person || 'A')
        WHERE asked.person LIKE 'person:%'
        ORDER BY "localPart"`,
      [realm, owners],
    );
    return rows;
  });
}

/** These local parts, and each with digits appended: they lie between two bounds, because the character after 9 is a colon. */
export async function readLedgerAt(
  pool: pg.Pool,
  realm: string,
  localParts: readonly string[],
): Promise<LedgerAddress[]> {
  return await withClient(pool, async (client) => {
    const { rows } = await client.query<LedgerAddress>(
      `SELECT ${COLUMNS} FROM danhba.address WHERE realm = $1 AND local_part = ANY ($2)
       UNION
       SELECT ${COLUMNS} FROM unnest($2::text[]) AS asked(part)
         JOIN danhba.address ON realm = $1 AND local_part ~>=~ (asked.part || '0') AND local_part ~<~ (asked.part || ':')
        WHERE substr(local_part, length(asked.part) + 1) ~ '^[0-9]+$'
        ORDER BY "localPart"`,
      [realm, localParts],
    );
    return rows;
  });
}

/** As one moment shows it. */
export async function readMemoryOf(
  pool: pg.Pool,
  realm: string,
  people: readonly string[],
  owners: readonly Owner[],
): Promise<RealmMemory> {
  return await inTransaction(pool, "REPEATABLE READ READ ONLY", async (client) => {
    const accounts = await client.query<AccountRow>(
      `SELECT owner, status, since, reason, opened_at AS "openedAt"
         FROM danhba.account WHERE realm = $1 AND owner = ANY ($2)`,
      [realm, owners],
    );
    const identities = await client.query<Identity>(
      `SELECT person_id AS "personId", full_name AS "fullName", birth_date AS "birthDate"
         FROM danhba.identity WHERE realm = $1 AND person_id = ANY ($2)`,
      [realm, people],
    );
    return memoryOf(accounts.rows, identities.rows, await readShared(client, realm));
  });
}
