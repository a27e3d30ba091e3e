/** One applier per realm: a lock that goes with its holder, a heartbeat, and a token that fences older holders. */
import { hostname } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { DanhbaError } from "../model/error.ts";
import type { Lease, LeaseHolder } from "../ports/journal-port.ts";
import { openTrust, type Trust, trustMs } from "./lease-trust.ts";
import { inTransaction, sessionConfig, withClient } from "./pool.ts";
import { type DatabasePlace, databasePlace, translateDatabaseError } from "./translate-error.ts";

/**
 * Each holder's own lock: first key danhba's, so that other users of the database are not met by chance, second the
 * realm with the holder's token. So a holder that was overtaken may keep its lock for as long as it likes.
 */
const LOCK_KEYS = "hashtext('danhba.lease'), hashtext($1 || ':' || $2::bigint)";

/** While a lock's session lives, the server shows it here. */
const IS_LOCKED = `EXISTS (
  SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND classid::bigint = hashtext('danhba.lease')::bigint & 4294967295
     AND objid::bigint = hashtext(l.realm || ':' || l.token)::bigint & 4294967295)`;

const IS_FRESH = "heartbeat_at > clock_timestamp() - make_interval(secs => seconds)";

const HOLDER = `SELECT host, pid, token, seconds, acquired_at AS "acquiredAt", heartbeat_at AS "heartbeatAt",
    ${IS_LOCKED} AS "isLocked", ${IS_FRESH} AS "isFresh"
  FROM danhba.lease l WHERE realm = $1 AND released_at IS NULL`;

type HolderRow = LeaseHolder & {
  readonly seconds: number;
  readonly isLocked: boolean;
  readonly isFresh: boolean;
};

/** Beats in the time after which a silent holder has lost the lease. */
const BEATS = 5;

/** How often a new holder looks whether the silent one has gone, in milliseconds. */
const LOOK_AGAIN_MS = 50;

/**
 * Takes the lease or throws LEASE_HELD with host and pid of its holder.
 *
 * | holder on record | its lock | its heartbeat | lease |
 * |---|---|---|---|
 * | none, or released | | | free |
 * | any | gone: its session has ended | | free: the process is dead, or has lost its connection and knows it |
 * | any | there | younger than its `leaseSeconds` | held |
 * | any | there | older | taken over; not used before the old holder's trust in it has run out |
 *
 * What is left: a session that the server ends while the network keeps that from its holder (who trusts the lease for
 * another half of `leaseSeconds` at most), and a write that was on its way to the directory when its sender was
 * stopped. Both meet the assertion (RFC 4528) on what their plan saw; the journal is fenced by the token in any case.
 *
 * @param seconds after which others may take it over when the heartbeat stops
 */
export async function acquireLease(url: string, realm: string, seconds: number): Promise<Lease> {
  const place = databasePlace(url);
  const client = new pg.Client({ ...sessionConfig(url, "danhba lease", "danhba_service"), keepAlive: true });
  const trust = openTrust(seconds);
  const lost = new AbortController();
  const lose = (error?: unknown): void => {
    if (!lost.signal.aborted) lost.abort(translateDatabaseError(error ?? new Error(ENDED), place));
  };
  client.on("error", lose);
  client.on("end", () => lose());
  try {
    await client.connect();
    const { token, overtaken } = await takeOver(client, realm, seconds, trust);
    const held = new HeldLease({ client, realm, token, trust, lost, place, seconds });
    try {
      if (overtaken !== null) await outwait(client, realm, overtaken);
      return held;
    } catch (error) {
      await held.release();
      throw error;
    }
  } catch (error) {
    await client.end();
    throw translateDatabaseError(error, place);
  }
}

/** The driver's own words for a session that ended without another reason. */
const ENDED = "Connection terminated unexpectedly";

interface Overtaken {
  readonly token: number;
  readonly trustMs: number;
}

/** Counts the token up under a lock on the row, which waits for a commit of the old holder that is under way. */
async function takeOver(
  client: pg.Client,
  realm: string,
  seconds: number,
  trust: Trust,
): Promise<{ readonly token: number; readonly overtaken: Overtaken | null }> {
  const refuseIfHeld = async (): Promise<HolderRow | null> => {
    const { rows } = await client.query<HolderRow>(HOLDER, [realm]);
    const [holder = null] = rows;
    if (holder?.isLocked && holder.isFresh) {
      throw new DanhbaError("LEASE_HELD", { realm, host: holder.host, pid: holder.pid });
    }
    return holder;
  };
  const silent = await refuseIfHeld();
  await client.query(
    `INSERT INTO danhba.lease (realm, token, host, pid, seconds, acquired_at, heartbeat_at, released_at)
     VALUES ($1, 0, '', 0, $2, now(), now(), now()) ON CONFLICT DO NOTHING`,
    [realm, seconds],
  );
  await client.query("BEGIN");
  // A holder that stands still in a transaction keeps the row until the server ends its session, see `underLease`.
  const patience = 2 * (silent?.seconds ?? seconds) * 1_000;
  await client.query("SELECT set_config('lock_timeout', $1, true)", [String(patience)]);
  await client.query("SELECT FROM danhba.lease WHERE realm = $1 FOR UPDATE", [realm]);
  const old = await refuseIfHeld();
  const asked = trust.begin();
  const { rows } = await client.query<{ token: number }>(
    `UPDATE danhba.lease SET token = token + 1, host = $2, pid = $3, seconds = $4,
       acquired_at = clock_timestamp(), heartbeat_at = clock_timestamp(), released_at = NULL
      WHERE realm = $1 RETURNING token`,
    [realm, hostname(), process.pid, seconds],
  );
  const token = rows[0]?.token ?? 0;
  await client.query(`SELECT pg_advisory_lock(${LOCK_KEYS})`, [realm, token]);
  await client.query("COMMIT");
  trust.confirm(asked);
  return { token, overtaken: old?.isLocked ? { token: old.token, trustMs: trustMs(old.seconds) } : null };
}

