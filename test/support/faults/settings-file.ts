/** A settings file for a world, as `config/danhba.yaml` but for some keys of the realm. */
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { PROJECT_ROOT } from "../../../src/dev/services/project-root.ts";
import { randomName } from "../../../src/dev/services/random-secret.ts";
import type { World } from "../world.ts";

/** Writes in a known order: one after the other, each for itself. */
export const PLAIN_LDAP = { ldap: { transactions: "off", connections: 1 } };

/** @param realm keys of the realm; those of `ldap` are added to what is there @returns its path; it goes with the world */
export async function settingsFile(
  world: Pick<World, "dir">,
  realm: { readonly ldap?: object; readonly [key: string]: unknown },
): Promise<string> {
  const shipped = join(PROJECT_ROOT, "config");
  const dir = join(world.dir, `config-${randomName()}`);
  await mkdir(dir);
  for (const name of ["profiles", "holidays.yaml"]) await symlink(join(shipped, name), join(dir, name));
  const settings = parse(await readFile(join(shipped, "danhba.yaml"), "utf8")) as {
    realms: { ldap: object }[];
  };
  const file = join(dir, "danhba.yaml");
  const [shippedRealm] = settings.realms;
  const ldap = { ...shippedRealm?.ldap, ...realm.ldap };
  await writeFile(file, JSON.stringify({ ...settings, realms: [{ ...shippedRealm, ...realm, ldap }] }));
  return file;
}
