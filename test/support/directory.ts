/** An OpenLDAP of its own for a test file. */
import { join } from "node:path";
import { Attribute, Change, Client } from "ldapts";
import { inject } from "vitest";
import { randomName } from "../../src/dev/services/random-secret.ts";
import { type DirectoryServer, type SlapdOptions, startSlapd } from "../../src/dev/services/start-slapd.ts";

export type FreshDirectory = DirectoryServer;

/** Starts slapd with the base tree (some 200 ms). `stop()` it in `afterAll`. */
export async function freshDirectory(
  options: Pick<SlapdOptions, "suffix" | "isDurable"> = {},
): Promise<FreshDirectory> {
  const programs = inject("slapd");
  const dir = join(inject("scratch"), randomName());
  return await startSlapd({ ...options, dir, ...(programs ? { programs } : {}) });
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
