/** A running service behind counting proxies: what one wake-up of it costs. */
import { performance } from "node:perf_hooks";
import type { BenchRealm } from "./bench-world.ts";
import { type CountingProxy, ldapOperations, sqlStatements, startCountingProxy } from "./counting-proxy.ts";
import { pause } from "./pause.ts";
import { type Daemon, type DanhbaPlace, startDaemon } from "./run-danhba.ts";

export interface Cost {
  /** Until the last exchange with a server. */
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
  readonly statements: number;
  readonly operations: number;
  /** Read from the directory. */
  readonly ldapBytes: number;
}

export interface WatchedDaemon {
  /**
   * Calls `provoke`, waits until the service has asked for something, and is quiet again.
   * @param isRun the wake-up is a run for sure: the quiet must come after its end
   */
  costOf(provoke: () => Promise<unknown>, isRun: boolean): Promise<Cost>;
  stop(): Promise<void>;
}

/**
 * So long without traffic and without a tick of processor time, in milliseconds, and the service is at rest: longer
 * than `settleMs` by far, and than any pause inside a run.
 */
const QUIET_MS = 500;

/** Starts `danhba daemon` behind two proxies and returns once it is at rest. */
export async function watchDaemon(realm: BenchRealm, place: DanhbaPlace): Promise<WatchedDaemon> {
  const started: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    for (const one of started.toReversed()) await one.stop();
  };
  try {
    const sql = await startCountingProxy(realm.databaseUrl, sqlStatements);
    started.push(sql);
    const ldap = await startCountingProxy(realm.directory.url, ldapOperations);
    started.push(ldap);
    const env = { ...place.env, DATABASE_URL: sql.url, LDAP_URL: ldap.url };
    const daemon = await startDaemon({ ...place, env });
    started.push(daemon);
    const watched = { daemon, sql, ldap, signal: place.signal };
    await untilQuiet(watched);
    return { costOf: (provoke, isRun) => costOf(watched, provoke, isRun), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Watched {
  readonly daemon: Daemon;
  readonly sql: CountingProxy;
  readonly ldap: CountingProxy;
  readonly signal: AbortSignal;
}

async function costOf(watched: Watched, provoke: () => Promise<unknown>, isRun: boolean): Promise<Cost> {
  const { daemon, sql, ldap, signal } = watched;
  const runs = daemon.runs();
  const before = { cpu: await daemon.cpuMilliseconds(), sql: sql.traffic(), ldap: ldap.traffic() };
  const started = performance.now();
  await provoke();
  while (sql.traffic().requests === before.sql.requests) {
    daemon.mustRun();
    await pause(signal);
  }
  if (isRun) await daemon.untilRuns(runs + 1);
  await untilQuiet(watched);
  return {
    milliseconds: Math.max(sql.lastAt(), ldap.lastAt()) - started,
    cpuMilliseconds: (await daemon.cpuMilliseconds()) - before.cpu,
    statements: sql.traffic().requests - before.sql.requests,
    operations: ldap.traffic().requests - before.ldap.requests,
    ldapBytes: ldap.traffic().bytes - before.ldap.bytes,
  };
}

/** From now on, or from the last sign of life. */
async function untilQuiet({ daemon, sql, ldap, signal }: Watched): Promise<void> {
  let cpu = await daemon.cpuMilliseconds();
  let aliveAt = performance.now();
  while (performance.now() - Math.max(aliveAt, sql.lastAt(), ldap.lastAt()) < QUIET_MS) {
    daemon.mustRun();
    await pause(signal);
    const now = await daemon.cpuMilliseconds();
    if (now !== cpu) aliveAt = performance.now();
    cpu = now;
  }
}
