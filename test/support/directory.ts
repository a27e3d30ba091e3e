/** An OpenLDAP of its own for a test file. */
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Attribute, Change, Client } from "ldapts";
import { inject } from "vitest";
import { OPENLDAP_FILES } from "../../src/dev/services/project-root.ts";
import { randomName } from "../../src/dev/services/random-secret.ts";
import { type DirectoryServer, type SlapdOptions, startSlapd } from "../../src/dev/services/start-slapd.ts";

export type FreshDirectory = DirectoryServer;

/** Starts slapd with the base tree (some 200 ms). `stop()` it in `afterAll`. */
export async function freshDirectory(
  options: Pick<SlapdOptions, "suffix" | "isDurable" | "files"> = {},
): Promise<FreshDirectory> {
  const programs = inject("slapd");
  const dir = join(inject("scratch"), randomName());
  return await startSlapd({ ...options, dir, ...(programs ? { programs } : {}) });
}

export type FileChange = readonly [name: string, from: string | RegExp, to: string];

/**
 * A copy of `docker/openldap` with words changed, for `freshDirectory({ files })`: a server that lacks something.
 * Throws when there is nothing to change.
 */
export async function changedFiles(...changes: readonly FileChange[]): Promise<string> {
  const files = join(inject("scratch"), randomName());
  await cp(OPENLDAP_FILES, files, { recursive: true });
  for (const [name, from, to] of changes) {
    const text = await readFile(join(files, name), "utf8");
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`nothing to change in ${name}: ${from}`);
    await writeFile(join(files, name), changed);
  }
  return files;
}

/** Binds as `dn`, runs `work` and closes the connection whatever happens. */
export async function asUser<Result>(
  directory: FreshDirectory,
  dn: string,
  password: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ url: directory.url, connectTimeout: 5_000, timeout: 30_000 });
  try {
    await client.bind(dn, password);
    return await work(client);
  } finally {
    await client.unbind();
  }
}

/** The account that danhba uses. */
export const asService = <Result>(directory: FreshDirectory, work: (client: Client) => Promise<Result>) =>
  asUser(directory, directory.bindDn, directory.bindPassword, work);

/** The rootdn, to look where the service account may not. */
export const asAdmin = <Result>(directory: FreshDirectory, work: (client: Client) => Promise<Result>) =>
  asUser(directory, directory.adminDn, directory.adminPassword, work);

/** One change of one attribute, for `client.modify`. */
export const change = (operation: "add" | "delete" | "replace", type: string, ...values: string[]): Change =>
  new Change({ operation, modification: new Attribute({ type, values }) });

/** The base tree's branch, such as `ou=people,<suffix>`. */
export const branchOf = (directory: FreshDirectory, name: string): string => `ou=${name},${directory.suffix}`;
