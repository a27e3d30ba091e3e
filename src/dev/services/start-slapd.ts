/** A throw-away OpenLDAP: a server named by the environment, slapd of this machine or unpacked, or a container. */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "ldapts";
import { type Child, startChild } from "./child-process.ts";
import { emptyDirectory } from "./empty-directory.ts";
import { type GivenDirectory, givenDirectory } from "./environment.ts";
import { OPENLDAP_FILES } from "./project-root.ts";
import { randomSecret } from "./random-secret.ts";
import { serviceUnavailable } from "./service-error.ts";
import { findSlapd, type SlapdPrograms, slapdEnvironment } from "./slapd-programs.ts";
import { startOnFreePort } from "./start-on-free-port.ts";

const DEFAULT_SUFFIX = "dc=soctrang,dc=gov,dc=vn";

/** How to reach a directory and as whom: the service account (`bind…`) and the rootdn (`admin…`). */
export type DirectoryAccess = GivenDirectory;

export interface DirectoryServer extends DirectoryAccess {
  /** Processes that we started. */
  readonly pids: readonly number[];
  /** Where its `config/` and `data/` are; null for a server elsewhere. */
  readonly stateDir: string | null;
  /** Stops it and removes its data. */
  stop(): Promise<void>;
  /** Ends slapd in good order; `resume` starts it again with the same data, port and passwords. */
  suspend(): Promise<void>;
  resume(): Promise<void>;
  /** SIGKILL, as in a power cut; `resume` starts it again. */
  kill(): Promise<void>;
}

export interface SlapdOptions {
  readonly dir: string;
  readonly suffix?: string;
  /** Where slapd is, when that is known already. */
  readonly programs?: SlapdPrograms;
  /** True writes through to the disk as in production (for measurements); a throw-away server need not. */
  readonly isDurable?: boolean;
  /** A changed copy of `docker/openldap`, for servers that lack something; always a process of our own. */
  readonly files?: string;
  readonly log?: (text: string) => void;
}

/**
 * Starts a directory from `docker/openldap` with its state in `<dir>/openldap` and returns once the service account
 * can bind. Order: `TEST_LDAP_URL`, slapd on the machine, Debian's packages, Docker. Throws `SERVICES_UNAVAILABLE`.
 */
export async function startSlapd(options: SlapdOptions): Promise<DirectoryServer> {
  const given = options.files === undefined ? givenDirectory() : null;
  if (given) return await useGivenDirectory(given);
  const suffix = options.suffix ?? DEFAULT_SUFFIX;
  const identity = {
    suffix,
    bindDn: `cn=danhba,ou=services,${suffix}`,
    bindPassword: randomSecret(),
    adminDn: `cn=admin,${suffix}`,
    adminPassword: randomSecret(),
  };
  let programs: SlapdPrograms;
  try {
    programs = options.programs ?? (await findSlapd());
  } catch (error) {
    if (options.files !== undefined) throw error; // the image holds the files as they are
    return await startContainer(identity, error);
  }
  try {
    return await startProcess(identity, programs, options);
  } catch (error) {
    throw serviceUnavailable("OpenLDAP", "see why slapd did not start, or set TEST_LDAP_URL", error);
  }
}

type Identity = Omit<DirectoryAccess, "url">;

const secretsOf = (identity: Identity): Record<string, string> => ({
  LDAP_SUFFIX: identity.suffix,
  LDAP_ADMIN_PASSWORD: identity.adminPassword,
  LDAP_BIND_PASSWORD: identity.bindPassword,
});

async function startProcess(
  identity: Identity,
  programs: SlapdPrograms,
  options: SlapdOptions,
): Promise<DirectoryServer> {
  const state = join(options.dir, "openldap");
  await mkdir(state, { recursive: true, mode: 0o700 });
  const run = (fixedPort?: number) =>
    startOnFreePort(
      (port) =>
        startChild("sh", [join(options.files ?? OPENLDAP_FILES, "entrypoint.sh")], {
          stopSignal: "SIGTERM",
          env: {
            ...slapdEnvironment(programs, state),
            ...secretsOf(identity),
            SLAPD_URLS: `ldap://127.0.0.1:${port}/`,
            SLAPD_DB_NOSYNC: options.isDurable ? "no" : "yes",
          },
          ...(options.log ? { log: options.log } : {}),
        }),
      (port) => bindOnce(`ldap://127.0.0.1:${port}/`, identity),
      fixedPort,
    );
  let server: { child: Child; port: number };
  try {
    server = await run();
  } catch (error) {
    await rm(state, { recursive: true, force: true });
    throw error;
  }
  return {
    ...identity,
    url: `ldap://127.0.0.1:${server.port}/`,
    stateDir: state,
    get pids() {
      return [server.child.pid];
    },
    async stop() {
      await server.child.stop();
      await rm(state, { recursive: true, force: true });
    },
    suspend: () => server.child.stop(),
    kill: () => server.child.kill(),
    async resume() {
      if (server.child.hasExited()) server = await run(server.port);
    },
  };
}

async function startContainer(identity: Identity, whyNotHere: unknown): Promise<DirectoryServer> {
  const { startSlapdContainer } = await import("./containers.ts");
  const container = await startSlapdContainer(secretsOf(identity)).catch(() => {
    throw whyNotHere; // what to install is said there; that Docker is missing too helps nobody
  });
  return { ...identity, ...fixed(container.url), stop: () => container.stop() };
}

async function useGivenDirectory(given: GivenDirectory): Promise<DirectoryServer> {
  await emptyDirectory(given);
  return { ...given, ...fixed(given.url), stop: () => emptyDirectory(given) };
}

/** A server whose process is not ours to stop and start. */
function fixed(
  url: string,
): Pick<DirectoryServer, "url" | "pids" | "stateDir" | "suspend" | "resume" | "kill"> {
  const refuse = async (): Promise<never> => {
    throw serviceUnavailable(
      "OpenLDAP",
      "unset TEST_LDAP_URL and install slapd: this server cannot be stopped",
    );
  };
  return { url, pids: [], stateDir: null, suspend: refuse, resume: refuse, kill: refuse };
}

async function bindOnce(url: string, identity: Identity): Promise<void> {
  const client = new Client({ url, connectTimeout: 5_000, timeout: 5_000 });
  try {
    await client.bind(identity.bindDn, identity.bindPassword);
  } finally {
    await client.unbind();
  }
}
