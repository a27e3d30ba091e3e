/** Debian packages fetched and unpacked below a cache folder: nothing is installed and no root is needed. */
import { execFile } from "node:child_process";
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv, promisify } from "node:util";
import { inheritedEnvironment } from "./environment.ts";
import { libraryClosure } from "./library-closure.ts";

const execute = promisify(execFile);

/** Programs that are wanted; their libraries follow from the packages' own dependencies. */
const PACKAGES = ["slapd", "ldap-utils"];

/** One command of apt may wait this long for the network, in milliseconds. */
const APT_PATIENCE = 180_000;

/**
 * The folder below `cacheDir` that holds slapd, the client tools and their libraries as if it were `/`; fetched at
 * the first call (2 MB of programs, about 10 MB of package lists that are deleted again). Two processes may do so at
 * once. Throws what apt or dpkg-deb said.
 */
export async function unpackOpenldap(cacheDir: string): Promise<string> {
  const root = join(cacheDir, `openldap-${await machineKey()}`);
  if (await exists(root)) return root;
  await mkdir(cacheDir, { recursive: true });
  const work = await mkdtemp(join(cacheDir, "unpack-"));
  try {
    await fetchPackages(work);
    const tree = join(work, "tree");
    const archives = (await readdir(work)).filter((name) => name.endsWith(".deb"));
    for (const archive of archives) await execute("dpkg-deb", ["-x", join(work, archive), tree]);
    await rename(tree, root);
  } catch (error) {
    if (!(await exists(root))) throw error; // else another process was faster
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return root;
}

/** Lists, cache and downloads stay in `work`; the sources and keys are the machine's own. */
async function fetchPackages(work: string): Promise<void> {
  await mkdir(join(work, "lists/partial"), { recursive: true });
  await mkdir(join(work, "cache/archives/partial"), { recursive: true });
  const settings = [
    `Dir::State::lists=${join(work, "lists")}`,
    `Dir::Cache=${join(work, "cache")}`,
    "Debug::NoLocking=1",
    "APT::Sandbox::User=root", // as root apt would switch to a user who cannot write here
    "Acquire::Languages=none",
    "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false",
    "Acquire::Retries=2",
    "Acquire::http::Timeout=30",
  ].flatMap((setting) => ["-o", setting]);
  const apt = (program: string, args: string[]) =>
    execute(program, [...settings, "-q", ...args], {
      cwd: work,
      env: inheritedEnvironment({ LC_ALL: "C" }),
      timeout: APT_PATIENCE,
      maxBuffer: 64 * 1024 * 1024,
    });
  // A third source that is down, or a hook that wants root, is no reason to give up: the download below decides.
  const update = await apt("apt-get", ["update"]).catch((error: unknown) => error);
  try {
    const only = ["recommends", "suggests", "conflicts", "breaks", "replaces", "enhances"].map(
      (kind) => `--no-${kind}`,
    );
    const { stdout } = await apt("apt-cache", ["depends", "--recurse", ...only, ...PACKAGES]);
    await apt("apt-get", ["download", ...PACKAGES, ...libraryClosure(stdout, PACKAGES)]);
  } catch (error) {
    throw update instanceof Error ? new Error(update.message, { cause: error }) : error;
  }
}

/** Distribution, release and processor: a home folder or checkout may be shared by machines that differ. */
async function machineKey(): Promise<string> {
  const release = parseEnv(await readFile("/etc/os-release", "utf8"));
  return [release.ID, release.VERSION_ID ?? release.VERSION_CODENAME ?? "rolling", process.arch].join("-");
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
