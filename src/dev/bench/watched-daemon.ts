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
  /** Calls `provoke` and waits until the service is quiet again. */
  costOf(provoke: () => Promise<unknown>): Promise<Cost>;
  stop(): Promise<void>;
}

/**
 * So long without traffic and without a tick of processor time, in milliseconds, and the service is at rest: longer
 * than `settleMs` by far, and than any pause inside a run.
 */
const QUIET_MS = 300;

export async function watchDaemon(realm: BenchRealm, place: DanhbaPlace): Promise<WatchedDaemon> {
  const proxies: CountingProxy[] = [];
  const behindProxy = async (...args: Parameters<typeof startCountingProxy>): Promise<CountingProxy> => {
    const proxy = await startCountingProxy(...args);
    proxies.push(proxy);
    return proxy;
  };
  const stopProxies = () => Promise.all(proxies.map((proxy) => proxy.stop()));
  try {
    const sql = await behindProxy(realm.databaseUrl, sqlStatements);
    const ldap = await behindProxy(realm.directory.url, ldapOperations);
    const env = { ...place.env, DATABASE_URL: sql.url, LDAP_URL: ldap.url };
    const daemon = await startDaemon({ ...place, env });
    const lastAt = () => Math.max(sql.lastAt(), ldap.lastAt());
    return {
      costOf: async (provoke) => {
        await untilQuiet(daemon, lastAt, place.signal);
        const before = { cpu: await daemon.cpuMilliseconds(), sql: sql.traffic(), ldap: ldap.traffic() };
        const started = performance.now();
        await provoke();
        await untilQuiet(daemon, lastAt, place.signal);
        return {
          milliseconds: Math.max(0, lastAt() - started),
          cpuMilliseconds: (await daemon.cpuMilliseconds()) - before.cpu,
          statements: sql.traffic().requests - before.sql.requests,
          operations: ldap.traffic().requests - before.ldap.requests,
          ldapBytes: ldap.traffic().bytes - before.ldap.bytes,
        };
      },
      stop: async () => {
        await daemon.stop();
        await stopProxies();
      },
    };
  } catch (error) {
    await stopProxies();
    throw error;
  }
}

/** From now on, or from the last sign of life. */
async function untilQuiet(daemon: Daemon, lastAt: () => number, signal: AbortSignal): Promise<void> {
  let cpu = await daemon.cpuMilliseconds();
  let aliveAt = performance.now();
  while (performance.now() - Math.max(aliveAt, lastAt()) < QUIET_MS) {
    daemon.mustRun();
    await pause(signal);
    const now = await daemon.cpuMilliseconds();
    if (now !== cpu) aliveAt = performance.now();
    cpu = now;
  }
}
