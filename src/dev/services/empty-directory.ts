/** Deleting whatever earlier runs left in a directory that is shared by them. */
import { Client } from "ldapts";
import type { GivenDirectory } from "./environment.ts";

/** Removes every entry below the branches that danhba writes; the branches, policies and accounts stay. */
export async function emptyDirectory(directory: GivenDirectory): Promise<void> {
  const client = new Client({ url: directory.url, connectTimeout: 5_000 });
  try {
    await client.bind(directory.adminDn, directory.adminPassword);
    for (const branch of ["people", "agencies", "units", "groups"]) {
      const base = `ou=${branch},${directory.suffix}`;
      const { searchEntries } = await client.search(base, {
        scope: "children",
        attributes: ["1.1"],
        paged: true,
      });
      // children before their parents: a DN below another one is longer
      const names = searchEntries.map((entry) => entry.dn).sort((one, other) => other.length - one.length);
      for (const name of names) await client.del(name);
    }
  } finally {
    await client.unbind();
  }
}
