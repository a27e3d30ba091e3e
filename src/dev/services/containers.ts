/** The last resort: both servers as containers, for machines with Docker and nothing else. */

import { OPENLDAP_FILES } from "./project-root.ts";
import { randomSecret } from "./random-secret.ts";
import type { PostgresServer } from "./start-postgres.ts";

/** Inside the container; outside it is any free port. */
const POSTGRES_PORT = 5432;
const LDAP_PORT = 1389;

export async function startPostgresContainer(): Promise<PostgresServer> {
  const { GenericContainer, Wait } = await import("testcontainers");
  const password = randomSecret();
  const container = await new GenericContainer("postgres:18")
    .withEnvironment({ POSTGRES_PASSWORD: password, POSTGRES_DB: "danhba" })
    .withExposedPorts(POSTGRES_PORT)
    .withWaitStrategy(Wait.forLogMessage(/ready to accept connections/, 2)) // the first is the set-up server
    .start();
  const address = `${container.getHost()}:${container.getMappedPort(POSTGRES_PORT)}`;
  return {
    url: `postgres://postgres:${password}@${address}/danhba`,
    pids: [],
    async stop() {
      await container.stop();
    },
  };
}

export interface SlapdContainer {
  readonly url: string;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** `environment`: what `docker/openldap/init.sh` needs. */
export async function startSlapdContainer(environment: Record<string, string>): Promise<SlapdContainer> {
  const { GenericContainer, Wait } = await import("testcontainers");
  const image = await GenericContainer.fromDockerfile(OPENLDAP_FILES).build();
  const container = await image
    .withEnvironment({ ...environment, SLAPD_URLS: `ldap://:${LDAP_PORT}/` })
    .withExposedPorts(LDAP_PORT)
    .withWaitStrategy(Wait.forLogMessage(/slapd starting/))
    .start();
  return {
    url: `ldap://${container.getHost()}:${container.getMappedPort(LDAP_PORT)}/`,
    restart: () => container.restart(),
    async stop() {
      await container.stop();
    },
  };
}