/**
 * Until the overtaken holder has ended its session, or cannot trust its lease any more: it got no heartbeat confirmed
 * since the token was counted up. So even where it was the server's clock that made it look silent, two never write.
 */
async function outwait(client: pg.Client, realm: string, { token, trustMs }: Overtaken): Promise<void> {
  const until = performance.now() + trustMs;
  while (performance.now() < until) {
    const { rows } = await client.query<{ isFree: boolean }>(
      `SELECT pg_try_advisory_lock(${LOCK_KEYS}) AS "isFree"`,
      [realm, token],
    );
    if (rows[0]?.isFree === true) return; // the lock that this took is nobody's any more and goes with our session
    await pause(LOOK_AGAIN_MS);
  }
}

class HeldLease implements Lease {
  readonly realm: string;
  readonly token: number;
  readonly lost: AbortSignal;
  readonly #client: pg.Client;
  readonly #trust: Trust;
  readonly #lost: AbortController;
  readonly #place: DatabasePlace;
  readonly #heartbeat: NodeJS.Timeout;
  /** One question at a time: whoever asks meanwhile gets its answer. */
  #asking: Promise<void> | null = null;

  constructor(held: {
    readonly client: pg.Client;
    readonly realm: string;
    readonly token: number;
    readonly trust: Trust;
    readonly lost: AbortController;
    readonly place: DatabasePlace;
    readonly seconds: number;
  }) {
    this.realm = held.realm;
    this.token = held.token;
    this.lost = held.lost.signal;
    this.#client = held.client;
    this.#trust = held.trust;
    this.#lost = held.lost;
    this.#place = held.place;
    // A beat that fails leaves the lease unconfirmed; then the next write asks again and tells what is wrong.
    const beat = (): void => void this.confirm().catch(() => undefined);
    this.#heartbeat = setInterval(beat, (held.seconds * 1_000) / BEATS);
    this.#heartbeat.unref();
  }

  isFresh(): boolean {
    return !this.lost.aborted && this.#trust.isFresh();
  }

  async confirm(): Promise<void> {
    this.lost.throwIfAborted();
    this.#asking ??= this.#beat().finally(() => {
      this.#asking = null;
    });
    await this.#asking;
  }

  async #beat(): Promise<void> {
    const asked = this.#trust.begin();
    const isOurs = await this.#client
      .query(
        this.#question(
          `UPDATE danhba.lease SET heartbeat_at = clock_timestamp()
            WHERE realm = $1 AND token = $2 AND released_at IS NULL`,
        ),
      )
      .then(({ rowCount }) => rowCount === 1)
      .catch((error: unknown) => {
        throw translateDatabaseError(error, this.#place);
      });
    if (isOurs) return this.#trust.confirm(asked);
    clearInterval(this.#heartbeat);
    this.#lost.abort(new DanhbaError("LEASE_LOST", { realm: this.realm }));
    // The new holder need not wait any longer.
    await this.#client.end();
    this.lost.throwIfAborted();
  }

  /** A server that keeps silent is not waited for. */
  #question(text: string): pg.QueryConfig & { query_timeout: number } {
    return { text, values: [this.realm, this.token], query_timeout: this.#trust.ms };
  }

  async release(): Promise<void> {
    clearInterval(this.#heartbeat);
    try {
      await this.#asking?.catch(() => undefined);
      if (!this.lost.aborted) {
        await this.#client.query(
          this.#question(
            "UPDATE danhba.lease SET released_at = clock_timestamp() WHERE realm = $1 AND token = $2",
          ),
        );
      }
    } catch {
      // Without the word on the row it is the end of the session that frees the lease.
    } finally {
      await this.#client.end();
    }
  }
}

/** Who holds the lease now, or null; a row left by a holder that is gone or silent does not count. */
export async function leaseHolder(pool: pg.Pool, realm: string): Promise<LeaseHolder | null> {
  return await withClient(pool, async (client) => {
    const { rows } = await client.query<HolderRow>(HOLDER, [realm]);
    const [holder] = rows;
    if (holder === undefined || !holder.isLocked || !holder.isFresh) return null;
    const { host, pid, token, acquiredAt, heartbeatAt } = holder;
    return { host, pid, token, acquiredAt, heartbeatAt };
  });
}

/**
 * Runs `work` in a transaction that commits only while the lease is still this holder's: whoever wants to take it over
 * waits for the end of the transaction. The server ends one whose process stands still for as long as the lease lasts.
 */
export async function underLease<T>(
  pool: pg.Pool,
  lease: Lease,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  lease.lost.throwIfAborted();
  try {
    return await inTransaction(pool, "READ WRITE", (client) => guarded(client, lease, work));
  } catch (error) {
    // Where it was the server that ended the session, that may be so because another has taken over.
    if (error instanceof DanhbaError && error.code === "DATABASE_UNREACHABLE") await lease.confirm();
    throw error;
  }
}

async function guarded<T>(
  client: pg.PoolClient,
  lease: Lease,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  // KEY SHARE leaves the heartbeat its way; only the FOR UPDATE of a takeover excludes it.
  const { rowCount } = await client.query(
    `SELECT set_config('idle_in_transaction_session_timeout', (seconds * 1000)::text, true)
         FROM danhba.lease WHERE realm = $1 AND token = $2 AND released_at IS NULL FOR KEY SHARE`,
    [lease.realm, lease.token],
  );
  lease.lost.throwIfAborted();
  if (rowCount !== 1) throw new DanhbaError("LEASE_LOST", { realm: lease.realm });
  return await work(client);
}
