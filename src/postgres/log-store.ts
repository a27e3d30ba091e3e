/** The change log in the database: appended under a lock on its head, read in order. */
import type pg from "pg";
import { logTerms } from "../changelog/log-terms.ts";
import {
  appendRecords,
  type ChainedRecord,
  type ChainHead,
  EMPTY_CHAIN,
  type Entry,
} from "../changelog/record.ts";
import type { StoredRecord } from "../changelog/verify-chain.ts";
import type { LogFilter } from "../ports/journal-port.ts";
import { logQuery } from "./log-query.ts";
import { withClient } from "./pool.ts";

/** Rows fetched at a time when the whole log is read. */
const PAGE = 1_000;

/** Between terms and rows of terms; in a term itself they are no more wanted than U+0000. */
const TERM_END = "\x1f";
const ROW_END = "\x1e";
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const UNSTORABLE = /[\0\x1e\x1f]/g;
const storableTerm = (term: string): string => term.toWellFormed().replace(UNSTORABLE, "\u{FFFD}");

export async function appendToLog(
  client: pg.PoolClient,
  entries: readonly Entry[],
  context: {
    readonly realm: string;
    readonly run: number;
    readonly delivery: string | null;
    readonly at: string;
  },
): Promise<readonly ChainedRecord[]> {
  if (entries.length === 0) return [];
  await client.query("INSERT INTO danhba.chain_head VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", [
    context.realm,
    EMPTY_CHAIN.seq,
    EMPTY_CHAIN.hash,
  ]);
  const { rows } = await client.query<ChainHead>(
    "SELECT seq, hash FROM danhba.chain_head WHERE realm = $1 FOR UPDATE",
    [context.realm],
  );
  const records = appendRecords(rows[0] ?? EMPTY_CHAIN, entries, context);
  const last = records.at(-1);
  if (last === undefined) return [];
  await client.query(
    `INSERT INTO danhba.change_log (realm, seq, record, hash, terms)
     SELECT $1, $2 + r.number, r.record::jsonb, r.hash, string_to_array(r.terms, E'\\x1f')
       FROM ROWS FROM (string_to_table($3, E'\\n'), unnest($4::text[]), string_to_table($5, E'\\x1e'))
            WITH ORDINALITY AS r(record, hash, terms, number)`,
    [
      context.realm,
      last.record.seq - records.length,
      records.map(({ text }) => text).join("\n"),
      records.map(({ hash }) => hash),
      records.map(({ record }) => logTerms(record).map(storableTerm).join(TERM_END)).join(ROW_END),
    ],
  );
  await client.query("UPDATE danhba.chain_head SET seq = $2, hash = $3 WHERE realm = $1", [
    context.realm,
    last.record.seq,
    last.hash,
  ]);
  return records;
}

/** The newest records that match, oldest first. */
export async function readLog(pool: pg.Pool, realm: string, filter: LogFilter): Promise<StoredRecord[]> {
  const { text, values } = logQuery(realm, filter);
  return await withClient(pool, async (client) => (await client.query<StoredRecord>(text, values)).rows);
}

export async function* streamLog(pool: pg.Pool, realm: string): AsyncGenerator<StoredRecord> {
  for (let after = 0; ; ) {
    const from = after;
    const rows = await withClient(pool, async (client) => {
      const page = await client.query<StoredRecord>(
        `SELECT realm, seq, record, hash FROM danhba.change_log
          WHERE realm = $1 AND seq > $2 ORDER BY seq LIMIT ${PAGE}`,
        [realm, from],
      );
      return page.rows;
    });
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.seq;
  }
}

export async function readChainHead(pool: pg.Pool, realm: string): Promise<ChainHead> {
  return await withClient(pool, async (client) => {
    const { rows } = await client.query<ChainHead>(
      "SELECT seq, hash FROM danhba.chain_head WHERE realm = $1",
      [realm],
    );
    return rows[0] ?? EMPTY_CHAIN;
  });
}
