/** The machine and the programs that figures were measured with. */
import { execFile } from "node:child_process";
import { cpus, release, totalmem, type } from "node:os";
import { promisify } from "node:util";
import pg from "pg";
import { inheritedEnvironment } from "../services/environment.ts";
import { PROJECT_ROOT } from "../services/project-root.ts";
import type { SlapdPrograms } from "../services/slapd-programs.ts";

const execute = promisify(execFile);

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly system: string;
  readonly node: string;
  readonly slapd: string;
  readonly postgres: string;
}

/** Asks the two servers' programs for their versions. */
export async function seeMachine({ slapd, env }: SlapdPrograms, databaseUrl: string): Promise<Machine> {
  const [processor] = cpus();
  return {
    cpu: processor?.model.trim() ?? "",
    cores: cpus().length,
    memoryBytes: totalmem(),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    slapd: await slapdVersion(slapd, env),
    postgres: await postgresVersion(databaseUrl),
  };
}

/** `slapd -VV` prints its version on stderr and ends. */
async function slapdVersion(slapd: string, env: Readonly<Record<string, string>>): Promise<string> {
  const { stdout, stderr } = await execute(slapd, ["-VV"], { env: inheritedEnvironment(env) });
  return /slapd (\d[\w.]*)/.exec(`${stdout}${stderr}`)?.[1] ?? "";
}

async function postgresVersion(connectionString: string): Promise<string> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ server_version: string }>("SHOW server_version");
    return rows[0]?.server_version ?? "";
  } finally {
    await client.end();
  }
}

/** Null where this is no checkout, or git is missing. */
export async function checkoutCommit(): Promise<string | null> {
  try {
    const { stdout } = await execute("git", ["-C", PROJECT_ROOT, "rev-parse", "HEAD"]);
    return stdout.trim();
  } catch {
    return null;
  }
}
