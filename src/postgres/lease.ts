/** One applier per realm: a PostgreSQL advisory lock on a connection of its own, and a token that fences older holders. */
import { hostname } from "node:os";
import pg from "pg";
import { DanhbaError } from "../model/error.ts";
import type { Lease, LeaseHolder } from "../ports/journal-port.ts";
import { inTransaction, sessionConfig, withClient } from "./pool.ts";
import { databasePlace, translateDatabaseError } from "./translate-error.ts";

/** First key of every lock of danhba's, so that other users of the database are not met by chance. */
const LOCK_CLASS = "hashtext('danhba.lease')";

/** How often the holder shows that it lives; also what finds a silently broken connection. */
const HEARTBEAT_MS = 5_000;

const HOLDER = `SELECT host, pid, token, acquired_at AS "acquiredAt", heartbeat_at AS "heartbeatAt"
  FROM danhba.lease WHERE realm = $1 AND released_at IS NULL`;

/**
 * Takes the lease or throws LEASE_HELD with host and pid of its holder. It is lost when the connection breaks:
 * the server then frees the lock for others, and every later write to the journal is refused by the token.
 */
export async function acquireLease(url: string, realm: string): Promise<Lease> {
  const place = databasePlace(url);
  const client = new pg.Client(sessionConfig(url, "danhba lease", "danhba_service"));
  const lost = new AbortController();
  client.on("error", () => lost.abort());
  client.on("end", () => lost.abort());
  try {
    await client.connect();
    const token = await lockAndCount(client, realm);
    const heartbeat = setInterval(() => {
      client
        .query("UPDATE danhba.lease SET heartbeat_at = now() WHERE realm = $1 AND token = $2", [realm, token])
        .catch(() => lost.abort());
    }, HEARTBEAT_MS);
    heartbeat.unref();
    return {
      realm,
      token,
      lost: lost.signal,
      release: async () => {
        clearInterval(heartbeat);
        if (!lost.signal.aborted) {
          await client.query("UPDATE danhba.lease SET released_at = now() WHERE realm = $1 AND token = $2", [
            realm,
            token,
          ]);
        }
        await client.end();
      },
    };
  } catch (error) {
    await client.end();
    throw translateDatabaseError(error, place);
  }
}

async function lockAndCount(client: pg.Client, realm: string): Promise<number> {
  const { rows: locks } = await client.query<{ locked: boolean }>(
    `SELECT pg_try_advisory_lock(${LOCK_CLASS}, hashtext($1)) AS locked`,
    [realm],
  );
  if (locks[0]?.locked !== true) {
    const { rows } = await client.query<LeaseHolder>(HOLDER, [realm]);
    throw new DanhbaError("LEASE_HELD", { realm, host: rows[0]?.host ?? "?", pid: rows[0]?.pid ?? 0 });
  }
  const { rows } = await client.query<{ token: number }>(
    `INSERT INTO danhba.lease AS l (realm, token, host, pid, acquired_at, heartbeat_at)
     VALUES ($1, 1, $2, $3, now(), now())
     ON CONFLICT (realm) DO UPDATE SET token = l.token + 1, host = $2, pid = $3,
       acquired_at = now(), heartbeat_at = now(), released_at = NULL
     RETURNING token`,
    [realm, hostname(), process.pid],
  );
  const [row] = rows;
  if (row === undefined) throw new Error("the lease was written but not returned");
  return row.token;
}

/** Who holds the lease now, or null; a row left by a killed holder counts only while the lock is really taken. */
export async function leaseHolder(pool: pg.Pool, realm: string): Promise<LeaseHolder | null> {
  return await withClient(pool, async (client) => {
    const { rows: locks } = await client.query<{ locked: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND classid::bigint = ${LOCK_CLASS}::bigint & 4294967295 AND objid::bigint = hashtext($1)::bigint & 4294967295
       ) AS locked`,
      [realm],
    );
    if (locks[0]?.locked !== true) return null;
    const { rows } = await client.query<LeaseHolder>(HOLDER, [realm]);
    return rows[0] ?? null;
  });
}

/** Runs `work` in a transaction that commits only while the lease is still this holder's. */
export async function underLease<T>(
  pool: pg.Pool,
  lease: Lease,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  return await inTransaction(pool, "READ WRITE", async (client) => {
    const { rowCount } = await client.query(
      "SELECT FROM danhba.lease WHERE realm = $1 AND token = $2 AND released_at IS NULL FOR SHARE",
      [lease.realm, lease.token],
    );
    if (rowCount !== 1 || lease.lost.aborted) throw new DanhbaError("LEASE_LOST", { realm: lease.realm });
    return await work(client);
  });
}
