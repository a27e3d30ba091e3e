/** The servers of a benchmark at one size: PostgreSQL with the filled feed, and realms of their own over copies of it. */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { migrate } from "../../postgres/migrate.ts";
import { OPENLDAP_FILES } from "../services/project-root.ts";
import type { SlapdPrograms } from "../services/slapd-programs.ts";
import { type PostgresServer, startPostgres } from "../services/start-postgres.ts";
import { type DirectoryServer, startSlapd } from "../services/start-slapd.ts";
import { type SettingsChoice, writeSettings } from "./bench-settings.ts";
import { fillFeed } from "./fill-feed.ts";
import type { DanhbaPlace } from "./run-danhba.ts";

/** A slapd process of our own. */
export interface BenchDirectory extends DirectoryServer {
  readonly stateDir: string;
}

/** One realm: a copy of the filled database, and a directory. */
export interface BenchRealm {
  readonly databaseUrl: string;
  readonly directory: BenchDirectory;
  readonly env: Readonly<Record<string, string>>;
  /** The same servers with these settings. */
  place(choice: SettingsChoice): Promise<DanhbaPlace>;
  stop(): Promise<void>;
}

export interface BenchWorld {
  readonly size: number;
  readonly programs: SlapdPrograms;
  readonly signal: AbortSignal;
  readonly databaseUrl: string;
  /** Peak memory of full runs that found nothing to do, in megabytes, as they come by. */
  readonly peaks: number[];
  /** For files of a measurement; goes with the world. */
  file(name: string): string;
  /** An empty directory, its data written through to the disk. */
  openDirectory(): Promise<BenchDirectory>;
  /** The filled feed beside an empty directory. */
  openRealm(): Promise<BenchRealm>;
  /** The realm after its first load, one for all cases that begin there; null before it. */
  loaded(): BenchRealm | null;
  /** This realm is loaded: it is to be that one; where there is one already, this one is stopped. */
  keepLoaded(realm: BenchRealm): Promise<void>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  readonly dir: string;
  readonly size: number;
  readonly programs: SlapdPrograms;
  readonly signal: AbortSignal;
}

/** Starts PostgreSQL, migrates and fills the feed. Throws `SERVICES_UNAVAILABLE`; `stop` leaves nothing behind. */
export async function openWorld({ dir, size, programs, signal }: WorldOptions): Promise<BenchWorld> {
  await mkdir(dir, { recursive: true });
  const postgres = await startPostgres({ dir, isDurable: true });
  try {
    await migrate(postgres.url);
    await onServer(postgres.url, (client) => fillFeed(client, size, signal));
  } catch (error) {
    await stopAll([postgres], dir);
    throw error;
  }
  const running = new Set<{ stop(): Promise<void> }>();
  let number = 0;
  let loaded: BenchRealm | null = null;

  const openDirectory = async (): Promise<BenchDirectory> => {
    signal.throwIfAborted();
    number += 1;
    // Given files, it is always a process of our own: several may run side by side, and its data is at hand.
    const options = { dir: join(dir, `directory-${number}`), programs, isDurable: true };
    const server = await startSlapd({ ...options, files: OPENLDAP_FILES });
    return withStop(server as BenchDirectory, running);
  };
  const openRealm = async (): Promise<BenchRealm> => {
    const directory = await openDirectory();
    number += 1;
    const databaseUrl = await copyDatabase(postgres, `bench_${number}`);
    const env = environmentOf(databaseUrl, directory);
    return {
      databaseUrl,
      directory,
      env,
      place: async (choice) => {
        number += 1;
        return { env, settings: await writeSettings(join(dir, `settings-${number}`), choice), signal };
      },
      stop: async () => {
        await directory.stop();
        await dropDatabase(postgres.url, databaseUrl);
      },
    };
  };
  return {
    size,
    programs,
    signal,
    databaseUrl: postgres.url,
    peaks: [],
    file: (name) => join(dir, name),
    openDirectory,
    openRealm,
    loaded: () => loaded,
    keepLoaded: async (realm) => {
      if (loaded === null) loaded = realm;
      else await realm.stop();
    },
    stop: () => stopAll([...running, postgres], dir),
  };
}

/** `running` knows it until it is stopped. */
function withStop(server: BenchDirectory, running: Set<{ stop(): Promise<void> }>): BenchDirectory {
  const stopped: BenchDirectory = Object.create(server, {
    stop: {
      value: async () => {
        running.delete(stopped);
        await server.stop();
      },
    },
  });
  running.add(stopped);
  return stopped;
}

async function stopAll(servers: readonly { stop(): Promise<void> }[], dir: string): Promise<void> {
  const results = await Promise.allSettled(servers.map((server) => server.stop()));
  await rm(dir, { recursive: true, force: true });
  const failure = results.find((result) => result.status === "rejected");
  if (failure !== undefined) throw failure.reason;
}

function environmentOf(databaseUrl: string, directory: BenchDirectory): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    LDAP_URL: directory.url,
    LDAP_SUFFIX: directory.suffix,
    LDAP_BIND_DN: directory.bindDn,
    LDAP_BIND_PASSWORD: directory.bindPassword,
  };
}

async function copyDatabase({ url }: PostgresServer, name: string): Promise<string> {
  const template = new URL(url);
  const original = template.pathname.slice(1);
  template.pathname = "/postgres";
  const copy = `CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE ${pg.escapeIdentifier(original)}`;
  await onServer(template.href, (client) => client.query(copy));
  template.pathname = `/${name}`;
  return template.href;
}

async function dropDatabase(url: string, copy: string): Promise<void> {
  const name = new URL(copy).pathname.slice(1);
  await onServer(url, (client) => client.query(`DROP DATABASE ${pg.escapeIdentifier(name)} WITH (FORCE)`));
}

/** Runs `work` on a connection of its own. */
export async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
