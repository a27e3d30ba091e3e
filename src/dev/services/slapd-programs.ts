/** Where slapd, its modules and schema files are: on the machine, or unpacked from Debian's packages. */
import { execFile } from "node:child_process";
import { access, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { unpackOpenldap } from "./debian-packages.ts";
import { inheritedEnvironment, pathFolders } from "./environment.ts";
import { CACHE_DIR, OPENLDAP_FILES } from "./project-root.ts";
import { serviceUnavailable } from "./service-error.ts";

const execute = promisify(execFile);

export interface SlapdPrograms {
  readonly slapd: string;
  readonly moduleDir: string;
  readonly schemaDir: string;
  /** Folders to look for ldapsearch and the like in. */
  readonly toolDirs: readonly string[];
  /** What the programs need in their environment: `LD_LIBRARY_PATH` of an unpacked tree. */
  readonly env: Readonly<Record<string, string>>;
}

const SLAPD_DIRS = [
  "/usr/sbin",
  "/usr/local/sbin",
  "/usr/lib/openldap",
  "/usr/libexec",
  "/usr/local/libexec",
  "/opt/symas/lib",
];
const MODULE_DIRS = [
  "/usr/lib/ldap",
  "/usr/lib/openldap",
  "/usr/lib64/openldap",
  "/usr/local/libexec/openldap",
  "/usr/local/lib/openldap",
  "/opt/symas/lib/openldap",
];
const SCHEMA_DIRS = [
  "/etc/ldap/schema",
  "/etc/openldap/schema",
  "/usr/local/etc/openldap/schema",
  "/opt/symas/etc/openldap/schema",
];

/**
 * A slapd that was seen to take our configuration: the machine's, else Debian's packages unpacked below `cacheDir`.
 * Throws `SERVICES_UNAVAILABLE` when there is neither.
 */
export async function findSlapd(cacheDir: string = CACHE_DIR): Promise<SlapdPrograms> {
  const installed = await findInstalled();
  if (installed && (await takesOurConfiguration(installed))) return installed;
  try {
    return await unpackedPrograms(await unpackOpenldap(cacheDir));
  } catch (error) {
    throw serviceUnavailable(
      "OpenLDAP",
      "install slapd (Debian: apt-get install slapd), or set TEST_LDAP_URL",
      error,
    );
  }
}

/**
 * A client tool (`ldapsearch`, `ldapwhoami` …) with what it needs in its environment; the machine's own, or the
 * unpacked one. Throws `SERVICES_UNAVAILABLE`.
 */
export async function ldapTool(
  name: string,
  programs?: SlapdPrograms,
): Promise<{ readonly command: string; readonly env: Readonly<Record<string, string>> }> {
  const known = programs ?? (await findSlapd());
  const own = await firstWith(known.toolDirs, name);
  if (own) return { command: own, env: known.env };
  const elsewhere = await firstWith([...pathFolders(), "/usr/bin", "/usr/local/bin"], name);
  if (elsewhere) return { command: elsewhere, env: {} };
  try {
    const unpacked = await unpackedPrograms(await unpackOpenldap(CACHE_DIR));
    return { command: join(unpacked.toolDirs[0] ?? "", name), env: unpacked.env };
  } catch (error) {
    throw serviceUnavailable(name, "install ldap-utils (Debian: apt-get install ldap-utils)", error);
  }
}

async function findInstalled(): Promise<SlapdPrograms | null> {
  const slapd = await firstWith([...pathFolders(), ...SLAPD_DIRS], "slapd");
  const schema = await firstWith(SCHEMA_DIRS, "misc.ldif");
  const modules =
    (await firstWith(MODULE_DIRS, "ppolicy.la")) ?? (await firstWith(MODULE_DIRS, "ppolicy.so"));
  if (!slapd || !schema) return null;
  return {
    slapd,
    schemaDir: join(schema, ".."),
    moduleDir: modules ? join(modules, "..") : "/usr/lib/ldap", // a slapd with everything built in has none
    toolDirs: [],
    env: {},
  };
}

/** The proof of the pudding, in a tenth of a second: modules, overlays, schema and database in a scratch folder. */
async function takesOurConfiguration(programs: SlapdPrograms): Promise<boolean> {
  const scratch = await mkdtemp(join(tmpdir(), "danhba-slapd-"));
  const env = inheritedEnvironment({
    ...slapdEnvironment(programs, scratch),
    LDAP_SUFFIX: "dc=example",
    LDAP_ADMIN_PASSWORD: "unused",
    LDAP_BIND_PASSWORD: "unused",
  });
  try {
    await execute("sh", [join(OPENLDAP_FILES, "init.sh")], { env });
    return true;
  } catch {
    return false; // too old, or kept out of this folder by the machine's own rules: the unpacked one will do
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The variables of `docker/openldap/init.sh` that say where everything is. */
export const slapdEnvironment = (programs: SlapdPrograms, stateDir: string): Record<string, string> => ({
  ...programs.env,
  SLAPD: programs.slapd,
  SLAPD_MODULE_DIR: programs.moduleDir,
  SLAPD_SCHEMA_DIR: programs.schemaDir,
  SLAPD_STATE_DIR: stateDir,
});

/** Libraries lie in `usr/lib/<processor>-linux-gnu`, which differs from machine to machine. */
async function unpackedPrograms(root: string): Promise<SlapdPrograms> {
  const parents = [join(root, "usr/lib"), join(root, "lib")];
  const libraryDirs: string[] = [];
  for (const parent of parents) {
    const names = await readdir(parent).catch(() => []); // newer releases have no /lib beside /usr/lib
    libraryDirs.push(
      ...names.filter((name) => name.includes("-linux-gnu")).map((name) => join(parent, name)),
    );
  }
  return {
    slapd: join(root, "usr/sbin/slapd"),
    moduleDir: join(root, "usr/lib/ldap"),
    schemaDir: join(root, "etc/ldap/schema"),
    toolDirs: [join(root, "usr/bin")],
    env: { LD_LIBRARY_PATH: libraryDirs.join(":") },
  };
}

async function firstWith(folders: readonly string[], name: string): Promise<string | null> {
  for (const folder of folders) {
    const path = join(folder, name);
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return null;
}
