/** Both throw-away servers together, as tests, demo and `dev services` use them. */
import { mkdir, readdir, rmdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { EnvName } from "./env-file.ts";
import { startPostgres } from "./start-postgres.ts";
import { type DirectoryAccess, startSlapd } from "./start-slapd.ts";

export interface Services {
  readonly env: Readonly<Record<EnvName, string>>;
  readonly pids: readonly number[];
  /** Stops both and removes what was made below `dir`. */
  stop(): Promise<void>;
}

export interface ServicesOptions {
  /** Where the data goes; made when missing, and then removed at the end. */
  readonly dir: string;
  readonly suffix?: string;
  /** Writes through to the disk as in production, for measurements. */
  readonly isDurable?: boolean;
  readonly log?: (text: string) => void;
}

/**
 * Starts PostgreSQL and OpenLDAP side by side and returns once both answer. Throws `SERVICES_UNAVAILABLE`; nothing
 * is left running or lying about then.
 */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const dir = resolve(options.dir);
  const made = await mkdir(dir, { recursive: true });
  const started = await Promise.allSettled([
    startPostgres({ ...options, dir }),
    startSlapd({ ...options, dir }),
  ]);
  const [postgres, slapd] = started;
  const stop = async (): Promise<void> => {
    const running = started.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    await Promise.all(running.map((server) => server.stop()));
    if (made) await removeFolders(dir, made);
  };
  if (postgres.status === "rejected" || slapd.status === "rejected") {
    await stop();
    throw postgres.status === "rejected" ? postgres.reason : (slapd as PromiseRejectedResult).reason;
  }
  return {
    env: { DATABASE_URL: postgres.value.url, ...ldapEnv(slapd.value) },
    pids: [...postgres.value.pids, ...slapd.value.pids],
    stop,
  };
}

const ldapEnv = (directory: DirectoryAccess): Omit<Record<EnvName, string>, "DATABASE_URL"> => ({
  LDAP_URL: directory.url,
  LDAP_BIND_DN: directory.bindDn,
  LDAP_BIND_PASSWORD: directory.bindPassword,
  LDAP_ADMIN_DN: directory.adminDn,
  LDAP_ADMIN_PASSWORD: directory.adminPassword,
  LDAP_SUFFIX: directory.suffix,
});

/** Removes the folders that `mkdir` made, innermost first, as far as they are empty. */
async function removeFolders(dir: string, outermost: string): Promise<void> {
  for (let folder = dir; folder.length >= outermost.length; folder = dirname(folder)) {
    const left = await readdir(folder);
    if (left.length > 0) return; // somebody else's files
    await rmdir(folder);
  }
}
