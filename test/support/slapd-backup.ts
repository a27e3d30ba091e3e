/** A backup of a directory of our own as its own tools make it, and its return over what is there now. */
import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { inject } from "vitest";
import { findSlapd } from "../../src/dev/services/slapd-programs.ts";
import type { FreshDirectory } from "./directory.ts";

const execute = promisify(execFile);

/** LDIF of the whole database, written while slapd runs (slapcat(8) allows that with mdb). */
export async function backUp(directory: FreshDirectory): Promise<string> {
  return await run(directory, ["-T", "cat", "-n", "1"]);
}

/** Stops slapd, puts the backup in the place of its database (slapadd(8)), and starts it again. */
export async function restore(directory: FreshDirectory, ldif: string): Promise<void> {
  const state = stateOf(directory);
  const file = join(state, "backup.ldif");
  await writeFile(file, ldif);
  await directory.suspend();
  for (const name of ["data.mdb", "lock.mdb"]) await rm(join(state, "data", name), { force: true });
  await run(directory, ["-T", "add", "-n", "1", "-l", file]);
  await directory.resume();
}

/** Stops slapd, adds these entries to its database as `slapadd -q` does, and starts it again. */
export async function loadOffline(directory: FreshDirectory, ldif: string): Promise<void> {
  const file = join(stateOf(directory), "load.ldif");
  await writeFile(file, ldif);
  await directory.suspend();
  try {
    await run(directory, ["-T", "add", "-q", "-b", directory.suffix, "-l", file]);
  } finally {
    await directory.resume();
  }
}

function stateOf({ stateDir }: FreshDirectory): string {
  if (stateDir === null) throw new Error("this server's files are not here");
  return stateDir;
}

async function run(directory: FreshDirectory, args: readonly string[]): Promise<string> {
  const { slapd, env } = inject("slapd") ?? (await findSlapd());
  const config = ["-F", join(stateOf(directory), "config")];
  const { stdout } = await execute(slapd, [...args, ...config], {
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}
