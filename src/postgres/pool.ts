/** Opens connections to PostgreSQL under one role, with the value types that danhba uses, and runs transactions. */
import pg from "pg";
import type { DanhbaError } from "../model/error.ts";
import { databasePlace, parseDatabaseUrl, translateDatabaseError } from "./translate-error.ts";

export type DatabaseRole = "danhba_feed" | "danhba_service";

/** A server that does not answer for this long counts as unreachable. */
const CONNECT_TIMEOUT_MS = 5_000;

/** A session that stands still in a transaction for this long is ended by the server: its process is stopped. */
const STANDSTILL_MS = 60_000;

export interface PoolOptions {
  /** `postgresql://…`; its own `options` and `application_name` are kept. */
  readonly url: string;
  /** Every session works under this role; without it, as the login itself. */
  readonly role?: DatabaseRole;
  readonly applicationName: string;
  /** Most connections at once; pg's default is 10. */
  readonly max?: number;
  /** Told when a connection breaks while nobody uses it; the pool replaces it by itself. */
  readonly onIdleError?: (error: DanhbaError) => void;
}

/** A pool that connects on first use; its queries throw driver errors, so run them in `withClient` or `inTransaction`. */
export function openPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    ...sessionConfig(options.url, options.applicationName, options.role),
    ...(options.max === undefined ? {} : { max: options.max }),
  });
  // An unhandled `error` event would end the process, and the pool has already dropped the broken connection.
  pool.on("error", (error) =>
    options.onIdleError?.(translateDatabaseError(error, databasePlace(options.url))),
  );
  return pool;
}

/**
 * The configuration of one session: role and time zone are set by the start-up packet, so that no query can run
 * before them. Also for clients outside a pool, such as the one that listens. Throws `SETTINGS_INVALID`.
 */
export function sessionConfig(url: string, applicationName: string, role?: DatabaseRole): pg.ClientConfig {
  const parsed = parseDatabaseUrl(url);
  const theirs = parsed.searchParams.get("options");
  const ours = ["-c TimeZone=UTC", "-c DateStyle=ISO", "-c IntervalStyle=iso_8601"];
  if (role !== undefined) {
    ours.push(`-c role=${role}`, `-c idle_in_transaction_session_timeout=${STANDSTILL_MS}`);
  }
  // Written into the URL because values there win over those beside it.
  parsed.searchParams.set("options", [...(theirs === null ? [] : [theirs]), ...ours].join(" "));
  if (!parsed.searchParams.has("application_name")) {
    parsed.searchParams.set("application_name", applicationName);
  }
  return { connectionString: parsed.href, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, types: VALUE_TYPES };
}

/** Lends one connection to `work` and translates what goes wrong. */
export async function withClient<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  let broken: Error | undefined;
  const onError = (error: Error): void => {
    broken = error; // the running query rejects as well; without a listener the event would end the process
  };
  try {
    const client = await pool.connect();
    client.on("error", onError);
    try {
      return await work(client);
    } finally {
      client.off("error", onError);
      client.release(broken);
    }
  } catch (error) {
    throw translateDatabaseError(error, databasePlace(pool.options.connectionString ?? ""));
  }
}

export type TransactionMode = "READ WRITE" | "REPEATABLE READ READ ONLY";

const BEGIN = {
  "READ WRITE": "BEGIN READ WRITE",
  "REPEATABLE READ READ ONLY": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
} as const satisfies Record<TransactionMode, string>;

/** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
export async function inTransaction<T>(
  pool: pg.Pool,
  mode: TransactionMode,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  return await withClient(pool, async (client) => {
    await client.query(BEGIN[mode]);
    try {
      const result = await work(client);
      await client.query("COMMIT");
      return result;
    } catch (error) {
      // On a broken connection the server has rolled back already and ROLLBACK fails too: the first error counts.
      await client.query("ROLLBACK").catch(() => undefined);
      throw error;
    }
  });
}

type TextParser = (text: string) => unknown;

/**
 * bigint as number (refused beyond 2^53), date as `yyyy-mm-dd` (never a JavaScript Date, which has a time zone),
 * timestamptz as ISO 8601 in UTC with milliseconds; everything else as pg reads it.
 */
const PARSERS: Readonly<Record<number, TextParser>> = {
  [pg.types.builtins.INT8]: safeInteger,
  [pg.types.builtins.DATE]: (text) => text,
  [pg.types.builtins.TIMESTAMPTZ]: (text) =>
    new Date(text.replace(" ", "T").replace(/\+00$/, "Z")).toISOString(),
};

const VALUE_TYPES: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => PARSERS[oid] ?? pg.types.getTypeParser(oid, format),
};

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit a JavaScript number`);
  return value;
}
