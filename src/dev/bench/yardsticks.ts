/** What anybody would use instead, over the same data: OpenLDAP's own tools and `psql \copy`. */
import { createReadStream, createWriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";
import { READ_ATTRIBUTES } from "../../ldap/attributes.ts";
import { ldapTool } from "../services/slapd-programs.ts";
import { REALM } from "./bench-settings.ts";
import { type BenchDirectory, type BenchWorld, onServer } from "./bench-world.ts";
import { mustRun } from "./run-tool.ts";

/** As many as danhba asks for. */
const PAGE = 1_000;

type Place = Pick<BenchWorld, "programs" | "signal" | "file">;

/** `-y` takes the file as it is: no line end. */
async function login(world: Place, directory: BenchDirectory, as: "bind" | "admin"): Promise<string[]> {
  const file = world.file("password");
  await writeFile(file, as === "bind" ? directory.bindPassword : directory.adminPassword, { mode: 0o600 });
  return ["-x", "-H", directory.url, "-D", as === "bind" ? directory.bindDn : directory.adminDn, "-y", file];
}

async function client(
  world: Place,
  name: string,
  directory: BenchDirectory,
  args: readonly string[],
  { as = "bind", output }: { readonly as?: "bind" | "admin"; readonly output?: string } = {},
): Promise<number> {
  const { command, env } = await ldapTool(name, world.programs);
  const options = { env, signal: world.signal, ...(output === undefined ? {} : { output }) };
  const run = await mustRun(command, [...(await login(world, directory, as)), ...args], options);
  return run.milliseconds;
}

/** Milliseconds of `ldapadd` of the file as danhba's account. */
export const ldapadd = (world: Place, directory: BenchDirectory, ldif: string): Promise<number> =>
  client(world, "ldapadd", directory, ["-f", ldif], { output: world.file("ldapadd.out") });

/** Milliseconds of `ldapmodify` of the file of changes, as danhba's account. */
export const ldapmodify = (world: Place, directory: BenchDirectory, ldif: string): Promise<number> =>
  client(world, "ldapmodify", directory, ["-f", ldif], { output: world.file("ldapmodify.out") });

/** Milliseconds of `ldapsearch` of all that danhba reads, into a file. */
export const ldapsearch = (world: Place, directory: BenchDirectory): Promise<number> =>
  client(
    world,
    "ldapsearch",
    directory,
    ["-LLL", "-o", "ldif-wrap=no", "-E", `pr=${PAGE}/noprompt`, "-b", directory.suffix, ...READ_ATTRIBUTES],
    { output: world.file("ldapsearch.out") },
  );

/** Milliseconds of `slapadd -q` of the file, for which slapd is stopped and then started again. */
export async function slapadd(world: Place, directory: BenchDirectory, ldif: string): Promise<number> {
  const { slapd, env } = world.programs;
  const args = ["-T", "add", "-q", "-F", join(directory.stateDir, "config"), "-b", directory.suffix];
  await directory.suspend();
  const run = await mustRun(slapd, [...args, "-l", ldif], { env, signal: world.signal });
  await directory.resume();
  return run.milliseconds;
}

/** A second server with the same entries; operational attributes aside. */
export async function twinOf(world: BenchWorld, directory: BenchDirectory): Promise<BenchDirectory> {
  const twin = await world.openDirectory();
  const ldif = world.file("twin.ldif");
  await dumpEntries(world, directory, twin, ldif);
  await slapadd(world, twin, ldif);
  return twin;
}

/**
 * What `ldapadd` needs to make these entries again: user attributes only, in the order in which they were made,
 * without those that an empty directory has. Returns how many they are.
 */
export async function dumpEntries(
  world: BenchWorld,
  directory: BenchDirectory,
  empty: BenchDirectory,
  ldif: string,
): Promise<number> {
  const everything = ["-LLL", "-o", "ldif-wrap=no", "-b"];
  const [all, base] = [world.file("all.ldif"), world.file("base.ldif")];
  await client(world, "ldapsearch", directory, [...everything, directory.suffix], {
    as: "admin",
    output: all,
  });
  await client(world, "ldapsearch", empty, [...everything, empty.suffix, "1.1"], {
    as: "admin",
    output: base,
  });
  const known = new Set<string>();
  for await (const line of linesOf(base)) if (line.startsWith("dn:")) known.add(line);
  let count = 0;
  const counted = async function* (): AsyncGenerator<string> {
    for await (const record of recordsOf(linesOf(all))) {
      if (known.has(record[0] ?? "")) continue;
      count += 1;
      yield `${record.join("\n")}\n\n`;
    }
  };
  await pipeline(counted, createWriteStream(ldif));
  return count;
}

const linesOf = (path: string): AsyncIterable<string> =>
  createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });

/** Records of LDIF: lines between empty lines; remarks are passed over. */
export async function* recordsOf(lines: AsyncIterable<string>): AsyncGenerator<readonly string[]> {
  let record: string[] = [];
  for await (const line of lines) {
    if (line === "" && record.length > 0) {
      yield record;
      record = [];
    } else if (line !== "" && !line.startsWith("#")) {
      record.push(line);
    }
  }
  if (record.length > 0) yield record;
}

const TABLES = ["unit", "person", "appointment"] as const;
const rowsOf = (table: string): string => `SELECT * FROM hr.${table} WHERE realm = '${REALM}'`;

/** Milliseconds of `psql \copy` of the realm's rows; where there is no psql the server writes them itself. */
export async function copyRows(world: Place, databaseUrl: string): Promise<number> {
  const copies = TABLES.flatMap((table) => [
    "-c",
    `\\copy (${rowsOf(table)}) TO '${world.file(table)}.copy'`,
  ]);
  try {
    const options = { signal: world.signal };
    return (await mustRun("psql", ["-X", "-q", "-d", databaseUrl, ...copies], options)).milliseconds;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      return await copyOnServer(databaseUrl);
    throw error;
  }
}

/** Into its own data folder, which it can write to whoever it runs as. */
async function copyOnServer(databaseUrl: string): Promise<number> {
  return await onServer(databaseUrl, async (connection) => {
    const { rows } = await connection.query<{ data_directory: string }>("SHOW data_directory");
    const folder = rows[0]?.data_directory ?? "";
    const started = performance.now();
    for (const table of TABLES)
      await connection.query(`COPY (${rowsOf(table)}) TO '${join(folder, `bench-${table}.copy`)}'`);
    return performance.now() - started;
  });
}
