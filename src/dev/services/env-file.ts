/** The file that tells others where the throw-away services are. */
import { rename, rm, writeFile } from "node:fs/promises";

export const ENV_NAMES = [
  "DATABASE_URL",
  "LDAP_URL",
  "LDAP_BIND_DN",
  "LDAP_BIND_PASSWORD",
  "LDAP_ADMIN_DN",
  "LDAP_ADMIN_PASSWORD",
  "LDAP_SUFFIX",
] as const;
export type EnvName = (typeof ENV_NAMES)[number];

/** What neither dotenv nor `sh` gives a meaning of its own, so that the simplest reader gets it right too. */
const PLAIN = /^[\w./:@=,+-]*$/;

/**
 * Writes `NAME=value` lines (quoted only where needed) that dotenv and `sh` read alike, readable by the owner only,
 * in one step: whoever sees the file sees all of it. Throws when a value holds a quote or a line end.
 */
export async function writeEnvFile(path: string, env: Readonly<Record<EnvName, string>>): Promise<void> {
  const lines = ENV_NAMES.map((name) => {
    if (/['\r\n]/.test(env[name])) throw new Error(`${name} cannot be quoted`);
    return PLAIN.test(env[name]) ? `${name}=${env[name]}\n` : `${name}='${env[name]}'\n`;
  });
  const unfinished = `${path}.${process.pid}`;
  try {
    await writeFile(unfinished, lines.join(""), { mode: 0o600, flag: "wx" });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
