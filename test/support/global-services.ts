/** Before the first test: one PostgreSQL with a migrated template database, and slapd's programs, for all projects. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { ProvidedContext } from "vitest";
import type { TestProject } from "vitest/node";
import { givenDirectory } from "../../src/dev/services/environment.ts";
import { randomName } from "../../src/dev/services/random-secret.ts";
import { runStatement } from "../../src/dev/services/run-statement.ts";
import { findSlapd, type SlapdPrograms } from "../../src/dev/services/slapd-programs.ts";
import { type PostgresServer, startPostgres } from "../../src/dev/services/start-postgres.ts";
import { migrate } from "../../src/postgres/migrate.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A server on which databases may be made, and the database to copy them from. */
    postgres: { url: string; template: string };
    /** Null: `TEST_LDAP_URL` names the directory, or only Docker can give one. */
    slapd: SlapdPrograms | null;
    /** A folder for data of test servers; it goes when the run ends. */
    scratch: string;
  }
}

interface Shared extends Pick<ProvidedContext, "postgres" | "slapd" | "scratch"> {
  stop(): Promise<void>;
}

/** Every vitest project runs this file, in modules of its own but in one process. */
const registry = globalThis as typeof globalThis & {
  danhbaServices?: { users: number; shared: Promise<Shared> };
};

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  registry.danhbaServices ??= { users: 0, shared: start() };
  const { danhbaServices } = registry;
  danhbaServices.users++;
  const shared = await danhbaServices.shared;
  project.provide("postgres", shared.postgres);
  project.provide("slapd", shared.slapd);
  project.provide("scratch", shared.scratch);
  return async () => {
    if (--danhbaServices.users > 0) return;
    delete registry.danhbaServices;
    await shared.stop();
  };
}

async function start(): Promise<Shared> {
  const scratch = await mkdtemp(join(tmpdir(), "danhba-test-"));
  const template = `danhba_template_${randomName()}`;
  let server: PostgresServer | undefined;
  const stop = async (): Promise<void> => {
    if (server) {
      await runStatement(server.url, `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(template)} WITH (FORCE)`);
      await server.stop();
    }
    await rm(scratch, { recursive: true, force: true });
  };
  try {
    const slapd = givenDirectory() ? null : await slapdOrNull();
    server = await startPostgres({ dir: scratch });
    await makeTemplate(server.url, template);
    return { postgres: { url: server.url, template }, slapd, scratch, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function makeTemplate(serverUrl: string, template: string): Promise<void> {
  await runStatement(serverUrl, `CREATE DATABASE ${pg.escapeIdentifier(template)}`);
  const url = new URL(serverUrl);
  url.pathname = `/${template}`;
  await migrate(url.href);
}

/** Null leaves it to `startSlapd`, which goes on to Docker or says what to install. */
const slapdOrNull = (): Promise<SlapdPrograms | null> => findSlapd().catch(() => null);
